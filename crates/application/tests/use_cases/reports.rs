//! Reports: whose tickets they are about, and that nothing leaves the service before the log says so.

use super::stage::{app_with, caller, me, now, tenant};
use std::sync::{Arc, Mutex};
use tessera_application::{
    Error, Thing,
    reports::{Breakdown, Categories, ExportTickets, breakdown, dashboard, performance},
};
use tessera_domain::{
    caller::{Caller, CallerKind},
    department::Department,
    event::{Actor, Event, EventKind},
    id::{DepartmentId, StatusId},
    listing::TicketFilter,
    priority::Rank,
    report::{Scope, Span, Stretch, Tally, Whose},
    status::{Status, StatusCategory},
    text::Name,
    ticket::Kind,
    transition::Stage,
    user::{Permission, Role},
};
use tessera_ports::{
    StoreError,
    departments::DepartmentSheet,
    queries::{MockQueries, PersonCard},
    reports::{PersonOpened, PersonTally, Reported},
    tx::MockTx,
    world::MockSecrets,
};
use uuid::Uuid;

const SPAN: i64 = 30 * 24 * 3_600;

fn mine() -> DepartmentId {
    Uuid::from_u128(70).into()
}

/// Somebody of department 1.
fn member(role: Role) -> Caller {
    Caller {
        department: Some(mine()),
        ..caller(role)
    }
}

fn status(number: u128, key: &str, category: StatusCategory) -> Status {
    Status {
        id: Uuid::from_u128(number).into(),
        key: key.into(),
        name: Name::parse(key).unwrap(),
        category,
        position: 0,
        initial: number == 1,
    }
}

/// Departments 1, the callers' own, and 2.
fn departments(queries: &mut MockQueries) {
    queries.departments.expect_department().returning(|_, number| {
        let id = match number {
            1 => mine(),
            2 => Uuid::from_u128(71).into(),
            _ => return Ok(None),
        };
        Ok(Some(DepartmentSheet {
            department: Department {
                id,
                number,
                name: Name::parse("IT").unwrap(),
                manager: None,
                version: 1,
            },
            manager: None,
            people: 0,
        }))
    });
}

/// Writes down what was asked, and tells of the tickets of two statuses in the last span and of one in that before it.
fn tallies(queries: &mut MockQueries, asked: Arc<Mutex<Vec<Reported>>>) {
    queries
        .reports
        .expect_tally_by_status()
        .returning(move |_, wanted| {
            asked.lock().unwrap().push(*wanted);
            let tally = |tickets| Tally {
                tickets,
                ..Tally::default()
            };
            let id = |number: u128| StatusId::from(Uuid::from_u128(number));
            if wanted.opened.until > now() {
                Ok(vec![(id(1), tally(3)), (id(2), tally(4)), (id(9), tally(1))])
            } else {
                Ok(vec![(id(1), tally(5))])
            }
        });
    queries.lists.expect_all_statuses().returning(|_| {
        Ok(vec![
            status(1, "open", StatusCategory::Open),
            status(2, "pending_approval", StatusCategory::Waiting),
        ])
    });
    queries
        .reports
        .expect_top_tags()
        .returning(|_, _, _| Ok(Vec::new()));
    queries
        .reports
        .expect_tally_by_kind()
        .returning(|_, _| Ok(vec![(Kind::Bug, 8)]));
}

#[test]
fn a_dashboard_is_about_the_callers_scope_and_compares_two_spans() {
    let everybodys = |department| Scope {
        whose: Whose::Everybodys,
        department,
    };
    let own = |department| Scope {
        whose: Whose::Of(me()),
        department,
    };
    for (role, department, scope) in [
        (Role::User, None, own(None)),
        (Role::User, Some(1), own(Some(mine()))),
        (Role::Manager, None, everybodys(Some(mine()))),
        (Role::Manager, Some(1), everybodys(Some(mine()))),
        (Role::Admin, None, everybodys(None)),
        (Role::Admin, Some(2), everybodys(Some(Uuid::from_u128(71).into()))),
    ] {
        let (asked, mut queries) = (Arc::new(Mutex::new(Vec::new())), MockQueries::default());
        departments(&mut queries);
        tallies(&mut queries, asked.clone());
        let app = app_with(MockTx::default(), Arc::new(queries), Arc::new(MockSecrets::new()));
        let shown = dashboard(&app, &member(role), Span::USUAL, department).unwrap();
        assert_eq!((shown.now.tickets, shown.before.tickets), (8, 5));
        // One ticket is in a status that was added after the list was read.
        assert_eq!((shown.at(Stage::Open), shown.at(Stage::PendingApproval)), (4, 4));
        assert_eq!(shown.categories, Categories::Kinds(vec![(Kind::Bug, 8)]));
        let asked = asked.lock().unwrap();
        let until = now().plus_micros(1);
        let stretch = |from: i64, to: i64| Stretch {
            from: until.plus_seconds(from * SPAN),
            until: until.plus_seconds(to * SPAN),
        };
        let known = [stretch(-1, 0), stretch(-2, -1)].map(|opened| Reported { scope, opened });
        assert_eq!(*asked, known, "{role:?} {department:?}");
    }
}

#[test]
fn another_department_is_refused_before_anything_is_added_up() {
    let not_theirs = Error::Forbidden(Permission::ViewAllTickets);
    for (role, department, refusal) in [
        (Role::User, 2, not_theirs.clone()),
        (Role::User, 3, not_theirs.clone()),
        (Role::Manager, 2, not_theirs.clone()),
        (Role::Manager, 3, not_theirs.clone()),
        (Role::Admin, 3, Error::NotFound(Thing::Department)),
    ] {
        let mut queries = MockQueries::default();
        departments(&mut queries);
        let app = app_with(MockTx::default(), Arc::new(queries), Arc::new(MockSecrets::new()));
        let stretch = Stretch {
            from: now(),
            until: now(),
        };
        let member = member(role);
        assert_eq!(
            dashboard(&app, &member, Span::USUAL, Some(department)),
            Err(refusal.clone()),
            "{role:?}"
        );
        assert_eq!(
            breakdown(&app, &member, stretch, Some(department)),
            Err(refusal.clone()),
            "{role:?}"
        );
        assert_eq!(
            performance(&app, &member, stretch, Some(department)),
            Err(refusal),
            "{role:?}"
        );
    }
    let app = app_with(
        MockTx::default(),
        Arc::new(MockQueries::default()),
        Arc::new(MockSecrets::new()),
    );
    let system = Caller {
        kind: CallerKind::Integration,
        ..member(Role::Admin)
    };
    assert_eq!(dashboard(&app, &system, Span::USUAL, None), Err(not_theirs));
}

#[test]
fn a_breakdown_is_about_the_callers_scope() {
    let stretch = Stretch {
        from: now().plus_seconds(-SPAN),
        until: now(),
    };
    let mut queries = MockQueries::default();
    let reported = Reported {
        scope: Scope {
            whose: Whose::Everybodys,
            department: Some(mine()),
        },
        opened: stretch,
    };
    queries
        .reports
        .expect_tally_by_rank()
        .withf(move |asked, wanted| *asked == tenant() && *wanted == reported)
        .returning(|_, _| Ok(vec![(Rank::HIGH, 2), (Rank::LOW, 7)]));
    queries
        .reports
        .expect_tally_by_kind()
        .withf(move |asked, wanted| *asked == tenant() && *wanted == reported)
        .returning(|_, _| Ok(vec![(Kind::Bug, 8), (Kind::Change, 1)]));
    let app = app_with(MockTx::default(), Arc::new(queries), Arc::new(MockSecrets::new()));
    let told = breakdown(&app, &member(Role::Manager), stretch, None).unwrap();
    let expected = Breakdown {
        ranks: vec![(Rank::HIGH, 2), (Rank::LOW, 7)],
        kinds: vec![(Kind::Bug, 8), (Kind::Change, 1)],
    };
    assert_eq!(told, expected);
}

#[test]
fn whoever_has_reports_about_their_own_tickets_is_told_of_nobody_else() {
    let card = |number: i64| PersonCard {
        id: if number == 1 {
            me()
        } else {
            Uuid::from_u128(number.unsigned_abs().into()).into()
        },
        number,
        login: format!("person-{number}"),
        first: String::new(),
        last: String::new(),
        email: None,
    };
    for (role, told) in [
        (Role::User, vec![(1, 2, 0)]),
        (Role::Admin, vec![(7, 0, 5), (1, 2, 0), (8, 1, 0)]),
    ] {
        let mut queries = MockQueries::default();
        queries
            .reports
            .expect_tally_by_department()
            .returning(|_, _| Ok(Vec::new()));
        queries
            .reports
            .expect_tally_by_assignee()
            .returning(move |_, _, _| {
                let tally = Tally {
                    tickets: 5,
                    ..Tally::default()
                };
                Ok(vec![PersonTally {
                    person: card(7),
                    tally,
                }])
            });
        queries
            .reports
            .expect_tally_by_requester()
            .returning(move |_, _, _| {
                let opened = |(number, tickets)| PersonOpened {
                    person: card(number),
                    tickets,
                };
                Ok([(1, 2), (8, 1)].map(opened).into())
            });
        let app = app_with(MockTx::default(), Arc::new(queries), Arc::new(MockSecrets::new()));
        let stretch = Stretch {
            from: now(),
            until: now(),
        };
        let report = performance(&app, &caller(role), stretch, None).unwrap();
        let people: Vec<_> = report
            .people
            .iter()
            .map(|it| (it.person.number, it.opened, it.tally.tickets))
            .collect();
        assert_eq!(people, told, "{role:?}");
    }
}

fn export() -> ExportTickets {
    ExportTickets {
        filter: TicketFilter::default(),
        asked: Some("{}".into()),
        format: "csv",
    }
}

/// Takes events, or fails to.
fn log(events: Arc<Mutex<Vec<Event>>>, fails: bool) -> MockTx {
    let mut tx = MockTx::default();
    tx.events.expect_append().returning(move |_, new| {
        if fails {
            return Err(StoreError::Failed("no log".into()));
        }
        events.lock().unwrap().extend_from_slice(new);
        Ok(())
    });
    tx
}

#[test]
fn an_export_is_logged_before_anything_is_read() {
    let events = Arc::new(Mutex::new(Vec::new()));
    let (mut queries, logged) = (MockQueries::default(), events.clone());
    queries
        .reports
        .expect_export_part()
        .times(1)
        .returning(move |of, viewer, part| {
            assert_eq!(logged.lock().unwrap().len(), 1, "the log comes first");
            assert!(of == tenant() && viewer.internal && part.filter.internal && part.after.is_none());
            Ok(Vec::new())
        });
    let tx = log(events.clone(), false);
    let app = app_with(tx, Arc::new(queries), Arc::new(MockSecrets::new()));
    let mut begun = export()
        .begin(&app, &caller(Role::Admin), Some("request-1"))
        .unwrap();
    assert!(begun.first.is_empty());
    assert_eq!(
        begun.rest.next_part(&app),
        Ok(Vec::new()),
        "it is over, and nothing is read again"
    );
    let events = events.lock().unwrap();
    let [event] = events.as_slice() else {
        panic!("one event: {events:?}")
    };
    assert_eq!(
        (event.kind, event.actor),
        (EventKind::TicketsExported, Actor::User(me()))
    );
    assert!(event.audience.is_internal() && event.request.as_deref() == Some("request-1"));
}

#[test]
fn what_cannot_be_logged_is_not_exported_and_people_take_out_nothing() {
    let tx = log(Arc::default(), true);
    let app = app_with(tx, Arc::new(MockQueries::default()), Arc::new(MockSecrets::new()));
    let failed = export().begin(&app, &caller(Role::Admin), None);
    assert_eq!(
        failed.err(),
        Some(Error::Store(StoreError::Failed("no log".into())))
    );
    for caller in [member(Role::User), caller(Role::Manager)] {
        let refused = export().begin(&app, &caller, None);
        assert_eq!(
            refused.err(),
            Some(Error::Forbidden(Permission::ViewAllTickets)),
            "{:?}",
            caller.role
        );
    }
}
