//! A-AUTH-5: a one-time token begins one session on a phone.

use crate::stage::{PASSWORD, Stage, on_stage};
use serde_json::{Value, json};
use std::{sync::Barrier, thread};
use tessera_domain::event::EventKind;
use tessera_tests::{
    Reply,
    browser::encoded,
    phone::{DOOR, EXCHANGE, OneTime, Pair},
};

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str =
    "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

#[test]
fn a_auth_5_a_phone_gets_everything_it_needs_bare() {
    on_stage(|stage| {
        let mark = stage.mark();
        let one_time = stage.one_time();
        assert_eq!(one_time.token.len(), 32, "24 bytes in base64url");
        assert_eq!(one_time.state, "state.of.the.app");
        let reply = one_time.present(&stage.client()).expect(200);
        let kind = reply.header("content-type").unwrap_or_default();
        assert!(kind.starts_with("application/json"), "{kind}");
        let pair = Pair::in_reply(&reply);
        let expected = json!({
            "accessToken": pair.access,
            "refreshToken": pair.refresh,
            "expiresInSec": 28_800,
            "tenantId": stage.home.id.to_string(),
            "user": { "id": stage.robin.id.to_string(), "email": "robin@example.org", "name": "robin Tester" },
        });
        assert_eq!(reply.json(), expected);
        let digits = pair
            .access
            .bytes()
            .all(|byte| b"0123456789abcdef".contains(&byte));
        assert!(
            pair.access.len() == 64 && digits,
            "32 bytes in hexadecimal digits"
        );
        assert_eq!(pair.refresh.len(), 43, "32 bytes in base64url");
        assert_eq!(
            stage.since(mark),
            [
                EventKind::SessionStarted,
                EventKind::SessionHandedOver,
                EventKind::SessionStarted
            ]
        );
        // The app's first call names no tenant.
        let key = stage.client().with("x-api-key", &pair.access);
        key.get(DOOR).expect(200);
        key.with("x-tenant-id", &stage.home.id.to_string())
            .get(DOOR)
            .expect(200);
        // After a 401 the app sends both.
        key.with("authorization", &format!("Bearer {}", pair.access))
            .get(DOOR)
            .expect(200);
        stage
            .client()
            .with("authorization", &format!("Bearer {}", pair.access))
            .get(DOOR)
            .expect(401);
    });
}

#[test]
fn a_auth_5_of_fifty_at_once_one_is_answered() {
    const AT_ONCE: usize = 50;
    on_stage(|stage| {
        let one_time = stage.one_time();
        let barrier = Barrier::new(AT_ONCE);
        let replies: Vec<Reply> = thread::scope(|scope| {
            let present = || {
                barrier.wait();
                one_time.present(&stage.client())
            };
            let threads: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(present)).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("no panic"))
                .collect()
        });
        let (given, refused): (Vec<&Reply>, Vec<&Reply>) =
            replies.iter().partition(|reply| reply.status == 200);
        assert_eq!(given.len(), 1);
        for reply in &refused {
            assert_eq!(reply.status, 401, "{}", reply.text());
            assert_eq!(reply.text(), refused[0].text(), "one common body");
        }
        let sessions = "SELECT count(*) AS number FROM sessions WHERE kind = 'mobile'";
        assert_eq!(stage.app.database.connect().number(sessions), 1);
        // Whoever came late has ended it already, or now does.
        assert_eq!(one_time.present(&stage.client()).status, 401);
        stage.assert_dead(
            &Pair::in_reply(given[0]),
            "the session of a token that came fifty times",
        );
    });
}

#[test]
fn a_auth_5_a_token_that_is_used_twice_ends_the_session_it_gave() {
    on_stage(|stage| {
        let browser = stage.browser();
        let other = OneTime::by(&browser, "other").exchange(&stage.client());
        let one_time = OneTime::by(&browser, "s");
        let pair = one_time.exchange(&stage.client());
        let next = stage.assert_alive(&pair, "until then");
        let mark = stage.mark();
        let again = one_time.present(&stage.client());
        assert_eq!(again.status, 401);
        stage.assert_dead(&next, "after the second use");
        assert_eq!(
            stage.since(mark),
            [EventKind::OneTimeTokenReused, EventKind::SessionEnded]
        );
        assert_eq!(one_time.present(&stage.client()).text(), again.text());
        assert_eq!(stage.since(mark).len(), 2, "it is told once");
        assert!(browser.is_signed_in(), "the browser goes on");
        stage.assert_alive(&other, "the other phone goes on");
    });
}

#[test]
fn a_auth_5_a_second_use_with_another_state_ends_the_session_too() {
    on_stage(|stage| {
        let one_time = stage.one_time();
        let pair = one_time.exchange(&stage.client());
        let stolen = OneTime {
            state: "guessed".to_owned(),
            ..one_time
        };
        stolen.present(&stage.client()).expect(401);
        stage.assert_dead(&pair, "two hold the same secret");
    });
}

#[test]
fn a_auth_5_a_token_lasts_a_minute() {
    on_stage(|stage| {
        let one_time = stage.one_time();
        stage.app.clock.advance(59);
        let pair = one_time.exchange(&stage.client());
        stage.assert_alive(&pair, "of a token of 59 seconds");
        for late in [60, 61, 3600] {
            let one_time = stage.one_time();
            stage.app.clock.advance(late);
            assert_eq!(
                one_time.present(&stage.client()).status,
                401,
                "{late} seconds later"
            );
            stage.app.clock.advance(120);
        }
    });
}

#[test]
fn a_auth_5_a_wrong_state_does_not_use_the_token_up() {
    on_stage(|stage| {
        let one_time = stage.one_time();
        for state in [
            "wrong",
            "State.of.the.app",
            "state.of.the.app ",
            "state.of.the.ap",
        ] {
            let wrong = OneTime {
                state: state.to_owned(),
                ..one_time.clone()
            };
            assert_eq!(wrong.present(&stage.client()).status, 401, "{state}");
        }
        stage.assert_alive(&one_time.exchange(&stage.client()), "with its own state");
    });
}

/// Presents the token with that verifier, or without any.
#[track_caller]
fn with_verifier(stage: &Stage<'_>, one_time: &OneTime, verifier: Option<&str>) -> Reply {
    let mut body = one_time.body();
    if let Some(verifier) = verifier {
        body["codeVerifier"] = json!(verifier);
    }
    stage.client().post(EXCHANGE, &body)
}

#[test]
fn a_auth_5_a_token_asked_for_with_a_challenge_needs_its_verifier() {
    on_stage(|stage| {
        let browser = stage.browser();
        let asked = || OneTime::by_asking(&browser, "s", CHALLENGE);
        let pair = Pair::in_reply(&with_verifier(stage, &asked(), Some(VERIFIER)));
        stage.assert_alive(&pair, "with the right verifier");
        let other = "x".repeat(43);
        let challenge_itself = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        for wrong in [None, Some(other.as_str()), Some(challenge_itself)] {
            let one_time = asked();
            assert_eq!(with_verifier(stage, &one_time, wrong).status, 401, "{wrong:?}");
            let late = with_verifier(stage, &one_time, Some(VERIFIER));
            assert_eq!(late.status, 401, "{wrong:?} used it up");
        }
    });
}

#[test]
fn a_auth_5_a_verifier_without_a_challenge_is_refused() {
    on_stage(|stage| {
        let one_time = stage.one_time();
        assert_eq!(with_verifier(stage, &one_time, Some(VERIFIER)).status, 401);
        assert_eq!(with_verifier(stage, &one_time, None).status, 401);
    });
}

#[test]
fn a_auth_5_nothing_but_hashes_is_stored() {
    on_stage(|stage| {
        let browser = stage.browser();
        let state = "a.state-that-nothing-else-says";
        let one_time = OneTime::by_asking(&browser, state, CHALLENGE);
        let unused = stage.app.contents();
        let pair = Pair::in_reply(&with_verifier(stage, &one_time, Some(VERIFIER)));
        let used = stage.app.contents();
        for contents in [&unused, &used] {
            crate::secrets::assert_nowhere(
                contents,
                &[
                    ("the one-time token", &one_time.token),
                    ("the state", state),
                    ("the verifier", VERIFIER),
                    ("the access key", &pair.access),
                    ("the refresh token", &pair.refresh),
                    ("the password", PASSWORD),
                ],
            );
            for (name, value) in browser.all_cookies() {
                crate::secrets::assert_nowhere(contents, &[(name.as_str(), value.as_str())]);
            }
        }
        assert_eq!(used["one_time_tokens"].len(), 1);
        assert_eq!(used["refresh_tokens"].len(), 1);
    });
}

#[test]
fn a_auth_5_what_a_phone_tells_of_itself_is_shown_to_the_person() {
    on_stage(|stage| {
        let browser = stage.browser();
        let mut body = OneTime::by(&browser, "s").body();
        body["device"] =
            json!({ "platform": "android", "appVersion": "7.7.7", "buildVersion": "41", "deviceId": "<b>" });
        stage.client().post(EXCHANGE, &body).expect(200);
        let page = browser.open("/auth/account").expect(200).text();
        assert!(page.contains("Android") && page.contains("7.7.7"), "{page}");
        assert!(!page.contains("<b>"), "{page}");
    });
}

#[test]
fn a_auth_5_members_that_are_not_for_writing_are_passed_over() {
    on_stage(|stage| {
        let globex = stage.app.tenant("globex");
        let mut body = stage.one_time().body();
        let hostile = json!({
            "tenantId": globex.id.to_string(), "tenant": "globex", "userId": globex.admin.id.to_string(),
            "user": { "id": globex.admin.id.to_string(), "role": "super_admin" },
            "expiresInSec": 1, "role": "super_admin", "scope": "all",
        });
        let Value::Object(hostile) = hostile else {
            unreachable!()
        };
        body.as_object_mut().expect("an object").extend(hostile);
        let reply = stage
            .client()
            .with("x-tenant-id", &globex.id.to_string())
            .post(EXCHANGE, &body);
        let given = reply.expect(200).json();
        assert_eq!(given["tenantId"], stage.home.id.to_string());
        assert_eq!(given["user"]["id"], stage.robin.id.to_string());
        assert_eq!(given["expiresInSec"], 28_800);
    });
}

#[test]
fn a_auth_5_a_state_is_whatever_the_app_likes() {
    on_stage(|stage| {
        let browser = stage.browser();
        for state in [
            "mkq3x1.8fz0c2.9a1kd7",
            "a b",
            "ä&=+%",
            "\"'<>",
            &"x".repeat(500),
            "0",
        ] {
            let one_time = OneTime::by(&browser, state);
            assert_eq!(one_time.state, state, "{}", encoded(state));
            stage.assert_alive(&one_time.exchange(&stage.client()), state);
            stage.app.clock.advance(61);
        }
    });
}
