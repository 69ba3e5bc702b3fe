//! The values of settings about signing in.

use super::values::quoted;
use ipnet::IpNet;
use std::{net::IpAddr, str::FromStr};
use tessera_domain::{tenant::HostName, user::Role};

/// The scheme of links that open the app, in lower case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scheme(pub String);

/// Schemes that open no app: a token that is sent to one of them ends up with whoever wrote the link.
const NO_APP: [&str; 8] = [
    "http",
    "https",
    "javascript",
    "data",
    "file",
    "blob",
    "vbscript",
    "about",
];

impl Scheme {
    /// Those of the app and of its development.
    pub fn usual() -> Vec<Self> {
        vec![Self("alga".into()), Self("exp".into())]
    }
}

impl FromStr for Scheme {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let scheme = text.to_ascii_lowercase();
        let rest = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "+-.".contains(c);
        if !scheme.starts_with(|c: char| c.is_ascii_lowercase()) || !scheme.chars().all(rest) {
            return Err(format!(
                "{} is not the scheme of a link, such as alga",
                quoted(text)
            ));
        }
        if NO_APP.contains(&scheme.as_str()) {
            return Err(format!(
                "{} is not the scheme of an app; hosts whose https links open one belong into mobile_https_hosts",
                quoted(text)
            ));
        }
        Ok(Self(scheme))
    }
}

/// A host name, in lower case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Host(pub String);

impl FromStr for Host {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let name = HostName::parse(text).map_err(|problem| format!("{} {problem}", quoted(text)))?;
        Ok(Self(name.as_str().to_owned()))
    }
}

/// A role, by its key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RoleName(pub Role);

impl FromStr for RoleName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Role::from_key(text).map(Self).ok_or_else(|| {
            let known = Role::ALL.map(Role::key).join(", ");
            format!("{} is none of the roles {known}", quoted(text))
        })
    }
}

/// The addresses of proxies: a network, or one address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Network(pub IpNet);

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let one = || {
            text.parse::<IpAddr>()
                .ok()
                .map(|address| IpNet::from(address.to_canonical()))
        };
        let Some(network) = text.parse::<IpNet>().ok().or_else(one) else {
            return Err(format!(
                "{} is neither a network nor an address, such as 10.0.0.0/8 or 127.0.0.1",
                quoted(text)
            ));
        };
        if network.prefix_len() == 0 {
            return Err(format!(
                "{} is everybody, so that everybody could claim to come from anywhere",
                quoted(text)
            ));
        }
        Ok(Self(network.trunc()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Settings, SettingsError, Sources};
    use tessera_application::sessions::Policy;

    #[test]
    fn schemes_open_apps_and_nothing_else() {
        for (text, scheme) in [
            ("alga", "alga"),
            ("EXP", "exp"),
            ("com.example+app-2", "com.example+app-2"),
        ] {
            assert_eq!(text.parse(), Ok(Scheme(scheme.into())));
        }
        for bad in [
            "",
            "alga:",
            "alga://",
            "2alga",
            "-a",
            "a b",
            "ä",
            "http",
            "https",
            "HTTPS",
            "javascript",
            "data",
            "file",
            "blob",
            "vbscript",
            "about",
        ] {
            assert!(bad.parse::<Scheme>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_network_may_be_one_address_but_never_all() {
        for (text, network) in [
            ("10.0.0.0/8", "10.0.0.0/8"),
            ("10.1.2.3/8", "10.0.0.0/8"),
            ("127.0.0.1", "127.0.0.1/32"),
            ("::ffff:127.0.0.1", "127.0.0.1/32"),
            ("2001:db8::/32", "2001:db8::/32"),
            ("::1", "::1/128"),
        ] {
            assert_eq!(text.parse::<Network>().unwrap().0.to_string(), network);
        }
        for bad in [
            "",
            "10.0.0.0/33",
            "10.0.0",
            "proxy",
            "127.0.0.1:80",
            "0.0.0.0/0",
            "::/0",
        ] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
    }

    #[test]
    fn hosts_have_neither_scheme_nor_port() {
        assert_eq!("App.Example.com".parse(), Ok(Host("app.example.com".into())));
        for bad in [
            "",
            "https://app.example.com",
            "app.example.com:443",
            "*.example.com",
            "a/b",
        ] {
            assert!(bad.parse::<Host>().is_err(), "{bad}");
        }
    }

    #[test]
    fn roles_are_known_by_their_keys() {
        for role in Role::ALL {
            assert_eq!(role.key().parse(), Ok(RoleName(role)));
        }
        assert!("king".parse::<RoleName>().unwrap_err().contains("super_admin"));
    }

    fn from_environment(pairs: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        let pairs = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Sources::new().environment(pairs).read()
    }

    #[test]
    fn every_bad_value_is_refused_by_the_name_of_its_setting() {
        let table = [
            (
                ("TESSERA_TRUSTED_PROXIES", "10.0.0.1, everybody"),
                "TESSERA_TRUSTED_PROXIES: \"everybody\" is neither a network nor an address",
            ),
            (
                ("TESSERA_TRUSTED_PROXIES", "0.0.0.0/0"),
                "TESSERA_TRUSTED_PROXIES: \"0.0.0.0/0\" is everybody",
            ),
            (
                ("TESSERA_PASSWORD_SLOTS", "0"),
                "TESSERA_PASSWORD_SLOTS: \"0\" is not a whole number from 1 to 64",
            ),
            (
                ("TESSERA_SESSION_SECONDS", "12h"),
                "TESSERA_SESSION_SECONDS: \"12h\" is not a whole number from 60",
            ),
            (
                ("TESSERA_MOBILE_ENABLED", "on"),
                "TESSERA_MOBILE_ENABLED: \"on\" is neither true nor false",
            ),
            (
                ("TESSERA_MOBILE_OTT_SECONDS", "9"),
                "TESSERA_MOBILE_OTT_SECONDS: \"9\" is not a whole number from 10 to 600",
            ),
            (
                ("TESSERA_MOBILE_OTT_SECONDS", "601"),
                "TESSERA_MOBILE_OTT_SECONDS: \"601\" is not a whole number from 10 to 600",
            ),
            (
                ("TESSERA_MOBILE_ACCESS_SECONDS", "0"),
                "TESSERA_MOBILE_ACCESS_SECONDS: \"0\" is not",
            ),
            (
                ("TESSERA_MOBILE_REFRESH_SECONDS", "-1"),
                "TESSERA_MOBILE_REFRESH_SECONDS: \"-1\" is not",
            ),
            (
                ("TESSERA_MOBILE_SESSION_SECONDS", ""),
                "TESSERA_MOBILE_SESSION_SECONDS: \"\" is not",
            ),
            (
                ("TESSERA_MOBILE_ROLES", "technician,king"),
                "TESSERA_MOBILE_ROLES: \"king\" is none of the roles user, technician",
            ),
            (
                ("TESSERA_MOBILE_ROLES", " , "),
                "TESSERA_MOBILE_ROLES: names no role; mobile_enabled = false",
            ),
            (
                ("TESSERA_MOBILE_SCHEMES", "alga://"),
                "TESSERA_MOBILE_SCHEMES: \"alga://\" is not the scheme of a link",
            ),
            (
                ("TESSERA_MOBILE_SCHEMES", "alga,JavaScript"),
                "TESSERA_MOBILE_SCHEMES: \"JavaScript\" is not the scheme of an app",
            ),
            (
                ("TESSERA_MOBILE_HTTPS_HOSTS", "https://app.example"),
                "TESSERA_MOBILE_HTTPS_HOSTS: \"https://app.example\" must be a host name",
            ),
            (
                ("TESSERA_MOBILE_HOSTS", "*"),
                "TESSERA_MOBILE_HOSTS: \"*\" must be a host name",
            ),
            (
                ("TESSERA_MOBILE_PKCE_REQUIRED", "1"),
                "TESSERA_MOBILE_PKCE_REQUIRED: \"1\" is neither true nor false",
            ),
            (
                ("TESSERA_GOOGLE_CLIENT_ID", ""),
                "TESSERA_GOOGLE_CLIENT_ID: is empty",
            ),
        ];
        for (variable, expected) in table {
            let error = from_environment(&[variable]).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
            assert_eq!(error.lines().count(), 1, "{error}");
        }
    }

    #[test]
    fn signing_in_lasts_as_long_as_is_said() {
        let usual = from_environment(&[]).unwrap();
        let tenant = usual.tenant.clone();
        assert_eq!(usual.policy, Policy::new(tenant));
        assert_eq!(usual.mobile_schemes, ["alga", "exp"]);
        assert!(
            usual.trusted_proxies.is_empty()
                && usual.mobile_https_hosts.is_empty()
                && usual.providers.is_empty()
        );

        let settings = from_environment(&[
            ("TESSERA_TENANT", "acme"),
            ("TESSERA_SESSION_SECONDS", "3600"),
            ("TESSERA_MOBILE_ENABLED", "false"),
            ("TESSERA_MOBILE_OTT_SECONDS", "30"),
            ("TESSERA_MOBILE_ACCESS_SECONDS", "900"),
            ("TESSERA_MOBILE_REFRESH_SECONDS", "86400"),
            ("TESSERA_MOBILE_SESSION_SECONDS", "604800"),
            ("TESSERA_MOBILE_ROLES", "technician, manager"),
            ("TESSERA_MOBILE_SCHEMES", "Tickets"),
            ("TESSERA_MOBILE_HTTPS_HOSTS", "App.example.com"),
            ("TESSERA_MOBILE_HOSTS", "a.example, b.example"),
            ("TESSERA_MOBILE_PKCE_REQUIRED", "true"),
            ("TESSERA_TRUSTED_PROXIES", "10.0.0.0/8,192.0.2.1"),
            ("TESSERA_PASSWORD_SLOTS", "3"),
        ])
        .unwrap();
        let policy = &settings.policy;
        assert_eq!(policy.default_tenant.as_str(), "acme");
        assert_eq!((policy.browser_seconds, policy.one_time_seconds), (3600, 30));
        let phones = (
            policy.access_seconds,
            policy.refresh_seconds,
            policy.mobile_seconds,
        );
        assert_eq!(phones, (900, 86_400, 604_800));
        assert_eq!((policy.mobile, policy.pkce_required), (false, true));
        assert_eq!(policy.mobile_roles, [Role::Technician, Role::Manager]);
        assert_eq!(policy.mobile_hosts, ["a.example", "b.example"]);
        assert_eq!(settings.mobile_schemes, ["tickets"]);
        assert_eq!(settings.mobile_https_hosts, ["app.example.com"]);
        let proxies: Vec<_> = settings.trusted_proxies.iter().map(ToString::to_string).collect();
        assert_eq!(proxies, ["10.0.0.0/8", "192.0.2.1/32"]);
        assert_eq!(settings.password_slots, 3);
    }
}
