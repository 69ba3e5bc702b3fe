//! The change feed: what its reader may know, and where it goes on.

use crate::stage::{app_with, caller, me, now, queries::nobody, tenant};
use mockall::predicate::eq;
use std::sync::Arc;
use tessera_application::feed::{self, FeedPart};
use tessera_domain::{
    comment::Audience,
    event::{Actor, Event, EventKind, FieldChange},
    id::TicketId,
    user::Role,
};
use tessera_ports::{
    queries::{ActorLabel, FeedEntry, LoggedEvent, MockQueries, TimelineEntry},
    tx::MockTx,
    world::MockSecrets,
};
use uuid::Uuid;

fn ticket(number: u128) -> TicketId {
    Uuid::from_u128(number).into()
}

fn entry(sequence: i64, ticket: Option<TicketId>, audience: Audience) -> FeedEntry {
    let field = |field: &str| FieldChange {
        field: field.into(),
        before: "a".into(),
        after: "b".into(),
    };
    FeedEntry {
        entry: TimelineEntry {
            logged: LoggedEvent {
                sequence,
                event: Event {
                    tenant: tenant(),
                    id: Uuid::from_u128(sequence.unsigned_abs().into()).into(),
                    kind: EventKind::TicketUpdated,
                    ticket,
                    subject: Uuid::nil(),
                    actor: Actor::User(me()),
                    audience,
                    changes: vec![field("title"), field("internal_notes")],
                    at: now(),
                    request: None,
                },
            },
            actor: ActorLabel::Nameless,
        },
        ticket_number: Some(1),
    }
}

/// A log in which ticket 1 is in sight and ticket 2 is not.
fn log(entries: Vec<FeedEntry>) -> MockQueries {
    let mut queries = nobody();
    queries
        .events
        .expect_feed()
        .with(eq(tenant()), eq(10), eq(500))
        .return_once(move |_, _, _| Ok(entries));
    queries.events.expect_in_sight().returning(|_, _, wanted| {
        let seen = wanted.iter().copied().filter(|id| *id == ticket(1));
        Ok(seen.collect())
    });
    queries
}

fn read(queries: MockQueries, role: Role, limit: i64) -> FeedPart {
    let app = app_with(MockTx::default(), Arc::new(queries), Arc::new(MockSecrets::new()));
    feed::read(&app, &caller(role), 10, limit).unwrap()
}

fn places(part: &FeedPart) -> Vec<i64> {
    part.entries.iter().map(|it| it.entry.logged.sequence).collect()
}

fn mixed() -> Vec<FeedEntry> {
    vec![
        entry(11, Some(ticket(1)), Audience::Public),
        entry(12, Some(ticket(2)), Audience::Public),
        entry(13, Some(ticket(1)), Audience::Internal),
        entry(14, None, Audience::Internal),
        entry(15, None, Audience::Public),
        entry(16, Some(ticket(1)), Audience::Public),
        entry(17, Some(ticket(2)), Audience::Public),
    ]
}

#[test]
fn a_requester_reads_of_what_they_see_and_of_nothing_internal() {
    let part = read(log(mixed()), Role::User, 50);
    assert_eq!((places(&part), part.next, part.more), (vec![11, 16], 17, false));
    for entry in &part.entries {
        let changes = &entry.entry.logged.event.changes;
        let fields: Vec<_> = changes.iter().map(|change| change.field.as_str()).collect();
        assert_eq!(fields, ["title"]);
    }
}

#[test]
fn a_manager_reads_what_is_internal_of_it_and_an_admin_everything() {
    assert_eq!(places(&read(log(mixed()), Role::Manager, 50)), [11, 13, 16]);
    let all: Vec<i64> = (11..=17).collect();
    assert_eq!(places(&read(log(mixed()), Role::Admin, 50)), all);
    // Who sees every ticket is not told who signed in.
    assert_eq!(
        places(&read(log(mixed()), Role::Technician, 50)),
        [11, 12, 13, 16, 17]
    );
}

#[test]
fn a_part_ends_at_its_limit_and_the_next_begins_there() {
    let part = read(log(mixed()), Role::User, 1);
    assert_eq!((places(&part), part.next, part.more), (vec![11], 11, true));
    let part = read(log(mixed()), Role::Admin, 7);
    assert_eq!((part.entries.len(), part.next, part.more), (7, 17, false));
}

#[test]
fn a_part_without_anything_to_know_goes_on_behind_it() {
    let unseen = (11..511).map(|place| entry(place, Some(ticket(2)), Audience::Public));
    let part = read(log(unseen.collect()), Role::User, 50);
    assert_eq!((places(&part), part.next, part.more), (vec![], 510, true));
    let part = read(log(Vec::new()), Role::User, 50);
    assert_eq!((places(&part), part.next, part.more), (vec![], 10, false));
}
