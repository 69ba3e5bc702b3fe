//! The statuses that tickets are given by words of a dialect's own, over mocks.

use super::stage::{
    app, call, first_numbers,
    numbered::{change, mine, seen, sheet, with_statuses},
    plain,
    samples::{medium, no_promises, project, status},
    ticket,
};
use serde_json::json;
use std::sync::{Arc, Mutex};
use tessera_application::{
    Clash, Error,
    tickets::{ChangeNumbered, NumberedRefs, OpenNumbered, Otherwise, StatusWanted, Transitions},
};
use tessera_domain::{
    comment::Audience,
    event::{Event, EventKind},
    project::Board,
    status::StatusCategory,
    text::Title,
    ticket::TicketPatch,
    user::Role,
    visibility::Ties,
};
use tessera_ports::{StoreError, tx::MockTx};

fn word(key: &'static str) -> NumberedRefs {
    NumberedRefs {
        status: Some(StatusWanted {
            key: key.into(),
            alike: &["resolved", "closed"],
            otherwise: Otherwise::Refuse,
        }),
        ..NumberedRefs::default()
    }
}

/// A word for a status that is made where the list lacks it.
fn blocked() -> NumberedRefs {
    NumberedRefs {
        status: Some(StatusWanted {
            key: "blocked".into(),
            alike: &[],
            otherwise: Otherwise::Make(StatusCategory::Waiting),
        }),
        ..NumberedRefs::default()
    }
}

#[test]
fn guarded_ways_between_statuses_are_closed_to_people_and_open_to_admins() {
    let open = status(10, StatusCategory::Open);
    let mut closed = status(12, StatusCategory::Done);
    closed.key = "closed".into();
    let to_closed = NumberedRefs {
        status: Some(StatusWanted {
            key: "closed".into(),
            alike: &[],
            otherwise: Otherwise::Refuse,
        }),
        ..NumberedRefs::default()
    };
    let guarded = ChangeNumbered {
        transitions: Transitions::Guarded,
        ..change(to_closed, TicketPatch::default())
    };
    let mut tx = seen(mine());
    with_statuses(&mut tx, vec![open.clone(), closed.clone()]);
    assert_eq!(
        app(tx).perform(&call(Role::User), &guarded, plain),
        Err(Error::Conflict(Clash::Transition))
    );
    let mut tx = seen(mine());
    with_statuses(&mut tx, vec![open, closed.clone()]);
    let id = closed.id;
    tx.tickets
        .expect_update()
        .once()
        .withf(move |_, _, after| after.status == id)
        .returning(|_, _, _| Ok(()));
    tx.events.expect_append().once().returning(|_, _| Ok(()));
    let done = app(tx).perform(&call(Role::Admin), &guarded, plain);
    assert!(done.is_ok(), "{done:?}");
}

#[test]
fn a_word_for_several_statuses_leaves_a_ticket_in_any_of_them() {
    // The ticket's own status is 10.
    let mut closed = status(10, StatusCategory::Done);
    closed.key = "closed".into();
    let mut resolved = status(11, StatusCategory::Done);
    resolved.key = "resolved".into();
    let mut tx = seen(Ties::default());
    with_statuses(&mut tx, vec![resolved, closed]);
    tx.tickets
        .expect_update()
        .once()
        .withf(|_, before, after| before.status == after.status)
        .returning(|_, _, _| Ok(()));
    tx.events.expect_append().once().returning(|_, _| Ok(()));
    let done = app(tx).perform(
        &call(Role::Technician),
        &change(word("resolved"), TicketPatch::default()),
        plain,
    );
    assert!(done.is_ok(), "{done:?}");
}

#[test]
fn a_status_that_the_list_lacks_is_refused_or_made_as_the_last() {
    let mut tx = seen(Ties::default());
    with_statuses(&mut tx, vec![status(10, StatusCategory::Open)]);
    let refused = app(tx).perform(
        &call(Role::Technician),
        &change(word("zzz"), TicketPatch::default()),
        plain,
    );
    assert!(
        matches!(refused, Err(Error::Invalid(issues)) if issues[0].to_string() == "status_id: Unknown status")
    );

    let mut tx = seen(Ties::default());
    with_statuses(&mut tx, vec![status(10, StatusCategory::Open)]);
    tx.lists
        .expect_insert_status()
        .once()
        .withf(|_, made| {
            (made.key.as_str(), made.name.as_str(), made.position, made.initial)
                == ("blocked", "Blocked", 1, false)
        })
        .returning(|_, _| Err(StoreError::Failed("far enough".into())));
    let made = app(tx).perform(
        &call(Role::Technician),
        &change(blocked(), TicketPatch::default()),
        plain,
    );
    assert!(matches!(made, Err(Error::Store(_))));
}

/// A list of one status that others can be added to.
fn with_a_growing_list(tx: &mut MockTx) {
    let list = Arc::new(Mutex::new(vec![status(10, StatusCategory::Open)]));
    let (all, one, grown) = (Arc::clone(&list), Arc::clone(&list), list);
    tx.lists
        .expect_statuses()
        .returning(move |_| Ok(all.lock().unwrap().clone()));
    tx.lists.expect_status().returning(move |_, id| {
        let list = one.lock().unwrap();
        Ok(list.iter().find(|status| status.id == id).cloned())
    });
    tx.lists.expect_insert_status().once().returning(move |_, made| {
        grown.lock().unwrap().push(made.clone());
        Ok(())
    });
    tx.lists
        .expect_board()
        .returning(|_, _| Ok(Board::new(Vec::new())));
}

/// Whether the log is told of a new status and then that a ticket got it.
fn is_made_and_then_given(events: &[Event], given: EventKind) -> bool {
    let [made, ticket] = events else { return false };
    let status = json!(made.subject);
    let got = |event: &Event| {
        event
            .changes
            .iter()
            .any(|change| change.field == "status_id" && change.after == status)
    };
    (made.kind, made.ticket, made.audience) == (EventKind::StatusCreated, None, Audience::Internal)
        && made.changes.iter().any(|change| change.after == "blocked")
        && ticket.kind == given
        && got(ticket)
}

#[test]
fn a_status_that_a_change_makes_is_told_before_the_change() {
    let down = StoreError::Failed("the log is down".into());
    for log in [Ok(()), Err(down)] {
        let mut tx = seen(Ties::default());
        with_a_growing_list(&mut tx);
        tx.tickets.expect_update().once().returning(|_, _, _| Ok(()));
        let answer = log.clone();
        tx.events
            .expect_append()
            .once()
            .withf(|_, events| is_made_and_then_given(events, EventKind::TicketStatusChanged))
            .returning(move |_, _| answer.clone());
        let done = app(tx).perform(
            &call(Role::Technician),
            &change(blocked(), TicketPatch::default()),
            plain,
        );
        assert_eq!(done.map(drop), log.map_err(Error::Store));
    }
}

#[test]
fn a_status_that_a_new_ticket_makes_is_told_before_the_ticket() {
    let mut tx = MockTx::default();
    no_promises(&mut tx);
    with_a_growing_list(&mut tx);
    tx.lists
        .expect_default_project()
        .returning(|_| Ok(Some(project())));
    tx.lists.expect_priorities().returning(|_| Ok(vec![medium()]));
    tx.approvals
        .expect_active_policies()
        .returning(|_| Ok(Vec::new()));
    first_numbers(&mut tx);
    tx.tickets.expect_insert().once().returning(|_, _| Ok(()));
    tx.tickets
        .expect_sheet()
        .returning(|_, _, _| Ok(Some(sheet(ticket()))));
    tx.events
        .expect_append()
        .once()
        .withf(|_, events| is_made_and_then_given(events, EventKind::TicketCreated))
        .returning(|_, _| Ok(()));
    let open = OpenNumbered {
        title: Title::parse("Printer on fire").unwrap(),
        named: blocked(),
        patch: TicketPatch::default(),
    };
    let done = app(tx).perform(&call(Role::User), &open, plain);
    assert!(done.is_ok(), "{done:?}");
}
