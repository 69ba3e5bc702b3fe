//! An application over fakes: one tenant, one person, their sessions in memory, a clock that stands still.

mod admin;
mod policies;
mod providers;
mod queries;
mod reports;
mod sign_in;
mod webhooks;

pub(crate) use admin::{call, person, token};
pub(crate) use policies::{department, policy, waiting};
pub(crate) use webhooks::{delivery, webhook};

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};
use tessera_application::{Application, sessions::Policy};
use tessera_domain::{
    approval,
    department::Department,
    event::Event,
    id::{CredentialId, DepartmentId, SessionId, TenantId, UserId},
    integration::IntegrationToken,
    issue::Problem,
    lockout::Tries,
    session::{Place, Session, SessionKind},
    tenant::{Slug, Tenant, TenantState},
    text::Name,
    time::Time,
    user::{Login, Permissions, Role, User},
    webhook::Webhook,
};
use tessera_http::throttle::InProcess;
use tessera_ports::{
    StoreError, StoreResult,
    approvals::ApprovalSheet,
    credentials::Credential,
    identity::Attempt,
    integration::CallRecord,
    reports::Reported,
    sign_in::Account,
    store::{Store, Work},
    tokens::MockTokenSigner,
    tx::MockTx,
    webhooks::{DeliverySheet, Span},
    world::{Clock, Fingerprint, HashingFailed, Ids, Minted, PasswordHasher, SecretKind, Secrets},
};
use uuid::Uuid;

/// 2026-02-03T12:00:00Z.
pub(crate) const NOW: i64 = 1_770_120_000_000_000;
/// Robin's password. Its spaces belong to it.
pub(crate) const PASSWORD: &str = " open & sesame ";

pub(crate) fn tenant() -> TenantId {
    Uuid::from_u128(1).into()
}

pub(crate) fn robin() -> UserId {
    Uuid::from_u128(2).into()
}

pub(crate) fn session(kind: SessionKind) -> Session {
    let now = Time::from_micros(NOW).unwrap();
    Session {
        tenant: tenant(),
        id: Uuid::from_u128(3).into(),
        user: robin(),
        kind,
        parent: None,
        place: Place::default(),
        created_at: now,
        expires_at: now.plus_seconds(3600),
        ended: None,
    }
}

pub(crate) fn application() -> Arc<Application> {
    World::default().application(Policy::new(Slug::parse("default").unwrap()))
}

/// What is stored, for tests to look at and to change.
pub(crate) struct Stored {
    pub(crate) password: String,
    pub(crate) role: Role,
    pub(crate) extra: Permissions,
    pub(crate) department: Option<DepartmentId>,
    pub(crate) sessions: Vec<Session>,
    pub(crate) credentials: HashMap<Fingerprint, Credential>,
    pub(crate) tries: HashMap<Fingerprint, Tries>,
    /// The state and challenge of each one-time token.
    pub(crate) handed_over: Vec<(Fingerprint, Option<Fingerprint>)>,
    /// People besides Robin.
    pub(crate) people: Vec<User>,
    pub(crate) tokens: Vec<IntegrationToken>,
    /// The fingerprint of each token's secret as it was replaced last.
    pub(crate) secrets: HashMap<CredentialId, Fingerprint>,
    pub(crate) calls: Vec<CallRecord>,
    /// The log, by place from 1.
    pub(crate) events: Vec<Event>,
    pub(crate) webhooks: Vec<Webhook>,
    /// Newest first.
    pub(crate) deliveries: Vec<DeliverySheet>,
    /// Spans that were to be delivered once more.
    pub(crate) spans: Vec<Span>,
    pub(crate) policies: Vec<approval::Policy>,
    pub(crate) departments: Vec<Department>,
    /// What waits for a decision.
    pub(crate) waiting: Vec<ApprovalSheet>,
    /// Which tickets were added up by status.
    pub(crate) reported: Vec<Reported>,
    /// How many people opened tickets.
    pub(crate) requesters: u128,
    /// What providers were asked with.
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) busy: bool,
}

#[derive(Clone)]
pub(crate) struct World {
    drawn: Arc<AtomicU64>,
    stored: Arc<Mutex<Stored>>,
}

impl Default for World {
    fn default() -> Self {
        let stored = Stored {
            password: PASSWORD.to_owned(),
            role: Role::User,
            extra: Permissions::NONE,
            department: None,
            sessions: Vec::new(),
            credentials: HashMap::new(),
            tries: HashMap::new(),
            handed_over: Vec::new(),
            people: Vec::new(),
            tokens: Vec::new(),
            secrets: HashMap::new(),
            calls: Vec::new(),
            events: Vec::new(),
            webhooks: Vec::new(),
            deliveries: Vec::new(),
            spans: Vec::new(),
            policies: Vec::new(),
            departments: Vec::new(),
            waiting: Vec::new(),
            reported: Vec::new(),
            requesters: 1,
            attempts: Vec::new(),
            busy: false,
        };
        Self {
            drawn: Arc::default(),
            stored: Arc::new(Mutex::new(stored)),
        }
    }
}

impl World {
    pub(crate) fn application(&self, policy: Policy) -> Arc<Application> {
        let world = Arc::new(self.clone());
        Arc::new(Application {
            store: world.clone(),
            queries: Arc::new(self.queries()),
            clock: world.clone(),
            ids: world.clone(),
            secrets: world.clone(),
            tokens: Arc::new(MockTokenSigner::new()),
            passwords: world.clone(),
            providers: world,
            throttle: Arc::new(InProcess::new()),
            files: tessera_application::files::Files::none(),
            webhooks: self.gear(),
            by_mail: false,
            bell: Arc::new(tessera_ports::bell::NoBell),
            policy,
        })
    }

    /// Looks at what is stored, or changes it.
    pub(crate) fn stored<T>(&self, look: impl FnOnce(&mut Stored) -> T) -> T {
        look(&mut self.stored.lock().unwrap())
    }

    /// The sessions that have not ended.
    pub(crate) fn live(&self) -> Vec<SessionId> {
        let live = |stored: &mut Stored| {
            let live = stored.sessions.iter().filter(|session| session.ended.is_none());
            live.map(|session| session.id).collect()
        };
        self.stored(live)
    }

    fn user(&self) -> User {
        User {
            tenant: tenant(),
            id: robin(),
            number: 1,
            login: Login::parse("robin").unwrap(),
            first_name: "Robin <b>".to_owned(),
            last_name: "Hood".to_owned(),
            email: None,
            role: self.stored(|stored| stored.role),
            extra: self.stored(|stored| stored.extra),
            department: self.stored(|stored| stored.department),
            active: true,
            created_at: self.now(),
        }
    }

    fn account(&self) -> Account {
        Account {
            user: self.user(),
            password_hash: Some(self.stored(|stored| stored.password.clone())),
        }
    }

    fn tenant_of_all(&self) -> Tenant {
        Tenant {
            id: tenant(),
            slug: Slug::parse("default").unwrap(),
            name: Name::parse("Default").unwrap(),
            state: TenantState::Active,
            host: None,
            enrolment: None,
            records_bodies: false,
            created_at: self.now(),
        }
    }

    fn find(&self, id: SessionId) -> Option<Session> {
        self.stored(|stored| stored.sessions.iter().find(|session| session.id == id).cloned())
    }

    fn expect_the_rest(&self, tx: &mut MockTx) {
        let world = self.clone();
        tx.credentials.expect_insert().returning(move |_, credential| {
            world.stored(|stored| {
                stored
                    .credentials
                    .insert(credential.fingerprint, credential.clone())
            });
            Ok(())
        });
        tx.credentials.expect_used().returning(|_, _, _| Ok(()));
        let world = self.clone();
        tx.phone_tokens
            .expect_insert_one_time()
            .returning(move |_, token| {
                world.stored(|stored| stored.handed_over.push((token.state, token.challenge)));
                Ok(())
            });
        let world = self.clone();
        tx.events.expect_append().returning(move |_, events| {
            world.stored(|stored| stored.events.extend_from_slice(events));
            Ok(())
        });
    }
}

impl Store for World {
    fn run(&self, work: Work<'_>) -> StoreResult<()> {
        if self.stored(|stored| stored.busy) {
            return Err(StoreError::Busy("canary".into()));
        }
        let mut tx = MockTx::default();
        self.expect_sign_in(&mut tx);
        self.expect_sessions(&mut tx);
        self.expect_the_rest(&mut tx);
        self.expect_users(&mut tx);
        self.expect_integrations(&mut tx);
        self.expect_webhooks(&mut tx);
        self.expect_policies(&mut tx);
        let _ = work(&mut tx);
        Ok(())
    }
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
    fn mint(&self, kind: SecretKind) -> Minted {
        let secret = format!("{kind:?}-{}", self.random());
        Minted {
            fingerprint: self.fingerprint(&secret),
            prefix: String::new(),
            secret,
        }
    }

    fn fingerprint(&self, secret: &str) -> Fingerprint {
        let parts: [[u8; 8]; 4] = std::array::from_fn(|place| {
            let mut hasher = DefaultHasher::new();
            (place, secret).hash(&mut hasher);
            hasher.finish().to_be_bytes()
        });
        Fingerprint(parts.concat().try_into().unwrap())
    }
}

impl PasswordHasher for World {
    fn hash(&self, password: &str) -> Result<String, HashingFailed> {
        Ok(password.to_owned())
    }

    fn verify(&self, password: &str, hash: &str) -> bool {
        password == hash
    }

    fn verify_nothing(&self, _: &str) {}

    fn is_outdated(&self, _: &str) -> bool {
        false
    }

    fn check_choice(&self, password: &str) -> Result<(), Problem> {
        match password.chars().count() {
            0..8 => Err(Problem::TooShort { min: 8 }),
            129.. => Err(Problem::TooLong { max: 128 }),
            _ => Ok(()),
        }
    }
}
