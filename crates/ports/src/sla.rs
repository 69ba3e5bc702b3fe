//! Service levels: the policies of a tenant, and what is needed to read a ticket's clock.

use crate::error::StoreResult;
use tessera_domain::{
    id::{StatusId, TenantId, TicketId},
    sla::Policy,
    time::Time,
};

/// A policy with what is shown beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolicySheet {
    /// The policy.
    pub policy: Policy,
    /// The number of its department.
    pub department: Option<i64>,
}

/// Stored policies, and the stays of tickets, inside a transaction.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Sla {
    /// Every policy, by number.
    fn policies(&mut self, tenant: TenantId) -> StoreResult<Vec<Policy>>;

    /// The policy of that number. Until the transaction ends nobody else can change it.
    fn policy(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<Policy>>;

    /// Stores a new policy.
    ///
    /// MUST give [`Dangling`](crate::StoreError::Dangling) for a department that does not exist.
    fn insert(&mut self, tenant: TenantId, policy: &Policy) -> StoreResult<()>;

    /// Stores the policy over its version before.
    ///
    /// MUST give [`Stale`](crate::StoreError::Stale) when the stored version is not the one before.
    fn update(&mut self, tenant: TenantId, policy: &Policy) -> StoreResult<()>;

    /// Takes the policy away. Tickets keep what was promised for them.
    fn remove(&mut self, tenant: TenantId, policy: &Policy) -> StoreResult<()>;

    /// When the ticket entered which status, oldest first, as the event log tells it. Empty for tickets of which it tells
    /// nothing.
    fn entered(&mut self, tenant: TenantId, ticket: TicketId) -> StoreResult<Vec<(Time, StatusId)>>;

    /// Stamps the missed deadline of the ticket, unless it has a stamp. Whether it had none. Its version stays: nobody
    /// changed anything that a writer could have seen otherwise.
    fn stamp_breach(&mut self, tenant: TenantId, ticket: TicketId, deadline: Time) -> StoreResult<bool>;
}

/// Reading for service levels.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait SlaQueries: Send + Sync {
    /// Every policy, by number.
    fn sla_policies(&self, tenant: TenantId) -> StoreResult<Vec<PolicySheet>>;

    /// When the ticket entered which status, as [`Sla::entered`] tells it.
    fn status_stays(&self, tenant: TenantId, ticket: TicketId) -> StoreResult<Vec<(Time, StatusId)>>;

    /// When somebody else than who opened the ticket first commented on it in public.
    fn first_answer(&self, tenant: TenantId, ticket: TicketId) -> StoreResult<Option<Time>>;

    /// Unfinished tickets without a stamp whose deadline lies from `since` on and before `now`, by id behind `after`, at
    /// most `limit`.
    fn newly_breached(
        &self,
        tenant: TenantId,
        since: Time,
        now: Time,
        after: Option<TicketId>,
        limit: i64,
    ) -> StoreResult<Vec<TicketId>>;
}
