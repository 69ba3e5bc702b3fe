//! People.

use crate::{
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
        let listed = |after, limit| world.write(|tx| tx.users().list(tenant, after, limit));
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
