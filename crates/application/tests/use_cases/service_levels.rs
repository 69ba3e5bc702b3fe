//! What is promised for tickets over mocks: who lays it down, when it is worked out, and what is shown of it.

use super::stage::{
    app, app_with, call, caller, first_numbers, me, now, plain,
    samples::{creation, status, tenant_lists, update},
    tenant, ticket,
};
use std::sync::{Arc, Mutex, mpsc};
use tessera_application::{
    Error,
    sla::{ChangePolicy, CreatePolicy, DeletePolicy, clocks, list},
};
use tessera_domain::{
    event::{Actor, Event, EventKind},
    id::StatusId,
    listing::Window,
    priority::Rank,
    sla::{Allowance, Calendar, CalendarPatch, Entry, Policy, Standing},
    status::StatusCategory,
    text::Name,
    ticket::{Patch, Promise, Ticket, TicketPatch},
    user::{Permission, Role},
    visibility::Ties,
};
use tessera_ports::{queries::MockQueries, sla::SlaPolicySheet, tx::MockTx, world::MockSecrets};
use uuid::Uuid;

const HOUR: i64 = 3_600;

/// An hour of working time, day and night.
pub fn policy() -> Policy {
    Policy {
        id: Uuid::from_u128(60).into(),
        number: 1,
        name: Name::parse("Soon").unwrap(),
        rank: None,
        department: None,
        response: None,
        resolution: Allowance::minutes(60).unwrap(),
        calendar: Calendar::always(),
        active: true,
        version: 1,
    }
}

/// The statuses of which the tests speak: open, waiting, finished.
fn statuses() -> [(StatusId, StatusCategory); 3] {
    [
        (10, StatusCategory::Open),
        (12, StatusCategory::Waiting),
        (11, StatusCategory::Done),
    ]
    .map(|(id, category)| (status(id, category).id, category))
}

pub fn with_statuses(tx: &mut MockTx) {
    let all = || {
        [
            (10, StatusCategory::Open),
            (12, StatusCategory::Waiting),
            (11, StatusCategory::Done),
        ]
        .map(|(id, category)| status(id, category))
    };
    tx.lists.expect_statuses().returning(move |_| Ok(all().into()));
    tx.lists
        .expect_status()
        .returning(move |_, id| Ok(all().into_iter().find(|status| status.id == id)));
}

/// What is stored of a ticket, and what is told of it.
pub type Stored = (mpsc::Receiver<Ticket>, Arc<Mutex<Vec<Event>>>);

pub fn storing(tx: &mut MockTx) -> Stored {
    let (send, stored) = mpsc::channel();
    let inserted = send.clone();
    tx.tickets.expect_insert().returning(move |_, tickets| {
        inserted.send(tickets.first().unwrap().clone()).unwrap();
        Ok(())
    });
    tx.tickets.expect_update().returning(move |_, _, ticket| {
        send.send(ticket.clone()).unwrap();
        Ok(())
    });
    // Of a missed deadline nobody is told: nobody works on the ticket, and nobody runs the tenant.
    tx.tickets.expect_ties().returning(|_, _| Ok(Ties::default()));
    tx.users.expect_holding().returning(|_, _, _| Ok(Vec::new()));
    let told = Arc::new(Mutex::new(Vec::new()));
    let log = told.clone();
    tx.events.expect_append().returning(move |_, events| {
        log.lock().unwrap().extend_from_slice(events);
        Ok(())
    });
    (stored, told)
}

#[test]
fn a_new_ticket_is_promised_by_the_policy_that_holds_for_it() {
    for (rank, promise) in [
        (None, Promise::Until(now().plus_seconds(HOUR))),
        (Some(Rank::HIGHEST), Promise::ByRank),
    ] {
        let mut tx = MockTx::default();
        tx.sla
            .expect_policies()
            .once()
            .returning(move |_| Ok(vec![Policy { rank, ..policy() }]));
        tenant_lists(&mut tx);
        with_statuses(&mut tx);
        first_numbers(&mut tx);
        let (stored, _) = storing(&mut tx);
        app(tx)
            .perform(&call(Role::Technician), &creation(), plain)
            .unwrap();
        assert_eq!(stored.try_recv().unwrap().promise, promise);
    }
}

/// The ticket, opened half an hour ago in the first status.
pub fn half_an_hour_old() -> Ticket {
    let opened = now().plus_seconds(-HOUR / 2);
    Ticket {
        created_at: opened,
        promise: Promise::Until(opened.plus_seconds(HOUR)),
        status: statuses()[0].0,
        ..ticket()
    }
}

fn changing(before: &Ticket) -> MockTx {
    let (mut tx, before) = (MockTx::default(), before.clone());
    tx.tickets
        .expect_find()
        .returning(move |_, _, _| Ok(Some(before.clone())));
    tx.tickets.expect_watchers().returning(|_, _| Ok(vec![]));
    tx.approvals.expect_active().returning(|_, _| Ok(None));
    tx.lists
        .expect_board()
        .returning(|_, _| Ok(tessera_domain::project::Board::new(Vec::new())));
    with_statuses(&mut tx);
    tx
}

#[test]
fn what_a_promise_hangs_on_works_it_out_anew_and_nothing_else_does() {
    let [open, waiting, done] = statuses().map(|(id, _)| id);
    let opened = half_an_hour_old().created_at;
    for (to, promise) in [(waiting, Promise::Paused), (done, Promise::Paused)] {
        let mut tx = changing(&half_an_hour_old());
        tx.sla.expect_policies().once().returning(|_| Ok(vec![policy()]));
        tx.sla.expect_status_entries().once().returning(move |_, ids| {
            let entry = Entry {
                at: opened,
                from: None,
                to: open,
            };
            Ok([(ids[0], vec![entry])].into())
        });
        let (stored, told) = storing(&mut tx);
        let patch = TicketPatch {
            status: Some(to),
            ..TicketPatch::default()
        };
        app(tx)
            .perform(&call(Role::Technician), &update(patch), plain)
            .unwrap();
        assert_eq!(stored.try_recv().unwrap().promise, promise);
        assert!(
            told.lock()
                .unwrap()
                .iter()
                .all(|event| event.kind != EventKind::TicketBreached)
        );
    }
    // No policy is asked for.
    let mut tx = changing(&half_an_hour_old());
    let (stored, _) = storing(&mut tx);
    let patch = TicketPatch {
        due_at: Patch::Set(now()),
        ..TicketPatch::default()
    };
    app(tx)
        .perform(&call(Role::Technician), &update(patch), plain)
        .unwrap();
    assert_eq!(stored.try_recv().unwrap().promise, half_an_hour_old().promise);
}

#[test]
fn a_change_after_the_deadline_tells_first_that_it_was_missed() {
    let late = Ticket {
        promise: Promise::Until(now().plus_seconds(-1)),
        ..half_an_hour_old()
    };
    let mut tx = changing(&late);
    let (stored, told) = storing(&mut tx);
    app(tx)
        .perform(&call(Role::Technician), &update(TicketPatch::default()), plain)
        .unwrap();
    assert_eq!(
        stored.try_recv().unwrap().breached_at,
        Some(now().plus_seconds(-1))
    );
    let told = told.lock().unwrap();
    let kinds: Vec<_> = told.iter().map(|event| (event.kind, event.actor)).collect();
    assert_eq!(
        kinds,
        [
            (EventKind::TicketBreached, Actor::Service),
            (EventKind::TicketUpdated, Actor::User(me()))
        ]
    );
}

fn wanted() -> CreatePolicy {
    CreatePolicy {
        name: Name::parse("Soon").unwrap(),
        rank: None,
        department: Some(7),
        response: None,
        resolution: Allowance::minutes(60).unwrap(),
        calendar: Calendar::always(),
        active: true,
    }
}

fn change(expected: Option<Vec<i64>>) -> ChangePolicy {
    ChangePolicy {
        policy: 1,
        name: None,
        rank: Patch::Keep,
        department: Patch::Keep,
        response: Patch::Keep,
        resolution: None,
        calendar: CalendarPatch::default(),
        active: Some(false),
        expected,
    }
}

#[test]
fn only_admins_manage_policies() {
    let forbidden = Error::Forbidden(Permission::ManageUsers);
    for role in [Role::User, Role::Technician, Role::Manager] {
        let call = call(role);
        let run = || app(MockTx::default());
        assert_eq!(
            run().perform(&call, &wanted(), plain).err(),
            Some(forbidden.clone())
        );
        assert_eq!(
            run().perform(&call, &change(None), plain).err(),
            Some(forbidden.clone())
        );
        let delete = DeletePolicy {
            policy: 1,
            expected: None,
        };
        assert_eq!(
            run().perform(&call, &delete, plain).err(),
            Some(forbidden.clone())
        );
        let window = Window { offset: 0, limit: 1 };
        assert_eq!(list(&run(), &caller(role), window).err(), Some(forbidden.clone()));
    }
}

#[test]
fn a_policy_is_changed_over_the_version_that_was_seen_and_its_department_must_be_there() {
    let mut tx = MockTx::default();
    tx.departments.expect_by_number().returning(|_, _| Ok(None));
    let refused = app(tx).perform(&call(Role::Admin), &wanted(), plain);
    assert!(matches!(refused, Err(Error::Invalid(issues)) if issues.len() == 1));
    let found = || {
        let mut tx = MockTx::default();
        tx.sla.expect_policy().returning(|_, _| Ok(Some(policy())));
        tx
    };
    let stale = app(found()).perform(&call(Role::Admin), &change(Some(vec![2])), plain);
    assert_eq!(stale, Err(Error::Stale));
    let mut tx = found();
    tx.sla
        .expect_update()
        .once()
        .withf(|of, after| *of == tenant() && after.version == 2 && !after.active)
        .returning(|_, _| Ok(()));
    tx.sla
        .expect_ask_recount()
        .once()
        .withf(|of, due| *of == tenant() && *due > now())
        .returning(|_, _| Ok(()));
    let (_, told) = storing(&mut tx);
    app(tx)
        .perform(&call(Role::Admin), &change(Some(vec![1])), plain)
        .unwrap();
    let told = told.lock().unwrap();
    assert_eq!((told.len(), told[0].kind), (1, EventKind::SlaPolicyUpdated));
    assert_eq!(told[0].changes.len(), 1);
}

#[test]
fn without_a_policy_a_ticket_is_read_as_if_it_never_waited() {
    let mut queries = MockQueries::default();
    queries
        .tickets
        .expect_sheet()
        .returning(|_, _, _| Ok(Some(super::stage::numbered::sheet(half_an_hour_old_by_rank()))));
    let apart = SlaPolicySheet {
        policy: Policy {
            rank: Some(Rank::HIGHEST),
            ..policy()
        },
        department: None,
    };
    queries
        .sla
        .expect_sla_policies()
        .returning(move |_| Ok(vec![apart.clone()]));
    let app = app_with(MockTx::default(), Arc::new(queries), Arc::new(MockSecrets::new()));
    let read = clocks(&app, &caller(Role::Admin), 1).unwrap();
    assert_eq!((read.policy, read.response), (None, None));
    assert_eq!(read.resolution.reading.standing, Standing::Running);
    assert_eq!(read.resolution.reading.counted, HOUR / 2 * 1_000_000);
    assert_eq!(read.deadline, read.resolution.reading.deadline);
}

pub fn half_an_hour_old_by_rank() -> Ticket {
    Ticket {
        promise: Promise::ByRank,
        ..half_an_hour_old()
    }
}
