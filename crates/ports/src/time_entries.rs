//! Working time inside a transaction.

use crate::error::StoreResult;
use tessera_domain::{
    id::{TenantId, TimeEntryId, UserId},
    time_entry::{Span, TimeEntry},
};

/// Stored time entries.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait TimeEntries {
    /// An entry of that user that shares time with the span, if there is one. Until the transaction ends
    /// nobody else can ask the same for that user, so two overlapping entries can never both be stored.
    fn overlapping(
        &mut self,
        tenant: TenantId,
        user: UserId,
        span: &Span,
    ) -> StoreResult<Option<TimeEntryId>>;

    /// Stores a new entry.
    fn insert(&mut self, tenant: TenantId, entry: &TimeEntry) -> StoreResult<()>;
}
