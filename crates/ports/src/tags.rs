//! Tags inside a transaction.

use crate::error::StoreResult;
use tessera_domain::{
    id::{TagId, TenantId, TicketId},
    tag::Tag,
};

/// Stored tags, and what bears them.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Tags {
    /// Those of the texts that exist, found without regard to case.
    fn find(&mut self, tenant: TenantId, texts: &[String]) -> StoreResult<Vec<Tag>>;

    /// Stores new tags.
    ///
    /// MUST give [`Taken`](crate::StoreError::Taken) for a text that exists.
    fn insert(&mut self, tenant: TenantId, tags: &[Tag]) -> StoreResult<()>;

    /// The tags of a ticket, by text.
    fn of_ticket(&mut self, tenant: TenantId, ticket: TicketId) -> StoreResult<Vec<Tag>>;

    /// Makes exactly these the ticket's tags.
    fn set_of_ticket(&mut self, tenant: TenantId, ticket: TicketId, tags: &[TagId]) -> StoreResult<()>;

    /// Puts tags on tickets that bear none yet.
    fn link(&mut self, tenant: TenantId, links: &[(TicketId, TagId)]) -> StoreResult<()>;
}
