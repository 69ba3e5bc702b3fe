//! A-AUTH-5: everything with which no session begins on a phone, and that nobody learns why.

use crate::stage::{LOGIN, Stage, on_stage, on_stage_with, setup_with};
use serde_json::json;
use tessera_domain::{tenant::TenantState, user::Role};
use tessera_tests::{
    mobile::{refused, refused_for},
    phone::{CAPABILITIES, DEEP_LINK, EXCHANGE, OneTime, Pair, hand_over_path},
};

/// The answer to a token that nobody ever gave.
fn refusal(stage: &Stage<'_>) -> String {
    let reply = stage
        .client()
        .post(EXCHANGE, &json!({ "ott": "A".repeat(32), "state": "s" }));
    assert_eq!(refused(&reply, 401).code, "UNAUTHORIZED");
    assert!(reply.header("www-authenticate").is_some());
    reply.text()
}

#[test]
fn a_auth_5_every_reason_is_told_alike() {
    on_stage(|stage| {
        let common = refusal(stage);
        let mut tried = 0;
        let mut assert_refused = |one_time: &OneTime, why: &str| {
            let reply = one_time.present(&stage.client());
            assert_eq!((reply.status, reply.text()), (401, common.clone()), "{why}");
            tried += 1;
        };
        let late = stage.one_time();
        stage.app.clock.advance(61);
        assert_refused(&late, "too late");

        let one_time = stage.one_time();
        let wrong = OneTime {
            state: "wrong".to_owned(),
            ..one_time.clone()
        };
        assert_refused(&wrong, "another state");
        one_time.exchange(&stage.client());
        assert_refused(&one_time, "used");

        let browser = stage.browser();
        let one_time = OneTime::by(&browser, "s");
        crate::forms::sign_out(&browser);
        assert_refused(&one_time, "the browser's session has ended");

        let one_time = stage.one_time();
        stage.set_password("other horses at the gate");
        assert_refused(&one_time, "the password is another one now");
        stage.set_password(crate::stage::PASSWORD);

        let one_time = stage.one_time();
        stage.set_active(false);
        assert_refused(&one_time, "the account is disabled");
        stage.set_active(true);
        assert_refused(&one_time, "the account was disabled");

        let one_time = stage.one_time();
        stage.set_state(TenantState::Suspended);
        assert_refused(&one_time, "the tenant is suspended");
        stage.set_state(TenantState::Active);
        assert_eq!(tried, 8);
    });
}

#[test]
fn a_auth_5_roles_that_are_kept_off_phones_get_none() {
    let setup = setup_with(&[("TESSERA_MOBILE_ROLES", "technician,admin")]);
    on_stage_with(&setup, |stage| {
        let browser = stage.browser();
        let (one_time, phone) = (
            OneTime::by(&browser, "s"),
            OneTime::by(&browser, "t").exchange(&stage.client()),
        );
        stage.set_role(Role::User);
        assert_eq!(one_time.present(&stage.client()).text(), refusal(stage));
        assert_eq!(
            phone.present(&stage.client()).status,
            401,
            "nor does a phone go on"
        );
        let reply = browser.open(&hand_over_path(DEEP_LINK, "s", "")).expect(302);
        assert_eq!(
            reply.header("location"),
            Some("alga://auth/callback?error=client_not_allowed&state=s")
        );
    });
}

#[test]
fn a_auth_5_bodies_are_checked_and_told_of_by_their_fields() {
    on_stage(|stage| {
        let one_time = stage.one_time();
        let right = one_time.body();
        let table = [
            (json!({}), &["ott", "state"][..]),
            (json!({ "ott": "", "state": "" }), &["ott", "state"]),
            (json!({ "ott": one_time.token }), &["state"]),
            (json!({ "ott": null, "state": "s" }), &["ott"]),
            (json!({ "ott": 7, "state": ["s"] }), &["ott", "state"]),
            (json!({ "ott": "a\u{0}", "state": "s" }), &["ott"]),
            (
                json!({ "ott": one_time.token, "state": one_time.state, "device": null }),
                &["device"],
            ),
            (
                json!({ "ott": one_time.token, "state": one_time.state, "device": "ios" }),
                &["device"],
            ),
            (
                json!({ "ott": one_time.token, "state": one_time.state, "device": { "deviceId": 1 } }),
                &["device.deviceId"],
            ),
        ];
        let before = stage.app.contents();
        for (body, paths) in table {
            refused_for(&stage.client().post(EXCHANGE, &body), paths);
        }
        assert!(stage.app.contents() == before, "none of them used the token up");
        Pair::in_reply(&stage.client().post(EXCHANGE, &right));
    });
}

#[test]
fn a_auth_5_ten_tokens_a_minute_are_taken_from_one_address() {
    on_stage(|stage| {
        let one_time = stage.one_time();
        let here = stage.client().with("x-forwarded-for", "192.0.2.1");
        for _ in 0..10 {
            assert_eq!(
                here.post(EXCHANGE, &json!({ "ott": "x", "state": "y" })).status,
                401
            );
        }
        for body in [one_time.body(), json!({}), json!([])] {
            let reply = here.post(EXCHANGE, &body);
            assert_eq!(
                refused(&reply, 429).code,
                "RATE_LIMITED",
                "before the body is looked at"
            );
            assert_eq!(
                reply.json()["error"]["details"],
                json!({ "msBeforeNext": 300_000 })
            );
            assert_eq!(reply.header("retry-after"), Some("300"));
        }
        Pair::in_reply(&one_time.present(&stage.client()));
        stage.app.clock.advance(299);
        assert_eq!(here.post(EXCHANGE, &json!({})).status, 429);
        stage.app.clock.advance(1);
        assert_eq!(here.post(EXCHANGE, &json!({})).status, 400);
    });
}

#[test]
fn a_auth_5_one_person_uses_ten_tokens_a_minute_wherever_they_come_from() {
    on_stage(|stage| {
        let browser = stage.browser();
        for place in 0..10 {
            OneTime::by(&browser, &format!("s{place}")).exchange(&stage.client());
        }
        let one_time = OneTime::by(&browser, "one too many");
        let reply = one_time.present(&stage.client());
        assert_eq!(refused(&reply, 429).code, "RATE_LIMITED");
        assert_eq!(
            reply.json()["error"]["details"],
            json!({ "msBeforeNext": 300_000 })
        );
        let other = stage
            .home
            .user_with_password("kim", Role::Technician, "a password of kim's own");
        let kims = stage.app.browser();
        kims.sign_in(&other.login, "a password of kim's own");
        OneTime::by(&kims, "s").exchange(&stage.client());
        stage.app.clock.advance(300);
        assert_eq!(
            one_time.present(&stage.client()).status,
            401,
            "it was used up all the same"
        );
        OneTime::by(&browser, "s").exchange(&stage.client());
    });
}

#[test]
fn a_auth_5_a_challenge_can_be_demanded() {
    let setup = setup_with(&[("TESSERA_MOBILE_PKCE_REQUIRED", "true")]);
    on_stage_with(&setup, |stage| {
        let browser = stage.browser();
        let reply = browser.open(&hand_over_path(DEEP_LINK, "s", ""));
        let link = reply.header("location").unwrap_or_default();
        assert!(!link.contains("ott="), "{link}");
        let challenge =
            "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
        OneTime::by_asking(&browser, "s", challenge);
        for bad in [
            "&code_challenge=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk&code_challenge_method=plain",
            "&code_challenge=too-short&code_challenge_method=S256",
            "&code_challenge=&code_challenge_method=S256",
        ] {
            let reply = browser.open(&hand_over_path(DEEP_LINK, "s", bad));
            assert!(
                !reply.header("location").unwrap_or_default().contains("ott="),
                "{bad}"
            );
        }
    });
}

#[test]
fn what_the_app_asks_first_is_answered_to_anybody() {
    on_stage(|stage| {
        let reply = stage.client().get(CAPABILITIES).expect(200);
        let expected = json!({
            "enabled": true, "mobileEnabled": true, "providers": { "microsoft": false, "google": false },
            "accessTtlSec": 28_800, "refreshTtlSec": 2_592_000, "ottTtlSec": 60,
        });
        assert_eq!(reply.json(), expected);
        for _ in 0..200 {
            stage
                .client()
                .with("x-forwarded-for", "192.0.2.1")
                .get(CAPABILITIES)
                .expect(200);
        }
    });
}

#[test]
fn what_the_operator_chose_is_told_to_the_app() {
    let setup = setup_with(&[
        ("TESSERA_MOBILE_ENABLED", "false"),
        ("TESSERA_MOBILE_HOSTS", "tickets.example,desk.example"),
        ("TESSERA_MOBILE_OTT_SECONDS", "30"),
        ("TESSERA_GOOGLE_CLIENT_ID", "some-id"),
        ("TESSERA_GOOGLE_CLIENT_SECRET", "some-secret"),
    ]);
    on_stage_with(&setup, |stage| {
        let told = stage.client().get(CAPABILITIES).expect(200).json();
        assert_eq!(
            (&told["enabled"], &told["mobileEnabled"]),
            (&json!(false), &json!(false))
        );
        assert_eq!(told["providers"], json!({ "microsoft": false, "google": true }));
        assert_eq!(
            told["hostedDomainAllowlist"],
            json!(["tickets.example", "desk.example"])
        );
        assert_eq!(told["ottTtlSec"], 30);
        let page = stage.app.browser().follow("/auth/signin").expect(200).text();
        assert!(page.contains("Google") && !page.contains("some-secret"), "{page}");
        assert!(!page.contains(LOGIN));
    });
}
