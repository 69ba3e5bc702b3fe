//! What the use-case tests share: an application over mocks, a stopped clock, and a caller of any role.

use std::sync::Arc;
use tessera_application::{Application, Call};
use tessera_domain::{
    attributes::Attributes,
    caller::Caller,
    id::{TenantId, TicketId, UserId},
    priority::Rank,
    reference::Reference,
    text::Title,
    ticket::{Kind, Ticket},
    time::Time,
    user::{Login, Permissions, Role, User},
};
use tessera_ports::{
    credentials::Presented,
    idempotency::{RepeatKey, StoredAnswer},
    queries::Queries,
    store::MockStore,
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

/// Query ports that fail whoever asks them, but for the one credential that is stored. No use case that writes
/// may read from a query port.
pub struct Door(pub Option<Presented>);
mod queries;

pub fn app(tx: MockTx) -> Application {
    app_with(tx, Arc::new(Door(None)), Arc::new(MockSecrets::new()))
}

pub fn app_with(tx: MockTx, queries: Arc<dyn Queries>, secrets: Arc<dyn Secrets>) -> Application {
    Application {
        store: Arc::new(MockStore::new(tx)),
        queries,
        clock: Arc::new(StoppedClock),
        ids: Arc::new(CountedIds(0.into())),
        secrets,
        passwords: Arc::new(MockPasswordHasher::new()),
    }
}

pub fn caller(role: Role) -> Caller {
    Caller {
        tenant: tenant(),
        user: me(),
        credential: Uuid::from_u128(9).into(),
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
        due_at: None,
        attributes: Attributes::default(),
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
