//! What was imported already, so that a second run changes nothing.

use crate::error::StoreResult;
use tessera_domain::id::TenantId;
use uuid::Uuid;

/// Ids given to things of other systems.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Imports {
    /// Those of the foreign keys of one source and kind that have an id here.
    fn known(
        &mut self,
        tenant: TenantId,
        source: &str,
        kind: &str,
        foreign: &[String],
    ) -> StoreResult<Vec<(String, Uuid)>>;

    /// Remembers the ids given to foreign keys.
    fn remember(
        &mut self,
        tenant: TenantId,
        source: &str,
        kind: &str,
        pairs: &[(String, Uuid)],
    ) -> StoreResult<()>;
}
