//! An application over fakes: credentials by name, answers kept in memory, a clock that stands still.

use crate::memory;
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};
use tessera_application::{Application, sessions::Policy};
use tessera_domain::{
    id::{CredentialId, TenantId},
    tenant::{Slug, TenantState},
    time::Time,
    user::{Login, Permissions, Role, User},
};
use tessera_http::throttle::InProcess;
use tessera_ports::{
    StoreError, StoreResult,
    credentials::{Credential, CredentialKind, Presented},
    idempotency::{Claim, RepeatKey, StoredAnswer},
    identity::MockIdentityProviders,
    queries::MockQueries,
    store::{Store, Work},
    tokens::MockTokenSigner,
    tx::MockTx,
    world::{Clock, Fingerprint, Ids, Minted, MockPasswordHasher, SecretKind, Secrets},
};
use uuid::Uuid;

/// 2026-02-03T12:00:00Z.
pub const NOW: i64 = 1_770_120_000_000_000;

fn now() -> Time {
    Time::from_micros(NOW).unwrap()
}

pub fn tenant() -> TenantId {
    Uuid::from_u128(1).into()
}

/// The application. Its credentials are the names of roles; see [`presented`].
pub fn application() -> Arc<Application> {
    let world = Arc::new(World::default());
    Arc::new(Application {
        store: world.clone(),
        queries: Arc::new(queries()),
        clock: world.clone(),
        ids: world.clone(),
        secrets: world,
        tokens: Arc::new(MockTokenSigner::new()),
        passwords: Arc::new(MockPasswordHasher::new()),
        providers: Arc::new(MockIdentityProviders::new()),
        throttle: Arc::new(InProcess::new()),
        files: memory::files(),
        webhooks: tessera_application::webhooks::Gear::none(),
        by_mail: false,
        bell: Arc::new(tessera_ports::bell::NoBell),
        policy: Policy::new(Slug::parse("default").unwrap()),
    })
}

type Kept = HashMap<(CredentialId, String), ([u8; 32], StoredAnswer)>;

#[derive(Default)]
struct World {
    drawn: AtomicU64,
    kept: Arc<Mutex<Kept>>,
}

impl Clock for World {
    fn now(&self) -> Time {
        now()
    }
}

impl Ids for World {
    fn random(&self) -> u64 {
        self.drawn.fetch_add(1, Ordering::Relaxed)
    }
}

impl Secrets for World {
    fn mint(&self, _: SecretKind) -> Minted {
        unreachable!("no test mints secrets")
    }

    fn fingerprint(&self, secret: &str) -> Fingerprint {
        assert!(
            secret != "panic",
            "a panic with a {}",
            std::hint::black_box("canary")
        );
        let mut bytes = [0; 32];
        for (byte, letter) in bytes.iter_mut().zip(secret.bytes()) {
            *byte = letter;
        }
        Fingerprint(bytes)
    }
}

fn queries() -> MockQueries {
    let mut queries = MockQueries::default();
    queries.credentials.expect_presented().returning(presented);
    queries
        .lists
        .expect_all_priorities()
        .returning(|_| panic!("a panic with a {}", std::hint::black_box("canary")));
    queries
        .tickets
        .expect_view()
        .returning(|_, _, _| Err(StoreError::Failed("these tests read nothing: canary".into())));
    queries
}

fn presented(fingerprint: &Fingerprint) -> StoreResult<Option<Presented>> {
    let name = String::from_utf8_lossy(&fingerprint.0);
    let role = match name.trim_end_matches('\0') {
        "user" => Role::User,
        "admin" | "admin-2" => Role::Admin,
        "busy" => return Err(StoreError::Busy("the database is locked: canary".into())),
        _ => return Ok(None),
    };
    let now = now();
    let user = User {
        tenant: tenant(),
        id: Uuid::from_u128(2).into(),
        number: 1,
        login: Login::parse("robin").unwrap(),
        first_name: String::new(),
        last_name: String::new(),
        email: None,
        role,
        extra: Permissions::NONE,
        department: None,
        active: true,
        created_at: now,
    };
    let credential = Credential {
        tenant: tenant(),
        id: Uuid::from_bytes(fingerprint.0.first_chunk().copied().unwrap()).into(),
        kind: CredentialKind::ApiKey,
        user: user.id,
        session: None,
        fingerprint: *fingerprint,
        prefix: String::new(),
        description: String::new(),
        created_at: now,
        expires_at: None,
        revoked_at: None,
        last_used_at: Some(now),
    };
    Ok(Some(Presented {
        credential,
        user,
        session: None,
        tenant_state: TenantState::Active,
    }))
}

impl Store for World {
    fn run(&self, work: Work<'_>) -> StoreResult<()> {
        let mut tx = MockTx::default();
        let kept = Arc::clone(&self.kept);
        tx.answers.expect_claim().returning(move |key, _| {
            let kept = kept.lock().unwrap();
            Ok(match kept.get(&whose(key)) {
                None => Claim::Fresh,
                Some((request, answer)) if *request == key.request => Claim::Answered(answer.clone()),
                Some(_) => Claim::OtherRequest,
            })
        });
        let kept = Arc::clone(&self.kept);
        tx.answers.expect_keep().returning(move |key, answer| {
            kept.lock()
                .unwrap()
                .insert(whose(key), (key.request, answer.clone()));
            Ok(())
        });
        let _ = work(&mut tx);
        Ok(())
    }
}

fn whose(key: &RepeatKey) -> (CredentialId, String) {
    assert_eq!(key.tenant, tenant());
    (key.credential, key.key.clone())
}
