//! Departments.

use crate::{
    random::Random,
    world::{World, at, id, name, worlds},
};
use tessera_domain::{department::Department, listing::Window};
use tessera_ports::{
    StoreError, StoreResult,
    departments::{DepartmentOrder, DepartmentSheet},
    error::Unique,
};

const ALL: Window = Window {
    offset: 0,
    limit: 100,
};

fn department(number: i64, label: &str) -> Department {
    Department {
        id: id(at(number), &mut Random::new(u64::try_from(number).unwrap())),
        number,
        name: name(label),
        manager: None,
        version: 1,
    }
}

fn insert(world: &World, department: &Department) -> StoreResult<()> {
    world.attempt(|tx| tx.departments().insert(world.ours.id(), department))
}

#[test]
fn a_department_comes_back_as_stored_by_id_number_and_name() {
    for world in worlds() {
        let (tenant, house) = (world.ours.id(), &world.ours);
        let stored = Department {
            manager: Some(house.user(3)),
            ..department(7, "Größere Dinge")
        };
        insert(&world, &stored).unwrap();
        world.write(|tx| {
            let found = tx.departments().find(tenant, stored.id)?;
            assert_eq!(found.as_ref(), Some(&stored), "{}", world.kind);
            assert_eq!(
                tx.departments().by_number(tenant, 7)?.as_ref(),
                Some(&stored),
                "{}",
                world.kind
            );
            for label in ["Größere Dinge", "GRÖßERE DINGE", "größere dinge"] {
                let found = tx.departments().by_name(tenant, &name(label))?;
                assert_eq!(found.as_ref(), Some(&stored), "{} {label}", world.kind);
            }
            assert_eq!(tx.departments().by_name(tenant, &name("größere"))?, None);
            let theirs = world.theirs.id();
            assert_eq!(tx.departments().find(theirs, stored.id)?, None);
            assert_eq!(tx.departments().by_number(theirs, 7)?, None);
            assert_eq!(tx.departments().by_name(theirs, &stored.name)?, None);
            assert_eq!(tx.departments().sheet(theirs, stored.id)?, None);
            Ok(())
        });
        assert_eq!(world.queries.department(world.theirs.id(), 7).unwrap(), None);
    }
}

#[test]
fn a_name_is_taken_without_regard_to_case_and_in_its_tenant_only() {
    for world in worlds() {
        let taken = Err(StoreError::Taken(Unique::DepartmentName));
        insert(&world, &department(7, "Ärzte")).unwrap();
        assert_eq!(insert(&world, &department(8, "äRZTE")), taken, "{}", world.kind);
        let numbered = insert(&world, &department(7, "Other"));
        assert!(matches!(numbered, Err(StoreError::Taken(_))), "{}", world.kind);
        let theirs = world.theirs.id();
        world.write(|tx| tx.departments().insert(theirs, &department(7, "Ärzte")));
        let other = department(9, "Other");
        insert(&world, &other).unwrap();
        let clash = Department {
            name: name("ärzte"),
            version: 2,
            ..other
        };
        let refused = world.attempt(|tx| tx.departments().update(world.ours.id(), &clash));
        assert_eq!(refused, taken, "{}", world.kind);
    }
}

#[test]
fn a_department_is_changed_over_the_version_before() {
    for world in worlds() {
        let (tenant, house) = (world.ours.id(), &world.ours);
        let stored = Department {
            manager: Some(house.user(3)),
            ..department(7, "Sales")
        };
        insert(&world, &stored).unwrap();
        let changed = Department {
            name: name("SALES"),
            manager: None,
            version: 2,
            ..stored.clone()
        };
        let update =
            |tenant, department: &Department| world.attempt(|tx| tx.departments().update(tenant, department));
        assert_eq!(update(world.theirs.id(), &changed), Err(StoreError::Stale));
        assert_eq!(update(tenant, &changed), Ok(()), "{}", world.kind);
        assert_eq!(update(tenant, &changed), Err(StoreError::Stale), "{}", world.kind);
        let sheet = world.queries.department(tenant, 7).unwrap().unwrap();
        assert_eq!(sheet.department, changed);
        let back = Department { version: 3, ..stored };
        assert_eq!(update(tenant, &back), Ok(()), "its own name is not taken");
    }
}

#[test]
fn lists_tell_who_runs_a_department_and_how_many_belong_to_it() {
    for world in worlds() {
        let (tenant, house) = (world.ours.id(), &world.ours);
        let run = Department {
            manager: Some(house.user(1)),
            ..department(4, "accounting")
        };
        insert(&world, &run).unwrap();
        world.write(|tx| {
            for place in [2, 3, 4] {
                tx.users()
                    .set_department(tenant, house.user(place), Some(run.id))?;
            }
            tx.users().set_active(tenant, house.user(4), false)?;
            tx.users()
                .set_department(tenant, house.user(5), Some(house.departments[0]))
        });
        world.watch.take();
        let list = |order, window| world.queries.departments(tenant, order, window).unwrap();
        let numbers = |order, offset, limit| -> Vec<i64> {
            let page = list(order, Window { offset, limit });
            assert_eq!(page.total, 4, "{}", world.kind);
            page.items.iter().map(|sheet| sheet.department.number).collect()
        };
        assert_eq!(numbers(DepartmentOrder::Name, 0, 100), [4, 1, 2, 3]);
        assert_eq!(numbers(DepartmentOrder::Number, 0, 100), [1, 2, 3, 4]);
        assert_eq!(numbers(DepartmentOrder::Number, 1, 2), [2, 3]);
        assert_eq!(numbers(DepartmentOrder::Name, 4, 2), [0; 0]);
        world.watch.take();
        let page = list(DepartmentOrder::Name, ALL);
        assert_eq!(world.watch.take().len(), 3, "{}", world.kind);
        let expected = DepartmentSheet {
            department: run.clone(),
            manager: Some(house.card(house.user(1))),
            people: 3,
        };
        assert_eq!(page.items[0], expected, "{}", world.kind);
        let people: Vec<i64> = page.items.iter().map(|sheet| sheet.people).collect();
        assert_eq!(people, [3, 1, 0, 0], "{}", world.kind);
        assert_eq!(
            world.queries.department(tenant, 4).unwrap().as_ref(),
            Some(&expected)
        );
        let inside = world.write(|tx| tx.departments().sheet(tenant, run.id));
        assert_eq!(inside, Some(expected));
    }
}

#[test]
fn a_department_stays_while_anything_belongs_to_it() {
    for world in worlds() {
        let (tenant, house) = (world.ours.id(), &world.ours);
        let [with_ticket, with_person, free] = [0, 1, 2].map(|place| house.departments[place]);
        let ticket = house.with(1, |it| it.department = Some(with_ticket));
        world.write(|tx| {
            tx.tickets().insert(tenant, std::slice::from_ref(&ticket))?;
            tx.users()
                .set_department(tenant, house.user(1), Some(with_person))
                .map(drop)
        });
        world.watch.take();
        for (department, used) in [(with_ticket, true), (with_person, true), (free, false)] {
            world.write(|tx| {
                assert_eq!(
                    tx.departments().is_in_use(tenant, department)?,
                    used,
                    "{}",
                    world.kind
                );
                assert!(!tx.departments().is_in_use(world.theirs.id(), department)?);
                Ok(())
            });
            let removed = world.attempt(|tx| tx.departments().remove(tenant, department));
            if used {
                assert!(matches!(removed, Err(StoreError::Dangling(_))), "{}", world.kind);
            } else {
                assert_eq!(removed, Ok(()), "{}", world.kind);
            }
            let there = world.write(|tx| tx.departments().find(tenant, department));
            assert_eq!(there.is_some(), used, "{}", world.kind);
        }
    }
}

#[test]
fn whether_anything_belongs_to_a_department_is_looked_up_in_indexes() {
    for world in worlds() {
        let plan = world.place.sqlite_plan(
            "SELECT EXISTS (SELECT 1 FROM tickets WHERE tenant_id = x'00' AND department_id = x'01')
                 OR EXISTS (SELECT 1 FROM users WHERE tenant_id = x'00' AND department_id = x'01')",
        );
        for index in plan
            .iter()
            .flat_map(|_| ["tickets_by_department", "users_by_department"])
        {
            let used = |line: &String| line.contains(index) && line.contains("department_id=?");
            assert!(plan.iter().flatten().any(used), "{index}: {plan:?}");
        }
    }
}
