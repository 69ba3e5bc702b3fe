//! People.

use crate::{
    race::at_once,
    random::Random,
    world::{at, id, worlds},
};
use tessera_domain::user::{Login, Permission, Permissions, Role, User};
use tessera_ports::{StoreError, error::Unique};

#[test]
fn a_person_comes_back_as_stored_and_is_found_without_regard_to_case() {
    for world in worlds() {
        let tenant = world.ours.id();
        let person = User {
            id: id(at(9), &mut Random::new(9)),
            number: 99,
            login: Login::parse("Ärmel.Ölig").unwrap(),
            role: Role::Manager,
            extra: Permissions::of(&[Permission::ManageUsers, Permission::ViewAllTickets]),
            department: Some(world.ours.departments[1]),
            active: false,
            ..world.ours.users[0].clone()
        };
        world.write(|tx| tx.users().insert(tenant, &person));
        world.write(|tx| {
            assert_eq!(tx.users().find(tenant, person.id)?.as_ref(), Some(&person));
            for login in ["Ärmel.Ölig", "ÄRMEL.ÖLIG", "ärmel.ölig"] {
                assert_eq!(
                    tx.users()
                        .by_login(tenant, &Login::parse(login).unwrap())?
                        .as_ref(),
                    Some(&person)
                );
            }
            assert_eq!(
                tx.users()
                    .by_login(tenant, &Login::parse("armel.olig").unwrap())?,
                None
            );
            Ok(())
        });
        assert_eq!(
            world.queries.person(tenant, person.id).unwrap().as_ref(),
            Some(&person)
        );
        let again = User {
            id: id(at(10), &mut Random::new(10)),
            number: 100,
            login: Login::parse("ärmel.ÖLIG").unwrap(),
            ..person.clone()
        };
        let refused = world.attempt(|tx| tx.users().insert(tenant, &again));
        assert_eq!(
            refused,
            Err(StoreError::Taken(Unique::UserLogin)),
            "{}",
            world.kind
        );
        let numbered = User {
            login: Login::parse("else").unwrap(),
            number: 99,
            ..again
        };
        let refused = world.attempt(|tx| tx.users().insert(tenant, &numbered));
        assert_eq!(refused, Err(StoreError::Taken(Unique::Number)), "{}", world.kind);
    }
}

#[test]
fn only_people_of_the_tenant_exist() {
    for world in worlds() {
        let tenant = world.ours.id();
        let asked = [
            world.ours.user(3),
            world.theirs.user(1),
            world.ours.user(0),
            id(at(3), &mut Random::new(77)),
        ];
        let found = world.write(|tx| tx.users().existing(tenant, &asked));
        let mut expected = [world.ours.user(0), world.ours.user(3)];
        expected.sort_unstable();
        assert_eq!(found, expected);
        assert_eq!(world.write(|tx| tx.users().existing(tenant, &[])), []);
    }
}

#[test]
fn a_password_can_be_given_to_people_that_exist() {
    for world in worlds() {
        let tenant = world.ours.id();
        world.write(|tx| tx.users().set_password(tenant, world.ours.user(0), "$argon2id$1"));
        world.write(|tx| tx.users().set_password(tenant, world.ours.user(0), "$argon2id$2"));
        let stored = "SELECT password_hash FROM users WHERE password_hash IS NOT NULL";
        assert_eq!(world.place.texts(stored), ["$argon2id$2"]);
        assert!(
            world
                .attempt(|tx| tx.users().set_password(tenant, world.theirs.user(0), "x"))
                .is_err()
        );
    }
}

#[test]
fn an_account_can_be_closed_and_opened_and_people_are_listed_by_number() {
    for world in worlds() {
        let (tenant, person) = (world.ours.id(), world.ours.user(1));
        let set = |tenant, active| world.write(|tx| tx.users().set_active(tenant, person, active));
        assert_eq!(set(tenant, true), Some(false), "it was open");
        assert_eq!(set(tenant, false), Some(true));
        assert_eq!(set(tenant, false), Some(false));
        assert_eq!(set(world.theirs.id(), true), None);
        let listed = |after, limit| world.queries.people(tenant, after, limit).unwrap();
        let closed = User {
            active: false,
            ..world.ours.users[1].clone()
        };
        let mut expected = world.ours.users.clone();
        expected[1] = closed;
        assert_eq!(listed(0, 100), expected, "{}", world.kind);
        assert_eq!(listed(1, 2), expected[1..3]);
        assert_eq!(listed(8, 100), []);
        assert_eq!(set(tenant, true), Some(true));
    }
}

#[test]
fn a_role_is_given_and_those_who_are_active_with_one_are_counted() {
    for world in worlds() {
        let (tenant, house) = (world.ours.id(), &world.ours);
        let give = |tenant, place: usize, role| {
            world.write(|tx| tx.users().set_role(tenant, house.user(place), role))
        };
        let count = |roles: &[Role]| world.write(|tx| tx.users().count_active(tenant, roles));
        assert_eq!(count(&[Role::Admin, Role::SuperAdmin]), 0, "{}", world.kind);
        assert!(give(tenant, 0, Role::Admin) && give(tenant, 1, Role::SuperAdmin));
        assert!(give(tenant, 2, Role::Admin) && give(tenant, 2, Role::Admin));
        assert!(
            !give(world.theirs.id(), 3, Role::Admin),
            "nobody of the other tenant"
        );
        world.write(|tx| tx.users().set_active(tenant, house.user(2), false));
        assert_eq!(count(&[Role::Admin, Role::SuperAdmin]), 2, "{}", world.kind);
        assert_eq!((count(&[Role::Admin]), count(&[])), (1, 0));
        assert_eq!(count(&[Role::Technician]), 5);
        let person = world.queries.person(tenant, house.user(1)).unwrap().unwrap();
        assert_eq!(person.role, Role::SuperAdmin);
        let people = |after, limit| -> Vec<i64> {
            let people = world.queries.people(tenant, after, limit).unwrap();
            people.iter().map(|person| person.number).collect()
        };
        assert_eq!(people(0, 3), [1, 2, 3]);
        assert_eq!(people(6, 100), [7, 8]);
    }
}

#[test]
fn a_person_is_moved_to_a_department_and_out_of_it() {
    for world in worlds() {
        let (tenant, house) = (world.ours.id(), &world.ours);
        let person = house.user(2);
        let set =
            |tenant, department| world.write(|tx| tx.users().set_department(tenant, person, department));
        let department = || world.queries.person(tenant, person).unwrap().unwrap().department;
        let theirs = world.theirs.departments[0];
        let foreign = world.attempt(|tx| tx.users().set_department(tenant, person, Some(theirs)));
        assert!(matches!(foreign, Err(StoreError::Dangling(_))), "{}", world.kind);
        assert!(!set(world.theirs.id(), None), "nobody of the other tenant");
        for wanted in [Some(house.departments[1]), Some(house.departments[0]), None, None] {
            assert!(set(tenant, wanted));
            assert_eq!(department(), wanted, "{}", world.kind);
        }
    }
}

#[test]
fn of_two_admins_who_close_each_others_accounts_at_once_one_stays() {
    for world in worlds() {
        let (tenant, house) = (world.ours.id(), &world.ours);
        world.write(|tx| {
            for place in [0, 1] {
                tx.users().set_role(tenant, house.user(place), Role::Admin)?;
            }
            Ok(())
        });
        for _ in 0..10 {
            let closed = at_once(2, |place| {
                world.write(|tx| {
                    let place = usize::try_from(place).unwrap();
                    let others = tx.users().count_active(tenant, &[Role::Admin])? > 1;
                    if others {
                        tx.users().set_active(tenant, house.user(place), false)?;
                    }
                    Ok(others)
                })
            });
            assert_eq!(
                closed.iter().filter(|closed| **closed).count(),
                1,
                "{}",
                world.kind
            );
            world.write(|tx| {
                tx.users().set_active(tenant, house.user(0), true)?;
                tx.users().set_active(tenant, house.user(1), true)
            });
        }
    }
}
