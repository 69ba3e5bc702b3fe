//! The statuses that tickets are given by words of a dialect's own, over mocks.

use super::stage::{
    app, call,
    numbered::{change, mine, seen, with_statuses},
    plain,
    samples::status,
};
use tessera_application::{
    Clash, Error,
    tickets::{ChangeNumbered, NumberedRefs, Otherwise, StatusWanted, Transitions},
};
use tessera_domain::{status::StatusCategory, ticket::TicketPatch, user::Role, visibility::Ties};

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
        .returning(|_, _| Err(tessera_ports::StoreError::Failed("far enough".into())));
    let named = NumberedRefs {
        status: Some(StatusWanted {
            key: "blocked".into(),
            alike: &[],
            otherwise: Otherwise::Make(StatusCategory::Waiting),
        }),
        ..NumberedRefs::default()
    };
    let made = app(tx).perform(
        &call(Role::Technician),
        &change(named, TicketPatch::default()),
        plain,
    );
    assert!(matches!(made, Err(Error::Store(_))));
}
