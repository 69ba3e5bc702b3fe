//! A phone's session over mocks: who gets one, how it goes on, and what a secret that comes twice does to it.

use super::stage::{app, caller, me, now, session, tenant, user};
use mockall::predicate::eq;
use std::{num::NonZeroU64, sync::Arc};
use tessera_application::{
    Application, Error, Result,
    sessions::{Exchange, HandOver, HandedOver, Pair, Visitor, exchange, hand_over, refresh, revoke},
};
use tessera_domain::{
    event::EventKind,
    id::SessionId,
    session::{EndReason, Session, SessionKind},
    time::Time,
    user::Role,
};
use tessera_ports::{
    credentials::{Credential, CredentialKind},
    phone_tokens::{OneTimeToken, RefreshToken},
    throttle::{MockThrottle, TooMany},
    tx::MockTx,
    world::{Fingerprint, Minted, MockSecrets, SecretKind},
};
use uuid::Uuid;

/// Fingerprints are the length of what they are taken of, which tells the samples apart.
fn with(tx: MockTx) -> Application {
    let print = |text: &str| Fingerprint([u8::try_from(text.len()).unwrap(); 32]);
    let mut secrets = MockSecrets::new();
    secrets.expect_fingerprint().returning(print);
    secrets.expect_mint().returning(move |kind: SecretKind| Minted {
        secret: format!("{kind:?}"),
        fingerprint: print(&format!("{kind:?}")),
        prefix: String::new(),
    });
    let mut app = app(tx);
    app.secrets = Arc::new(secrets);
    app
}

fn one_time() -> OneTimeToken {
    OneTimeToken {
        tenant: tenant(),
        id: Uuid::from_u128(50).into(),
        user: me(),
        session: session().id,
        fingerprint: Fingerprint([3; 32]),
        state: Fingerprint([5; 32]),
        challenge: None,
        created_at: now(),
        expires_at: now().plus_seconds(60),
        used_at: Some(now()),
        gave: None,
    }
}

fn wanted(verifier: Option<&str>) -> Exchange {
    Exchange {
        token: "ott".into(),
        state: "state".into(),
        verifier: verifier.map(ToOwned::to_owned),
        visitor: Visitor::default(),
    }
}

/// A token that is good and used up.
fn consumed(token: OneTimeToken) -> MockTx {
    let mut tx = MockTx::default();
    tx.phone_tokens
        .expect_consume_one_time()
        .with(
            eq(tenant()),
            eq(Fingerprint([3; 32])),
            eq(Fingerprint([5; 32])),
            eq(now()),
        )
        .once()
        .return_once(|_, _, _, _| Ok(Some(token)));
    tx
}

fn phone() -> Session {
    Session {
        id: Uuid::from_u128(60).into(),
        kind: SessionKind::Mobile,
        parent: Some(session().id),
        ..session()
    }
}

fn gets_a_pair(tx: &mut MockTx, end: i64) {
    tx.credentials.expect_insert().once().returning(move |_, access| {
        assert_eq!(
            (access.kind, access.expires_at),
            (CredentialKind::AccessKey, Some(now().plus_seconds(end)))
        );
        Ok(())
    });
    tx.phone_tokens
        .expect_insert_refresh()
        .once()
        .returning(|_, token| {
            assert_eq!((token.consumed_at, token.successor), (None, None));
            Ok(())
        });
}

fn tells(tx: &mut MockTx, kinds: &'static [EventKind]) {
    tx.events.expect_append().once().returning(move |_, events| {
        assert_eq!(events.iter().map(|event| event.kind).collect::<Vec<_>>(), kinds);
        Ok(())
    });
}

fn secrets_of(pair: &Pair) -> (&str, &str, i64) {
    (&pair.access, &pair.refresh, pair.expires_in)
}

#[test]
fn a_one_time_token_begins_a_session_of_its_own() {
    let mut tx = consumed(one_time());
    tx.sessions.expect_find().returning(|_, _| Ok(Some(session())));
    tx.users
        .expect_hold()
        .returning(|_, _| Ok(Some(user(Role::User))));
    tx.sessions.expect_insert().once().returning(|_, phone| {
        assert_eq!(
            (phone.kind, phone.parent),
            (SessionKind::Mobile, Some(session().id))
        );
        Ok(())
    });
    tx.phone_tokens
        .expect_one_time_gave()
        .once()
        .returning(|_, _, _| Ok(()));
    gets_a_pair(&mut tx, 28_800);
    tells(&mut tx, &[EventKind::SessionStarted]);
    let pair = exchange(&with(tx), &wanted(None)).ok().unwrap();
    assert_eq!(secrets_of(&pair), ("AccessKey", "RefreshToken", 28_800));
}

#[test]
fn a_used_token_ends_the_session_that_it_gave() {
    let mut tx = MockTx::default();
    tx.phone_tokens
        .expect_consume_one_time()
        .returning(|_, _, _, _| Ok(None));
    tx.phone_tokens.expect_one_time().returning(|_, _| {
        Ok(Some(OneTimeToken {
            gave: Some(phone().id),
            ..one_time()
        }))
    });
    tx.sessions
        .expect_end()
        .with(
            eq(tenant()),
            eq(phone().id),
            eq(now()),
            eq(EndReason::OneTimeTokenReused),
        )
        .once()
        .returning(|_, _, _, _| Ok(true));
    tells(&mut tx, &[EventKind::OneTimeTokenReused, EventKind::SessionEnded]);
    assert_eq!(
        exchange(&with(tx), &wanted(None)).err(),
        Some(Error::Unauthenticated)
    );
}

#[test]
fn the_verifier_must_be_the_one_that_was_challenged_and_none_if_none_was() {
    let challenged = OneTimeToken {
        challenge: Some(Fingerprint([8; 32])),
        ..one_time()
    };
    for (token, verifier) in [
        (challenged.clone(), None),
        (challenged, Some("another one")),
        (one_time(), Some("verifier")),
    ] {
        // The mocks would refuse to begin a session.
        let refused = exchange(&with(consumed(token)), &wanted(verifier)).err();
        assert_eq!(refused, Some(Error::Unauthenticated), "{verifier:?}");
    }
}

#[test]
fn nothing_begins_when_the_browser_or_the_person_is_out_meanwhile() {
    let signed_out = Session {
        ended: Some((now(), EndReason::SignedOut)),
        ..session()
    };
    let mut left = user(Role::User);
    left.active = false;
    for (parent, person) in [
        (None, user(Role::User)),
        (Some(signed_out), user(Role::User)),
        (Some(session()), left),
    ] {
        let mut tx = consumed(one_time());
        tx.sessions.expect_find().return_once(|_, _| Ok(parent));
        tx.users.expect_hold().return_once(|_, _| Ok(Some(person)));
        assert_eq!(
            exchange(&with(tx), &wanted(None)).err(),
            Some(Error::Unauthenticated)
        );
    }
}

#[test]
fn a_browser_hands_over_to_those_who_may_be_on_a_phone() {
    let wanted = |challenge| HandOver {
        state: "state".into(),
        challenge,
        address: "192.0.2.1".into(),
    };
    let mut signed_in = caller(Role::User);
    signed_in.session = Some(session().id);
    let asked = |app: Application, signed_in| hand_over(&app, signed_in, &wanted(None), None);

    let mut tx = MockTx::default();
    tx.phone_tokens
        .expect_insert_one_time()
        .once()
        .returning(|_, token| {
            assert_eq!(
                (token.state, token.expires_at),
                (Fingerprint([5; 32]), now().plus_seconds(60))
            );
            Ok(())
        });
    tells(&mut tx, &[EventKind::SessionHandedOver]);
    assert!(asked(with(tx), &signed_in) == Ok(HandedOver::Token("OneTimeToken".into())));

    let changed = |change: fn(&mut Application)| {
        let mut app = with(MockTx::default());
        change(&mut app);
        app
    };
    assert!(asked(changed(|app| app.policy.mobile = false), &signed_in) == Ok(HandedOver::Off));
    let off = changed(|app| app.policy.mobile_roles = vec![Role::Admin]);
    assert!(asked(off, &signed_in) == Ok(HandedOver::RoleNotAllowed));
    let strict = changed(|app| app.policy.pkce_required = true);
    assert!(asked(strict, &signed_in) == Ok(HandedOver::ChallengeRequired));
    let with_key = asked(with(MockTx::default()), &caller(Role::User));
    assert!(with_key == Err(Error::Unauthenticated), "a key is no browser");
}

fn token(consumed_at: Option<Time>, successor: Option<u128>) -> RefreshToken {
    RefreshToken {
        tenant: tenant(),
        id: Uuid::from_u128(70).into(),
        session: phone().id,
        fingerprint: Fingerprint([7; 32]),
        access: Uuid::from_u128(80).into(),
        created_at: now().plus_seconds(-600),
        expires_at: now().plus_seconds(600),
        consumed_at,
        successor: successor.map(|id| Uuid::from_u128(id).into()),
    }
}

/// The stored token as it is looked up first, for the limit on its person.
fn stored(found: RefreshToken) -> MockTx {
    let mut tx = MockTx::default();
    let again = found.clone();
    tx.phone_tokens
        .expect_refresh()
        .returning(move |_, _| Ok(Some(again.clone())));
    tx.sessions.expect_find().returning(|_, _| Ok(Some(phone())));
    let fresh = found.consumed_at.is_none().then_some(found);
    tx.phone_tokens
        .expect_consume_refresh()
        .returning(move |_, _, _| Ok(fresh.clone()));
    tx
}

fn rotates(tx: &mut MockTx) {
    tx.users
        .expect_find()
        .returning(|_, _| Ok(Some(user(Role::User))));
    tx.credentials
        .expect_revoke_all_of()
        .with(eq(tenant()), eq(phone().id), eq(now()))
        .once()
        .returning(|_, _, _| Ok(()));
    // The session ends in an hour, and nothing of it later.
    gets_a_pair(tx, 3600);
    tx.phone_tokens
        .expect_refresh_succeeded()
        .once()
        .returning(|_, _, _| Ok(()));
    tells(tx, &[EventKind::SessionRefreshed]);
}

fn run(tx: MockTx) -> Result<(String, String, i64)> {
    let pair = refresh(&with(tx), "refresh", &Visitor::default())?;
    Ok((pair.access, pair.refresh, pair.expires_in))
}

#[test]
fn a_refresh_token_gives_a_new_pair_and_ends_the_old_key() {
    let mut tx = stored(token(None, None));
    rotates(&mut tx);
    assert_eq!(run(tx), Ok(("AccessKey".into(), "RefreshToken".into(), 3600)));
}

fn given(last_used_at: Option<Time>, consumed_at: Option<Time>) -> (RefreshToken, Credential) {
    let access = Credential {
        tenant: tenant(),
        id: Uuid::from_u128(81).into(),
        kind: CredentialKind::AccessKey,
        user: me(),
        session: Some(phone().id),
        fingerprint: Fingerprint([9; 32]),
        prefix: String::new(),
        description: String::new(),
        created_at: now(),
        expires_at: None,
        revoked_at: None,
        last_used_at,
    };
    let successor = RefreshToken {
        id: Uuid::from_u128(71).into(),
        access: access.id,
        ..token(consumed_at, None)
    };
    (successor, access)
}

/// A token that was used up so many seconds ago comes again.
fn replayed(ago: i64, last_used_at: Option<Time>, consumed_at: Option<Time>) -> MockTx {
    let mut tx = stored(token(Some(now().plus_seconds(-ago)), Some(71)));
    let (successor, access) = given(last_used_at, consumed_at);
    tx.phone_tokens
        .expect_refresh_by_id()
        .returning(move |_, _| Ok(Some(successor.clone())));
    tx.credentials
        .expect_find()
        .returning(move |_, _| Ok(Some(access.clone())));
    tx
}

#[test]
fn a_lost_answer_is_made_up_for_as_long_as_nothing_of_it_was_used() {
    let mut tx = replayed(29, None, None);
    tx.phone_tokens
        .expect_remove_refresh()
        .withf(|_, id| *id == Uuid::from_u128(71).into())
        .once()
        .returning(|_, _| Ok(()));
    rotates(&mut tx);
    assert!(run(tx).is_ok());
}

#[test]
fn a_token_that_two_hold_ends_the_session_for_both() {
    for (ago, used, consumed) in [(30, None, None), (1, Some(now()), None), (1, None, Some(now()))] {
        let mut tx = replayed(ago, used, consumed);
        tx.sessions
            .expect_end()
            .with(
                eq(tenant()),
                eq(phone().id),
                eq(now()),
                eq(EndReason::RefreshReused),
            )
            .once()
            .returning(|_, _, _, _| Ok(true));
        tells(&mut tx, &[EventKind::RefreshReused, EventKind::SessionEnded]);
        assert_eq!(
            run(tx),
            Err(Error::Unauthenticated),
            "{ago} s, {used:?}, {consumed:?}"
        );
    }
}

#[test]
fn a_limited_refresh_leaves_the_token_as_good_as_before() {
    let mut tx = MockTx::default();
    tx.phone_tokens
        .expect_refresh()
        .once()
        .returning(|_, _| Ok(Some(token(None, None))));
    tx.sessions.expect_find().returning(|_, _| Ok(Some(phone())));
    let too_many = TooMany {
        milliseconds: NonZeroU64::new(5).unwrap(),
    };
    let mut throttle = MockThrottle::new();
    throttle.expect_take().return_const(Err(too_many));
    let mut app = with(tx);
    app.throttle = Arc::new(throttle);
    let refused = refresh(&app, "refresh", &Visitor::default()).err();
    assert_eq!(refused, Some(Error::TooMany(too_many)));
}

#[test]
fn revoking_ends_the_session_and_says_nothing_of_it() {
    let known = |found: Option<SessionId>| {
        let mut tx = MockTx::default();
        tx.phone_tokens
            .expect_refresh()
            .returning(move |_, _| Ok(found.map(|_| token(None, None))));
        tx.sessions.expect_find().returning(|_, _| Ok(Some(phone())));
        tx
    };
    let mut live = known(Some(phone().id));
    live.sessions.expect_end().once().returning(|_, _, _, _| Ok(true));
    tells(&mut live, &[EventKind::SessionEnded]);
    let mut ended = known(Some(phone().id));
    ended
        .sessions
        .expect_end()
        .once()
        .returning(|_, _, _, _| Ok(false));
    for tx in [live, ended, known(None)] {
        assert_eq!(revoke(&with(tx), "refresh", &Visitor::default()), Ok(()));
    }
}
