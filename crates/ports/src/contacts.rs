//! Contacts inside a transaction, for dialects that speak numbers.

use crate::error::StoreResult;
use tessera_domain::{
    client::Contact,
    id::{ContactId, TenantId},
};

/// Stored contacts.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Contacts {
    /// The contact of that number. Until the transaction ends nobody else can change it.
    fn by_number(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<Contact>>;

    /// Stores a new contact.
    fn insert(&mut self, tenant: TenantId, contact: &Contact) -> StoreResult<()>;

    /// Stores the contact over its version before.
    ///
    /// MUST give [`Stale`](crate::StoreError::Stale) when the stored version is not the one before.
    fn update(&mut self, tenant: TenantId, contact: &Contact) -> StoreResult<()>;

    /// Takes the contact away, from beside every tag too.
    ///
    /// MUST give [`Dangling`](crate::StoreError::Dangling) while tickets name it.
    fn remove(&mut self, tenant: TenantId, id: ContactId) -> StoreResult<()>;
}
