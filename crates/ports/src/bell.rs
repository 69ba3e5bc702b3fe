//! Telling those who wait at the end of the event log that it grew.

use tessera_domain::id::TenantId;

/// Wakes those who wait for what happens. Nobody may rely on it: whoever waits looks by themselves now and then too, for
/// what other programs wrote.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Bell: Send + Sync {
    /// Something was appended to the tenant's log, and is committed. Never blocks.
    fn ring(&self, tenant: TenantId);
}

/// Wakes nobody. For programs in which nobody waits.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoBell;

impl Bell for NoBell {
    fn ring(&self, _: TenantId) {}
}
