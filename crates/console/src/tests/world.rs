//! An application over fakes: one tenant, one person, their sessions in memory, a clock that stands still.

mod admin;
mod providers;
mod queries;

pub(crate) use admin::{call, person, token};

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
    event::Event,
    id::{CredentialId, SessionId, TenantId, UserId},
    integration::IntegrationToken,
    issue::Problem,
    lockout::Tries,
    session::{Place, Session, SessionKind},
    tenant::{Slug, Tenant, TenantState},
    text::Name,
    time::Time,
    user::{Login, Permissions, Role, User},
};
use tessera_http::throttle::InProcess;
use tessera_ports::{
    StoreError, StoreResult,
    credentials::Credential,
    identity::Attempt,
    integration::CallRecord,
    sign_in::{Account, Identity},
    store::{Store, Work},
    tokens::MockTokenSigner,
    tx::MockTx,
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
            sessions: Vec::new(),
            credentials: HashMap::new(),
            tries: HashMap::new(),
            handed_over: Vec::new(),
            people: Vec::new(),
            tokens: Vec::new(),
            secrets: HashMap::new(),
            calls: Vec::new(),
            events: Vec::new(),
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
            webhooks: tessera_application::webhooks::Gear::none(),
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
            department: None,
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

    fn expect_sign_in(&self, tx: &mut MockTx) {
        let world = self.clone();
        let account = move |login: &Login| (login.as_str() == "robin").then(|| world.account());
        tx.sign_in
            .expect_account()
            .returning(move |_, login| Ok(account(login)));
        let world = self.clone();
        tx.sign_in
            .expect_account_of()
            .returning(move |_, _| Ok(Some(world.account())));
        let world = self.clone();
        tx.sign_in
            .expect_tries()
            .returning(move |_, account| Ok(world.stored(|stored| stored.tries.get(account).copied())));
        let world = self.clone();
        tx.sign_in
            .expect_remember_tries()
            .returning(move |_, account, tries| {
                world.stored(|stored| stored.tries.insert(*account, *tries));
                Ok(())
            });
        let world = self.clone();
        tx.sign_in
            .expect_forget_tries()
            .returning(move |_, account| Ok(world.stored(|stored| stored.tries.remove(account).is_some())));
        let now = self.now();
        tx.sign_in.expect_identity().returning(move |_, issuer, subject| {
            Ok((subject == "robin").then(|| Identity {
                issuer: issuer.to_owned(),
                subject: subject.to_owned(),
                user: robin(),
                created_at: now,
            }))
        });
    }

    fn expect_sessions(&self, tx: &mut MockTx) {
        let world = self.clone();
        tx.sessions.expect_insert().returning(move |_, session| {
            world.stored(|stored| stored.sessions.push(session.clone()));
            Ok(())
        });
        let world = self.clone();
        tx.sessions
            .expect_find()
            .returning(move |_, id| Ok(world.find(id)));
        let world = self.clone();
        tx.sessions.expect_live_of().returning(move |_, _, _, _| {
            let live = world.live();
            Ok(live.into_iter().filter_map(|id| world.find(id)).collect())
        });
        let world = self.clone();
        tx.sessions.expect_end().returning(move |_, id, at, reason| {
            world.stored(|stored| {
                let mut sessions = stored.sessions.iter_mut();
                let live = sessions.find(|session| session.id == id && session.ended.is_none());
                Ok(live.map(|session| session.ended = Some((at, reason))).is_some())
            })
        });
        let world = self.clone();
        tx.sessions
            .expect_end_all_of()
            .returning(move |_, user, except, at, reason| {
                world.stored(|stored| {
                    let others = stored
                        .sessions
                        .iter_mut()
                        .filter(|session| session.user == user && Some(session.id) != except);
                    let ended = others.map(|session| {
                        session.ended = Some((at, reason));
                        session.id
                    });
                    Ok(ended.collect())
                })
            });
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
