//! Tags inside a transaction.
//!
//! How many tickets bear a tag is kept beside it, by every method here that puts a tag on a ticket or takes one off.
//! Whoever takes a ticket away takes its tags off first. The counts are the rows that writers meet at, so they are
//! held in the order of their ids, after the ticket's own totals.

use crate::{
    error::StoreResult,
    queries::{TagContactSheet, TagSheet},
};
use tessera_domain::{
    id::{ContactId, ProjectId, TagId, TenantId, TicketId},
    tag::{Tag, TagContact},
    visibility::ProjectSight,
};

/// Stored tags, what bears them, and the contacts beside them.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Tags {
    /// The project's tags of these texts without regard to case, the oldest first.
    fn find(&mut self, tenant: TenantId, project: ProjectId, texts: &[String]) -> StoreResult<Vec<Tag>>;

    /// Stores new tags.
    ///
    /// MUST give [`Taken`](crate::StoreError::Taken) for a text that the project has.
    fn insert(&mut self, tenant: TenantId, tags: &[Tag]) -> StoreResult<()>;

    /// The tags of a ticket, in the order in which they were put on it.
    fn of_ticket(&mut self, tenant: TenantId, ticket: TicketId) -> StoreResult<Vec<Tag>>;

    /// Makes exactly these the ticket's tags, in this order.
    ///
    /// MUST give [`Busy`](crate::StoreError::Busy) when one of them was taken away meanwhile.
    fn set_of_ticket(&mut self, tenant: TenantId, ticket: TicketId, tags: &[TagId]) -> StoreResult<()>;

    /// Puts tags on tickets that bear none yet, on each in this order.
    ///
    /// MUST give [`Busy`](crate::StoreError::Busy) when one of them was taken away meanwhile.
    fn link(&mut self, tenant: TenantId, links: &[(TicketId, TagId)]) -> StoreResult<()>;

    /// The tag of that number, if its project is in sight. Until the transaction ends nobody else can change it.
    fn by_number(&mut self, tenant: TenantId, sight: ProjectSight, number: i64) -> StoreResult<Option<Tag>>;

    /// The tag as lists show it.
    fn sheet(&mut self, tenant: TenantId, id: TagId) -> StoreResult<Option<TagSheet>>;

    /// Stores the tag over its version before.
    ///
    /// MUST give [`Stale`](crate::StoreError::Stale) when the stored version is not the one before, and
    /// [`Taken`](crate::StoreError::Taken) for a text that the project has.
    fn update(&mut self, tenant: TenantId, tag: &Tag) -> StoreResult<()>;

    /// Takes the tag away, from every ticket that bears it too.
    fn remove(&mut self, tenant: TenantId, id: TagId) -> StoreResult<()>;

    /// The contact beside the tag, if they stand there.
    fn contact(
        &mut self,
        tenant: TenantId,
        tag: TagId,
        contact: ContactId,
    ) -> StoreResult<Option<TagContact>>;

    /// Puts a contact beside a tag that they do not stand beside yet.
    fn add_contact(&mut self, tenant: TenantId, contact: &TagContact) -> StoreResult<()>;

    /// Gives the contact beside the tag the role that it has now.
    fn set_contact_role(&mut self, tenant: TenantId, contact: &TagContact) -> StoreResult<()>;

    /// Takes the contact from beside the tag. Whether they stood there.
    fn remove_contact(&mut self, tenant: TenantId, tag: TagId, contact: ContactId) -> StoreResult<bool>;

    /// The contact beside the tag as lists show it.
    fn contact_sheet(
        &mut self,
        tenant: TenantId,
        tag: TagId,
        contact: ContactId,
    ) -> StoreResult<Option<TagContactSheet>>;
}
