//! Signing in through a provider over mocks: whose account it is.

use super::stage::{
    entrance::{begins, with},
    house, me, now, user,
};
use std::sync::Arc;
use tessera_application::{
    Error,
    sessions::{ProviderSignIn, Visitor, sign_in_by_provider},
    views::Attempt,
};
use tessera_domain::{
    event::EventKind,
    tenant::Tenant,
    user::{Role, User},
};
use tessera_ports::{
    StoreError,
    error::Unique,
    identity::{MockIdentityProviders, Proven},
    sign_in::Identity,
    tx::MockTx,
    world::MockPasswordHasher,
};

fn proven(email: Option<&str>) -> Proven {
    Proven {
        issuer: "https://id.example".into(),
        subject: "248289761001".into(),
        verified_email: email.map(ToOwned::to_owned),
        first_name: "Robin".into(),
        last_name: "Sample".into(),
    }
}

fn come(tx: MockTx, tenant: &Tenant, email: Option<&str>) -> Result<User, Error> {
    let proven = proven(email);
    let mut providers = MockIdentityProviders::new();
    providers.expect_finish().once().return_once(|_, _, _| Ok(proven));
    let mut app = with(tx, MockPasswordHasher::new());
    app.providers = Arc::new(providers);
    let coming = ProviderSignIn {
        provider: "sample".into(),
        attempt: Attempt {
            redirect_uri: String::new(),
            state: String::new().into(),
            nonce: String::new().into(),
            verifier: String::new().into(),
        },
        code: "code".into(),
    };
    sign_in_by_provider(&app, tenant, &coming, &Visitor::default()).map(|started| started.user)
}

fn stranger(bearers: Vec<User>) -> MockTx {
    let mut tx = MockTx::default();
    tx.sign_in.expect_identity().returning(|_, _, _| Ok(None));
    tx.sign_in.expect_by_email().return_once(|_, _| Ok(bearers));
    tx
}

#[test]
fn a_known_identity_is_its_account_whatever_the_address_says() {
    let mut tx = MockTx::default();
    tx.sign_in.expect_identity().returning(|_, issuer, subject| {
        Ok(Some(Identity {
            issuer: issuer.into(),
            subject: subject.into(),
            user: me(),
            created_at: now(),
        }))
    });
    tx.users
        .expect_hold()
        .returning(|_, _| Ok(Some(user(Role::User))));
    begins(&mut tx, &[EventKind::SessionStarted]);
    let mut closed = house();
    closed.enrolment = None;
    assert_eq!(come(tx, &closed, None).unwrap().id, me());
}

#[test]
fn a_stranger_with_a_verified_address_gets_the_account_of_that_address() {
    let mut tx = stranger(vec![user(Role::Manager)]);
    tx.sign_in
        .expect_link()
        .once()
        .withf(|_, identity| identity.user == me())
        .returning(|_, _| Ok(()));
    tx.events
        .expect_append()
        .once()
        .withf(|_, events| events[0].kind == EventKind::IdentityLinked)
        .returning(|_, _| Ok(()));
    tx.users
        .expect_hold()
        .returning(|_, _| Ok(Some(user(Role::Manager))));
    begins(&mut tx, &[EventKind::SessionStarted]);
    assert_eq!(
        come(tx, &house(), Some("robin@example.com")).unwrap().role,
        Role::Manager
    );
}

#[test]
fn a_stranger_without_a_covered_address_gets_nothing() {
    let mut closed = house();
    closed.enrolment = None;
    let mut linking_only = house();
    linking_only.enrolment.as_mut().unwrap().role = None;
    for (tenant, email, bearers) in [
        (house(), None, 0),
        (house(), Some("robin@elsewhere.example"), 0),
        (closed, Some("robin@example.com"), 1),
        (linking_only, Some("robin@example.com"), 0),
        (house(), Some("robin@example.com"), 2),
    ] {
        let bearers = vec![user(Role::User); bearers];
        assert_eq!(
            come(stranger(bearers), &tenant, email),
            Err(Error::NotEnrolled),
            "{email:?}"
        );
    }
}

#[test]
fn two_who_are_one_person_are_linked_once() {
    let mut tx = stranger(vec![user(Role::User)]);
    tx.sign_in
        .expect_link()
        .returning(|_, _| Err(StoreError::Taken(Unique::Identity)));
    let met = come(tx, &house(), Some("robin@example.com")).unwrap_err();
    assert!(
        matches!(met, Error::Store(StoreError::Busy(_))),
        "run again, the second finds the link: {met}"
    );
}
