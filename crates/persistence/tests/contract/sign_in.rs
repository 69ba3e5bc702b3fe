//! Passwords, tries and identities.

use crate::{
    house::House,
    race::at_once,
    random::Random,
    world::{at, id, worlds},
};
use tessera_domain::{
    lockout::{self, Tries, Try},
    user::{Login, User},
};
use tessera_ports::{
    StoreError,
    error::Unique,
    sign_in::{Account, Identity},
    world::Fingerprint,
};

#[test]
fn an_account_is_found_by_login_and_by_id_with_its_hash() {
    for world in worlds() {
        let (tenant, user) = (world.ours.id(), &world.ours.users[1]);
        let expected = |hash: Option<&str>| {
            Some(Account {
                user: user.clone(),
                password_hash: hash.map(str::to_owned),
            })
        };
        let loud = Login::parse(&user.login.as_str().to_uppercase()).unwrap();
        let found = |tenant| {
            world.write(|tx| {
                let by_login = tx.sign_in().account(tenant, &loud)?;
                Ok((by_login, tx.sign_in().account_of(tenant, user.id)?))
            })
        };
        assert!(
            found(tenant) == (expected(None), expected(None)),
            "{}",
            world.kind
        );
        world.write(|tx| tx.users().set_password(tenant, user.id, "$argon2id$1"));
        let hashed = expected(Some("$argon2id$1"));
        assert!(found(tenant) == (hashed.clone(), hashed), "{}", world.kind);
        let (theirs, none) = found(world.theirs.id());
        assert!(
            none.is_none() && theirs.is_some_and(|it| it.user == world.theirs.users[1]),
            "{}",
            world.kind
        );
        let nobody = Login::parse("nobody").unwrap();
        assert!(world.write(|tx| tx.sign_in().account(tenant, &nobody)).is_none());
    }
}

#[test]
fn tries_are_remembered_in_place_of_earlier_ones_and_forgotten() {
    for world in worlds() {
        let (tenant, other) = (world.ours.id(), world.theirs.id());
        let (account, another) = (Fingerprint([1; 32]), Fingerprint([2; 32]));
        let tries = |tenant, account| world.write(|tx| tx.sign_in().tries(tenant, account));
        let forget = |tenant| world.write(|tx| tx.sign_in().forget_tries(tenant, &account));
        assert_eq!(tries(tenant, &account), None);
        assert_eq!(tries(tenant, &account), None, "asking is not trying");
        assert!(!forget(tenant));
        for remembered in [
            Tries {
                wrong: 7,
                last: at(1),
                locked_until: Some(at(90)),
            },
            Tries {
                wrong: u32::MAX,
                last: at(2),
                locked_until: None,
            },
        ] {
            world.write(|tx| tx.sign_in().remember_tries(tenant, &account, &remembered));
            assert_eq!(tries(tenant, &account), Some(remembered), "{}", world.kind);
        }
        assert_eq!(tries(tenant, &another), None);
        assert_eq!(tries(other, &account), None, "the other tenant's same login");
        assert!(!forget(other));
        assert!(forget(tenant));
        assert!(!forget(tenant));
        assert_eq!(tries(tenant, &account), None);
    }
}

#[test]
fn tries_at_the_same_time_all_count() {
    for world in worlds() {
        let tenant = world.ours.id();
        for round in 1..=3 {
            let account = Fingerprint([round; 32]);
            let outcomes = at_once(16, |_| {
                world.write(|tx| {
                    let before = tx.sign_in().tries(tenant, &account)?;
                    let outcome = lockout::attempt(before, at(0));
                    if let Try::Allowed(after) = &outcome {
                        tx.sign_in().remember_tries(tenant, &account, after)?;
                    }
                    Ok(outcome)
                })
            });
            let allowed = |outcome: &&Try| matches!(outcome, Try::Allowed(_));
            assert_eq!(
                outcomes.iter().filter(allowed).count(),
                usize::try_from(lockout::FREE_TRIES).unwrap(),
                "{}: never more than one after the other",
                world.kind
            );
            let stored = world.write(|tx| tx.sign_in().tries(tenant, &account)).unwrap();
            assert_eq!(
                (stored.wrong, stored.locked_until),
                (5, Some(at(30))),
                "{}",
                world.kind
            );
        }
    }
}

fn identity(house: &House, subject: &str) -> Identity {
    Identity {
        issuer: "https://id.example".into(),
        subject: subject.into(),
        user: house.user(1),
        created_at: at(5),
    }
}

#[test]
fn an_identity_belongs_to_one_account_of_each_tenant() {
    for world in worlds() {
        let (tenant, other) = (world.ours.id(), world.theirs.id());
        let (ours, theirs) = (identity(&world.ours, "s"), identity(&world.theirs, "s"));
        let found = |tenant, issuer: &str, subject: &str| {
            world.write(|tx| tx.sign_in().identity(tenant, issuer, subject))
        };
        world.write(|tx| tx.sign_in().link(tenant, &ours));
        assert_eq!(found(other, &ours.issuer, "s"), None);
        world.write(|tx| tx.sign_in().link(other, &theirs));
        assert_eq!(found(tenant, &ours.issuer, "s").as_ref(), Some(&ours));
        assert_eq!(found(other, &ours.issuer, "s").as_ref(), Some(&theirs));
        assert_eq!(found(tenant, &ours.issuer, "S"), None, "letter for letter");
        assert_eq!(found(tenant, "https://ID.example", "s"), None);
        let again = Identity {
            user: world.ours.user(2),
            ..ours
        };
        let refused = world.attempt(|tx| tx.sign_in().link(tenant, &again));
        assert_eq!(
            refused,
            Err(StoreError::Taken(Unique::Identity)),
            "{}",
            world.kind
        );
        world.write(|tx| tx.sign_in().link(tenant, &identity(&world.ours, "second")));
        let foreign = identity(&world.theirs, "third");
        let refused = world.attempt(|tx| tx.sign_in().link(tenant, &foreign));
        assert!(matches!(refused, Err(StoreError::Dangling(_))), "{refused:?}");
    }
}

#[test]
fn people_are_found_by_address_without_regard_to_the_case_of_ascii_letters() {
    for world in worlds() {
        let tenant = world.ours.id();
        let with_address = |number: i64, email: &str| {
            let seed = u64::try_from(number).unwrap();
            User {
                id: id(at(number), &mut Random::new(seed)),
                number,
                login: Login::parse(&format!("login{number}")).unwrap(),
                email: Some(email.into()),
                ..world.ours.users[0].clone()
            }
        };
        let all = [
            with_address(21, "Robin.Ölig@Example.COM"),
            with_address(22, "twice@example.com"),
            with_address(23, "TWICE@example.com"),
            with_address(24, "twice@EXAMPLE.com"),
        ];
        world.write(|tx| {
            for user in &all {
                tx.users().insert(tenant, user)?;
            }
            Ok(())
        });
        let found = |tenant, email: &str| world.write(|tx| tx.sign_in().by_email(tenant, email));
        for email in ["robin.Ölig@example.com", "ROBIN.ÖLIG@EXAMPLE.COM"] {
            assert_eq!(found(tenant, email), all[..1], "{}", world.kind);
        }
        assert_eq!(found(tenant, "robin.ölig@example.com"), [], "{}", world.kind);
        assert_eq!(found(tenant, "Twice@Example.com"), all[1..3], "two are enough");
        assert_eq!(found(tenant, "p2@example.com"), world.ours.users[1..2]);
        assert_eq!(
            found(world.theirs.id(), "p2@example.com"),
            world.theirs.users[1..2]
        );
        assert_eq!(found(world.theirs.id(), "twice@example.com"), []);
        assert_eq!(found(tenant, "nobody@example.com"), []);
        assert_eq!(found(tenant, "p_@example.com"), [], "no pattern");
    }
}
