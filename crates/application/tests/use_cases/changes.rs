//! What the use cases do, in which order, and what they leave undone when something fails. Ports are mocks
//! here and nowhere else; the same rules run over real databases in the black-box tests.

use super::stage::{app, call, caller, me, now, plain, repeated, tenant, ticket, ticket_id, user};
use mockall::Sequence;
use tessera_application::{
    Clash, Command, Error, Scene, Thing,
    comments::AddComment,
    tickets::{CreateTicket, UpdateTicket, Written},
    time_entries::LogTime,
};
use tessera_domain::{
    comment::Audience,
    event::EventKind,
    id::{StatusId, UserId},
    issue::Problem,
    priority::{Priority, Rank},
    project::{Board, Column, Project},
    status::{Status, StatusCategory},
    text::{CommentText, Name, Title},
    ticket::{Patch, TicketPatch},
    time_entry::{Span, WorkItem},
    user::{Permission, Role},
    visibility::Ties,
};
use tessera_ports::{
    StoreError, counters,
    idempotency::{Claim, StoredAnswer},
    tx::{MockTx, Tx},
};
use uuid::Uuid;

fn status(id: u128, category: StatusCategory) -> Status {
    Status {
        id: Uuid::from_u128(id).into(),
        key: category.key().into(),
        name: Name::parse(category.key()).unwrap(),
        category,
        position: 0,
        initial: category == StatusCategory::Open,
    }
}

fn column(id: u128, status: &Status) -> Column {
    Column {
        id: Uuid::from_u128(id).into(),
        project: ticket().project,
        number: 1,
        name: status.name.clone(),
        position: i32::try_from(id).unwrap(),
        status: status.id,
        category: status.category,
    }
}

fn update(patch: TicketPatch) -> UpdateTicket {
    UpdateTicket {
        ticket: ticket_id(),
        patch,
        expected: None,
    }
}

fn seen() -> MockTx {
    let mut tx = MockTx::default();
    tx.tickets.expect_find().returning(|_, _, _| Ok(Some(ticket())));
    tx.tickets.expect_watchers().returning(|_, _| Ok(vec![]));
    tx
}

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

fn creation() -> CreateTicket {
    CreateTicket {
        title: Title::parse("Printer on fire").unwrap(),
        project: None,
        status: None,
        priority: None,
        patch: TicketPatch::default(),
    }
}

fn tenant_lists(tx: &mut MockTx) {
    let open = status(10, StatusCategory::Open);
    let project = Project {
        id: ticket().project,
        number: 1,
        key: "HELP".into(),
        name: Name::parse("Help desk").unwrap(),
        default: true,
    };
    let medium = Priority {
        id: Uuid::from_u128(20).into(),
        key: "medium".into(),
        name: Name::parse("Medium").unwrap(),
        rank: Rank::MEDIUM,
    };
    let board = Board::new(vec![column(40, &open)]);
    tx.lists
        .expect_default_project()
        .returning(move |_| Ok(Some(project.clone())));
    tx.lists
        .expect_statuses()
        .returning(move |_| Ok(vec![open.clone()]));
    tx.lists.expect_board().returning(move |_, _| Ok(board.clone()));
    tx.lists
        .expect_priorities()
        .returning(move |_| Ok(vec![medium.clone()]));
}

#[test]
fn a_new_ticket_takes_its_numbers_last_and_starts_where_the_tenant_says() {
    let mut tx = MockTx::default();
    tenant_lists(&mut tx);
    let mut order = Sequence::new();
    tx.counters
        .expect_take()
        .withf(|_, counter, amount| counter == counters::TICKET && *amount == 1)
        .once()
        .in_sequence(&mut order)
        .returning(|_, _, _| Ok(42));
    tx.counters
        .expect_take()
        .withf(|_, counter, _| counter == "reference:20260203")
        .once()
        .in_sequence(&mut order)
        .returning(|_, _, _| Ok(7));
    tx.tickets
        .expect_insert()
        .once()
        .in_sequence(&mut order)
        .withf(|_, tickets| {
            matches!(tickets, [ticket] if ticket.number == 42
                && ticket.reference.as_str() == "TKT-20260203-007"
                && ticket.column == Some(Uuid::from_u128(40).into())
                && ticket.version == 1)
        })
        .returning(|_, _| Ok(()));
    tx.events
        .expect_append()
        .once()
        .in_sequence(&mut order)
        .returning(|_, _| Ok(()));
    assert!(app(tx).perform(&call(Role::User), &creation(), plain).is_ok());
}

#[test]
fn a_claimed_key_keeps_the_answer_in_the_same_unit() {
    let mut tx = MockTx::default();
    tenant_lists(&mut tx);
    let mut order = Sequence::new();
    tx.answers
        .expect_claim()
        .once()
        .in_sequence(&mut order)
        .returning(|_, _| Ok(Claim::Fresh));
    tx.counters.expect_take().returning(|_, _, _| Ok(1));
    tx.tickets
        .expect_insert()
        .once()
        .in_sequence(&mut order)
        .returning(|_, _| Ok(()));
    tx.events
        .expect_append()
        .once()
        .in_sequence(&mut order)
        .returning(|_, _| Ok(()));
    tx.answers
        .expect_keep()
        .once()
        .in_sequence(&mut order)
        .withf(|key, answer| key.key == "once" && answer.status == 200)
        .returning(|_, _| Ok(()));
    let answered = app(tx)
        .perform(&repeated(Role::User), &creation(), plain::<Written>)
        .unwrap();
    assert!(!answered.replayed);
}

#[test]
fn a_repeated_request_is_answered_as_before_and_does_nothing() {
    let before = StoredAnswer {
        status: 201,
        headers: vec![],
        body: b"{}".to_vec(),
    };
    let kept = before.clone();
    let mut tx = MockTx::default();
    tx.answers
        .expect_claim()
        .returning(move |_, _| Ok(Claim::Answered(kept.clone())));
    let answered = app(tx)
        .perform(&repeated(Role::User), &creation(), plain)
        .unwrap();
    assert!(answered.replayed);
    assert_eq!(answered.answer, before);
}

#[test]
fn a_key_of_another_request_is_refused() {
    let mut tx = MockTx::default();
    tx.answers
        .expect_claim()
        .returning(|_, _| Ok(Claim::OtherRequest));
    assert_eq!(
        app(tx).perform(&repeated(Role::User), &creation(), plain),
        Err(Error::KeyReused)
    );
}

#[test]
fn a_failed_request_keeps_no_answer() {
    let mut tx = MockTx::default();
    tx.answers.expect_claim().returning(|_, _| Ok(Claim::Fresh));
    tx.tickets.expect_find().returning(|_, _, _| Ok(None));
    let failed = app(tx).perform(&repeated(Role::Admin), &update(TicketPatch::default()), plain);
    assert_eq!(failed, Err(Error::NotFound(Thing::Ticket)));
}

fn comment(audience: Audience) -> AddComment {
    AddComment {
        ticket: ticket_id(),
        text: CommentText::parse("Smoke is gone.").unwrap(),
        audience,
        resolution: false,
        parent: None,
        metadata: None,
        expected: None,
    }
}

#[test]
fn a_requester_cannot_write_internally() {
    let refused = app(MockTx::default()).perform(&call(Role::User), &comment(Audience::Internal), plain);
    assert_eq!(refused, Err(Error::Forbidden(Permission::CommentInternally)));
}

#[test]
fn a_comment_touches_its_ticket_and_its_event_has_its_audience() {
    let mut tx = seen();
    tx.counters.expect_take().returning(|_, _, _| Ok(1));
    tx.tickets
        .expect_update()
        .once()
        .withf(|_, _, after| after.version == 5)
        .returning(|_, _, _| Ok(()));
    tx.comments.expect_insert().once().returning(|_, _| Ok(()));
    tx.events
        .expect_append()
        .once()
        .withf(|_, events| {
            matches!(events, [event] if event.kind == EventKind::CommentAdded
                && event.audience == Audience::Internal)
        })
        .returning(|_, _| Ok(()));
    assert!(
        app(tx)
            .perform(&call(Role::Technician), &comment(Audience::Internal), plain)
            .is_ok()
    );
}

fn hour(work: WorkItem) -> LogTime {
    LogTime {
        work,
        span: Span::new(now().plus_seconds(-3600), now()).unwrap(),
        billable: true,
        notes: None,
        tax_region: None,
    }
}

#[test]
fn overlapping_time_conflicts() {
    let mut tx = MockTx::default();
    tx.users
        .expect_find()
        .returning(|_, _| Ok(Some(user(Role::Technician))));
    tx.time_entries
        .expect_overlapping()
        .returning(|_, _, _| Ok(Some(Uuid::nil().into())));
    let refused = app(tx).perform(&call(Role::Technician), &hour(WorkItem::AdHoc(None)), plain);
    assert_eq!(refused, Err(Error::Conflict(Clash::OverlappingTimeEntry)));
}

#[test]
fn time_on_a_ticket_out_of_sight_names_the_field() {
    let mut tx = MockTx::default();
    tx.tickets.expect_find().returning(|_, _, _| Ok(None));
    let refused = app(tx).perform(
        &call(Role::Technician),
        &hour(WorkItem::Ticket(ticket_id())),
        plain,
    );
    let expected = Error::invalid("work_item_id", Problem::UnknownReference { what: "ticket" });
    assert_eq!(refused, Err(expected));
}

/// A command that only says who it was.
struct WhoAmI;
impl Command for WhoAmI {
    type Outcome = Uuid;
    fn run(&self, _: &mut dyn Tx, scene: &Scene<'_>) -> tessera_application::Result<Uuid> {
        assert_eq!((scene.caller.tenant, scene.now), (tenant(), now()));
        Ok(scene.caller.user.uuid())
    }
}

#[test]
fn a_scene_is_the_callers_and_of_one_moment() {
    assert_eq!(caller(Role::User).user, me());
    assert!(
        app(MockTx::default())
            .perform(&call(Role::User), &WhoAmI, plain)
            .is_ok()
    );
}
