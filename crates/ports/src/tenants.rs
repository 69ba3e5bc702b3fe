//! Tenants inside a transaction. These are global look-ups: they find out or make the tenant itself.

use crate::error::StoreResult;
use tessera_domain::tenant::{Slug, Tenant};

/// Stored tenants.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Tenants {
    /// The tenant of that slug.
    fn by_slug(&mut self, slug: &Slug) -> StoreResult<Option<Tenant>>;
    /// Stores a new tenant. MUST give [`Taken`](crate::StoreError::Taken) for a slug that exists.
    fn insert(&mut self, tenant: &Tenant) -> StoreResult<()>;
}
