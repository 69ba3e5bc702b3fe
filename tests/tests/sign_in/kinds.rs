//! What proves one thing proves nothing else: every secret at every door but its own.

use crate::stage::{Stage, on_stage};
use serde_json::json;
use tessera_tests::{
    Browser,
    phone::{EXCHANGE, OneTime, REFRESH, REVOKE},
};

const COOKIES: [&str; 4] = [
    "__Host-tessera-session",
    "tessera-session",
    "__Host-tessera-form",
    "__Host-tessera-attempt",
];

/// Whether a door opens to a secret. Each names the secret that it is for.
type Door<'d> = (&'static str, &'static str, Box<dyn Fn(&str) -> bool + 'd>);

fn doors<'d>(stage: &'d Stage<'_>) -> Vec<Door<'d>> {
    let in_cookie = |name: &'static str| {
        move |secret: &str| {
            let browser = Browser::new(stage.app);
            browser.set_cookie(name, Some(secret));
            browser.is_signed_in()
        }
    };
    let bearer = |secret: &str| {
        let client = stage.client().with("authorization", &format!("Bearer {secret}"));
        client.get(tessera_tests::phone::DOOR).status == 200
    };
    let mut doors: Vec<Door<'d>> = vec![
        ("x-api-key", "a key", Box::new(|secret| stage.opens(secret))),
        ("bearer", "nothing", Box::new(bearer)),
        (
            "refresh",
            "the refresh token",
            Box::new(|secret| {
                let reply = stage.client().post(REFRESH, &json!({ "refreshToken": secret }));
                assert!(matches!(reply.status, 200 | 401), "{}", reply.text());
                reply.status == 200
            }),
        ),
        (
            "exchange",
            "the one-time token",
            Box::new(|secret| {
                let reply = stage
                    .client()
                    .post(EXCHANGE, &json!({ "ott": secret, "state": "s" }));
                assert!(matches!(reply.status, 200 | 401), "{}", reply.text());
                reply.status == 200
            }),
        ),
    ];
    for name in COOKIES {
        let own = if name == COOKIES[0] {
            "the cookie"
        } else {
            "nothing"
        };
        doors.push((name, own, Box::new(in_cookie(name))));
    }
    doors
}

#[test]
fn no_secret_passes_for_another() {
    on_stage(|stage| {
        let browser = stage.browser();
        let phone = OneTime::by(&browser, "p").exchange(&stage.client());
        let one_time = OneTime::by(&browser, "s");
        let cookie = browser.cookie(COOKIES[0]).expect("the session's cookie");
        let form = browser.cookie("__Host-tessera-form").expect("the form's cookie");
        let token = browser.open("/auth/password").expect(200);
        let token = tessera_tests::browser::forms(&token)[0]
            .value("token")
            .expect("a token")
            .to_owned();
        let secrets = [
            ("a key", stage.robin.api_key.as_str()),
            ("a key", phone.access.as_str()),
            ("the refresh token", phone.refresh.as_str()),
            ("the one-time token", one_time.token.as_str()),
            ("the cookie", cookie.as_str()),
            ("a form's secret", form.as_str()),
            ("a form's token", token.as_str()),
            ("the password", crate::stage::PASSWORD),
        ];
        let mut opened = 0;
        // Each at its own doors last, because some of them are used up there.
        for own in [false, true] {
            for (door, kind, opens) in doors(stage) {
                for (name, secret) in secrets.iter().filter(|(name, _)| (*name == kind) == own) {
                    assert_eq!(opens(secret), own, "{name} at the door {door}");
                    opened += usize::from(own);
                }
            }
        }
        assert_eq!(opened, 5, "each opens its own, or the others would prove nothing");
    });
}

#[test]
fn only_a_refresh_token_signs_a_phone_out() {
    on_stage(|stage| {
        let browser = stage.browser();
        let phone = OneTime::by(&browser, "p").exchange(&stage.client());
        let one_time = OneTime::by(&browser, "s");
        let cookie = browser.cookie(COOKIES[0]).expect("the session's cookie");
        for secret in [&stage.robin.api_key, &phone.access, &one_time.token, &cookie] {
            stage
                .client()
                .post(REVOKE, &json!({ "refreshToken": secret }))
                .expect(200);
        }
        assert!(browser.is_signed_in());
        stage.assert_alive(&phone, "nothing has signed it out");
        stage.assert_alive(&one_time.exchange(&stage.client()), "nothing has used it up");
    });
}

#[test]
fn a_cookie_opens_pages_and_not_the_app() {
    on_stage(|stage| {
        let browser = stage.browser();
        assert_eq!(browser.open(tessera_tests::phone::DOOR).status, 401);
        let reply = browser.send(
            "POST",
            "/api/v1/tickets",
            &[("content-type", "application/json")],
            b"{\"title\":\"x\"}",
        );
        assert_eq!(
            reply.status, 401,
            "so no other site can make a browser do anything"
        );
    });
}

#[test]
fn a_cookie_of_another_tenant_is_none_where_the_tenant_is_named() {
    on_stage(|stage| {
        let globex = stage.app.tenant("globex");
        let browser = stage.browser();
        let named = |id: &str| browser.copy().with("x-tenant-id", id).is_signed_in();
        assert!(named(&stage.home.id.to_string()));
        for other in [globex.id.to_string(), "x".to_owned()] {
            assert!(!named(&other), "{other}");
        }
    });
}
