//! An application over fakes: tokens by name, one ticket of their own and one of somebody else's, a clock that stands
//! still.

use crate::view::samples::{self, id};
use std::sync::Arc;
use tessera_application::{Application, sessions::Policy};
use tessera_domain::{
    id::{CredentialId, TenantId, TicketId, UserId},
    integration::{HourlyLimit, IntegrationToken, TokenState},
    listing::{Page, Sort, TicketFilter, Window},
    priority::Priority,
    project::Project,
    status::Status,
    tenant::{HostName, Slug, Tenant, TenantState},
    text::Name,
    time::Time,
    user::{Login, Permissions, Role, User},
    visibility::Sight,
};
use tessera_http::throttle::InProcess;
use tessera_ports::{
    StoreError, StoreResult,
    credentials::Presented,
    identity::MockIdentityProviders,
    integration::{
        CallFilter, CallRecord, CallStats, HourOfCalls, IntegrationQueries, PresentedToken, TokenCard,
    },
    queries::{
        CommentView, CommentsWanted, CredentialQueries, EventQueries, ListQueries, LoggedEvent, TicketCard,
        TicketQueries, TicketStats, TicketView,
    },
    store::MockStore,
    tx::MockTx,
    world::{Clock, Fingerprint, Ids, Minted, MockPasswordHasher, SecretKind, Secrets},
};

/// The ticket that every token opened.
pub const OWN: u128 = 2;
/// A ticket that none of them did.
pub const FOREIGN: u128 = 3;

/// Half past twelve.
pub fn now() -> Time {
    Time::parse("2024-01-15T12:30:00Z").unwrap()
}

/// The application. Its tokens are named after what is the matter with them; see [`World::presented_token`].
pub fn application() -> Arc<Application> {
    Arc::new(Application {
        store: Arc::new(MockStore::new(tx())),
        queries: Arc::new(World),
        clock: Arc::new(World),
        ids: Arc::new(World),
        secrets: Arc::new(World),
        passwords: Arc::new(MockPasswordHasher::new()),
        providers: Arc::new(MockIdentityProviders::new()),
        throttle: Arc::new(InProcess::new()),
        policy: Policy::new(Slug::parse("default").unwrap()),
    })
}

fn tx() -> MockTx {
    let mut tx = MockTx::default();
    let full = token_id("full");
    tx.integrations
        .expect_count_call()
        .returning(move |_, token, _, limit| Ok((token != full).then_some(limit - 7)));
    tx.integrations.expect_used().returning(|_, _, _| Ok(()));
    tx.lists
        .expect_statuses()
        .returning(|_| Ok(samples::statuses().to_vec()));
    tx.tickets.expect_find().returning(|_, sight, ticket| {
        let foreign = *sight == Sight::Everything && ticket == id(FOREIGN).into();
        Ok(foreign.then(|| samples::view().ticket))
    });
    tx
}

fn token_id(name: &str) -> CredentialId {
    let mut bytes = [0; 16];
    for (byte, letter) in bytes.iter_mut().zip(name.bytes()) {
        *byte = letter;
    }
    uuid::Uuid::from_bytes(bytes).into()
}

fn token(name: &str) -> IntegrationToken {
    let now = now();
    IntegrationToken {
        tenant: id(1).into(),
        id: token_id(name),
        name: Name::parse(name).unwrap(),
        description: None,
        owner: id(7).into(),
        prefix: "stk_abcd".into(),
        state: match name {
            "disabled" => TokenState::Disabled,
            "revoked" => TokenState::Revoked,
            _ => TokenState::Active,
        },
        per_hour: HourlyLimit::DEFAULT,
        created_at: now,
        updated_at: now,
        expires_at: (name == "expired").then_some(now),
        last_used_at: None,
    }
}

struct World;

impl Clock for World {
    fn now(&self) -> Time {
        now()
    }
}

impl Ids for World {
    fn random(&self) -> u64 {
        4
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

fn not_here<T>() -> StoreResult<T> {
    Err(StoreError::Failed("no test reads this: canary".into()))
}

impl IntegrationQueries for World {
    fn presented_token(&self, fingerprint: &Fingerprint) -> StoreResult<Option<PresentedToken>> {
        let name = String::from_utf8_lossy(&fingerprint.0);
        let name = name.trim_end_matches('\0');
        match name {
            "good" | "copying" | "full" | "disabled" | "revoked" | "expired" => {}
            "broken" => return Err(StoreError::Busy("the database is locked: canary".into())),
            _ => return Ok(None),
        }
        let owner = User {
            tenant: id(1).into(),
            id: id(7).into(),
            number: 1,
            login: Login::parse("robin").unwrap(),
            first_name: String::new(),
            last_name: String::new(),
            email: None,
            role: Role::User,
            extra: Permissions::NONE,
            department: None,
            active: true,
            created_at: now(),
        };
        Ok(Some(PresentedToken {
            token: token(name),
            owner,
            tenant_state: TenantState::Active,
            records_bodies: name == "copying",
        }))
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

impl TicketQueries for World {
    fn view(&self, _: TenantId, sight: &Sight, ticket: TicketId) -> StoreResult<Option<TicketView>> {
        let own = matches!(sight, Sight::OpenedBy { .. }) && ticket == id(OWN).into();
        Ok(own.then(samples::view))
    }

    fn cards(
        &self,
        _: TenantId,
        _: &Sight,
        _: &TicketFilter,
        _: Sort,
        _: Window,
    ) -> StoreResult<Page<TicketCard>> {
        not_here()
    }

    fn views(
        &self,
        _: TenantId,
        _: &Sight,
        _: &TicketFilter,
        _: Sort,
        _: Window,
    ) -> StoreResult<Page<TicketView>> {
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
        Ok(samples::statuses().to_vec())
    }

    fn all_priorities(&self, _: TenantId) -> StoreResult<Vec<Priority>> {
        not_here()
    }

    fn all_projects(&self, _: TenantId) -> StoreResult<Vec<Project>> {
        not_here()
    }

    fn people(&self, _: TenantId, _: i64, _: i64) -> StoreResult<Vec<User>> {
        not_here()
    }

    fn person(&self, _: TenantId, _: UserId) -> StoreResult<Option<User>> {
        not_here()
    }
}

impl CredentialQueries for World {
    fn presented(&self, _: &Fingerprint) -> StoreResult<Option<Presented>> {
        not_here()
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

impl EventQueries for World {
    fn after(&self, _: TenantId, _: i64, _: i64) -> StoreResult<Vec<LoggedEvent>> {
        not_here()
    }

    fn newest(&self, _: TenantId, _: Option<i64>, _: i64) -> StoreResult<Vec<LoggedEvent>> {
        not_here()
    }
}
