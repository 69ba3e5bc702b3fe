//! What the use-case tests share: an application over mocks, a stopped clock, and a caller of any role.

use std::sync::Arc;
use tessera_application::{Application, Call, sessions::Policy};
use tessera_domain::{
    attributes::Attributes,
    caller::{Caller, CallerKind},
    id::{TenantId, TicketId, UserId},
    priority::Rank,
    reference::Reference,
    session::{Place, Session, SessionKind},
    tenant::{Enrolment, HostName, Slug, Tenant, TenantState},
    text::{Name, Title},
    ticket::{Kind, Level, Promise, Ticket},
    time::Time,
    user::{Login, Permissions, Role, User},
};
use tessera_ports::{
    idempotency::{RepeatKey, StoredAnswer},
    identity::MockIdentityProviders,
    queries::Queries,
    store::MockStore,
    throttle::MockThrottle,
    tokens::MockTokenSigner,
    tx::MockTx,
    world::{Clock, Ids, MockPasswordHasher, MockSecrets, Secrets},
};
use uuid::Uuid;

pub fn tenant() -> TenantId {
    Uuid::from_u128(1).into()
}

pub fn me() -> UserId {
    Uuid::from_u128(2).into()
}

pub fn ticket_id() -> TicketId {
    Uuid::from_u128(3).into()
}

pub fn now() -> Time {
    Time::parse("2026-02-03T12:00:00Z").expect("a time")
}

pub struct StoppedClock;
impl Clock for StoppedClock {
    fn now(&self) -> Time {
        now()
    }
}

pub struct CountedIds(std::sync::atomic::AtomicU64);
impl Ids for CountedIds {
    fn random(&self) -> u64 {
        self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
    }
}

pub mod entrance;
pub mod numbered;
pub mod queries;
pub mod samples;

pub fn app(tx: MockTx) -> Application {
    app_with(tx, Arc::new(queries::nobody()), Arc::new(MockSecrets::new()))
}

/// Nobody is there to be told of anything, unless a test says who is.
pub fn app_with(mut tx: MockTx, queries: Arc<dyn Queries>, secrets: Arc<dyn Secrets>) -> Application {
    tx.users.expect_active_among().returning(|_, _| Ok(Vec::new()));
    Application {
        store: Arc::new(MockStore::new(tx)),
        queries,
        clock: Arc::new(StoppedClock),
        ids: Arc::new(CountedIds(0.into())),
        secrets,
        tokens: Arc::new(MockTokenSigner::new()),
        passwords: Arc::new(MockPasswordHasher::new()),
        providers: Arc::new(MockIdentityProviders::new()),
        throttle: Arc::new(open()),
        files: tessera_application::files::Files::none(),
        webhooks: tessera_application::webhooks::Gear::none(),
        by_mail: false,
        bell: Arc::new(tessera_ports::bell::NoBell),
        policy: Policy::new(Slug::parse("sample").expect("a slug")),
    }
}

/// Every counter gives its first number.
pub fn first_numbers(tx: &mut MockTx) {
    tx.counters.expect_take().returning(|_, _, _| Ok(1));
    tx.counters
        .expect_take_each()
        .returning(|_, wanted| Ok(vec![1; wanted.len()]));
}

/// A throttle that lets everything through.
fn open() -> MockThrottle {
    let mut throttle = MockThrottle::new();
    throttle.expect_take().returning(|_, _, _| Ok(()));
    throttle
}

pub fn caller(role: Role) -> Caller {
    Caller {
        tenant: tenant(),
        user: me(),
        kind: CallerKind::Person,
        credential: Uuid::from_u128(9).into(),
        session: None,
        role,
        permissions: role.permissions(),
        department: None,
    }
}

pub fn call(role: Role) -> Call {
    Call {
        caller: caller(role),
        request: Some("request-1".into()),
        repeat: None,
    }
}

pub fn repeated(role: Role) -> Call {
    let key = RepeatKey {
        tenant: tenant(),
        credential: Uuid::from_u128(9).into(),
        key: "once".into(),
        request: [7; 32],
    };
    Call {
        repeat: Some(key),
        ..call(role)
    }
}

/// An answer that shows nothing: what is asserted is what the use case did.
pub fn plain<T>(_: &T) -> StoredAnswer {
    StoredAnswer {
        status: 200,
        headers: Vec::new(),
        body: Vec::new(),
    }
}

pub fn ticket() -> Ticket {
    Ticket {
        tenant: tenant(),
        id: ticket_id(),
        number: 1,
        reference: Reference::new(now(), 1),
        title: Title::parse("Printer on fire").expect("a title"),
        description: None,
        kind: Kind::Incident,
        status: Uuid::from_u128(10).into(),
        priority: Uuid::from_u128(20).into(),
        rank: Rank::MEDIUM,
        project: Uuid::from_u128(30).into(),
        column: None,
        department: None,
        client: None,
        contact: None,
        category: None,
        url: None,
        assignee: None,
        urgency: Level::Medium,
        importance: Level::Medium,
        start_on: None,
        due_at: None,
        breached_at: None,
        promise: Promise::ByRank,
        internal_notes: None,
        public_notes: None,
        rating: None,
        expected_files: Vec::new(),
        attributes: Attributes::default(),
        metadata: None,
        source: None,
        closure: None,
        created_by: Some(Uuid::from_u128(99).into()),
        created_at: now(),
        updated_by: None,
        updated_at: now(),
        version: 4,
    }
}

pub fn user(role: Role) -> User {
    User {
        tenant: tenant(),
        id: me(),
        number: 1,
        login: Login::parse("robin").expect("a login"),
        first_name: "Robin".into(),
        last_name: "Sample".into(),
        email: None,
        role,
        extra: Permissions::NONE,
        department: None,
        active: true,
        created_at: now(),
    }
}

/// A session in a browser that began an hour ago.
pub fn session() -> Session {
    Session {
        tenant: tenant(),
        id: Uuid::from_u128(40).into(),
        user: me(),
        kind: SessionKind::Browser,
        parent: None,
        place: Place::default(),
        created_at: now().plus_seconds(-3600),
        expires_at: now().plus_seconds(3600),
        ended: None,
    }
}

/// The tenant, which takes in technicians of one domain.
pub fn house() -> Tenant {
    let host = |name| HostName::parse(name).expect("a host name");
    Tenant {
        id: tenant(),
        slug: Slug::parse("sample").expect("a slug"),
        name: Name::parse("Sample").expect("a name"),
        state: TenantState::Active,
        host: Some(host("sample.example")),
        enrolment: Some(Enrolment {
            domains: vec![host("example.com")],
            role: Some(Role::Technician),
        }),
        records_bodies: false,
        created_at: now(),
    }
}
