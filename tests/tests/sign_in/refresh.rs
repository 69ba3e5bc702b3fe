//! A-AUTH-4: a phone's session is kept alive by a chain of refresh tokens, and ends as a whole.

use crate::stage::{LOGIN, ORIGIN, PASSWORD, on_stage, on_stage_with, setup_with};
use serde_json::json;
use tessera_domain::event::EventKind;
use tessera_tests::{
    Browser,
    phone::{EXCHANGE, OneTime, Pair, REFRESH, REVOKE, present_refresh},
};

const DAY: i64 = 24 * 60 * 60;

#[test]
fn a_auth_4_a_refresh_gives_a_new_pair_and_ends_the_old_access_key() {
    on_stage(|stage| {
        let first = stage.phone();
        assert!(stage.opens(&first.access));
        let mark = stage.mark();
        let reply = first.present(&stage.client());
        let next = Pair::in_reply(&reply);
        let body = reply.json();
        let members: Vec<&String> = body.as_object().expect("an object").keys().collect();
        assert_eq!(
            members,
            ["accessToken", "expiresInSec", "refreshToken"],
            "bare, and no more"
        );
        assert_eq!(next.seconds, 8 * 60 * 60);
        assert_ne!(next.access, first.access);
        assert_ne!(next.refresh, first.refresh);
        assert!(!stage.opens(&first.access), "with the very next request");
        assert!(stage.opens(&next.access));
        assert_eq!(stage.since(mark), [EventKind::SessionRefreshed]);
        stage.assert_alive(&next, "the next in the chain");
    });
}

#[test]
fn a_auth_4_an_access_key_ends_by_itself_and_the_refresh_token_does_not() {
    on_stage(|stage| {
        let phone = stage.phone();
        stage.app.clock.advance(phone.seconds - 1);
        assert!(stage.opens(&phone.access));
        stage.app.clock.advance(1);
        assert!(!stage.opens(&phone.access));
        stage.assert_alive(&phone.next(&stage.client()), "after the access key has ended");
    });
}

#[test]
fn a_auth_4_a_phone_may_stay_away_for_so_long_and_no_longer() {
    on_stage(|stage| {
        let (one, other) = (stage.phone(), stage.phone());
        stage.app.clock.advance(30 * DAY - 1);
        let one = one.next(&stage.client());
        stage.app.clock.advance(1);
        assert_eq!(other.present(&stage.client()).status, 401);
        stage.app.clock.advance(30 * DAY - 2);
        stage.assert_alive(&one.next(&stage.client()), "each refresh begins the time anew");
    });
}

#[test]
fn a_auth_4_a_session_ends_after_its_whole_time_however_often_it_is_refreshed() {
    on_stage(|stage| {
        let mut phone = stage.phone();
        let mut lived = 0;
        while lived + 29 * DAY < 365 * DAY {
            stage.app.clock.advance(29 * DAY);
            lived += 29 * DAY;
            phone = phone.next(&stage.client());
        }
        let left = 365 * DAY - lived;
        stage.app.clock.advance(left - 60);
        phone = phone.next(&stage.client());
        assert_eq!(phone.seconds, 60, "nothing of a session outlives it");
        assert!(stage.opens(&phone.access));
        stage.app.clock.advance(60);
        stage.assert_dead(&phone, "after a year");
    });
}

#[test]
fn a_auth_4_the_operator_says_how_long_everything_lasts() {
    let setup = setup_with(&[
        ("TESSERA_MOBILE_ACCESS_SECONDS", "300"),
        ("TESSERA_MOBILE_REFRESH_SECONDS", "900"),
        ("TESSERA_MOBILE_SESSION_SECONDS", "1500"),
        ("TESSERA_MOBILE_OTT_SECONDS", "30"),
    ]);
    on_stage_with(&setup, |stage| {
        let late = stage.one_time();
        stage.app.clock.advance(31);
        assert_eq!(late.present(&stage.client()).status, 401);
        let phone = stage.phone();
        assert_eq!(phone.seconds, 300);
        stage.app.clock.advance(899);
        let phone = phone.next(&stage.client());
        stage.app.clock.advance(600);
        let phone = phone.next(&stage.client());
        assert_eq!(phone.seconds, 1);
        stage.app.clock.advance(1);
        stage.assert_dead(&phone, "after its whole time");
    });
}

#[test]
fn a_auth_4_signing_the_phone_out_ends_all_of_it() {
    on_stage(|stage| {
        let (other, first) = (stage.phone(), stage.phone());
        let phone = first.next(&stage.client());
        let mark = stage.mark();
        phone.sign_out(&stage.client());
        stage.assert_dead(&phone, "after signing out");
        assert_eq!(stage.since(mark), [EventKind::SessionEnded]);
        phone.sign_out(&stage.client());
        assert_eq!(stage.since(mark), [EventKind::SessionEnded], "it ended once");
        stage.assert_alive(&other, "the person's other phone");
    });
}

#[test]
fn a_auth_4_an_older_token_of_the_chain_signs_out_too() {
    on_stage(|stage| {
        let first = stage.phone();
        let phone = first.next(&stage.client());
        first.sign_out(&stage.client());
        stage.assert_dead(&phone, "after signing out by an older token");
    });
}

#[test]
fn a_auth_4_signing_out_tells_nobody_whether_there_was_such_a_token() {
    on_stage(|stage| {
        let phone = stage.phone();
        let one_time = stage.one_time();
        let before = stage.app.contents();
        for unknown in [
            "x",
            &"A".repeat(43),
            &phone.access,
            &stage.robin.api_key,
            &one_time.token,
        ] {
            let reply = stage.client().post(REVOKE, &json!({ "refreshToken": unknown }));
            assert_eq!(
                (reply.status, reply.json()),
                (200, json!({ "ok": true })),
                "{unknown}"
            );
        }
        assert!(stage.app.contents() == before, "and nothing happened");
        for _ in 0..40 {
            let client = stage.client().with("x-forwarded-for", "192.0.2.1");
            client.post(REVOKE, &json!({ "refreshToken": "x" })).expect(200);
        }
        stage.assert_alive(&phone, "the phone");
    });
}

#[test]
fn a_auth_4_another_password_ends_every_phone() {
    on_stage(|stage| {
        let phones = [stage.phone(), stage.phone()];
        let mark = stage.mark();
        stage.set_password("another horse altogether");
        for phone in &phones {
            stage.assert_dead(phone, "after a new password");
        }
        let kinds = stage.since(mark);
        assert_eq!(kinds.first(), Some(&EventKind::PasswordChanged));
        let ended = kinds
            .iter()
            .filter(|kind| **kind == EventKind::SessionEnded)
            .count();
        assert_eq!(
            ended, 4,
            "two phones and the two browsers that they came by: {kinds:?}"
        );
        assert!(
            !stage
                .app
                .browser()
                .try_sign_in(LOGIN, PASSWORD)
                .headers
                .contains_key("location")
        );
    });
}

#[test]
fn a_auth_4_a_disabled_account_has_no_phone_and_gets_none_back() {
    on_stage(|stage| {
        let phone = stage.phone();
        stage.set_active(false);
        stage.assert_dead(&phone, "of a disabled account");
        stage.set_active(true);
        stage.assert_dead(&phone, "of an account that was disabled once");
        stage.assert_alive(&stage.phone(), "a new session");
    });
}

#[test]
fn a_auth_4_a_phone_that_is_turned_away_by_a_limit_keeps_its_token() {
    on_stage(|stage| {
        let phone = stage.phone();
        let here = stage.client().with("x-forwarded-for", "192.0.2.7");
        for _ in 0..30 {
            assert_eq!(present_refresh(&here, "unknown").status, 401);
        }
        for body in [json!({ "refreshToken": phone.refresh }), json!({})] {
            let reply = here.post(REFRESH, &body);
            assert_eq!(reply.status, 429, "{}", reply.text());
            let error = &reply.json()["error"];
            assert_eq!(error["code"], "RATE_LIMITED");
            assert_eq!(error["details"]["msBeforeNext"], 300_000);
            assert_eq!(reply.header("retry-after"), Some("300"));
        }
        stage.assert_alive(&phone, "from elsewhere");
        stage.app.clock.advance(299);
        assert_eq!(present_refresh(&here, "unknown").status, 429);
        stage.app.clock.advance(1);
        assert_eq!(present_refresh(&here, "unknown").status, 401);
    });
}

#[test]
fn a_auth_4_one_person_refreshes_thirty_times_a_minute_wherever_they_are() {
    on_stage(|stage| {
        let mut phone = stage.phone();
        for _ in 0..30 {
            phone = phone.next(&stage.client());
        }
        let reply = phone.present(&stage.client());
        assert_eq!(reply.status, 429, "{}", reply.text());
        assert_eq!(reply.json()["error"]["details"]["msBeforeNext"], 300_000);
        stage.app.clock.advance(300);
        stage.assert_alive(&phone, "the token that was turned away");
    });
}

#[test]
fn a_auth_4_where_phones_are_switched_off_none_goes_on() {
    on_stage_with(&setup_with(&[("TESSERA_MOBILE_ENABLED", "false")]), |stage| {
        for (path, body) in [
            (EXCHANGE, json!({ "ott": "x", "state": "y" })),
            (REFRESH, json!({ "refreshToken": "x" })),
        ] {
            let reply = stage.client().post(path, &body);
            assert_eq!(
                (reply.status, &reply.json()["error"]["code"]),
                (403, &json!("FORBIDDEN")),
                "{path}"
            );
        }
        let browser: Browser = stage.browser();
        let reply = browser.open(&tessera_tests::phone::hand_over_path(
            "alga://auth/callback",
            "s",
            "",
        ));
        let link = reply.header("location").unwrap_or_default();
        assert!(!link.contains("ott="), "{link}");
        assert!(!link.starts_with(ORIGIN) || reply.status != 302, "{link}");
    });
}

#[test]
fn a_auth_4_bodies_are_checked_before_anything_is_looked_up() {
    on_stage(|stage| {
        let phone = stage.phone();
        for (path, body) in [
            (REFRESH, json!({})),
            (REFRESH, json!({ "refreshToken": "" })),
            (REFRESH, json!({ "refreshToken": null })),
            (REFRESH, json!({ "refreshToken": [phone.refresh] })),
            (REFRESH, json!({ "refreshToken": phone.refresh, "device": null })),
            (
                REFRESH,
                json!({ "refreshToken": phone.refresh, "device": { "platform": 1 } }),
            ),
            (REVOKE, json!({})),
            (REVOKE, json!({ "refreshToken": "" })),
            (REVOKE, json!({ "refreshToken": 7 })),
        ] {
            let reply = stage.client().post(path, &body);
            assert_eq!(reply.status, 400, "{path} {body}: {}", reply.text());
            assert_eq!(reply.json()["error"]["code"], "VALIDATION_ERROR");
            assert!(!reply.text().contains(&phone.refresh));
        }
        let extra = json!({ "refreshToken": phone.refresh, "userId": stage.home.admin.id.to_string(),
            "expiresInSec": 1, "device": { "platform": "ios", "role": "admin" } });
        let next = Pair::in_reply(&stage.client().post(REFRESH, &extra));
        assert_eq!(
            next.seconds,
            8 * 60 * 60,
            "what is not for writing is passed over"
        );
        stage.assert_alive(&next, "the token");
    });
}

#[test]
fn a_auth_4_the_browser_that_handed_over_may_end_without_its_phone() {
    on_stage(|stage| {
        let browser = stage.browser();
        let phone = OneTime::by(&browser, "s").exchange(&stage.client());
        stage.app.clock.advance(13 * 60 * 60);
        assert!(!browser.is_signed_in(), "a browser's session lasts twelve hours");
        stage.assert_alive(&phone.next(&stage.client()), "a phone's session is its own");
    });
}
