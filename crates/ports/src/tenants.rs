//! Tenants inside a transaction. These are global look-ups: they find out or make the tenant itself.

use crate::error::StoreResult;
use tessera_domain::tenant::{Slug, Tenant};

/// Stored tenants.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Tenants {
    /// The tenant of that slug.
    fn by_slug(&mut self, slug: &Slug) -> StoreResult<Option<Tenant>>;
    /// Tenants by slug, after that one, at most `limit`. Nothing comes before the empty text.
    fn list(&mut self, after: &str, limit: i64) -> StoreResult<Vec<Tenant>>;
    /// Stores the tenant's name, state, host name and rule of enrolment as they are now.
    ///
    /// MUST give [`Taken`](crate::StoreError::Taken) for a host name that another tenant has.
    fn update(&mut self, tenant: &Tenant) -> StoreResult<()>;
    /// Stores a new tenant. MUST give [`Taken`](crate::StoreError::Taken) for a slug or a host name that exists.
    fn insert(&mut self, tenant: &Tenant) -> StoreResult<()>;
}
