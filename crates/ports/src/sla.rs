//! Service levels: the policies of a tenant, and what is needed to read a ticket's clock.

use crate::error::StoreResult;
use std::collections::HashMap;
use tessera_domain::{
    id::{TenantId, TicketId},
    sla::{Entry, Policy},
    ticket::Ticket,
    time::Time,
};

/// A policy with what is shown beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SlaPolicySheet {
    /// The policy.
    pub policy: Policy,
    /// The number of its department.
    pub department: Option<i64>,
}

/// Where working out a tenant's open tickets anew stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RecountPlace {
    /// The last ticket that was worked out; none at the beginning.
    pub after: Option<TicketId>,
}

/// Stored policies, and what is promised by them, inside a transaction.
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

    /// Takes the policy away.
    fn remove(&mut self, tenant: TenantId, policy: &Policy) -> StoreResult<()>;

    /// How each of the tickets came to its statuses, oldest first, as the event log tells it. Tickets of which it tells
    /// nothing are absent.
    fn status_entries(
        &mut self,
        tenant: TenantId,
        tickets: &[TicketId],
    ) -> StoreResult<HashMap<TicketId, Vec<Entry>>>;

    /// Stamps the missed deadline of the ticket, unless it has a stamp. Whether it had none. Its version stays: nobody
    /// changed anything that a writer could have seen otherwise.
    fn stamp_breach(&mut self, tenant: TenantId, ticket: TicketId, deadline: Time) -> StoreResult<bool>;

    /// Has the open tickets of the tenant worked out anew from that moment on, beginning with the first, whatever was asked
    /// for before.
    fn ask_recount(&mut self, tenant: TenantId, due: Time) -> StoreResult<()>;

    /// Where that stands, if it is due and nobody else is at it. Until the transaction ends nobody else is.
    fn take_recount(&mut self, tenant: TenantId, now: Time) -> StoreResult<Option<RecountPlace>>;

    /// Notes that the tickets up to that one were worked out.
    fn go_on_recount(&mut self, tenant: TenantId, after: TicketId) -> StoreResult<()>;

    /// Notes that all of them were.
    fn end_recount(&mut self, tenant: TenantId) -> StoreResult<()>;

    /// Unfinished tickets behind one, by id, at most `limit`. Until the transaction ends nobody else can change them.
    fn unfinished(
        &mut self,
        tenant: TenantId,
        after: Option<TicketId>,
        limit: i64,
    ) -> StoreResult<Vec<Ticket>>;

    /// Stores what is promised for the ticket now. Its version stays, as with a stamp.
    fn set_promise(&mut self, tenant: TenantId, ticket: &Ticket) -> StoreResult<()>;
}

/// Reading for service levels.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait SlaQueries: Send + Sync {
    /// Every policy, by number.
    fn sla_policies(&self, tenant: TenantId) -> StoreResult<Vec<SlaPolicySheet>>;

    /// How the ticket came to its statuses, as [`Sla::status_entries`] tells it.
    fn status_entries(&self, tenant: TenantId, ticket: TicketId) -> StoreResult<Vec<Entry>>;

    /// When somebody else than who opened the ticket first commented on it in public.
    fn first_answer(&self, tenant: TenantId, ticket: TicketId) -> StoreResult<Option<Time>>;

    /// Unfinished tickets without a stamp whose deadline lies from `since` on and before `now`, each with its deadline, by
    /// deadline and id behind `after`, at most `limit`.
    fn newly_breached(
        &self,
        tenant: TenantId,
        since: Time,
        now: Time,
        after: Option<(Time, TicketId)>,
        limit: i64,
    ) -> StoreResult<Vec<(Time, TicketId)>>;

    /// Whether the open tickets of the tenant are to be worked out anew by now.
    fn recount_due(&self, tenant: TenantId, now: Time) -> StoreResult<bool>;
}
