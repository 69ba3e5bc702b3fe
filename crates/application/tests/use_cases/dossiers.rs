//! Looking at a ticket with what stands around it: what of it a viewer is shown.

use super::stage::{self, caller, now, samples::sheet, tenant, ticket, ticket_id};
use std::sync::Arc;
use tessera_application::{
    Application, Error, Thing,
    tickets::{dossier, timeline},
};
use tessera_domain::{
    comment::Audience,
    event::{Actor, Event, EventKind, FieldChange},
    listing::{Direction, Page},
    user::Role,
};
use tessera_ports::{
    queries::{
        ActorLabel, DossierLimits, LoggedEvent, MockQueries, TicketDossier, TimelineEntry, TimelineWanted,
    },
    tx::MockTx,
    world::MockSecrets,
};
use uuid::Uuid;

/// A public event and an internal one, both of which tell of a field that requesters do not read.
fn entries() -> Vec<TimelineEntry> {
    let change = |field: &str| FieldChange {
        field: field.into(),
        before: ().into(),
        after: "x".into(),
    };
    let entry = |sequence, audience| TimelineEntry {
        logged: LoggedEvent {
            sequence,
            event: Event {
                tenant: tenant(),
                id: Uuid::from_u128(70).into(),
                kind: EventKind::TicketUpdated,
                ticket: Some(ticket_id()),
                subject: ticket_id().uuid(),
                actor: Actor::Operator,
                audience,
                changes: vec![change("title"), change("internal_notes")],
                at: now(),
                request: None,
            },
        },
        actor: ActorLabel::Nameless,
    };
    vec![entry(1, Audience::Public), entry(2, Audience::Internal)]
}

fn whole() -> TicketDossier {
    let none = || Page {
        items: Vec::new(),
        total: 0,
        next: None,
    };
    TicketDossier {
        sheet: sheet(ticket()),
        comments: none(),
        attachments: Page {
            items: Vec::new(),
            total: 0,
            next: None,
        },
        approval: None,
        timeline: entries(),
        related: Vec::new(),
    }
}

fn app() -> Application {
    let mut queries = MockQueries::default();
    queries
        .dossiers
        .expect_dossier()
        .withf(|_, _, _, limits| {
            let DossierLimits {
                comments,
                attachments,
                timeline,
                related,
            } = *limits;
            (comments, attachments, timeline, related) == (100, 100, 100, 5)
        })
        .returning(|_, _, number, _| Ok((number == 1).then(whole)));
    queries
        .dossiers
        .expect_of_ticket()
        .withf(|_, _, ticket, wanted| *ticket == ticket_id() && (0..=100).contains(&wanted.limit))
        .returning(|_, _, _, _| Ok(entries()));
    queries
        .tickets
        .expect_sheet()
        .returning(|_, _, number| Ok((number == 1).then(|| sheet(ticket()))));
    stage::app_with(MockTx::default(), Arc::new(queries), Arc::new(MockSecrets::new()))
}

/// The places of what is shown, with how many fields.
fn shown(entries: &[TimelineEntry]) -> Vec<(i64, usize)> {
    let one = |entry: &TimelineEntry| (entry.logged.sequence, entry.logged.event.changes.len());
    entries.iter().map(one).collect()
}

#[test]
fn requesters_are_told_nothing_internal_and_everybody_else_all() {
    for role in Role::ALL {
        let expected = if role == Role::User {
            vec![(1, 1)]
        } else {
            vec![(1, 2), (2, 2)]
        };
        let found = dossier(&app(), &caller(role), 1).unwrap();
        assert_eq!(shown(&found.timeline), expected, "{role:?}");
        for limit in [-1, 3, 100, 5_000] {
            let wanted = TimelineWanted {
                direction: Direction::Ascending,
                behind: None,
                limit,
            };
            let found = timeline(&app(), &caller(role), 1, &wanted).unwrap();
            assert_eq!(shown(&found), expected, "{role:?}");
        }
    }
}

#[test]
fn a_ticket_out_of_sight_is_not_found() {
    let unseen = Error::NotFound(Thing::Ticket);
    let caller = caller(Role::User);
    assert_eq!(dossier(&app(), &caller, 2).map(drop), Err(unseen.clone()));
    let wanted = TimelineWanted {
        direction: Direction::Ascending,
        behind: None,
        limit: 10,
    };
    assert_eq!(timeline(&app(), &caller, 2, &wanted).map(drop), Err(unseen));
}
