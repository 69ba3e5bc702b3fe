//! The event log inside a transaction.

use crate::error::StoreResult;
use tessera_domain::{event::Event, id::TenantId, notification::Notice};

/// The tenant's log. It only grows: nothing in it is ever changed or removed.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Events {
    /// Appends the events in this order, gives each the tenant's next place, and puts a row for each into the
    /// webhook outbox. Call it last: the tenant's counter is held from here to the end of the transaction,
    /// which is what makes the log free of gaps in the order of commits.
    fn append(&mut self, tenant: TenantId, events: &[Event]) -> StoreResult<()>;

    /// The same, and stores beside each event who is told of it. Whoever is to be written to has a letter due at once.
    fn append_telling(&mut self, tenant: TenantId, events: &[Event], notices: &[Notice]) -> StoreResult<()>;
}
