//! A-OP-12: whatever a token does is one entry of the event log, in the token's own name.

use serde_json::{Value, json};
use tessera_domain::{
    comment::Audience,
    event::{Actor, Event, EventKind},
    user::Role,
};
use tessera_ports::world::Clock;
use tessera_tests::{
    Reply, TestApp,
    integration::{TICKETS, TestToken, path, under},
    on_each_database,
};

/// A request, and what it leaves in the log.
struct Effect<'e> {
    sent: (&'e str, &'e str, Value),
    status: u16,
    kind: EventKind,
    fields: &'e [&'e str],
}

/// The events that the request left.
fn left_by(app: &TestApp, shop: &TestToken, send: impl FnOnce() -> Reply, status: u16) -> Vec<Event> {
    let log = app.events(shop.tenant);
    let last = log.last().map_or(0, |logged| logged.sequence);
    app.clock.advance(1);
    send().expect(status);
    let events: Vec<Event> = app
        .events_after(shop.tenant, last)
        .into_iter()
        .map(|logged| logged.event)
        .collect();
    events
}

#[test]
fn a_op_12_each_effect_is_one_event_with_the_token_the_request_and_the_values() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.user("robin", Role::Technician));
        let ticket = shop.opens("Audited");
        let (comments, status) = (under(&ticket, "comments"), under(&ticket, "status"));
        let waiting = json!({ "status": "waiting" });
        let effects = [
            Effect {
                sent: ("POST", TICKETS, json!({ "title": "New", "priority": "high" })),
                status: 201,
                kind: EventKind::TicketCreated,
                fields: &["title", "status_id", "priority_id", "project_id"],
            },
            Effect {
                sent: ("POST", &comments, json!({ "content": "Said" })),
                status: 201,
                kind: EventKind::CommentAdded,
                fields: &["text"],
            },
            Effect {
                sent: ("PATCH", &status, waiting.clone()),
                status: 200,
                kind: EventKind::TicketStatusChanged,
                fields: &["status_id"],
            },
            // The same again is a touch.
            Effect {
                sent: ("PATCH", &status, waiting),
                status: 200,
                kind: EventKind::TicketUpdated,
                fields: &[],
            },
        ];
        for (place, effect) in effects.into_iter().enumerate() {
            let Effect {
                sent: (method, path, body),
                status,
                kind,
                fields,
            } = effect;
            let request = format!("audited-request-{place}");
            let client = shop.with("x-request-id", &request);
            let events = left_by(app, &shop, || client.send(method, path, &body), status);
            assert_eq!(events.len(), 1, "{method} {path}: {events:?}");
            let event = &events[0];
            assert_eq!((event.kind, event.actor), (kind, Actor::Integration(shop.id)));
            assert_eq!((event.tenant, event.at), (acme.id, app.clock.now()));
            assert_eq!(event.request.as_deref(), Some(request.as_str()));
            let changed: Vec<&str> = event.changes.iter().map(|change| change.field.as_str()).collect();
            for field in fields {
                assert!(
                    changed.contains(field),
                    "{kind:?} says nothing of {field}: {changed:?}"
                );
            }
            assert!(event.changes.iter().all(|change| change.before != change.after));
        }
    });
}

#[test]
fn a_op_12_a_comments_event_is_for_whom_the_comment_is() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let comments = under(&shop.opens("Audited"), "comments");
        for (internal, audience) in [(false, Audience::Public), (true, Audience::Internal)] {
            let body = json!({ "content": "Said", "is_internal": internal });
            let events = left_by(app, &shop, || shop.post(&comments, &body), 201);
            assert_eq!(events[0].audience, audience);
        }
    });
}

#[test]
fn a_op_12_what_was_refused_repeated_or_only_read_leaves_nothing() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let foreign = TestToken::of(app, &acme.admin).opens("Another token's");
        let shop = TestToken::of(app, &acme.admin);
        let ticket = shop.opens("Audited");
        let repeated = shop.with("idempotency-key", "key");
        repeated.post(TICKETS, &json!({ "title": "Once" })).expect(201);
        let before = app.events(acme.id);
        shop.asks().expect(200);
        shop.get(&path(&ticket)).expect(200);
        repeated.post(TICKETS, &json!({ "title": "Once" })).expect(201);
        shop.post(TICKETS, &json!({ "title": "" })).expect(400);
        shop.post(&under(&foreign, "comments"), &json!({ "content": "x" }))
            .expect(401);
        shop.send("PATCH", &under(&foreign, "status"), &json!({ "status": "open" }))
            .expect(401);
        assert_eq!(app.events(acme.id), before);
    });
}

#[test]
fn a_op_12_whatever_is_done_to_a_token_is_one_event_too() {
    on_each_database(|app| {
        use tessera_domain::integration::TokenState;
        let acme = app.tenant("acme");
        let before = app.events(acme.id).len();
        let shop = TestToken::of(app, &acme.admin);
        shop.set_limit(app, 5);
        shop.set_limit(app, 5);
        shop.set_state(app, TokenState::Disabled);
        let shop = shop.regenerated(app);
        shop.remove(app);
        let log = app.events(acme.id);
        let events: Vec<_> = log[before..].iter().map(|logged| &logged.event).collect();
        let kinds: Vec<EventKind> = events.iter().map(|event| event.kind).collect();
        assert_eq!(
            kinds,
            [
                EventKind::IntegrationTokenCreated,
                EventKind::IntegrationTokenUpdated,
                EventKind::IntegrationTokenUpdated,
                EventKind::IntegrationTokenRegenerated,
                EventKind::IntegrationTokenRemoved,
            ]
        );
        for event in events {
            assert_eq!((event.subject, event.actor), (shop.id.uuid(), Actor::Operator));
            assert!(!format!("{event:?}").contains(&shop.secret));
        }
    });
}
