//! An application to sign in to, and the transaction that begins a session.

use super::{app, me, now};
use mockall::Sequence;
use std::sync::Arc;
use tessera_application::Application;
use tessera_domain::event::EventKind;
use tessera_ports::{
    tx::MockTx,
    world::{Fingerprint, Minted, MockPasswordHasher, MockSecrets},
};

fn secrets() -> MockSecrets {
    let mut secrets = MockSecrets::new();
    secrets.expect_fingerprint().returning(|_| Fingerprint([1; 32]));
    secrets.expect_mint().returning(|_| Minted {
        secret: "cookie".into(),
        fingerprint: Fingerprint([2; 32]),
        prefix: String::new(),
    });
    secrets
}

pub fn with(tx: MockTx, passwords: MockPasswordHasher) -> Application {
    let mut app = app(tx);
    app.secrets = Arc::new(secrets());
    app.passwords = Arc::new(passwords);
    app
}

/// The transaction that begins the session: all of it, in this order.
pub fn begins(tx: &mut MockTx, kinds: &'static [EventKind]) {
    let mut order = Sequence::new();
    tx.sessions
        .expect_insert()
        .once()
        .in_sequence(&mut order)
        .returning(|_, session| {
            assert_eq!(
                (session.user, session.expires_at),
                (me(), now().plus_seconds(43_200))
            );
            Ok(())
        });
    tx.credentials
        .expect_insert()
        .once()
        .in_sequence(&mut order)
        .returning(|_, credential| {
            assert_eq!(credential.fingerprint, Fingerprint([2; 32]));
            assert!(credential.session.is_some());
            Ok(())
        });
    tx.events
        .expect_append()
        .once()
        .in_sequence(&mut order)
        .returning(move |_, events| {
            assert_eq!(events.iter().map(|event| event.kind).collect::<Vec<_>>(), kinds);
            Ok(())
        });
}
