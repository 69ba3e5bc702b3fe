//! An application over fakes: credentials by name, answers kept in memory, a clock that stands still.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};
use tessera_application::{Application, sessions::Policy};
use tessera_domain::{
    id::{CredentialId, TenantId, TicketId, UserId},
    issue::Problem,
    listing::{Page, Sort, Window},
    priority::Priority,
    project::Project,
    status::Status,
    tenant::{HostName, Slug, Tenant, TenantState},
    time::Time,
    user::{Login, Permissions, Role, User},
    visibility::Sight,
};
use tessera_http::throttle::InProcess;
use tessera_ports::{
    StoreError, StoreResult,
    credentials::{Credential, CredentialKind, Presented},
    idempotency::{Claim, RepeatKey, StoredAnswer},
    identity::MockIdentityProviders,
    integration::{
        CallFilter, CallRecord, CallStats, HourOfCalls, IntegrationQueries, PresentedToken, TokenCard,
    },
    queries::{
        CommentView, CommentsWanted, CredentialQueries, EventQueries, ListQueries, LoggedEvent, TicketCard,
        TicketQueries, TicketStats, TicketView,
    },
    store::{Store, Work},
    tx::MockTx,
    world::{Clock, Fingerprint, HashingFailed, Ids, Minted, PasswordHasher, SecretKind, Secrets},
};
use uuid::Uuid;

/// 2026-02-03T12:00:00Z.
pub const NOW: i64 = 1_770_120_000_000_000;

pub fn tenant() -> TenantId {
    Uuid::from_u128(1).into()
}

/// The application. Its credentials are the names of roles; see [`World::presented`].
pub fn application() -> Arc<Application> {
    let world = Arc::new(World::default());
    Arc::new(Application {
        store: world.clone(),
        queries: world.clone(),
        clock: world.clone(),
        ids: world.clone(),
        secrets: world.clone(),
        passwords: world,
        providers: Arc::new(MockIdentityProviders::new()),
        throttle: Arc::new(InProcess::new()),
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
        Time::from_micros(NOW).unwrap()
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
        let mut bytes = [0; 32];
        for (byte, letter) in bytes.iter_mut().zip(secret.bytes()) {
            *byte = letter;
        }
        Fingerprint(bytes)
    }
}

impl PasswordHasher for World {
    fn hash(&self, _: &str) -> Result<String, HashingFailed> {
        unreachable!("no test hashes")
    }

    fn verify(&self, _: &str, _: &str) -> bool {
        unreachable!("no test verifies")
    }

    fn verify_nothing(&self, _: &str) {
        unreachable!("no test verifies")
    }

    fn is_outdated(&self, _: &str) -> bool {
        unreachable!("no test verifies")
    }

    fn check_choice(&self, _: &str) -> Result<(), Problem> {
        unreachable!("no test chooses passwords")
    }
}

impl CredentialQueries for World {
    fn presented(&self, fingerprint: &Fingerprint) -> StoreResult<Option<Presented>> {
        let name = String::from_utf8_lossy(&fingerprint.0);
        let role = match name.trim_end_matches('\0') {
            "user" => Role::User,
            "admin" | "admin-2" => Role::Admin,
            "busy" => return Err(StoreError::Busy("the database is locked: canary".into())),
            "panic" => panic!("a panic with a {}", std::hint::black_box("canary")),
            _ => return Ok(None),
        };
        let now = self.now();
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

    fn tenant_of(&self, _: &Fingerprint) -> StoreResult<Option<TenantId>> {
        not_here()
    }

    fn tenant(&self, _: TenantId) -> StoreResult<Option<Tenant>> {
        not_here()
    }

    fn tenant_by_slug(&self, _: &Slug) -> StoreResult<Option<Tenant>> {
        not_here()
    }

    fn tenant_by_host(&self, _: &HostName) -> StoreResult<Option<Tenant>> {
        not_here()
    }
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

fn not_here<T>() -> StoreResult<T> {
    Err(StoreError::Failed("these tests read nothing: canary".into()))
}

impl TicketQueries for World {
    fn cards(
        &self,
        _: TenantId,
        _: &Sight,
        _: &tessera_domain::listing::TicketFilter,
        _: Sort,
        _: Window,
    ) -> StoreResult<Page<TicketCard>> {
        not_here()
    }

    fn views(
        &self,
        _: TenantId,
        _: &Sight,
        _: &tessera_domain::listing::TicketFilter,
        _: Sort,
        _: Window,
    ) -> StoreResult<Page<TicketView>> {
        not_here()
    }

    fn view(&self, _: TenantId, _: &Sight, _: TicketId) -> StoreResult<Option<TicketView>> {
        not_here()
    }

    fn stats(&self, _: TenantId, _: &Sight, _: Time, _: &[Time]) -> StoreResult<TicketStats> {
        not_here()
    }

    fn comments(
        &self,
        _: TenantId,
        _: &Sight,
        _: TicketId,
        _: &CommentsWanted,
    ) -> StoreResult<Option<Vec<CommentView>>> {
        not_here()
    }
}

impl ListQueries for World {
    fn all_statuses(&self, _: TenantId) -> StoreResult<Vec<Status>> {
        not_here()
    }

    fn all_priorities(&self, _: TenantId) -> StoreResult<Vec<Priority>> {
        panic!("a panic with a {}", std::hint::black_box("canary"))
    }

    fn all_projects(&self, _: TenantId) -> StoreResult<Vec<Project>> {
        not_here()
    }

    fn person(&self, _: TenantId, _: UserId) -> StoreResult<Option<User>> {
        not_here()
    }

    fn people(&self, _: TenantId, _: i64, _: i64) -> StoreResult<Vec<User>> {
        not_here()
    }
}

impl IntegrationQueries for World {
    fn presented_token(&self, _: &Fingerprint) -> StoreResult<Option<PresentedToken>> {
        not_here()
    }

    fn tokens(&self, _: TenantId, _: Option<CredentialId>, _: i64) -> StoreResult<Vec<TokenCard>> {
        not_here()
    }

    fn token(&self, _: TenantId, _: CredentialId) -> StoreResult<Option<TokenCard>> {
        not_here()
    }

    fn calls(&self, _: TenantId, _: &CallFilter, _: i64) -> StoreResult<Vec<CallRecord>> {
        not_here()
    }

    fn calls_by_hour(&self, _: TenantId, _: Option<CredentialId>, _: Time) -> StoreResult<Vec<HourOfCalls>> {
        not_here()
    }

    fn call_stats(&self, _: TenantId, _: CredentialId, _: Time) -> StoreResult<CallStats> {
        not_here()
    }
}

impl EventQueries for World {
    fn after(&self, _: TenantId, _: i64, _: i64) -> StoreResult<Vec<LoggedEvent>> {
        not_here()
    }

    fn newest(&self, _: TenantId, _: Option<i64>, _: i64) -> StoreResult<Vec<LoggedEvent>> {
        not_here()
    }
}
