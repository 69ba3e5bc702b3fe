//! Who gets in by a presented secret, and that every refusal is the same one.

use super::stage::{app_with, now, queries::presenting, session, tenant, user};
use std::sync::Arc;
use tessera_application::{
    Application, Error,
    access::{Presentation, authenticate, recognise},
};
use tessera_domain::{
    caller::Caller,
    id::{CredentialId, TenantId},
    session::EndReason,
    tenant::TenantState,
    time::Time,
    user::Role,
};
use tessera_ports::{
    StoreError,
    credentials::{Credential, CredentialKind, Presented},
    tx::MockTx,
    world::{Fingerprint, MockSecrets},
};
use uuid::Uuid;

fn good() -> Presented {
    Presented {
        credential: Credential {
            tenant: tenant(),
            id: Uuid::from_u128(9).into(),
            kind: CredentialKind::ApiKey,
            user: user(Role::Technician).id,
            session: None,
            fingerprint: Fingerprint([1; 32]),
            prefix: "tsk_abcd".into(),
            description: String::new(),
            created_at: now().plus_seconds(-60),
            expires_at: None,
            revoked_at: None,
            last_used_at: Some(now()),
        },
        user: user(Role::Technician),
        session: None,
        tenant_state: TenantState::Active,
    }
}

fn door(tx: MockTx, stored: Option<Presented>) -> Application {
    let mut secrets = MockSecrets::new();
    secrets.expect_fingerprint().returning(|_| Fingerprint([1; 32]));
    app_with(tx, Arc::new(presenting(stored)), Arc::new(secrets))
}

const fn presentation(named: Option<&str>) -> Presentation<'_> {
    Presentation {
        secret: "sample",
        kinds: &[CredentialKind::ApiKey, CredentialKind::AccessKey],
        tenant: named,
    }
}

fn enter(tx: MockTx, stored: Option<Presented>, named: Option<&str>) -> tessera_application::Result<Caller> {
    authenticate(&door(tx, stored), &presentation(named))
}

#[test]
fn a_live_credential_of_an_active_person_gets_in() {
    let caller = enter(MockTx::default(), Some(good()), None).unwrap();
    assert_eq!((caller.tenant, caller.role), (tenant(), Role::Technician));
}

#[test]
fn the_named_tenant_only_narrows() {
    let own = tenant().to_string();
    assert!(enter(MockTx::default(), Some(good()), Some(&own)).is_ok());
    for other in ["", "acme", "00000000-0000-0000-0000-0000000000ff"] {
        let refused = enter(MockTx::default(), Some(good()), Some(other));
        assert_eq!(refused, Err(Error::Unauthenticated), "{other}");
    }
}

#[test]
fn everything_that_has_ended_is_refused_alike() {
    let mut expired = good();
    expired.credential.expires_at = Some(now());
    let mut revoked = good();
    revoked.credential.revoked_at = Some(now().plus_seconds(-1));
    let mut left = good();
    left.user.active = false;
    let mut locked = good();
    locked.tenant_state = TenantState::Suspended;
    for stored in [None, Some(expired), Some(revoked), Some(left), Some(locked)] {
        assert_eq!(
            enter(MockTx::default(), stored, None),
            Err(Error::Unauthenticated)
        );
    }
}

#[test]
fn a_credential_of_a_session_lasts_as_long_as_the_session() {
    let mut signed_in = good();
    signed_in.credential.kind = CredentialKind::AccessKey;
    signed_in.credential.session = Some(session().id);
    signed_in.session = Some(session());
    let caller = enter(MockTx::default(), Some(signed_in.clone()), None).unwrap();
    assert_eq!(caller.session, Some(session().id));

    let mut ended = signed_in.clone();
    ended.session.as_mut().unwrap().ended = Some((now().plus_seconds(-1), EndReason::SignedOut));
    let mut over = signed_in.clone();
    over.session.as_mut().unwrap().expires_at = now();
    let mut gone = signed_in.clone();
    gone.session = None;
    for stored in [ended, over, gone] {
        let refused = enter(MockTx::default(), Some(stored), None);
        assert_eq!(refused, Err(Error::Unauthenticated));
    }
}

#[test]
fn a_door_takes_its_own_kinds_only() {
    let mut cookie = good();
    cookie.credential.kind = CredentialKind::SessionCookie;
    let refused = enter(MockTx::default(), Some(cookie), None);
    assert_eq!(refused, Err(Error::Unauthenticated));
}

#[test]
fn use_is_written_down_at_most_once_a_minute() {
    let mut recent = good();
    recent.credential.last_used_at = Some(now().plus_seconds(-59));
    assert!(
        enter(MockTx::default(), Some(recent), None).is_ok(),
        "the mock would refuse a write"
    );

    let mut older = good();
    older.credential.last_used_at = Some(now().plus_seconds(-60));
    let mut tx = MockTx::default();
    tx.credentials.expect_used().once().returning(|_, _, _| Ok(()));
    assert!(enter(tx, Some(older), None).is_ok());
}

#[test]
fn whoever_recognises_reads_only_and_learns_what_is_to_be_written_down() {
    // The mock would not take a change.
    let known = recognise(&door(MockTx::default(), Some(good())), &presentation(None)).unwrap();
    assert_eq!((known.0.tenant, known.1), (tenant(), None));

    let mut unused = good();
    unused.credential.last_used_at = None;
    let (_, unnoted) = recognise(
        &door(MockTx::default(), Some(unused.clone())),
        &presentation(None),
    )
    .unwrap();
    let mut tx = MockTx::default();
    let of_this = move |at: &TenantId, id: &CredentialId, moment: &Time| {
        (*at, *id, *moment) == (tenant(), unused.credential.id, now())
    };
    tx.credentials
        .expect_used()
        .once()
        .withf(of_this)
        .returning(|_, _, _| Ok(()));
    unnoted.unwrap().note(&door(tx, None));
}

#[test]
fn a_full_disk_does_not_keep_anybody_out() {
    let mut unused = good();
    unused.credential.last_used_at = None;
    let mut tx = MockTx::default();
    tx.credentials
        .expect_used()
        .returning(|_, _, _| Err(StoreError::Full("no space".into())));
    assert!(enter(tx, Some(unused), None).is_ok());
}
