//! Departments over mocks: who may do what to them, in which order, and what is told of it.

use super::stage::{self, app, call, caller, me, now, plain, tenant, user};
use std::sync::Arc;
use tessera_application::{
    Application, Clash, Error, Thing,
    departments::{self, ChangeDepartment, CreateDepartment, DeleteDepartment, Wanted},
    hand::Hand,
    users::{self, NewUser},
};
use tessera_domain::{
    caller::{Caller, CallerKind},
    comment::Audience,
    department::{Department, DepartmentPatch},
    event::{Actor, EventKind},
    issue::Problem,
    listing::{Page, Window},
    text::Name,
    ticket::Patch,
    user::{Permission, Permissions, Role, User},
};
use tessera_ports::{
    StoreError,
    counters::DEPARTMENT,
    departments::{DepartmentOrder, DepartmentSheet},
    error::Unique,
    queries::MockQueries,
    tx::MockTx,
    world::MockSecrets,
};
use uuid::Uuid;

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn department() -> Department {
    Department {
        id: Uuid::from_u128(60).into(),
        number: 1,
        name: name("IT Department"),
        manager: None,
        version: 3,
    }
}

fn sheet(department: Department) -> DepartmentSheet {
    DepartmentSheet {
        department,
        manager: None,
        people: 0,
    }
}

/// A tenant with department 1 and, besides whoever asks, the active person 7.
fn known() -> MockTx {
    let mut tx = MockTx::default();
    tx.departments
        .expect_by_number()
        .returning(|_, number| Ok((number == 1).then(department)));
    tx.departments
        .expect_by_name()
        .returning(|_, wanted| Ok(Some(department()).filter(|it| it.name == *wanted)));
    tx.departments
        .expect_sheet()
        .returning(|_, _| Ok(Some(sheet(department()))));
    tx.users.expect_named().returning(|_, _, numbers| {
        let person = User {
            id: Uuid::from_u128(7).into(),
            number: 7,
            ..user(Role::Manager)
        };
        Ok(numbers.contains(&7).then_some(person).into_iter().collect())
    });
    tx
}

/// One event of that kind, of these fields, that requesters do not read.
fn telling(mut tx: MockTx, kind: EventKind, fields: &'static [&'static str]) -> MockTx {
    tx.events
        .expect_append()
        .once()
        .withf(move |_, events| {
            let [event] = events else { return false };
            let told: Vec<_> = event.changes.iter().map(|change| change.field.as_str()).collect();
            (event.kind, event.audience, event.ticket) == (kind, Audience::Internal, None)
                && event.subject == Uuid::from_u128(60)
                && told == fields
        })
        .returning(|_, _| Ok(()));
    tx
}

fn create(manager: Option<i64>) -> CreateDepartment {
    CreateDepartment {
        name: name("Software"),
        manager,
    }
}

fn change(name: Option<Name>, manager: Patch<i64>) -> ChangeDepartment {
    ChangeDepartment {
        department: 1,
        name,
        manager,
        expected: None,
    }
}

fn delete() -> DeleteDepartment {
    DeleteDepartment {
        department: 1,
        expected: None,
    }
}

#[test]
fn only_admins_in_person_make_change_and_delete_departments() {
    let refused = Err(Error::Forbidden(Permission::ManageUsers));
    let mut machine = call(Role::SuperAdmin);
    machine.caller.kind = CallerKind::Integration;
    let others = [Role::User, Role::Technician, Role::Manager].map(call);
    for call in others.into_iter().chain([machine]) {
        let app = app(MockTx::default());
        assert_eq!(app.perform(&call, &create(None), plain), refused);
        assert_eq!(app.perform(&call, &change(None, Patch::Keep), plain), refused);
        assert_eq!(app.perform(&call, &delete(), plain), refused);
    }
}

#[test]
fn a_department_is_made_under_the_next_number_with_an_active_manager() {
    let mut tx = known();
    tx.counters
        .expect_take()
        .once()
        .withf(|_, counter, amount| (counter, *amount) == (DEPARTMENT, 1))
        .returning(|_, _, _| Ok(5));
    tx.departments
        .expect_insert()
        .once()
        .withf(|_, made| {
            let who = made.manager.map(|id| id.uuid().as_u128());
            (made.number, made.name.as_str(), who, made.version) == (5, "Software", Some(7), 1)
        })
        .returning(|_, _| Ok(()));
    tx.events
        .expect_append()
        .once()
        .withf(|_, events| {
            let [event] = events else { return false };
            let fields: Vec<_> = event.changes.iter().map(|it| it.field.as_str()).collect();
            event.kind == EventKind::DepartmentCreated && fields == ["name", "manager_id"]
        })
        .returning(|_, _| Ok(()));
    let done = app(tx).perform(&call(Role::Admin), &create(Some(7)), plain);
    assert!(done.is_ok(), "{done:?}");

    let unknown = app(known()).perform(&call(Role::Admin), &create(Some(8)), plain);
    let problem = Problem::UnknownNumber {
        what: "active user",
        number: 8,
    };
    assert_eq!(unknown, Err(Error::invalid("manager_id", problem)));
}

#[test]
fn a_name_that_is_taken_is_a_clash_on_making_and_on_changing() {
    let clash = Err(Error::Conflict(Clash::DepartmentNameTaken));
    let mut tx = known();
    tx.counters.expect_take().returning(|_, _, _| Ok(5));
    tx.departments
        .expect_insert()
        .returning(|_, _| Err(StoreError::Taken(Unique::DepartmentName)));
    assert_eq!(app(tx).perform(&call(Role::Admin), &create(None), plain), clash);
    let mut tx = known();
    tx.departments
        .expect_update()
        .returning(|_, _| Err(StoreError::Taken(Unique::DepartmentName)));
    let renamed = change(Some(name("Software")), Patch::Keep);
    assert_eq!(app(tx).perform(&call(Role::Admin), &renamed, plain), clash);
}

#[test]
fn a_change_is_told_field_by_field_and_one_that_changes_nothing_is_not_written() {
    let same = change(Some(name("IT Department")), Patch::Clear);
    let done = app(known()).perform(&call(Role::Admin), &same, plain);
    assert!(done.is_ok(), "{done:?}");
    for (wanted, fields) in [
        (
            change(Some(name("Software")), Patch::Set(7)),
            &["name", "manager_id"][..],
        ),
        (change(None, Patch::Set(7)), &["manager_id"]),
    ] {
        let mut tx = telling(known(), EventKind::DepartmentUpdated, fields);
        tx.departments
            .expect_update()
            .once()
            .withf(|_, after| after.version == 4)
            .returning(|_, _| Ok(()));
        let done = app(tx).perform(&call(Role::SuperAdmin), &wanted, plain);
        assert!(done.is_ok(), "{done:?}");
    }
    let stale = ChangeDepartment {
        expected: Some(vec![2]),
        ..change(None, Patch::Clear)
    };
    assert_eq!(
        app(known()).perform(&call(Role::Admin), &stale, plain),
        Err(Error::Stale)
    );
    let unknown = ChangeDepartment {
        department: 2,
        ..stale
    };
    assert_eq!(
        app(known()).perform(&call(Role::Admin), &unknown, plain),
        Err(Error::NotFound(Thing::Department))
    );
}

#[test]
fn a_department_goes_unless_something_belongs_to_it_even_at_the_last_moment() {
    let mut tx = telling(known(), EventKind::DepartmentRemoved, &["name"]);
    tx.departments.expect_is_in_use().returning(|_, _| Ok(false));
    tx.departments.expect_remove().once().returning(|_, _| Ok(()));
    let done = app(tx).perform(&call(Role::Admin), &delete(), plain);
    assert!(done.is_ok(), "{done:?}");

    let in_use = Err(Error::Conflict(Clash::DepartmentInUse));
    let mut tx = known();
    tx.departments.expect_is_in_use().returning(|_, _| Ok(true));
    assert_eq!(app(tx).perform(&call(Role::Admin), &delete(), plain), in_use);
    let mut tx = known();
    tx.departments.expect_is_in_use().returning(|_, _| Ok(false));
    tx.departments
        .expect_remove()
        .returning(|_, _| Err(StoreError::Dangling("tickets_department_fkey".into())));
    assert_eq!(app(tx).perform(&call(Role::Admin), &delete(), plain), in_use);
    let stale = DeleteDepartment {
        expected: Some(vec![2]),
        ..delete()
    };
    assert_eq!(
        app(known()).perform(&call(Role::Admin), &stale, plain),
        Err(Error::Stale)
    );
}

#[test]
fn a_log_that_fails_undoes_the_change() {
    let down = StoreError::Failed("the log is down".into());
    let answer = down.clone();
    let mut tx = known();
    tx.departments.expect_update().once().returning(|_, _| Ok(()));
    tx.events
        .expect_append()
        .once()
        .returning(move |_, _| Err(answer.clone()));
    let wanted = change(Some(name("Software")), Patch::Keep);
    let failed = app(tx).perform(&call(Role::Admin), &wanted, plain);
    assert_eq!(failed, Err(Error::Store(down)));
}

fn reading(queries: MockQueries) -> Application {
    stage::app_with(MockTx::default(), Arc::new(queries), Arc::new(MockSecrets::new()))
}

#[test]
fn everybody_in_person_reads_departments_and_other_systems_do_not() {
    let window = Window { offset: 0, limit: 20 };
    let mut queries = MockQueries::default();
    queries.departments.expect_departments().returning(|_, _, _| {
        Ok(Page {
            items: vec![sheet(department())],
            total: 1,
            next: None,
        })
    });
    queries
        .departments
        .expect_department()
        .returning(|_, number| Ok((number == 1).then(|| sheet(department()))));
    let app = reading(queries);
    for role in Role::ALL {
        let caller = caller(role);
        let page = departments::list(&app, &caller, DepartmentOrder::Name, window);
        assert_eq!(page.map(|page| page.total), Ok(1));
        assert_eq!(departments::show(&app, &caller, 1), Ok(sheet(department())));
        assert_eq!(
            departments::show(&app, &caller, 2),
            Err(Error::NotFound(Thing::Department))
        );
    }
    let machine = Caller {
        kind: CallerKind::Integration,
        ..caller(Role::Admin)
    };
    let refused = Error::Forbidden(Permission::ViewTickets);
    assert_eq!(departments::show(&app, &machine, 1), Err(refused.clone()));
    let listed = departments::list(&app, &machine, DepartmentOrder::Name, window);
    assert_eq!(listed, Err(refused));
}

#[test]
fn the_operator_makes_alters_and_removes_departments_by_name_or_number() {
    let operated = |mut tx: MockTx, kind| {
        tx.events
            .expect_append()
            .once()
            .withf(move |_, events| (events[0].kind, events[0].actor) == (kind, Actor::Operator))
            .returning(|_, _| Ok(()));
        tx
    };
    let mut tx = operated(MockTx::default(), EventKind::DepartmentCreated);
    tx.counters.expect_take().returning(|_, _, _| Ok(9));
    tx.departments.expect_insert().once().returning(|_, _| Ok(()));
    let made = departments::make(&app(tx), tenant(), &name("Software"), None).unwrap();
    assert_eq!(
        (made.number, made.name.as_str(), made.version),
        (9, "Software", 1)
    );

    let mut tx = operated(known(), EventKind::DepartmentUpdated);
    tx.users
        .expect_find()
        .returning(|_, id| Ok((id == me()).then(|| user(Role::Manager))));
    tx.departments.expect_update().once().returning(|_, _| Ok(()));
    let run = DepartmentPatch {
        name: None,
        manager: Patch::Set(me()),
    };
    let by_name = Wanted::Name(name("IT Department"));
    let (changed, after) = departments::alter(&app(tx), tenant(), &by_name, &run).unwrap();
    assert_eq!((changed, after.manager), (true, Some(me())));
    let none = DepartmentPatch::default();
    let same = departments::alter(&app(known()), tenant(), &by_name, &none);
    assert_eq!(same, Ok((false, department())));

    let mut tx = operated(known(), EventKind::DepartmentRemoved);
    tx.departments.expect_is_in_use().returning(|_, _| Ok(false));
    tx.departments.expect_remove().once().returning(|_, _| Ok(()));
    let removed = departments::remove(&app(tx), tenant(), &Wanted::Number(1));
    assert_eq!(removed, Ok(department()));
    for nobodys in [Wanted::Number(2), Wanted::Name(name("Sales"))] {
        let found = departments::find(&app(known()), tenant(), &nobodys);
        assert_eq!(found, Err(Error::NotFound(Thing::Department)));
    }
}

#[test]
fn nobody_runs_a_department_who_is_not_there_or_not_active() {
    for person in [
        None,
        Some(User {
            active: false,
            ..user(Role::Manager)
        }),
    ] {
        let mut tx = known();
        tx.users.expect_find().returning(move |_, _| Ok(person.clone()));
        let made = departments::make(&app(tx), tenant(), &name("Software"), Some(me()));
        let problem = Problem::UnknownReference { what: "active user" };
        assert_eq!(made, Err(Error::invalid("manager_id", problem)));
    }
}

#[test]
fn a_person_is_moved_to_a_department_that_there_is_and_that_is_told() {
    let there = || {
        let mut tx = MockTx::default();
        tx.users
            .expect_find()
            .returning(|_, _| Ok(Some(user(Role::Manager))));
        tx.departments
            .expect_find()
            .returning(|_, id| Ok(Some(department()).filter(|it| it.id == id)));
        tx
    };
    let operator = Hand::Operator(tenant());
    let mut tx = there();
    tx.users
        .expect_set_department()
        .once()
        .withf(|_, _, to| *to == Some(department().id))
        .returning(|_, _, _| Ok(true));
    tx.events
        .expect_append()
        .once()
        .withf(|_, events| {
            let [event] = events else { return false };
            event.kind == EventKind::UserUpdated
                && event.subject == me().uuid()
                && event.changes[0].field == "department_id"
        })
        .returning(|_, _| Ok(()));
    let moved = users::set_department(&app(tx), &operator, me(), Some(department().id));
    assert_eq!(moved, Ok(true));
    let same = users::set_department(&app(there()), &operator, me(), None);
    assert_eq!(same, Ok(false), "they belong to none already");
    let problem = Problem::UnknownReference { what: "department" };
    let unknown = Err(Error::invalid("department_id", problem));
    let elsewhere = Some(Uuid::from_u128(61).into());
    assert_eq!(
        users::set_department(&app(there()), &operator, me(), elsewhere),
        unknown
    );
    let manager = caller(Role::Manager);
    let hand = Hand::Person {
        caller: &manager,
        request: None,
    };
    assert_eq!(
        users::set_department(&app(there()), &hand, me(), None),
        Err(Error::Forbidden(Permission::ManageUsers))
    );
    let new = NewUser {
        tenant: tenant(),
        login: user(Role::User).login,
        first_name: String::new(),
        last_name: String::new(),
        email: None,
        role: Role::User,
        extra: Permissions::NONE,
        department: elsewhere,
        password: None,
    };
    assert_eq!(
        users::create(&app(there()), &new).map(|_| now()),
        unknown.map(|_: bool| now())
    );
}
