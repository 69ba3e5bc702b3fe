//! Where a ticket stands, as dialects name it whose words are stages and not statuses: over mocks.

use super::stage::{
    app, call,
    numbered::{change, mine, seen, with_statuses},
    plain,
    samples::status,
};
use tessera_application::{
    Clash, Error,
    tickets::{ChangeNumbered, NumberedRefs, Transitions},
};
use tessera_domain::{
    status::{Status, StatusCategory},
    ticket::TicketPatch,
    transition::Stage,
    user::Role,
};

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
fn only_admins_take_a_ticket_out_of_its_approval_without_a_decision() {
    let open = ("open", StatusCategory::Open);
    let pending = ("pending_approval", StatusCategory::Waiting);
    for role in Role::ALL {
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
            assert_eq!(left, Err(Error::Conflict(Clash::Approval)), "{role:?}");
        }
    }
}
