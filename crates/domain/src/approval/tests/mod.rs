//! What becomes of steps and workflows.

mod policies;
mod rights;

use super::*;
use crate::{
    id::{DepartmentId, StepId, UserId},
    priority::Rank,
    text::{Condition, Remark},
    time::Time,
};
use proptest::prelude::*;
use uuid::Uuid;

const HOUR: i64 = 3_600;

fn user(n: u128) -> UserId {
    Uuid::from_u128(n).into()
}

fn step_id(n: u128) -> StepId {
    Uuid::from_u128(n).into()
}

fn department(n: u128) -> DepartmentId {
    Uuid::from_u128(n).into()
}

fn at(hours: i64) -> Time {
    Time::parse("2026-02-03T12:00:00Z")
        .unwrap()
        .plus_seconds(hours * HOUR)
}

/// A step that person `n` is to decide.
fn step(n: u128) -> Step {
    Step {
        id: step_id(n),
        number: i64::try_from(n).unwrap(),
        place: i32::try_from(n).unwrap(),
        approver: user(n),
        state: StepState::Pending,
        action: None,
        comments: None,
        conditions: Vec::new(),
        delegated_to: None,
        decided_by: None,
        escalates: true,
        hours: DueHours::USUAL,
        due_at: DueHours::USUAL.after(at(0)),
        created_at: at(0),
        updated_at: at(0),
        completed_at: None,
    }
}

/// A workflow that people 1 to `steps` decide one after the other.
fn workflow(steps: u128) -> Workflow {
    Workflow {
        tenant: Uuid::from_u128(1).into(),
        id: Uuid::from_u128(2).into(),
        number: 1,
        ticket: Uuid::from_u128(3).into(),
        state: WorkflowState::Active,
        requested_by: user(90),
        returns_to: Uuid::from_u128(10).into(),
        steps: (1..=steps).map(step).collect(),
        created_at: at(0),
        completed_at: None,
        version: 1,
    }
}

fn said() -> Said {
    Said {
        comments: Remark::parse("Approved with conditions").ok(),
        conditions: vec![Condition::parse("Budget limit: $5000").unwrap()],
    }
}

fn states(workflow: &Workflow) -> Vec<StepState> {
    workflow.steps.iter().map(|step| step.state).collect()
}

fn delegate(to: u128) -> Delegate {
    Delegate {
        to: user(to),
        id: step_id(100 + to),
        number: 100,
    }
}

#[test]
fn approving_goes_on_to_the_next_whose_time_begins_then() {
    let mut it = workflow(2);
    let next = it.approve(step_id(1), said(), user(1), at(5));
    assert_eq!(next, Ok(Outcome::Goes(step_id(2))));
    let first = it.step(step_id(1)).unwrap();
    assert_eq!(
        (first.state, first.action),
        (StepState::Approved, Some(Action::Approve))
    );
    assert_eq!(
        (first.completed_at, first.decided_by),
        (Some(at(5)), Some(user(1)))
    );
    assert_eq!(
        (&first.comments, &first.conditions),
        (&said().comments, &said().conditions)
    );
    let turn = it.at_turn().unwrap();
    assert_eq!((turn.id, turn.due_at), (step_id(2), at(29)));
    assert_eq!(it.state, WorkflowState::Active);
    let last = it.approve(step_id(2), Said::default(), user(2), at(6));
    assert_eq!(last, Ok(Outcome::Approved));
    assert_eq!(
        (it.state, it.completed_at),
        (WorkflowState::Approved, Some(at(6)))
    );
    assert_eq!((it.at_turn(), it.version), (None, 3));
}

#[test]
fn rejecting_ends_it_and_spares_the_rest() {
    let mut it = workflow(3);
    let done = it.reject(step_id(1), said(), user(1), at(1));
    assert_eq!(done, Ok(Outcome::Rejected));
    assert_eq!(
        states(&it),
        [StepState::Rejected, StepState::Skipped, StepState::Skipped]
    );
    assert_eq!(
        (it.state, it.completed_at),
        (WorkflowState::Rejected, Some(at(1)))
    );
    assert!(it.steps.iter().all(|step| step.completed_at == Some(at(1))));
}

#[test]
fn handing_on_makes_a_step_of_the_same_place_and_time() {
    let mut it = workflow(2);
    let done = it.delegate(step_id(1), delegate(7), said(), user(1), at(1));
    assert_eq!(done, Ok(Outcome::Goes(step_id(107))));
    assert_eq!(
        states(&it),
        [StepState::Delegated, StepState::Pending, StepState::Pending]
    );
    assert_eq!(it.steps[0].delegated_to, Some(user(7)));
    let fresh = it.at_turn().unwrap();
    assert_eq!(
        (fresh.id, fresh.approver, fresh.place),
        (step_id(107), user(7), 1)
    );
    assert_eq!((fresh.due_at, fresh.created_at), (at(24), at(1)));
    assert!(fresh.escalates && fresh.comments.is_none());
}

#[test]
fn asking_for_more_leaves_the_step_to_be_decided() {
    let mut it = workflow(1);
    assert_eq!(
        it.request_info(step_id(1), said(), user(1), at(1)),
        Ok(Outcome::Waits)
    );
    let asked = it.at_turn().unwrap();
    assert_eq!(
        (asked.action, asked.completed_at),
        (Some(Action::RequestInfo), None)
    );
    assert_eq!(asked.comments, said().comments);
    let done = it.approve(step_id(1), Said::default(), user(1), at(2));
    assert_eq!(done, Ok(Outcome::Approved));
}

#[test]
fn what_is_late_goes_to_somebody_else_once() {
    let mut it = workflow(2);
    for (hours, late) in [(24, false), (25, true)] {
        assert_eq!(it.escalates(step_id(1), at(hours)), late, "{hours}");
        assert!(!it.escalates(step_id(2), at(hours)), "it is not at its turn");
    }
    let done = it.escalate(step_id(1), delegate(7), at(25));
    assert_eq!(done, Ok(Outcome::Goes(step_id(107))));
    assert_eq!(states(&it)[..2], [StepState::Escalated, StepState::Pending]);
    let fresh = it.at_turn().unwrap();
    assert_eq!((fresh.approver, fresh.due_at), (user(7), at(49)));
    assert!(!it.escalates(step_id(107), at(1_000)));

    let mut alone = workflow(1);
    assert_eq!(alone.stay_late(step_id(1), at(25)), Ok(()));
    assert!(!alone.escalates(step_id(1), at(1_000)));
    assert!(alone.at_turn().is_some());
}

#[test]
fn nothing_is_decided_twice_or_before_its_turn() {
    type Deed = fn(&mut Workflow, u128) -> Result<Outcome, Undecidable>;
    let deeds: [Deed; 5] = [
        |it, n| it.approve(step_id(n), Said::default(), user(1), at(1)),
        |it, n| it.reject(step_id(n), Said::default(), user(1), at(1)),
        |it, n| it.delegate(step_id(n), delegate(7), Said::default(), user(1), at(1)),
        |it, n| it.request_info(step_id(n), Said::default(), user(1), at(1)),
        |it, n| it.escalate(step_id(n), delegate(7), at(1)),
    ];
    for (place, deed) in deeds.into_iter().enumerate() {
        let mut done = workflow(2);
        done.approve(step_id(1), Said::default(), user(1), at(1)).unwrap();
        let mut gone = workflow(2);
        gone.cancel(at(1));
        for (it, number, why) in [
            (workflow(2), 2, Undecidable::NotYet),
            (workflow(2), 9, Undecidable::Over),
            (done, 1, Undecidable::Over),
            (gone, 1, Undecidable::Over),
        ] {
            let mut tried = it.clone();
            assert_eq!(deed(&mut tried, number), Err(why), "deed {place}");
            assert_eq!(tried, it, "deed {place} changed something");
        }
    }
}

#[test]
fn a_step_is_not_handed_round_for_ever() {
    let mut it = workflow(1);
    let mut turn = step_id(1);
    for round in 0..200 {
        let to = Delegate {
            to: user(1 + round % 2),
            id: step_id(1_000 + round),
            number: 1,
        };
        match it.delegate(turn, to, Said::default(), user(1), at(1)) {
            Ok(_) => turn = to.id,
            Err(why) => {
                assert_eq!(why, Undecidable::HandedOnTooOften);
                break;
            }
        }
    }
    assert_eq!(it.steps.len(), Workflow::MOST_STEPS);
    assert!(it.approve(turn, Said::default(), user(1), at(2)).is_ok());
}

#[test]
fn cancelling_spares_everybody() {
    let mut it = workflow(2);
    it.cancel(at(3));
    assert_eq!(states(&it), [StepState::Skipped, StepState::Skipped]);
    assert_eq!(
        (it.state, it.completed_at),
        (WorkflowState::Cancelled, Some(at(3)))
    );
}

#[test]
fn urgent_is_what_is_due_soon_or_matters_much() {
    let far = Step {
        due_at: at(100),
        ..step(1)
    };
    for (rank, now, urgent) in [
        (Rank::MEDIUM, 0, false),
        (Rank::MEDIUM, 76, true),
        (Rank::MEDIUM, 200, true),
        (Rank::HIGH, 0, true),
        (Rank::HIGHEST, 0, true),
        (Rank::LOWEST, 75, false),
    ] {
        assert_eq!(far.is_urgent(rank, at(now)), urgent, "{rank:?} {now}");
    }
    assert_eq!(
        [0, 23, 24, 49].map(|hours| far.days_pending(at(hours))),
        [0, 0, 1, 2]
    );
    let over = Step {
        completed_at: Some(at(30)),
        ..far
    };
    assert_eq!(over.days_pending(at(100)), 1);
}

#[test]
fn a_decision_may_take_an_hour_to_a_year() {
    for good in [1, 24, 8_760] {
        assert_eq!(i64::from(DueHours::parse(good).unwrap().get()), good);
    }
    for bad in [0, -1, 8_761, i64::MAX, i64::MIN] {
        assert!(DueHours::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn words_read_back() {
    for state in StepState::ALL {
        assert_eq!(StepState::from_key(state.key()), Some(state));
    }
    for state in WorkflowState::ALL {
        assert_eq!(WorkflowState::from_key(state.key()), Some(state));
    }
    for action in Action::ALL {
        assert_eq!(Action::from_key(action.key()), Some(action));
    }
}

proptest! {
    /// Whatever is tried in whatever order: at most one step is at its turn, as long as the workflow is active there is
    /// one, and what is over stays as it is.
    #[test]
    fn a_workflow_has_one_step_at_its_turn_until_it_is_over(
        steps in 1u128..4,
        deeds in prop::collection::vec((0u8..5, 0usize..8), 0..20),
    ) {
        let mut it = workflow(steps);
        for (round, (deed, place)) in (0u128..).zip(deeds) {
            let before = it.clone();
            let Some(step) = it.steps.get(place % it.steps.len()).map(|step| step.id) else { continue };
            let to = Delegate { to: user(7), id: step_id(1_000 + round), number: 1 };
            let done = match deed {
                0 => it.approve(step, Said::default(), user(1), at(1)),
                1 => it.reject(step, Said::default(), user(1), at(1)),
                2 => it.delegate(step, to, Said::default(), user(1), at(1)),
                3 => it.request_info(step, Said::default(), user(1), at(1)),
                _ => it.escalate(step, to, at(1)),
            };
            prop_assert_eq!(it.at_turn().is_some(), it.state == WorkflowState::Active);
            if done.is_err() {
                prop_assert_eq!(&it, &before);
            } else {
                prop_assert_eq!(it.version, before.version + 1);
            }
            for old in before.steps.iter().filter(|step| !step.is_pending()) {
                prop_assert_eq!(it.step(old.id), Some(old));
            }
        }
    }
}
