//! Tickets inside a transaction.

use crate::error::StoreResult;
use tessera_domain::{
    id::{TenantId, TicketId, UserId},
    ticket::Ticket,
    visibility::{Sight, Ties},
};

/// Stored tickets.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Tickets {
    /// The ticket, if it exists and is in sight. Until the transaction ends nobody else can change it.
    fn find(&mut self, tenant: TenantId, sight: &Sight, id: TicketId) -> StoreResult<Option<Ticket>>;

    /// Everybody who is connected to the ticket. Empty when there is no such ticket.
    fn ties(&mut self, tenant: TenantId, id: TicketId) -> StoreResult<Ties>;

    /// Stores new tickets. All must be of `tenant`.
    ///
    /// MUST give [`Taken`](crate::StoreError::Taken) for a number or reference that is in use.
    fn insert(&mut self, tenant: TenantId, tickets: &[Ticket]) -> StoreResult<()>;

    /// Stores `after` over `before`, both of the same ticket, `after` one version later.
    ///
    /// MUST give [`Stale`](crate::StoreError::Stale) when the stored version is not that of `before`.
    fn update(&mut self, tenant: TenantId, before: &Ticket, after: &Ticket) -> StoreResult<()>;

    /// Who watches the ticket, by id.
    fn watchers(&mut self, tenant: TenantId, id: TicketId) -> StoreResult<Vec<UserId>>;

    /// Makes exactly these its watchers.
    fn set_watchers(&mut self, tenant: TenantId, id: TicketId, watchers: &[UserId]) -> StoreResult<()>;

    /// Who else is assigned to the ticket besides its assignee, by id.
    fn further_assignees(&mut self, tenant: TenantId, id: TicketId) -> StoreResult<Vec<UserId>>;

    /// Makes exactly these its further assignees.
    fn set_further_assignees(&mut self, tenant: TenantId, id: TicketId, users: &[UserId]) -> StoreResult<()>;
}
