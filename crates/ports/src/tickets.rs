//! Tickets inside a transaction.

use crate::{error::StoreResult, queries::TicketSheet};
use tessera_domain::{
    caller::Viewer,
    id::{TenantId, TicketId, UserId},
    ticket::Ticket,
    visibility::{Sight, Ties},
};

/// Stored tickets.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Tickets {
    /// The ticket, if it exists and is in sight. Until the transaction ends nobody else can change it.
    fn find(&mut self, tenant: TenantId, sight: &Sight, id: TicketId) -> StoreResult<Option<Ticket>>;

    /// The ticket of that number, on the same terms.
    fn by_number(&mut self, tenant: TenantId, sight: &Sight, number: i64) -> StoreResult<Option<Ticket>>;

    /// The ticket as its viewer reads it, as it stands in this transaction. Whether it is in their sight is not
    /// asked again: what they have just moved out of it is still shown to them.
    fn sheet(&mut self, tenant: TenantId, viewer: &Viewer, id: TicketId) -> StoreResult<Option<TicketSheet>>;

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

    /// Takes the ticket away, with its comments, working times, tags, watchers and assignees. The event log keeps
    /// what it tells of it. Its attachments must be gone before.
    ///
    /// MUST give [`Stale`](crate::StoreError::Stale) when the stored version is not the ticket's.
    fn delete(&mut self, tenant: TenantId, ticket: &Ticket) -> StoreResult<()>;

    /// Lets these people watch the ticket too. Those of them who did not before.
    fn watch(&mut self, tenant: TenantId, id: TicketId, users: &[UserId]) -> StoreResult<Vec<UserId>>;

    /// Ends the person's watching. Whether they did.
    fn unwatch(&mut self, tenant: TenantId, id: TicketId, user: UserId) -> StoreResult<bool>;

    /// Who watches the ticket, by id.
    fn watchers(&mut self, tenant: TenantId, id: TicketId) -> StoreResult<Vec<UserId>>;

    /// Makes exactly these its watchers.
    fn set_watchers(&mut self, tenant: TenantId, id: TicketId, watchers: &[UserId]) -> StoreResult<()>;

    /// Who else is assigned to the ticket besides its assignee, in the order in which they were set.
    fn further_assignees(&mut self, tenant: TenantId, id: TicketId) -> StoreResult<Vec<UserId>>;

    /// Makes exactly these its further assignees, in this order; who is given twice is one.
    fn set_further_assignees(&mut self, tenant: TenantId, id: TicketId, users: &[UserId]) -> StoreResult<()>;
}
