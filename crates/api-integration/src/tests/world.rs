//! An application over fakes: tokens by name, one ticket of their own and one of somebody else's, a clock that stands
//! still.

use crate::view::samples::{self, id};
use std::sync::Arc;
use tessera_application::{Application, sessions::Policy};
use tessera_domain::{
    id::CredentialId,
    integration::{HourlyLimit, IntegrationToken, TokenState},
    tenant::{Slug, TenantState},
    text::Name,
    time::Time,
    user::{Login, Permissions, Role, User},
    visibility::Sight,
};
use tessera_http::throttle::InProcess;
use tessera_ports::{
    StoreError, StoreResult,
    identity::MockIdentityProviders,
    integration::PresentedToken,
    queries::MockQueries,
    store::MockStore,
    tokens::MockTokenSigner,
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

/// The application. Its tokens are named after what is the matter with them; see [`presented`].
pub fn application() -> Arc<Application> {
    Arc::new(Application {
        store: Arc::new(MockStore::new(tx())),
        queries: Arc::new(queries()),
        clock: Arc::new(World),
        ids: Arc::new(World),
        secrets: Arc::new(World),
        tokens: Arc::new(MockTokenSigner::new()),
        passwords: Arc::new(MockPasswordHasher::new()),
        providers: Arc::new(MockIdentityProviders::new()),
        throttle: Arc::new(InProcess::new()),
        files: tessera_application::files::Files::none(),
        webhooks: tessera_application::webhooks::Gear::none(),
        by_mail: false,
        bell: Arc::new(tessera_ports::bell::NoBell),
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

fn queries() -> MockQueries {
    let mut queries = MockQueries::default();
    queries.integrations.expect_presented_token().returning(presented);
    queries.tickets.expect_view().returning(|_, sight, ticket| {
        let own = matches!(sight, Sight::OpenedBy { .. }) && ticket == id(OWN).into();
        Ok(own.then(samples::view))
    });
    queries
        .lists
        .expect_all_statuses()
        .returning(|_| Ok(samples::statuses().to_vec()));
    queries
}

fn presented(fingerprint: &Fingerprint) -> StoreResult<Option<PresentedToken>> {
    let name = String::from_utf8_lossy(&fingerprint.0);
    let name = name.trim_end_matches('\0');
    match name {
        "good" | "copying" | "full" | "disabled" | "revoked" | "expired" => {}
        "broken" => return Err(StoreError::Failed("no such table: canary".into())),
        "busy" => return Err(StoreError::Busy("the database is locked: canary".into())),
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
