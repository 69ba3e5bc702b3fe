//! Changing a ticket over mocks: in which order, and what is left undone when something fails.

use super::stage::{
    app, call, me, now, plain,
    samples::{column, seen, status, update},
    user,
};
use mockall::Sequence;
use tessera_application::{Error, Thing, tickets::UpdateTicket};
use tessera_domain::{
    event::EventKind,
    id::{StatusId, UserId},
    project::Board,
    status::StatusCategory,
    text::Title,
    ticket::{Patch, TicketPatch},
    user::{Permission, Role},
    visibility::Ties,
};
use tessera_ports::{StoreError, tx::MockTx};
use uuid::Uuid;

fn close() -> (MockTx, StatusId) {
    let done = status(11, StatusCategory::Done);
    let (id, found) = (done.id, done.clone());
    let mut tx = seen();
    tx.lists
        .expect_status()
        .returning(move |_, _| Ok(Some(found.clone())));
    tx.lists
        .expect_board()
        .returning(move |_, _| Ok(Board::new(vec![column(40, &done)])));
    (tx, id)
}

#[test]
fn setting_the_status_moves_the_card_stamps_the_closure_and_writes_one_event() {
    let (mut tx, done) = close();
    tx.tickets
        .expect_update()
        .once()
        .withf(|_, before, after| {
            before.version == 4
                && after.version == 5
                && after.column == Some(Uuid::from_u128(40).into())
                && after
                    .closure
                    .is_some_and(|closure| closure.at == now() && closure.by == Some(me()))
        })
        .returning(|_, _, _| Ok(()));
    tx.events
        .expect_append()
        .once()
        .withf(|_, events| {
            matches!(events, [event] if event.kind == EventKind::TicketStatusChanged
                && event.request.as_deref() == Some("request-1"))
        })
        .returning(|_, _| Ok(()));
    let command = update(TicketPatch {
        status: Some(done),
        ..TicketPatch::default()
    });
    assert!(app(tx).perform(&call(Role::Technician), &command, plain).is_ok());
}

#[test]
fn the_event_is_written_last_and_its_failure_fails_the_change() {
    let (mut tx, done) = close();
    let mut order = Sequence::new();
    tx.tickets
        .expect_update()
        .once()
        .in_sequence(&mut order)
        .returning(|_, _, _| Ok(()));
    let down = || Err(StoreError::Failed("the log is down".into()));
    tx.events
        .expect_append()
        .once()
        .in_sequence(&mut order)
        .returning(move |_, _| down());
    let command = update(TicketPatch {
        status: Some(done),
        ..TicketPatch::default()
    });
    let failed = app(tx).perform(&call(Role::Technician), &command, plain);
    assert!(matches!(failed, Err(Error::Store(StoreError::Failed(_)))));
}

#[test]
fn a_ticket_out_of_sight_is_not_found_and_nothing_is_written() {
    let mut tx = MockTx::default();
    tx.tickets.expect_find().once().returning(|_, _, _| Ok(None));
    let missing = app(tx).perform(&call(Role::Admin), &update(TicketPatch::default()), plain);
    assert_eq!(missing, Err(Error::NotFound(Thing::Ticket)));
}

#[test]
fn another_version_than_the_expected_is_stale() {
    let command = UpdateTicket {
        expected: Some(vec![3]),
        ..update(TicketPatch::default())
    };
    assert_eq!(
        app(seen()).perform(&call(Role::Admin), &command, plain),
        Err(Error::Stale)
    );
}

#[test]
fn a_watcher_may_look_and_not_change() {
    let mut tx = seen();
    tx.tickets.expect_ties().returning(|_, _| {
        Ok(Ties {
            watchers: vec![me()],
            ..Ties::default()
        })
    });
    let refused = app(tx).perform(&call(Role::User), &update(TicketPatch::default()), plain);
    assert_eq!(refused, Err(Error::Forbidden(Permission::EditTickets)));
}

#[test]
fn a_requester_changes_own_tickets_and_assigns_none() {
    let mine = || Ties {
        created_by: Some(me()),
        ..Ties::default()
    };
    let mut tx = seen();
    tx.tickets.expect_ties().returning(move |_, _| Ok(mine()));
    let patch = TicketPatch {
        assignee: Patch::Clear,
        ..TicketPatch::default()
    };
    let refused = app(tx).perform(&call(Role::User), &update(patch), plain);
    assert_eq!(refused, Err(Error::Forbidden(Permission::AssignTickets)));

    let mut tx = seen();
    tx.tickets.expect_ties().returning(move |_, _| Ok(mine()));
    tx.tickets.expect_update().once().returning(|_, _, _| Ok(()));
    tx.events.expect_append().once().returning(|_, _| Ok(()));
    let patch = TicketPatch {
        title: Title::parse("Out of paper").ok(),
        ..TicketPatch::default()
    };
    assert!(app(tx).perform(&call(Role::User), &update(patch), plain).is_ok());
}

#[test]
fn every_unknown_reference_is_named_and_nothing_is_written() {
    let mut tx = seen();
    tx.lists.expect_status().returning(|_, _| Ok(None));
    tx.lists.expect_priority().returning(|_, _| Ok(None));
    tx.lists.expect_contact().returning(|_, _| Ok(None));
    tx.users.expect_find().returning(|_, _| Ok(None));
    tx.users.expect_existing().returning(|_, _| Ok(vec![]));
    let patch = TicketPatch {
        status: Some(Uuid::from_u128(70).into()),
        priority: Some(Uuid::from_u128(71).into()),
        contact: Patch::Set(Uuid::from_u128(72).into()),
        assignee: Patch::Set(Uuid::from_u128(73).into()),
        watchers: Some(vec![Uuid::from_u128(74).into()]),
        ..TicketPatch::default()
    };
    let Err(Error::Invalid(issues)) = app(tx).perform(&call(Role::Admin), &update(patch), plain) else {
        panic!("five bad references must be refused")
    };
    let fields: Vec<String> = issues.iter().map(|issue| issue.path.to_string()).collect();
    assert_eq!(
        fields,
        [
            "status_id",
            "priority_id",
            "contact_id",
            "assignee_id",
            "watchers"
        ]
    );
}

#[test]
fn an_inactive_person_is_not_assigned() {
    let mut tx = seen();
    tx.users.expect_find().returning(|_, _| {
        Ok(Some(tessera_domain::user::User {
            active: false,
            ..user(Role::Technician)
        }))
    });
    let patch = TicketPatch {
        assignee: Patch::Set(me()),
        ..TicketPatch::default()
    };
    let refused = app(tx).perform(&call(Role::Admin), &update(patch), plain);
    assert!(matches!(refused, Err(Error::Invalid(_))));
}

#[test]
fn a_new_assignee_leaves_the_further_ones() {
    let other: UserId = Uuid::from_u128(55).into();
    let mut tx = seen();
    tx.users
        .expect_find()
        .returning(|_, _| Ok(Some(user(Role::Technician))));
    tx.tickets.expect_update().returning(|_, _, _| Ok(()));
    tx.tickets
        .expect_further_assignees()
        .returning(move |_, _| Ok(vec![me(), other]));
    tx.tickets
        .expect_set_further_assignees()
        .once()
        .withf(move |_, _, left| left == [other])
        .returning(|_, _, _| Ok(()));
    tx.events
        .expect_append()
        .withf(|_, events| matches!(events, [event] if event.kind == EventKind::TicketAssigned))
        .returning(|_, _| Ok(()));
    let patch = TicketPatch {
        assignee: Patch::Set(me()),
        ..TicketPatch::default()
    };
    assert!(
        app(tx)
            .perform(&call(Role::Technician), &update(patch), plain)
            .is_ok()
    );
}
