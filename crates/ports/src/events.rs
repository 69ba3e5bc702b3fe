//! The event log inside a transaction.

use crate::error::StoreResult;
use tessera_domain::{event::Event, id::TenantId};

/// The tenant's log. It only grows: nothing in it is ever changed or removed.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Events {
    /// Appends the events in this order, gives each the tenant's next place, and puts a row for each into the
    /// webhook outbox. Call it last: the tenant's counter is held from here to the end of the transaction,
    /// which is what makes the log free of gaps in the order of commits.
    fn append(&mut self, tenant: TenantId, events: &[Event]) -> StoreResult<()>;
}
