//! A-OP-12 for signing in: who did it, when, and by which request.

use crate::{
    forms::{account_forms, password_form, sign_out_form},
    stage::{LOGIN, PASSWORD, Stage, on_stage},
};
use serde_json::json;
use tessera_domain::event::{Actor, EventKind};
use tessera_ports::world::Clock;
use tessera_tests::{
    Browser,
    phone::{DEEP_LINK, OneTime, REFRESH, REVOKE, hand_over_path},
};

/// Does something under that request id. What happened must be these, by the person, in that request and now.
#[track_caller]
fn assert_told(stage: &Stage<'_>, request: &str, kinds: &[EventKind], deed: impl FnOnce()) {
    stage.app.clock.advance(1);
    let mark = stage.mark();
    deed();
    let events = stage.app.events_after(stage.home.id, mark);
    let found: Vec<EventKind> = events.iter().map(|logged| logged.event.kind).collect();
    assert_eq!(found, kinds, "{request}");
    for logged in &events {
        let event = &logged.event;
        assert_eq!(event.actor, Actor::User(stage.robin.id), "{request}");
        assert_eq!(event.request.as_deref(), Some(request));
        assert_eq!(event.at, stage.app.clock.now(), "{request}");
        assert!(
            event.changes.is_empty(),
            "{request}: nothing of a secret is in there"
        );
    }
}

fn by(browser: &Browser, request: &str) -> Browser {
    browser.copy().with("x-request-id", request)
}

#[test]
fn a_op_12_what_people_do_in_a_browser_is_told_with_its_request() {
    on_stage(|stage| {
        let browser = stage.app.browser();
        let form = browser.sign_in_form();
        let signed_in = by(&browser, "request-sign-in");
        assert_told(stage, "request-sign-in", &[EventKind::SessionStarted], || {
            signed_in.submit(&form, &[("login", LOGIN), ("password", PASSWORD)]);
        });
        stage.app.clock.advance(1);
        let other = stage.browser();
        // The newest comes first, and is not the one that asks.
        let form = account_forms(&signed_in).remove(0);
        assert_told(stage, "request-end", &[EventKind::SessionEnded], || {
            by(&signed_in, "request-end").submit(&form, &[]);
        });
        assert!(!other.is_signed_in() && signed_in.is_signed_in());
        let form = password_form(&signed_in);
        let values = [
            ("current_password", PASSWORD),
            ("new_password", "another password altogether"),
        ];
        assert_told(stage, "request-password", &[EventKind::PasswordChanged], || {
            by(&signed_in, "request-password")
                .submit(&form, &values)
                .expect(200);
        });
        let form = sign_out_form(&signed_in);
        assert_told(stage, "request-sign-out", &[EventKind::SessionEnded], || {
            by(&signed_in, "request-sign-out").submit(&form, &[]);
        });
    });
}

#[test]
fn a_op_12_what_phones_do_is_told_with_its_request() {
    on_stage(|stage| {
        let browser = stage.browser();
        let mut one_time = None;
        assert_told(
            stage,
            "request-hand-over",
            &[EventKind::SessionHandedOver],
            || {
                let reply = by(&browser, "request-hand-over").open(&hand_over_path(DEEP_LINK, "s", ""));
                one_time = Some(OneTime::in_reply(&reply));
            },
        );
        let one_time = one_time.expect("it was given");
        let client = |request: &str| stage.client().with("x-request-id", request);
        let mut pair = None;
        assert_told(stage, "request-exchange", &[EventKind::SessionStarted], || {
            pair = Some(one_time.exchange(&client("request-exchange")));
        });
        let pair = pair.expect("it was given");
        let body = json!({ "refreshToken": pair.refresh });
        assert_told(stage, "request-refresh", &[EventKind::SessionRefreshed], || {
            pair.next(&client("request-refresh"));
        });
        stage.app.clock.advance(30);
        let reused = [EventKind::RefreshReused, EventKind::SessionEnded];
        assert_told(stage, "request-reuse", &reused, || {
            client("request-reuse").post(REFRESH, &body).expect(401);
        });
        let other = OneTime::by(&browser, "t").exchange(&stage.client());
        let body = json!({ "refreshToken": other.refresh });
        assert_told(stage, "request-revoke", &[EventKind::SessionEnded], || {
            client("request-revoke").post(REVOKE, &body).expect(200);
        });
    });
}
