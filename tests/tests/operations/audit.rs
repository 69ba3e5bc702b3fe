//! The event log says of every effect once who had it, when, by which request, and what was before.

use tessera_domain::event::{Actor, EventKind};
use tessera_ports::queries::LoggedEvent;
use tessera_tests::{
    DatabaseKind, TestApp,
    mutations::{Ground, MUTATIONS, Mutation},
    on_each_database,
};

#[test]
fn a_op_12_each_effect_is_one_event_with_actor_tenant_request_and_values() {
    on_each_database(|app| {
        let (acme, globex) = (app.tenant("acme"), app.tenant("globex"));
        let ground = Ground::prepare(&acme, app);
        let elsewhere = app.events(globex.id);
        for (place, mutation) in MUTATIONS.iter().enumerate() {
            let ground = ground.on(&acme.ticket("Audited"));
            let last = last_place(app, acme.id);
            let request = format!("audited-request-{place}");
            app.clock.advance(1);
            mutation
                .send(&acme.admin.with("x-request-id", &request), &ground)
                .expect(mutation.status);

            let events = app.events_after(acme.id, last);
            let kinds: Vec<EventKind> = events.iter().map(|logged| logged.event.kind).collect();
            assert_eq!(kinds, mutation.events, "{} {}", mutation.method, mutation.path);
            for (offset, logged) in (1..).zip(&events) {
                let event = &logged.event;
                assert_eq!(logged.sequence, last + offset);
                assert_eq!(event.tenant, acme.id);
                assert_eq!(event.actor, Actor::User(acme.admin.id));
                assert_eq!(event.request.as_deref(), Some(request.as_str()));
                assert_eq!(event.at, tessera_ports::world::Clock::now(&*app.clock));
                assert_values(mutation, logged);
            }
        }
        assert_eq!(app.events(globex.id), elsewhere);
    });
}

fn last_place(app: &TestApp, tenant: tessera_domain::id::TenantId) -> i64 {
    app.events(tenant).last().map_or(0, |logged| logged.sequence)
}

/// What changed is there with its old and its new value, and nothing that did not change.
fn assert_values(mutation: &Mutation, logged: &LoggedEvent) {
    let event = &logged.event;
    let fields: Vec<&str> = event.changes.iter().map(|change| change.field.as_str()).collect();
    let expected: &[&str] = match event.kind {
        EventKind::TagCreated => &["text", "color"],
        EventKind::TicketCreated => &["title", "status_id", "priority_id", "project_id", "assignee_id"],
        EventKind::TicketUpdated => &["title", "priority_id", "due_at", "watchers", "tags"],
        EventKind::TicketStatusChanged => &["status_id"],
        EventKind::TicketAssigned => &["assignee_id"],
        EventKind::CommentAdded => &["text"],
        EventKind::TimeLogged => &["minutes"],
        other => panic!("{other:?} is no effect of {}", mutation.path),
    };
    for field in expected {
        assert!(
            fields.contains(field),
            "{:?} says nothing of {field}: {fields:?}",
            event.kind
        );
    }
    for change in &event.changes {
        assert_ne!(change.before, change.after, "{:?}: {}", event.kind, change.field);
    }
}

#[test]
fn a_op_12_a_change_of_several_sorts_is_one_event_of_each() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ground = Ground::prepare(&acme, app);
        let last = last_place(app, acme.id);
        let path = format!("/api/v1/tickets/{}", ground.ticket);
        let everything = serde_json::json!({
            "title": "All at once",
            "status_id": ground.done,
            "assigned_to": ground.person,
        });
        acme.admin.put(&path, &everything).expect(200);
        let kinds: Vec<EventKind> = app
            .events_after(acme.id, last)
            .iter()
            .map(|logged| logged.event.kind)
            .collect();
        assert_eq!(
            kinds,
            [
                EventKind::TicketUpdated,
                EventKind::TicketStatusChanged,
                EventKind::TicketAssigned
            ]
        );
    });
}

#[test]
fn a_op_12_nobody_changes_or_removes_what_happened() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        acme.ticket("Witnessed");
        let before = app.contents();
        let mut direct = app.database.connect_as_server();
        for change in [
            "UPDATE events SET kind = 'nothing'",
            "UPDATE events SET changes = '[]' WHERE sequence = 1",
            "DELETE FROM events",
            "DELETE FROM events WHERE sequence = 1",
        ] {
            let refused = direct.try_execute(change);
            assert!(refused.is_err(), "{change}");
        }
        if app.kind == DatabaseKind::Postgres {
            assert!(direct.try_execute("TRUNCATE events").is_err());
        }
        assert_eq!(app.contents(), before);
    });
}

#[test]
fn a_op_12_no_operation_is_about_changing_the_log() {
    let document = tessera_api_mobile::document();
    for path in document.paths.paths.keys() {
        assert!(!path.contains("event") && !path.contains("audit"), "{path}");
    }
}
