//! How people sign in here.

use serde::Serialize;
use tessera_application::{
    sessions::Policy,
    views::{Brand, Provider},
};
use utoipa::ToSchema;

/// Whether and how people sign in with the app.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Capabilities {
    /// Whether people can sign in with the app.
    pub enabled: bool,
    /// The same; an older app reads this one.
    pub mobile_enabled: bool,
    /// Which identity providers the sign-in page offers. There may be others, and passwords.
    pub providers: ProvidersOffered,
    /// The hosts to which the app shall let people sign in; not there if it may be any. The app sees to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = json!(["desk.example.org"]))]
    pub hosted_domain_allowlist: Option<Vec<String>>,
    /// For how many seconds an access key can be used.
    #[schema(minimum = 1, example = 28_800)]
    pub access_ttl_sec: i64,
    /// For how many seconds a refresh token can be used. Each refresh begins it anew.
    #[schema(minimum = 1, example = 2_592_000)]
    pub refresh_ttl_sec: i64,
    /// For how many seconds a one-time token can be used.
    #[schema(minimum = 1, example = 60)]
    pub ott_ttl_sec: i64,
}

/// Which of the identity providers that the app knows are offered.
#[derive(Serialize, ToSchema)]
pub struct ProvidersOffered {
    /// Microsoft.
    pub microsoft: bool,
    /// Google.
    pub google: bool,
}

impl Capabilities {
    /// What the operator has chosen.
    pub fn of(policy: &Policy, offered: &[Provider]) -> Self {
        let offers = |brand| offered.iter().any(|provider| provider.brand == brand);
        let hosts = &policy.mobile_hosts;
        Self {
            enabled: policy.mobile,
            mobile_enabled: policy.mobile,
            providers: ProvidersOffered {
                microsoft: offers(Brand::Microsoft),
                google: offers(Brand::Google),
            },
            hosted_domain_allowlist: (!hosts.is_empty()).then(|| hosts.clone()),
            access_ttl_sec: policy.access_seconds,
            refresh_ttl_sec: policy.refresh_seconds,
            ott_ttl_sec: policy.one_time_seconds,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::samples;
    use serde_json::{Value, json};

    fn sent(policy: &Policy, brands: &[Brand]) -> Value {
        let offered = |brand: &Brand| Provider {
            key: "key".into(),
            name: "Name".into(),
            brand: *brand,
        };
        let offered: Vec<_> = brands.iter().map(offered).collect();
        serde_json::to_value(Capabilities::of(policy, &offered)).unwrap()
    }

    #[test]
    fn nothing_chosen_is_what_the_app_expects() {
        let expected = json!({
            "enabled": true, "mobileEnabled": true, "providers": {"microsoft": false, "google": false},
            "accessTtlSec": 28_800, "refreshTtlSec": 2_592_000, "ottTtlSec": 60
        });
        assert_eq!(sent(&samples::policy(), &[]), expected);
    }

    #[test]
    fn both_generations_of_the_app_learn_that_it_is_off() {
        let policy = Policy {
            mobile: false,
            ..samples::policy()
        };
        let sent = sent(&policy, &[]);
        assert_eq!(
            (&sent["enabled"], &sent["mobileEnabled"]),
            (&json!(false), &json!(false))
        );
    }

    #[test]
    fn providers_go_by_their_brand() {
        let table = [
            (&[Brand::Other][..], (false, false)),
            (&[Brand::Microsoft], (true, false)),
            (&[Brand::Other, Brand::Google], (false, true)),
            (&[Brand::Google, Brand::Microsoft, Brand::Google], (true, true)),
        ];
        for (brands, (microsoft, google)) in table {
            let providers = &sent(&samples::policy(), brands)["providers"];
            assert_eq!(
                *providers,
                json!({"microsoft": microsoft, "google": google}),
                "{brands:?}"
            );
        }
    }

    #[test]
    fn what_the_operator_chose_is_told() {
        let policy = Policy {
            one_time_seconds: 1,
            access_seconds: 2,
            refresh_seconds: 3,
            mobile_hosts: vec!["desk.example.org".into()],
            ..samples::policy()
        };
        let sent = sent(&policy, &[]);
        assert_eq!(sent["hostedDomainAllowlist"], json!(["desk.example.org"]));
        let times = (&sent["ottTtlSec"], &sent["accessTtlSec"], &sent["refreshTtlSec"]);
        assert_eq!(times, (&json!(1), &json!(2), &json!(3)));
    }
}
