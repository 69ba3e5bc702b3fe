//! Signing in by password and changing a password: what is looked at, in which order, and what is left alone.

use super::stage::{
    app, caller,
    entrance::{begins, with},
    house, me, now, session, user,
};
use std::{num::NonZeroU64, sync::Arc};
use tessera_application::{
    Application, Error,
    sessions::{Admitted, NewPassword, Visitor, change_password, knock, sign_in},
    tenants::{Named, resolve},
};
use tessera_domain::{event::EventKind, issue::Problem, lockout::Tries, session::EndReason, user::Role};
use tessera_ports::{
    sign_in::Account,
    throttle::{MockThrottle, TooMany},
    tx::MockTx,
    world::MockPasswordHasher,
};

fn account(hash: Option<&str>) -> Account {
    Account {
        user: user(Role::Technician),
        password_hash: hash.map(ToOwned::to_owned),
    }
}

/// An account, or none, whose tries are counted.
fn door(found: Option<Account>) -> MockTx {
    let mut tx = MockTx::default();
    tx.sign_in.expect_tries().returning(|_, _| Ok(None));
    tx.sign_in
        .expect_remember_tries()
        .once()
        .returning(|_, _, tries| {
            assert_eq!((tries.wrong, tries.locked_until), (1, None));
            Ok(())
        });
    tx.sign_in.expect_account().once().return_once(|_, _| Ok(found));
    tx
}

fn enter(app: &Application, login: &str) -> Result<Admitted, Error> {
    knock(app, &house(), login)
}

fn refused(found: Option<Account>, passwords: MockPasswordHasher) {
    let app = with(door(found), passwords);
    let admitted = enter(&app, "robin").unwrap();
    let refused = sign_in(&app, &admitted, "a password", &Visitor::default()).err();
    assert_eq!(refused, Some(Error::Unauthenticated));
}

#[test]
fn the_right_password_begins_a_session_and_forgets_the_tries() {
    let mut passwords = MockPasswordHasher::new();
    passwords
        .expect_verify()
        .withf(|password, hash| (password, hash) == ("a password", "stored"))
        .return_const(true);
    passwords.expect_is_outdated().return_const(false);
    let mut tx = door(Some(account(Some("stored"))));
    tx.sign_in
        .expect_account_of()
        .returning(|_, _| Ok(Some(account(Some("stored")))));
    tx.sign_in.expect_forget_tries().once().returning(|_, _| Ok(true));
    begins(&mut tx, &[EventKind::SessionStarted]);
    let app = with(tx, passwords);
    let admitted = enter(&app, "Robin").unwrap();
    let started = sign_in(&app, &admitted, "a password", &Visitor::default())
        .ok()
        .unwrap();
    assert_eq!((started.user.id, started.secret.as_str()), (me(), "cookie"));
}

#[test]
fn a_hash_of_lower_cost_is_made_anew() {
    let mut passwords = MockPasswordHasher::new();
    passwords.expect_verify().return_const(true);
    passwords.expect_is_outdated().return_const(true);
    passwords.expect_hash().once().returning(|_| Ok("dearer".into()));
    let mut tx = door(Some(account(Some("cheap"))));
    tx.sign_in
        .expect_account_of()
        .returning(|_, _| Ok(Some(account(Some("cheap")))));
    tx.users
        .expect_set_password()
        .once()
        .withf(|_, _, hash| hash == "dearer")
        .returning(|_, _, _| Ok(()));
    tx.sign_in.expect_forget_tries().returning(|_, _| Ok(true));
    begins(&mut tx, &[EventKind::SessionStarted]);
    let app = with(tx, passwords);
    let admitted = enter(&app, "robin").unwrap();
    assert!(sign_in(&app, &admitted, "a password", &Visitor::default()).is_ok());
}

#[test]
fn a_wrong_password_and_a_closed_account_begin_nothing() {
    let verifying = |right: bool| {
        let mut passwords = MockPasswordHasher::new();
        passwords.expect_verify().once().return_const(right);
        passwords
    };
    refused(Some(account(Some("stored"))), verifying(false));
    let mut left = account(Some("stored"));
    left.user.active = false;
    refused(Some(left), verifying(true));
}

#[test]
fn a_name_without_account_or_password_takes_as_long_as_any_other() {
    for found in [None, Some(account(None))] {
        let mut passwords = MockPasswordHasher::new();
        passwords.expect_verify_nothing().once().return_const(());
        refused(found, passwords);
    }
}

#[test]
fn a_password_that_changed_meanwhile_begins_nothing() {
    let mut passwords = MockPasswordHasher::new();
    passwords.expect_verify().return_const(true);
    passwords.expect_is_outdated().return_const(false);
    let mut tx = door(Some(account(Some("stored"))));
    tx.sign_in
        .expect_account_of()
        .returning(|_, _| Ok(Some(account(Some("another")))));
    let app = with(tx, passwords);
    let admitted = enter(&app, "robin").unwrap();
    let refused = sign_in(&app, &admitted, "a password", &Visitor::default()).err();
    assert_eq!(refused, Some(Error::Unauthenticated));
}

#[test]
fn a_locked_account_is_not_looked_at() {
    let mut tx = MockTx::default();
    tx.sign_in.expect_tries().returning(|_, _| {
        let locked_until = Some(now().plus_seconds(7));
        Ok(Some(Tries {
            wrong: 5,
            last: now(),
            locked_until,
        }))
    });
    let refused = enter(&with(tx, MockPasswordHasher::new()), "robin").err();
    let milliseconds = NonZeroU64::new(7000).unwrap();
    assert_eq!(refused, Some(Error::Locked(TooMany { milliseconds })));
}

#[test]
fn too_many_tries_cost_no_transaction() {
    let too_many = TooMany {
        milliseconds: NonZeroU64::new(10).unwrap(),
    };
    let mut throttle = MockThrottle::new();
    throttle.expect_take().return_const(Err(too_many));
    let mut app = with(MockTx::default(), MockPasswordHasher::new());
    app.throttle = Arc::new(throttle);
    assert_eq!(enter(&app, "robin").err(), Some(Error::TooMany(too_many)));
}

#[test]
fn a_changed_password_ends_every_other_session() {
    let mut passwords = MockPasswordHasher::new();
    passwords.expect_check_choice().returning(|_| Ok(()));
    passwords.expect_verify().return_const(true);
    passwords.expect_hash().returning(|_| Ok("new".into()));
    let mut tx = MockTx::default();
    tx.sign_in
        .expect_account_of()
        .times(2)
        .returning(|_, _| Ok(Some(account(Some("old")))));
    tx.sign_in.expect_tries().returning(|_, _| Ok(None));
    tx.sign_in
        .expect_remember_tries()
        .once()
        .returning(|_, _, _| Ok(()));
    tx.sign_in.expect_forget_tries().once().returning(|_, _| Ok(true));
    tx.users
        .expect_set_password()
        .once()
        .withf(|_, _, hash| hash == "new")
        .returning(|_, _, _| Ok(()));
    tx.sessions
        .expect_end_all_of()
        .once()
        .withf(|_, _, except, _, reason| {
            *except == Some(session().id) && *reason == EndReason::PasswordChanged
        })
        .returning(|_, _, _, _, _| Ok(vec![uuid::Uuid::from_u128(41).into()]));
    tx.events
        .expect_append()
        .once()
        .withf(|_, events| events.len() == 2 && events[1].kind == EventKind::SessionEnded)
        .returning(|_, _| Ok(()));
    let mut me = caller(Role::Technician);
    me.session = Some(session().id);
    let change = NewPassword {
        current: "old one".into(),
        new: "new one".into(),
    };
    assert_eq!(change_password(&with(tx, passwords), &me, &change, None), Ok(()));
}

#[test]
fn a_poor_choice_costs_no_try_and_a_wrong_current_password_changes_nothing() {
    let change = NewPassword {
        current: "old one".into(),
        new: "new one".into(),
    };
    let mut passwords = MockPasswordHasher::new();
    passwords
        .expect_check_choice()
        .returning(|_| Err(Problem::TooShort { min: 8 }));
    let poor = change_password(
        &with(MockTx::default(), passwords),
        &caller(Role::User),
        &change,
        None,
    );
    assert_eq!(
        poor,
        Err(Error::invalid("new_password", Problem::TooShort { min: 8 }))
    );

    let mut passwords = MockPasswordHasher::new();
    passwords.expect_check_choice().returning(|_| Ok(()));
    passwords.expect_verify().return_const(false);
    let mut tx = MockTx::default();
    tx.sign_in
        .expect_account_of()
        .once()
        .returning(|_, _| Ok(Some(account(Some("old")))));
    tx.sign_in.expect_tries().returning(|_, _| Ok(None));
    tx.sign_in
        .expect_remember_tries()
        .once()
        .returning(|_, _, _| Ok(()));
    let wrong = change_password(&with(tx, passwords), &caller(Role::User), &change, None);
    let problem = Problem::Rule("is not the current password");
    assert_eq!(wrong, Err(Error::invalid("current_password", problem)));
}

#[test]
fn the_tenant_is_the_named_one_else_the_hosts_else_the_default() {
    let app = app(MockTx::default());
    let id = house().id.to_string();
    for (id, host) in [
        (Some(id.as_str()), None),
        (None, Some("SAMPLE.example")),
        (None, None),
        (None, Some("é")),
    ] {
        assert_eq!(resolve(&app, Named { id, host }), Ok(house()));
    }
    let wrong = Named {
        id: Some("sample"),
        host: Some("sample.example"),
    };
    assert_eq!(
        resolve(&app, wrong),
        Err(Error::Unauthenticated),
        "a wrong name is not made up for by the host"
    );
}
