//! Approvals over mocks: who may decide, what becomes of the ticket, what is told, and in which order.

mod begin;

use super::stage::{app, call, first_numbers, me, now, plain, samples, tenant, ticket, ticket_id, user};
use serde_json::json;
use std::sync::{Arc, Mutex};
use tessera_application::{
    Clash, Error, Thing,
    approvals::{Decide, DecideMany, Deed},
};
use tessera_domain::{
    approval::{Approver, DueHours, Policy, PolicyStep, Said, Step, StepState, Workflow, WorkflowState},
    comment::{Audience, Comment},
    event::{Event, EventKind},
    id::UserId,
    priority::Rank,
    project::Board,
    status::{Status, StatusCategory},
    text::{Name, Remark},
    ticket::{Kind, Ticket, TicketPatch},
    user::{Role, User},
    visibility::Ties,
};
use tessera_ports::{
    StoreError,
    approvals::{ApprovalSheet, TicketBrief},
    queries::PersonCard,
    tx::MockTx,
};
use uuid::Uuid;

fn someone(n: u128) -> UserId {
    Uuid::from_u128(n).into()
}

fn person(id: UserId, role: Role) -> User {
    User { id, ..user(role) }
}

fn status(id: u128, key: &str, category: StatusCategory) -> Status {
    Status {
        key: key.into(),
        ..samples::status(id, category)
    }
}

fn statuses() -> Vec<Status> {
    vec![
        status(10, "open", StatusCategory::Open),
        status(11, "pending_approval", StatusCategory::Waiting),
        status(12, "closed", StatusCategory::Done),
    ]
}

fn step(number: i64, approver: UserId) -> Step {
    Step {
        id: Uuid::from_u128(500 + u128::try_from(number).unwrap()).into(),
        number,
        place: i32::try_from(number).unwrap(),
        approver,
        state: StepState::Pending,
        action: None,
        comments: None,
        conditions: Vec::new(),
        delegated_to: None,
        decided_by: None,
        escalates: true,
        hours: DueHours::USUAL,
        due_at: DueHours::USUAL.after(now()),
        created_at: now(),
        updated_at: now(),
        completed_at: None,
    }
}

fn workflow(steps: Vec<Step>) -> Workflow {
    Workflow {
        tenant: tenant(),
        id: Uuid::from_u128(400).into(),
        number: 7,
        ticket: ticket_id(),
        state: WorkflowState::Active,
        requested_by: someone(99),
        returns_to: Uuid::from_u128(10).into(),
        steps,
        created_at: now(),
        completed_at: None,
        version: 1,
    }
}

fn waiting() -> Ticket {
    Ticket {
        status: Uuid::from_u128(11).into(),
        ..ticket()
    }
}

fn card(id: UserId) -> PersonCard {
    PersonCard {
        id,
        number: 1,
        login: "robin".into(),
        first: "Robin".into(),
        last: "Sample".into(),
        email: None,
    }
}

fn sheet(step: Step) -> ApprovalSheet {
    ApprovalSheet {
        approver: card(step.approver),
        step,
        workflow_number: 7,
        ticket: TicketBrief {
            id: ticket_id(),
            number: 1,
            reference: "TKT-1".into(),
            title: "Printer on fire".into(),
            rank: Rank::MEDIUM,
            status_key: "open".into(),
            status_category: StatusCategory::Open,
            department: None,
            created_by: None,
        },
        delegated_to: None,
    }
}

/// What was written, for looking at afterwards.
#[derive(Clone, Default)]
struct Written {
    workflows: Arc<Mutex<Vec<Workflow>>>,
    tickets: Arc<Mutex<Vec<Ticket>>>,
    comments: Arc<Mutex<Vec<Comment>>>,
    events: Arc<Mutex<Vec<Event>>>,
}

impl Written {
    fn kinds(&self) -> Vec<EventKind> {
        self.events
            .lock()
            .unwrap()
            .iter()
            .map(|event| event.kind)
            .collect()
    }
}

/// A ticket that waits with that workflow, found by its steps' numbers, and what becomes of it.
fn stage(workflow: Workflow) -> (MockTx, Written) {
    let (mut tx, written) = (MockTx::default(), Written::default());
    samples::no_promises(&mut tx);
    let numbers: Vec<i64> = workflow.steps.iter().map(|step| step.number).collect();
    tx.approvals.expect_tickets_of().returning(move |_, wanted| {
        let known = wanted.iter().filter(|number| numbers.contains(number));
        Ok(known.map(|number| (*number, ticket_id())).collect())
    });
    let current = Arc::new(Mutex::new(workflow));
    let found = Arc::clone(&current);
    tx.approvals
        .expect_of_step()
        .returning(move |_, _| Ok(Some(found.lock().unwrap().clone())));
    tx.approvals.expect_active().returning(|_, _| Ok(None));
    let log = Arc::clone(&written.workflows);
    tx.approvals.expect_update().returning(move |_, _, after| {
        log.lock().unwrap().push(after.clone());
        *current.lock().unwrap() = after.clone();
        Ok(())
    });
    tx.approvals
        .expect_sheet()
        .returning(|_, number| Ok(Some(sheet(step(number, me())))));
    tx.tickets.expect_find().returning(|_, _, _| Ok(Some(waiting())));
    tx.tickets.expect_watchers().returning(|_, _| Ok(vec![]));
    let log = Arc::clone(&written.tickets);
    tx.tickets.expect_update().returning(move |_, _, after| {
        log.lock().unwrap().push(after.clone());
        Ok(())
    });
    tx.users
        .expect_find()
        .returning(|_, id| Ok(Some(person(id, Role::Manager))));
    tx.counters.expect_take().returning(|_, _, _| Ok(70));
    tx.lists.expect_statuses().returning(|_| Ok(statuses()));
    tx.lists
        .expect_status()
        .returning(|_, id| Ok(statuses().into_iter().find(|status| status.id == id)));
    tx.lists
        .expect_board()
        .returning(|_, _| Ok(Board::new(Vec::new())));
    let log = Arc::clone(&written.comments);
    tx.comments.expect_insert().returning(move |_, comments| {
        log.lock().unwrap().extend(comments.to_vec());
        Ok(())
    });
    (tx, written)
}

fn telling(tx: &mut MockTx, written: &Written) {
    let log = Arc::clone(&written.events);
    tx.events.expect_append().returning(move |_, events| {
        log.lock().unwrap().extend(events.to_vec());
        Ok(())
    });
}

fn decide(deed: Deed) -> Decide {
    Decide {
        step: 1,
        deed,
        said: Said {
            comments: Remark::parse("As it is").ok(),
            conditions: Vec::new(),
        },
    }
}

#[test]
fn the_last_approval_gives_the_ticket_its_status_back() {
    let (mut tx, written) = stage(workflow(vec![step(1, me())]));
    telling(&mut tx, &written);
    let done = app(tx).perform(&call(Role::User), &decide(Deed::Approve), plain);
    assert!(done.is_ok(), "{done:?}");
    let tickets = written.tickets.lock().unwrap();
    assert_eq!((tickets[0].status, tickets[0].version), (ticket().status, 5));
    assert_eq!(
        written.workflows.lock().unwrap()[0].state,
        WorkflowState::Approved
    );
    assert_eq!(
        written.kinds(),
        [
            EventKind::TicketStatusChanged,
            EventKind::CommentAdded,
            EventKind::ApprovalProcessed
        ]
    );
    let comments = written.comments.lock().unwrap();
    assert_eq!(
        (comments[0].author, comments[0].audience),
        (None, Audience::Internal)
    );
    assert_eq!(
        comments[0].text.as_str(),
        "Robin Sample approved step 1 of the approval.\n\nAs it is"
    );
    let events = written.events.lock().unwrap();
    let told = |field: &str| {
        let change = events[2]
            .changes
            .iter()
            .find(|change| change.field == field)
            .unwrap();
        (change.before.clone(), change.after.clone())
    };
    assert_eq!(told("approval_status"), (json!("pending"), json!("approved")));
    assert_eq!(told("action"), (json!(null), json!("approve")));
    assert_eq!(told("approval_id"), (json!(null), json!(1)));
    assert!(events[2].changes.iter().all(|change| change.field != "comments"));
}

#[test]
fn an_approval_that_is_not_the_last_asks_the_next_and_leaves_the_ticket_waiting() {
    let (mut tx, written) = stage(workflow(vec![step(1, me()), step(2, someone(8))]));
    telling(&mut tx, &written);
    app(tx)
        .perform(&call(Role::User), &decide(Deed::Approve), plain)
        .unwrap();
    let tickets = written.tickets.lock().unwrap();
    assert_eq!(
        (tickets[0].status, tickets[0].updated_by),
        (waiting().status, Some(me()))
    );
    assert_eq!(
        written.kinds(),
        [
            EventKind::CommentAdded,
            EventKind::ApprovalProcessed,
            EventKind::ApprovalRequested
        ]
    );
}

#[test]
fn a_rejection_closes_the_ticket_and_spares_the_rest() {
    let (mut tx, written) = stage(workflow(vec![step(1, me()), step(2, someone(8))]));
    telling(&mut tx, &written);
    app(tx)
        .perform(&call(Role::User), &decide(Deed::Reject), plain)
        .unwrap();
    let tickets = written.tickets.lock().unwrap();
    assert_eq!(tickets[0].status, Uuid::from_u128(12).into());
    assert!(tickets[0].is_closed());
    let processed = written.kinds();
    let processed = processed
        .iter()
        .filter(|kind| **kind == EventKind::ApprovalProcessed);
    assert_eq!(processed.count(), 2, "the skipped one is told of too");
}

#[test]
fn a_question_is_for_everybody_who_sees_the_ticket() {
    let (mut tx, written) = stage(workflow(vec![step(1, me())]));
    telling(&mut tx, &written);
    app(tx)
        .perform(&call(Role::User), &decide(Deed::RequestInfo), plain)
        .unwrap();
    assert_eq!(written.comments.lock().unwrap()[0].audience, Audience::Public);
    assert_eq!(written.tickets.lock().unwrap()[0].status, waiting().status);
    assert!(written.workflows.lock().unwrap()[0].at_turn().is_some());
}

#[test]
fn who_gets_it_watches_the_ticket_unless_they_see_it_anyway() {
    for (role, watches) in [
        (Role::User, true),
        (Role::Technician, false),
        (Role::Admin, false),
    ] {
        let (mut tx, written) = stage(workflow(vec![step(1, me())]));
        telling(&mut tx, &written);
        tx.users
            .expect_named()
            .returning(move |_, _, _| Ok(vec![person(someone(8), role)]));
        tx.tickets
            .expect_watch()
            .times(usize::from(watches))
            .returning(|_, _, users| Ok(users.to_vec()));
        app(tx)
            .perform(&call(Role::User), &decide(Deed::Delegate { to: 8 }), plain)
            .unwrap();
        let workflows = written.workflows.lock().unwrap();
        let turn = workflows[0].at_turn().unwrap();
        assert_eq!((turn.approver, turn.number), (someone(8), 70), "{role:?}");
    }
}

#[test]
fn it_goes_to_nobody_unknown_nor_to_who_asks_nor_to_who_has_it() {
    for (target, told) in [
        (None, "Unknown active user 8"),
        (Some(someone(99)), "must not be who asks for the approval"),
        (Some(me()), "must be somebody else than who is to decide"),
    ] {
        let (mut tx, written) = stage(workflow(vec![step(1, me())]));
        tx.users
            .expect_named()
            .returning(move |_, _, _| Ok(target.map(|id| person(id, Role::User)).into_iter().collect()));
        let refused = app(tx).perform(&call(Role::User), &decide(Deed::Delegate { to: 8 }), plain);
        let Err(Error::Invalid(issues)) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(issues[0].to_string(), format!("delegated_to_id: {told}"));
        assert!(written.workflows.lock().unwrap().is_empty());
    }
}

#[test]
fn who_may_not_decide_learns_only_of_what_they_see() {
    for (ties, error) in [
        (
            Ties {
                watchers: vec![me()],
                ..Ties::default()
            },
            Error::NotApprover,
        ),
        (Ties::default(), Error::NotFound(Thing::Approval)),
    ] {
        let (mut tx, written) = stage(workflow(vec![step(1, someone(8))]));
        tx.tickets.expect_ties().returning(move |_, _| Ok(ties.clone()));
        let refused = app(tx).perform(&call(Role::User), &decide(Deed::Approve), plain);
        assert_eq!(refused, Err(error));
        assert!(written.workflows.lock().unwrap().is_empty());
    }
}

#[test]
fn what_is_not_there_is_not_found() {
    let (tx, _) = stage(workflow(vec![step(2, me())]));
    let refused = app(tx).perform(&call(Role::SuperAdmin), &decide(Deed::Approve), plain);
    assert_eq!(refused, Err(Error::NotFound(Thing::Approval)));
}

#[test]
fn what_is_decided_stays_and_what_comes_later_waits() {
    let mut over = workflow(vec![step(1, me()), step(2, me())]);
    over.approve(step(1, me()).id, Said::default(), me(), now())
        .unwrap();
    for (number, workflow, clash) in [
        (1, over, Clash::Decided),
        (2, workflow(vec![step(1, me()), step(2, me())]), Clash::NotAtTurn),
    ] {
        let (tx, written) = stage(workflow);
        let command = Decide {
            step: number,
            ..decide(Deed::Reject)
        };
        let refused = app(tx).perform(&call(Role::User), &command, plain);
        assert_eq!(refused, Err(Error::Conflict(clash)));
        assert!(written.workflows.lock().unwrap().is_empty());
    }
}

#[test]
fn nobody_agrees_to_their_own_wish_while_another_can() {
    for (approver, admins, may) in [
        (someone(8), vec![me()], false),
        (me(), vec![me(), someone(8)], false),
        (me(), vec![me()], true),
    ] {
        let own = Workflow {
            requested_by: me(),
            ..workflow(vec![step(1, approver)])
        };
        let (mut tx, written) = stage(own);
        telling(&mut tx, &written);
        tx.users
            .expect_holding()
            .returning(move |_, _, _| Ok(admins.iter().map(|id| person(*id, Role::Admin)).collect()));
        let done = app(tx).perform(&call(Role::Admin), &decide(Deed::Approve), plain);
        if may {
            assert!(done.is_ok(), "{done:?}");
        } else {
            assert_eq!(done, Err(Error::Conflict(Clash::OwnRequest)));
        }
    }
}

#[test]
fn a_log_that_fails_leaves_nothing_decided() {
    let (mut tx, _) = stage(workflow(vec![step(1, me())]));
    tx.events
        .expect_append()
        .returning(|_, _| Err(StoreError::Full("no room".into())));
    let refused = app(tx).perform(&call(Role::User), &decide(Deed::Approve), plain);
    assert!(matches!(refused, Err(Error::Store(_))), "{refused:?}");
}

#[test]
fn each_of_several_is_decided_by_itself_and_told_of_at_the_end() {
    let (mut tx, written) = stage(workflow(vec![step(1, me()), step(2, me()), step(3, someone(8))]));
    telling(&mut tx, &written);
    tx.tickets.expect_ties().returning(|_, _| Ok(Ties::default()));
    let many = DecideMany {
        steps: vec![2, 1, 9, 2, 1, 3],
        deed: Deed::Approve,
        said: Said::default(),
    };
    let settled = Mutex::new(Vec::new());
    app(tx)
        .perform(&call(Role::User), &many, |outcome| {
            outcome.clone_into(&mut settled.lock().unwrap());
            plain(outcome)
        })
        .unwrap();
    let settled: Vec<_> = settled
        .into_inner()
        .unwrap()
        .into_iter()
        .map(|one| (one.step, one.refused))
        .collect();
    assert_eq!(
        settled,
        [
            (2, Some(Error::Conflict(Clash::NotAtTurn))),
            (1, None),
            (9, Some(Error::NotFound(Thing::Approval))),
            (3, Some(Error::NotFound(Thing::Approval)))
        ]
    );
    assert_eq!(written.workflows.lock().unwrap().len(), 1);
}
