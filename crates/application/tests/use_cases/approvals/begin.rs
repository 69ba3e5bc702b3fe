//! How approvals begin, and how they end without a decision.

use super::*;

fn policy(approver: Approver) -> Policy {
    Policy {
        id: Uuid::from_u128(600).into(),
        number: 1,
        name: Name::parse("Changes").unwrap(),
        kinds: vec![Kind::Change],
        department: None,
        ranks: Vec::new(),
        active: true,
        steps: vec![PolicyStep {
            approver,
            hours: DueHours::parse(4).unwrap(),
        }],
        version: 1,
    }
}

/// Everything that opening a ticket needs, with that policy and these admins.
fn opening(policy: Policy, admins: Vec<UserId>) -> (MockTx, Written) {
    let (mut tx, written) = (MockTx::default(), Written::default());
    samples::no_promises(&mut tx);
    telling(&mut tx, &written);
    tx.approvals
        .expect_active_policies()
        .returning(move |_| Ok(vec![policy.clone()]));
    tx.users
        .expect_holding()
        .returning(move |_, _, _| Ok(admins.iter().map(|id| person(*id, Role::Admin)).collect()));
    tx.lists.expect_statuses().returning(|_| Ok(statuses()));
    tx.lists
        .expect_default_project()
        .returning(|_| Ok(Some(samples::project())));
    tx.lists
        .expect_board()
        .returning(|_, _| Ok(Board::new(Vec::new())));
    tx.lists
        .expect_priorities()
        .returning(|_| Ok(vec![samples::medium()]));
    first_numbers(&mut tx);
    let log = Arc::clone(&written.tickets);
    tx.tickets.expect_insert().returning(move |_, tickets| {
        log.lock().unwrap().extend(tickets.to_vec());
        Ok(())
    });
    let log = Arc::clone(&written.workflows);
    tx.approvals.expect_insert().returning(move |_, workflow| {
        log.lock().unwrap().push(workflow.clone());
        Ok(())
    });
    (tx, written)
}

fn opens(kind: Kind) -> tessera_application::tickets::CreateTicket {
    tessera_application::tickets::CreateTicket {
        patch: TicketPatch {
            kind: Some(kind),
            ..TicketPatch::default()
        },
        ..samples::creation()
    }
}

#[test]
fn a_ticket_that_a_policy_fits_begins_with_its_approval() {
    let (tx, written) = opening(policy(Approver::DepartmentManager), vec![me(), someone(8)]);
    app(tx)
        .perform(&call(Role::Admin), &opens(Kind::Change), plain)
        .unwrap();
    assert_eq!(
        written.tickets.lock().unwrap()[0].status,
        Uuid::from_u128(11).into()
    );
    let workflows = written.workflows.lock().unwrap();
    assert_eq!(workflows[0].returns_to, Uuid::from_u128(10).into());
    assert_eq!(
        (workflows[0].requested_by, workflows[0].steps[0].approver),
        (me(), someone(8))
    );
    assert_eq!(workflows[0].steps[0].due_at, now().plus_seconds(4 * 3_600));
    assert_eq!(
        written.kinds(),
        [EventKind::TicketCreated, EventKind::ApprovalRequested]
    );
}

#[test]
fn other_tickets_begin_as_ever_and_so_do_those_that_nobody_could_approve() {
    for (kind, admins) in [(Kind::Incident, vec![someone(8)]), (Kind::Change, vec![])] {
        let (tx, written) = opening(policy(Approver::Role(Role::Manager)), admins);
        app(tx).perform(&call(Role::Admin), &opens(kind), plain).unwrap();
        assert_eq!(
            written.tickets.lock().unwrap()[0].status,
            Uuid::from_u128(10).into()
        );
        assert!(written.workflows.lock().unwrap().is_empty(), "{kind:?}");
        assert_eq!(written.kinds(), [EventKind::TicketCreated]);
    }
}

/// A ticket in sight that is moved to the status of that id, with what there is to decide.
fn moving(active: Option<Workflow>, from: Ticket, admins: Vec<UserId>) -> (MockTx, Written) {
    let (mut tx, written) = opening(policy(Approver::DepartmentManager), admins);
    tx.approvals
        .expect_active()
        .returning(move |_, _| Ok(active.clone()));
    let log = Arc::clone(&written.workflows);
    tx.approvals.expect_update().returning(move |_, _, after| {
        log.lock().unwrap().push(after.clone());
        Ok(())
    });
    tx.tickets
        .expect_find()
        .returning(move |_, _, _| Ok(Some(from.clone())));
    tx.tickets.expect_watchers().returning(|_, _| Ok(vec![]));
    tx.tickets.expect_update().returning(|_, _, _| Ok(()));
    tx.lists
        .expect_status()
        .returning(|_, id| Ok(statuses().into_iter().find(|status| status.id == id)));
    (tx, written)
}

fn to(status: u128) -> tessera_application::tickets::UpdateTicket {
    samples::update(TicketPatch {
        status: Some(Uuid::from_u128(status).into()),
        ..TicketPatch::default()
    })
}

#[test]
fn putting_a_ticket_where_tickets_wait_asks_for_its_approval() {
    let (tx, written) = moving(None, ticket(), vec![me(), someone(8)]);
    app(tx).perform(&call(Role::Admin), &to(11), plain).unwrap();
    let workflows = written.workflows.lock().unwrap();
    assert_eq!(workflows[0].returns_to, ticket().status);
    assert_eq!(workflows[0].steps[0].approver, someone(8));
    assert_eq!(
        written.kinds(),
        [EventKind::TicketStatusChanged, EventKind::ApprovalRequested]
    );
}

#[test]
fn where_nobody_could_approve_nothing_is_asked_for() {
    let (tx, written) = moving(None, ticket(), vec![]);
    let refused = app(tx).perform(&call(Role::Admin), &to(11), plain);
    assert_eq!(refused, Err(Error::Conflict(Clash::NoApprover)));
    assert!(written.events.lock().unwrap().is_empty());
}

#[test]
fn taking_a_ticket_out_of_there_cancels_its_approval() {
    let active = workflow(vec![step(1, someone(8)), step(2, me())]);
    let (tx, written) = moving(Some(active), waiting(), vec![]);
    app(tx).perform(&call(Role::Admin), &to(10), plain).unwrap();
    assert_eq!(
        written.workflows.lock().unwrap()[0].state,
        WorkflowState::Cancelled
    );
    assert_eq!(
        written.kinds(),
        [
            EventKind::TicketStatusChanged,
            EventKind::ApprovalProcessed,
            EventKind::ApprovalProcessed
        ]
    );
}
