//! What every part of an import works with.

use tessera_domain::{id::TenantId, time::Time};
use tessera_ports::world::Ids;

/// What every part of a batch works with.
pub(super) struct Desk<'d> {
    pub tenant: TenantId,
    /// The other system, as it is remembered beside the foreign keys.
    pub source: &'d str,
    pub ids: &'d dyn Ids,
    /// The moment of the import, for what has no time of its own.
    pub now: Time,
}
