//! When a webhook is told what, and when it is told nothing more.

use super::*;
use crate::{comment::Audience, event::Actor};
use uuid::Uuid;

fn at(seconds: i64) -> Time {
    Time::from_micros(seconds * 1_000_000).unwrap()
}

fn webhook() -> Webhook {
    Webhook {
        tenant: Uuid::nil().into(),
        id: Uuid::nil().into(),
        number: 1,
        url: WebhookUrl::parse("https://hooks.example/tickets").unwrap(),
        events: [WebhookEvent::TicketCreated, WebhookEvent::CommentAdded].into(),
        secret: SealedSecret(vec![1]),
        former: None,
        state: WebhookState::Active,
        state_since: at(100),
        failing_since: None,
        created_at: at(100),
        updated_at: at(100),
        version: 1,
    }
}

fn event(kind: EventKind, seconds: i64, audience: Audience) -> Event {
    Event {
        tenant: Uuid::nil().into(),
        id: Uuid::nil().into(),
        kind,
        ticket: Some(Uuid::nil().into()),
        subject: Uuid::nil(),
        actor: Actor::Operator,
        audience,
        changes: Vec::new(),
        at: at(seconds),
        request: None,
    }
}

#[test]
fn it_hears_what_it_asked_for_while_it_is_active_and_nothing_internal() {
    let public = |kind, seconds| event(kind, seconds, Audience::Public);
    let hears = |webhook: &Webhook, event: &Event| webhook.hears(event).map(WebhookEvent::name);
    let mut webhook = webhook();
    assert_eq!(
        hears(&webhook, &public(EventKind::TicketCreated, 100)),
        Some("ticket.created")
    );
    assert_eq!(
        hears(&webhook, &public(EventKind::CommentAdded, 101)),
        Some("comment.added")
    );
    for unheard in [
        public(EventKind::TicketCreated, 99),
        public(EventKind::TicketUpdated, 101),
        public(EventKind::TicketDeleted, 101),
        event(EventKind::CommentAdded, 101, Audience::Internal),
    ] {
        assert_eq!(hears(&webhook, &unheard), None, "{unheard:?}");
    }
    webhook.state = WebhookState::Off;
    assert_eq!(hears(&webhook, &public(EventKind::TicketCreated, 101)), None);
}

#[test]
fn two_secrets_sign_for_a_day_and_then_one() {
    let mut webhook = webhook();
    webhook.rotate(SealedSecret(vec![2]), at(200));
    let signing = |webhook: &Webhook, seconds| -> Vec<u8> {
        let secrets = webhook.secrets(at(seconds));
        secrets.into_iter().flat_map(|secret| secret.0.clone()).collect()
    };
    assert_eq!(signing(&webhook, 200), [2, 1]);
    assert_eq!(signing(&webhook, 200 + 86_399), [2, 1]);
    assert_eq!(signing(&webhook, 200 + 86_400), [2]);
    webhook.rotate(SealedSecret(vec![3]), at(300));
    assert_eq!(signing(&webhook, 300), [3, 2]);
    assert_eq!(webhook.version, 3);
}

#[test]
fn five_days_of_nothing_but_failures_are_enough() {
    let mut webhook = webhook();
    let begin = 1000;
    assert_eq!(webhook.failed(at(begin)), Failing::Began);
    assert_eq!(webhook.failed(at(begin + 5 * 86_400 - 1)), Failing::GoesOn);
    assert!(webhook.is_active());
    assert_eq!(webhook.version, 1, "failing by itself is no change");
    assert_eq!(webhook.failed(at(begin + 5 * 86_400)), Failing::TooLong);
    assert_eq!((webhook.state, webhook.version), (WebhookState::Failing, 2));
    assert_eq!(webhook.failed(at(begin + 6 * 86_400)), Failing::GoesOn);
    let on = WebhookPatch {
        active: Some(true),
        ..WebhookPatch::default()
    };
    assert!(webhook.apply(&on, at(begin + 7 * 86_400)));
    assert_eq!((webhook.is_active(), webhook.failing_since), (true, None));
    assert_eq!(webhook.state_since, at(begin + 7 * 86_400));
}

#[test]
fn one_success_makes_good_for_all_failures() {
    let mut webhook = webhook();
    assert!(!webhook.succeeded());
    webhook.failed(at(1));
    assert!(webhook.succeeded());
    assert_eq!(webhook.failed(at(10 * 86_400)), Failing::Began);
}

#[test]
fn who_says_to_be_gone_is_believed_once() {
    let mut webhook = webhook();
    assert!(webhook.gone(at(500)));
    assert_eq!(
        (webhook.state, webhook.state_since),
        (WebhookState::Gone, at(500))
    );
    assert!(!webhook.gone(at(501)));
    assert_eq!(webhook.version, 2);
}

#[test]
fn only_what_differs_makes_another_version() {
    let url = |text: &str| WebhookUrl::parse(text).ok();
    for (wanted, changes) in [
        (WebhookPatch::default(), false),
        (
            WebhookPatch {
                url: url("https://hooks.example/tickets"),
                events: Some([WebhookEvent::CommentAdded, WebhookEvent::TicketCreated].into()),
                active: Some(true),
            },
            false,
        ),
        (
            WebhookPatch {
                url: url("https://hooks.example/other"),
                ..WebhookPatch::default()
            },
            true,
        ),
        (
            WebhookPatch {
                events: Some([WebhookEvent::CommentAdded].into()),
                ..WebhookPatch::default()
            },
            true,
        ),
        (
            WebhookPatch {
                active: Some(false),
                ..WebhookPatch::default()
            },
            true,
        ),
    ] {
        let mut after = webhook();
        assert_eq!(after.apply(&wanted, at(900)), changes, "{wanted:?}");
        assert_eq!(after == webhook(), !changes);
        assert_eq!(after.version, if changes { 2 } else { 1 });
    }
}

#[test]
fn addresses_are_of_the_web() {
    for good in [
        "https://your-app.com/webhooks/tickets",
        "http://hooks.example:8080/?a=b",
        "HTTPS://HOOKS.example",
    ] {
        assert_eq!(WebhookUrl::parse(good).unwrap().as_str(), good);
    }
    for bad in [
        "",
        "hooks.example",
        "ftp://hooks.example",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https:hooks.example",
        "https://hooks.example/a b",
        "https://hooks.example/\n",
        " https://hooks.example",
        "https://hooks.example/\0",
    ] {
        assert!(WebhookUrl::parse(bad).is_err(), "{bad}");
    }
    assert!(WebhookUrl::parse(&format!("https://{}", "x".repeat(2000))).is_err());
}

#[test]
fn states_read_back() {
    for state in WebhookState::ALL {
        assert_eq!(WebhookState::from_key(state.key()), Some(state));
    }
    assert_eq!(WebhookState::from_key("on"), None);
}
