//! Where a ticket stands, as dialects with words of their own name it: over mocks.

use super::{
    numbered_tickets::{change, mine, seen},
    stage::{app, call, plain, samples::status},
};
use tessera_application::{
    Clash, Error,
    tickets::{ChangeNumbered, NumberedRefs, Otherwise, StatusWanted, Transitions},
};
use tessera_domain::{
    project::Board,
    status::{Status, StatusCategory},
    ticket::TicketPatch,
    transition::Stage,
    user::Role,
    visibility::Ties,
};
use tessera_ports::tx::MockTx;

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

fn with_statuses(tx: &mut MockTx, statuses: Vec<Status>) {
    let all = statuses.clone();
    tx.lists.expect_statuses().returning(move |_| Ok(all.clone()));
    tx.lists
        .expect_status()
        .returning(move |_, id| Ok(statuses.iter().find(|status| status.id == id).cloned()));
    tx.lists
        .expect_board()
        .returning(|_, _| Ok(Board::new(Vec::new())));
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

fn at_stage(stage: Stage) -> ChangeNumbered {
    let named = NumberedRefs {
        stage: Some(stage),
        ..NumberedRefs::default()
    };
    ChangeNumbered {
        transitions: Transitions::Guarded,
        ..change(named, TicketPatch::default())
    }
}

/// The tenant's statuses by key, numbered from 10. The ticket is in the first.
fn statuses(list: &[(&str, StatusCategory)]) -> Vec<Status> {
    let status = |(number, (key, category)): (u128, &(&str, StatusCategory))| Status {
        key: (*key).into(),
        ..status(number, *category)
    };
    (10..).zip(list).map(status).collect()
}

#[test]
fn a_stage_is_the_status_that_the_ticket_is_in_else_its_own_else_the_first_like_it() {
    let (active, waiting) = (StatusCategory::Active, StatusCategory::Waiting);
    for (list, lands) in [
        (vec![("blocked", waiting), ("in_progress", active)], 10),
        (
            vec![
                ("open", StatusCategory::Open),
                ("review", active),
                ("in_progress", active),
            ],
            12,
        ),
        (
            vec![
                ("open", StatusCategory::Open),
                ("blocked", waiting),
                ("review", active),
            ],
            11,
        ),
    ] {
        let mut tx = seen(mine());
        with_statuses(&mut tx, statuses(&list));
        tx.tickets
            .expect_update()
            .once()
            .withf(move |_, _, after| after.status.uuid().as_u128() == lands)
            .returning(|_, _, _| Ok(()));
        tx.events.expect_append().once().returning(|_, _| Ok(()));
        let done = app(tx).perform(&call(Role::User), &at_stage(Stage::InProgress), plain);
        assert!(done.is_ok(), "{list:?}: {done:?}");
    }
    let mut tx = seen(mine());
    with_statuses(&mut tx, statuses(&[("open", StatusCategory::Open)]));
    let lacking = app(tx).perform(&call(Role::User), &at_stage(Stage::Closed), plain);
    assert!(
        matches!(&lacking, Err(Error::Invalid(issues)) if issues[0].to_string() == "status_id: Unknown status"),
        "{lacking:?}"
    );
}

#[test]
fn nobody_takes_a_ticket_to_its_approval_and_only_admins_out_of_it() {
    let open = ("open", StatusCategory::Open);
    let pending = ("pending_approval", StatusCategory::Waiting);
    let refused = Err(Error::Conflict(Clash::Approval));
    for role in Role::ALL {
        let mut tx = seen(mine());
        with_statuses(&mut tx, statuses(&[open, pending]));
        let entered = app(tx).perform(&call(role), &at_stage(Stage::PendingApproval), plain);
        assert_eq!(entered, refused, "{role:?}");

        let is_admin = matches!(role, Role::Admin | Role::SuperAdmin);
        let mut tx = seen(mine());
        with_statuses(&mut tx, statuses(&[pending, open]));
        tx.tickets
            .expect_update()
            .times(usize::from(is_admin))
            .returning(|_, _, _| Ok(()));
        tx.events
            .expect_append()
            .times(usize::from(is_admin))
            .returning(|_, _| Ok(()));
        let left = app(tx).perform(&call(role), &at_stage(Stage::Open), plain);
        assert_eq!(left.is_ok(), is_admin, "{role:?}: {left:?}");
        if !is_admin {
            assert_eq!(left, refused, "{role:?}");
        }
    }
}
