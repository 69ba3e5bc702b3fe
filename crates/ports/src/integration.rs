//! Integration tokens and what is done with them.

use crate::{error::StoreResult, world::Fingerprint};
use tessera_domain::{
    id::{CredentialId, TenantId},
    integration::IntegrationToken,
    tenant::TenantState,
    time::Time,
    user::User,
};
use uuid::Uuid;

/// A token with everything that decides whether it counts, read in one statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PresentedToken {
    /// The token.
    pub token: IntegrationToken,
    /// Its owner.
    pub owner: User,
    /// The state of its tenant.
    pub tenant_state: TenantState,
    /// Whether the tenant wants the bodies of requests in the record of calls.
    pub records_bodies: bool,
}

/// A token as a list shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TokenCard {
    /// The token.
    pub token: IntegrationToken,
    /// Its owner.
    pub owner: User,
}

/// One request that a token made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallRecord {
    /// Whose token it was.
    pub tenant: TenantId,
    /// Its own id, which carries its time.
    pub id: Uuid,
    /// The token.
    pub token: CredentialId,
    /// The method.
    pub method: String,
    /// The path, without query string; at most 500 characters of it.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
    /// How long it took.
    pub milliseconds: i64,
    /// The network address that it came from.
    pub address: Option<String>,
    /// What the client called itself; at most 500 characters of it.
    pub agent: Option<String>,
    /// The body as text, if the tenant wants that; at most 10,000 characters of it.
    pub body: Option<String>,
    /// When.
    pub at: Time,
}

/// Which calls.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CallFilter {
    /// Of one token.
    pub token: Option<CredentialId>,
    /// Only those whose answer was an error (400 or more), or only the others.
    pub failed: Option<bool>,
    /// Only those before this one, for the next page.
    pub before: Option<Uuid>,
}

/// The calls of one hour of the clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HourOfCalls {
    /// When the hour begins.
    pub hour: Time,
    /// How many calls.
    pub calls: i64,
    /// How many of them were answered by an error.
    pub errors: i64,
}

/// What a token has done (integration contract, "Usage log").
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CallStats {
    /// In all, as far back as calls are kept.
    pub total: i64,
    /// Since this hour of the clock began.
    pub this_hour: i64,
    /// Since this UTC day began.
    pub today: i64,
    /// How many were answered by an error.
    pub errors: i64,
    /// How long they took, the average in whole milliseconds; nothing without calls.
    pub average_milliseconds: Option<i64>,
}

/// Stored integration tokens and the record of their calls, inside a transaction.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Integrations {
    /// Stores a new token and the fingerprint of its secret.
    fn insert(
        &mut self,
        tenant: TenantId,
        token: &IntegrationToken,
        fingerprint: &Fingerprint,
    ) -> StoreResult<()>;
    /// One token. Held against change until the transaction ends.
    fn find(&mut self, tenant: TenantId, id: CredentialId) -> StoreResult<Option<IntegrationToken>>;
    /// Stores the token's name, description, state, limit, end and times as they are now.
    fn update(&mut self, tenant: TenantId, token: &IntegrationToken) -> StoreResult<()>;
    /// Puts another secret in the place of the token's own, which is dead from then on.
    fn replace_secret(
        &mut self,
        tenant: TenantId,
        id: CredentialId,
        prefix: &str,
        fingerprint: &Fingerprint,
    ) -> StoreResult<()>;
    /// Takes the token away with the record of its calls. The tickets that it opened stay, and no token reaches
    /// them any more. Whether there was one.
    fn remove(&mut self, tenant: TenantId, id: CredentialId) -> StoreResult<bool>;
    /// Counts a call in the hour of the clock that begins at `hour`, if fewer than `limit` were counted in it, by
    /// one conditional statement: of many at the same time exactly as many get through as there is room for.
    /// How many that makes, or nothing when there is no room.
    fn count_call(
        &mut self,
        tenant: TenantId,
        id: CredentialId,
        hour: Time,
        limit: u32,
    ) -> StoreResult<Option<u32>>;
    /// Notes that the token was used.
    fn used(&mut self, tenant: TenantId, id: CredentialId, at: Time) -> StoreResult<()>;
    /// Keeps a record of calls. Calls of tokens that are gone by now are passed over.
    fn record(&mut self, tenant: TenantId, calls: &[CallRecord]) -> StoreResult<()>;
}

/// Reading about integration tokens.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait IntegrationQueries: Send + Sync {
    /// The token of that fingerprint with its owner and tenant, in one statement. Global: it finds the tenant.
    fn presented_token(&self, fingerprint: &Fingerprint) -> StoreResult<Option<PresentedToken>>;
    /// The tenant's tokens, newest first, those after `after`, at most `limit`.
    fn tokens(
        &self,
        tenant: TenantId,
        after: Option<CredentialId>,
        limit: i64,
    ) -> StoreResult<Vec<TokenCard>>;
    /// One of them.
    fn token(&self, tenant: TenantId, id: CredentialId) -> StoreResult<Option<TokenCard>>;
    /// The tenant's calls, newest first, at most `limit`.
    fn calls(&self, tenant: TenantId, filter: &CallFilter, limit: i64) -> StoreResult<Vec<CallRecord>>;
    /// The calls since `since` by hour of the clock, of one token or of all. Hours without calls are left out.
    fn calls_by_hour(
        &self,
        tenant: TenantId,
        token: Option<CredentialId>,
        since: Time,
    ) -> StoreResult<Vec<HourOfCalls>>;
    /// What the token has done, as of `now`.
    fn call_stats(&self, tenant: TenantId, token: CredentialId, now: Time) -> StoreResult<CallStats>;
}
