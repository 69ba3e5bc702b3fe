//! Approvals: workflows with their steps, and what waits for a decision.

use crate::{
    house::House,
    race::at_once,
    random::Random,
    world::{World, at, id, worlds},
};
use tessera_domain::{
    approval::{Delegate, DueHours, Remit, Said, Step, StepState, Workflow, WorkflowState},
    caller::Viewer,
    listing::Window,
    priority::Rank,
    text::{Condition, Remark},
    ticket::Ticket,
    visibility::Sight,
};
use tessera_ports::{
    StoreError,
    approvals::PendingWanted,
    error::Unique,
    queries::{DepartmentLabel, DossierLimits},
};

const ALL: Window = Window {
    offset: 0,
    limit: 100,
};
const HOUR: i64 = 3_600;

/// A step of that number that the person at that place is to decide, due so many hours after all began.
fn step(house: &House, number: i64, place: i32, approver: usize, due: i64) -> Step {
    let seed = u64::try_from(number).unwrap() ^ house.id().uuid().as_u64_pair().1;
    Step {
        id: id(at(number), &mut Random::new(seed)),
        number,
        place,
        approver: house.user(approver),
        state: StepState::Pending,
        action: None,
        comments: None,
        conditions: Vec::new(),
        delegated_to: None,
        decided_by: None,
        escalates: true,
        hours: DueHours::USUAL,
        due_at: at(due * HOUR),
        created_at: at(number),
        updated_at: at(number),
        completed_at: None,
    }
}

fn workflow(house: &House, number: i64, ticket: &Ticket, steps: Vec<Step>) -> Workflow {
    let seed = u64::try_from(number + 1_000).unwrap() ^ house.id().uuid().as_u64_pair().1;
    Workflow {
        tenant: house.id(),
        id: id(at(number), &mut Random::new(seed)),
        number,
        ticket: ticket.id,
        state: WorkflowState::Active,
        requested_by: house.user(0),
        returns_to: house.statuses[0].id,
        steps,
        created_at: at(number),
        completed_at: None,
        version: 1,
    }
}

fn said(text: &str) -> Said {
    Said {
        comments: Remark::parse(text).ok(),
        conditions: vec![
            Condition::parse("Büdget: 5").unwrap(),
            Condition::parse("2 weeks").unwrap(),
        ],
    }
}

/// Stores a ticket and a workflow of two steps, numbers 1 and 2, of the people at places 1 and 2.
fn begun(world: &World) -> (Ticket, Workflow) {
    let house = &world.ours;
    let ticket = house.ticket(1);
    let steps = vec![step(house, 1, 1, 1, 24), step(house, 2, 2, 2, 48)];
    let workflow = workflow(house, 1, &ticket, steps);
    world.write(|tx| {
        tx.tickets().insert(house.id(), std::slice::from_ref(&ticket))?;
        tx.approvals().insert(house.id(), &workflow)
    });
    (ticket, workflow)
}

#[test]
fn a_workflow_comes_back_as_stored_by_its_steps_and_its_ticket() {
    for world in worlds() {
        let (tenant, theirs) = (world.ours.id(), world.theirs.id());
        let (ticket, stored) = begun(&world);
        world.write(|tx| {
            for number in [1, 2] {
                assert_eq!(
                    tx.approvals().of_step(tenant, number)?.as_ref(),
                    Some(&stored),
                    "{}",
                    world.kind
                );
                assert_eq!(tx.approvals().of_step(theirs, number)?, None);
            }
            assert_eq!(tx.approvals().of_step(tenant, 3)?, None);
            assert_eq!(tx.approvals().active(tenant, ticket.id)?.as_ref(), Some(&stored));
            assert_eq!(tx.approvals().active(theirs, ticket.id)?, None);
            let mut known = tx.approvals().tickets_of(tenant, &[2, 1, 9])?;
            known.sort_unstable();
            assert_eq!(known, [(1, ticket.id), (2, ticket.id)]);
            assert_eq!(tx.approvals().tickets_of(theirs, &[1, 2])?, []);
            assert_eq!(tx.approvals().sheet(theirs, 1)?, None);
            Ok(())
        });
    }
}

#[test]
fn a_ticket_has_one_active_workflow() {
    for world in worlds() {
        let (tenant, house) = (world.ours.id(), &world.ours);
        let (ticket, first) = begun(&world);
        let second = workflow(house, 2, &ticket, vec![step(house, 3, 1, 1, 24)]);
        let insert = || world.attempt(|tx| tx.approvals().insert(tenant, &second));
        assert_eq!(
            insert(),
            Err(StoreError::Taken(Unique::ActiveWorkflow)),
            "{}",
            world.kind
        );
        let mut over = first.clone();
        over.cancel(at(9));
        world.write(|tx| tx.approvals().update(tenant, &first, &over));
        assert_eq!(insert(), Ok(()), "{}", world.kind);
        let active = world.write(|tx| tx.approvals().active(tenant, ticket.id));
        assert_eq!(active, Some(second));
    }
}

#[test]
fn every_decision_is_stored_over_the_version_before() {
    for world in worlds() {
        let (tenant, house) = (world.ours.id(), &world.ours);
        let (ticket, before) = begun(&world);
        let [first, second] = [0, 1].map(|place| before.steps[place].id);
        let by = house.user(1);
        let mut asked = before.clone();
        asked.request_info(first, said("Why?"), by, at(5)).unwrap();
        let mut handed = asked.clone();
        let to = Delegate {
            to: house.user(4),
            id: id(at(6), &mut Random::new(77)),
            number: 3,
        };
        handed.delegate(first, to, said("Yours"), by, at(6)).unwrap();
        let mut agreed = handed.clone();
        agreed.approve(to.id, said("Fine"), house.user(4), at(7)).unwrap();
        let mut refused = agreed.clone();
        refused.reject(second, said("No"), house.user(2), at(8)).unwrap();
        let mut last = before.clone();
        for next in [asked, handed, agreed, refused] {
            let update = |tenant| world.attempt(|tx| tx.approvals().update(tenant, &last, &next));
            assert!(update(world.theirs.id()).is_err());
            assert_eq!(update(tenant), Ok(()), "{}", world.kind);
            assert_eq!(update(tenant), Err(StoreError::Stale), "{}", world.kind);
            let found = world.write(|tx| tx.approvals().of_step(tenant, 1));
            assert_eq!(found.as_ref(), Some(&next), "{}", world.kind);
            last = next;
        }
        assert_eq!(last.state, WorkflowState::Rejected);
        assert_eq!(world.write(|tx| tx.approvals().active(tenant, ticket.id)), None);
    }
}

#[test]
fn of_decisions_at_once_one_is_stored() {
    for world in worlds() {
        let (tenant, house) = (world.ours.id(), &world.ours);
        let (_, before) = begun(&world);
        let decided = at_once(8, |place| {
            let mut after = before.clone();
            let (step, by) = (before.steps[0].id, house.user(1));
            let done = if place % 2 == 0 {
                after.approve(step, said("Yes"), by, at(5))
            } else {
                after.reject(step, said("No"), by, at(5))
            };
            done.unwrap();
            world.attempt(|tx| tx.approvals().update(tenant, &before, &after))
        });
        let stored = decided.iter().filter(|it| it.is_ok()).count();
        let stale = decided.iter().filter(|it| **it == Err(StoreError::Stale)).count();
        assert_eq!((stored, stale), (1, 7), "{}", world.kind);
    }
}

/// Tickets 1 to 6 with a step each: of the people at places 1, 2, 1, 2, 1, 2; tickets 1 to 3 of the first department, 4 of
/// the second. 6 is late, 5 matters much, the others are due in this order.
fn waiting(world: &World) {
    let (house, tenant) = (&world.ours, world.ours.id());
    for number in 1..=6_i64 {
        let place = usize::try_from(number).unwrap();
        let ticket = house.with(number, |it| {
            it.department = match number {
                1..=3 => Some(house.departments[0]),
                4 => Some(house.departments[1]),
                _ => None,
            };
            it.created_by = Some(house.user(0));
            if number == 5 {
                it.priority = house.priorities[4].id;
                it.rank = Rank::HIGHEST;
            }
        });
        let due = if number == 6 { 2 } else { 100 + number };
        let steps = vec![
            step(house, number * 10, 1, 2 - place % 2, due),
            step(house, number * 10 + 1, 2, 3, 200),
        ];
        let workflow = workflow(house, number, &ticket, steps);
        world.write(|tx| {
            tx.tickets().insert(tenant, std::slice::from_ref(&ticket))?;
            tx.approvals().insert(tenant, &workflow)
        });
    }
}

#[test]
fn what_waits_is_listed_by_urgency_for_those_who_may_decide() {
    for world in worlds() {
        let (tenant, house) = (world.ours.id(), &world.ours);
        waiting(&world);
        let person = |place: usize, department: Option<usize>| Remit::Of {
            user: house.user(place),
            department: department.map(|place| house.departments[place]),
        };
        let numbers =
            |tenant, remit, department, ranks: Option<&[Rank]>, window: Window| -> (Vec<i64>, i64) {
                let wanted = PendingWanted {
                    remit,
                    department,
                    ranks: ranks.map(<[Rank]>::to_vec),
                };
                let page = world
                    .queries
                    .pending_approvals(tenant, &wanted, at(HOUR), window)
                    .unwrap();
                let numbers = page.items.iter().map(|sheet| sheet.step.number).collect();
                (numbers, page.total)
            };
        let everything = Remit::Everything;
        let low = [Rank::LOW, Rank::MEDIUM];
        for (remit, department, ranks, expected) in [
            (everything, None, None, vec![60, 50, 10, 20, 30, 40]),
            (everything, Some(1), None, vec![10, 20, 30]),
            (everything, Some(99), None, vec![]),
            (everything, None, Some(&low[..]), vec![60, 10, 20, 30, 40]),
            (everything, None, Some(&[][..]), vec![]),
            (person(1, None), None, None, vec![50, 10, 30]),
            (person(2, Some(0)), None, None, vec![60, 10, 20, 30, 40]),
            (person(2, Some(0)), Some(2), None, vec![40]),
            (person(3, None), None, None, vec![]),
            (Remit::Nothing, None, None, vec![]),
        ] {
            let total = i64::try_from(expected.len()).unwrap();
            assert_eq!(
                numbers(tenant, remit, department, ranks, ALL),
                (expected, total),
                "{} {remit:?} {department:?}",
                world.kind
            );
        }
        assert_eq!(
            numbers(world.theirs.id(), everything, None, None, ALL),
            (vec![], 0)
        );
        let part = Window { offset: 2, limit: 2 };
        assert_eq!(numbers(tenant, everything, None, None, part), (vec![10, 20], 6));
        world.watch.take();
        numbers(tenant, everything, None, None, ALL);
        assert_eq!(world.watch.take().len(), 3, "{}", world.kind);
    }
}

#[test]
fn a_decision_is_shown_with_what_it_is_about() {
    for world in worlds() {
        let (tenant, house) = (world.ours.id(), &world.ours);
        waiting(&world);
        let sheet = world.write(|tx| tx.approvals().sheet(tenant, 10)).unwrap();
        assert_eq!(sheet.step, step(house, 10, 1, 1, 101));
        assert_eq!(sheet.workflow_number, 1);
        assert_eq!(
            (sheet.approver, sheet.delegated_to),
            (house.card(house.user(1)), None)
        );
        let ticket = sheet.ticket;
        assert_eq!(
            (ticket.number, ticket.title.as_str(), ticket.rank),
            (1, "Ticket 1", Rank::MEDIUM)
        );
        assert_eq!(ticket.status_key, "open");
        assert_eq!(ticket.created_by, Some(house.card(house.user(0))));
        let department = DepartmentLabel {
            id: house.departments[0],
            number: 1,
            name: "D1".into(),
        };
        assert_eq!(ticket.department, Some(department));
        let bare = world.write(|tx| tx.approvals().sheet(tenant, 60)).unwrap();
        assert_eq!(bare.ticket.department, None);
    }
}

#[test]
fn only_the_step_at_its_turn_is_late_and_only_while_it_may_go_on() {
    for world in worlds() {
        let tenant = world.ours.id();
        let (ticket, before) = begun(&world);
        let late = |hours: i64| -> Vec<i64> {
            let late = world.queries.late_steps(tenant, at(hours * HOUR), 10).unwrap();
            assert!(late.iter().all(|it| it.ticket == ticket.id));
            late.iter().map(|it| it.number).collect()
        };
        assert_eq!(
            (late(24), late(25), late(100)),
            (vec![], vec![1], vec![1]),
            "{}",
            world.kind
        );
        assert_eq!(
            world
                .queries
                .late_steps(world.theirs.id(), at(100 * HOUR), 10)
                .unwrap(),
            []
        );
        assert_eq!(world.queries.late_steps(tenant, at(100 * HOUR), 0).unwrap(), []);
        let mut stays = before.clone();
        stays.stay_late(before.steps[0].id, at(25 * HOUR)).unwrap();
        world.write(|tx| tx.approvals().update(tenant, &before, &stays));
        assert_eq!(late(100), [0; 0], "{}", world.kind);
        let mut agreed = stays.clone();
        let done = agreed.approve(before.steps[0].id, said("Yes"), world.ours.user(1), at(26 * HOUR));
        done.unwrap();
        world.write(|tx| tx.approvals().update(tenant, &stays, &agreed));
        assert_eq!((late(50), late(51)), (vec![], vec![2]), "{}", world.kind);
    }
}

#[test]
fn a_ticket_shows_its_newest_workflow_and_takes_all_of_them_with_it() {
    for world in worlds() {
        let (tenant, house) = (world.ours.id(), &world.ours);
        let (ticket, first) = begun(&world);
        let viewer = Viewer {
            sight: Sight::Everything,
            user: house.user(0),
            internal: true,
        };
        let limits = DossierLimits {
            comments: 1,
            attachments: 1,
            timeline: 1,
            related: 1,
        };
        let shown = || {
            let dossier = world.queries.dossier(tenant, &viewer, 1, &limits).unwrap();
            dossier.unwrap().approval.unwrap()
        };
        let sheet = shown();
        assert_eq!(sheet.workflow, first, "{}", world.kind);
        assert_eq!(sheet.people, [1, 2].map(|place| house.card(house.user(place))));
        let mut over = first.clone();
        over.reject(first.steps[0].id, said("No"), house.user(1), at(3))
            .unwrap();
        let second = workflow(
            house,
            2,
            &ticket,
            vec![step(house, 3, 1, 1, 24), step(house, 4, 2, 1, 24)],
        );
        world.write(|tx| {
            tx.approvals().update(tenant, &first, &over)?;
            tx.approvals().insert(tenant, &second)
        });
        let sheet = shown();
        assert_eq!(
            (&sheet.workflow, sheet.people.len()),
            (&second, 1),
            "{}",
            world.kind
        );
        world.write(|tx| tx.tickets().delete(tenant, &ticket));
        let gone = world.write(|tx| tx.approvals().tickets_of(tenant, &[1, 2, 3, 4]));
        assert_eq!(gone, [], "{}", world.kind);
    }
}

#[test]
fn what_an_approval_refers_to_must_be_the_tenants_own() {
    for world in worlds() {
        let (house, theirs) = (&world.ours, &world.theirs);
        let (ticket, foreign) = (house.ticket(1), theirs.ticket(1));
        world.write(|tx| {
            tx.tickets().insert(house.id(), std::slice::from_ref(&ticket))?;
            tx.tickets().insert(theirs.id(), std::slice::from_ref(&foreign))
        });
        let good = workflow(house, 1, &ticket, vec![step(house, 1, 1, 1, 24)]);
        let mut strange = step(house, 1, 1, 1, 24);
        strange.approver = theirs.user(1);
        for (what, bad) in [
            (
                "ticket",
                Workflow {
                    ticket: foreign.id,
                    ..good.clone()
                },
            ),
            (
                "status",
                Workflow {
                    returns_to: theirs.statuses[0].id,
                    ..good.clone()
                },
            ),
            (
                "requester",
                Workflow {
                    requested_by: theirs.user(0),
                    ..good.clone()
                },
            ),
            (
                "approver",
                Workflow {
                    steps: vec![strange],
                    ..good.clone()
                },
            ),
        ] {
            let stored = world.attempt(|tx| tx.approvals().insert(house.id(), &bad));
            assert!(
                matches!(stored, Err(StoreError::Dangling(_))),
                "{} {what}: {stored:?}",
                world.kind
            );
        }
        assert!(
            world
                .attempt(|tx| tx.approvals().insert(theirs.id(), &good))
                .is_err()
        );
    }
}

#[test]
fn the_few_that_wait_are_found_by_indexes() {
    for world in worlds() {
        for (statement, index) in [
            (
                "SELECT 1 FROM approval_steps WHERE tenant_id = x'00' AND at_turn AND approver_id = x'01'",
                "approval_steps_at_turn",
            ),
            (
                "SELECT 1 FROM approval_steps WHERE tenant_id = x'00' AND due_at < 5 AND at_turn AND escalates",
                "approval_steps_late",
            ),
            (
                "SELECT 1 FROM approval_workflows WHERE tenant_id = x'00' AND ticket_id = x'01' AND state = 'active'",
                "approval_workflows_active_key",
            ),
        ] {
            let plan = world.place.sqlite_plan(statement);
            let used = plan.iter().flatten().any(|line| line.contains(index));
            assert!(plan.is_none() || used, "{index}: {plan:?}");
        }
    }
}
