//! What signing in needs inside a transaction: password hashes, tries, and identities at providers.

use crate::{error::StoreResult, world::Fingerprint};
use tessera_domain::{
    id::{DepartmentId, TenantId, UserId},
    lockout::Tries,
    time::Time,
    user::{Login, User},
};

/// A person with the hash of their password, which nothing but signing in may read.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// The person.
    pub user: User,
    /// The hash; without one nobody gets in by password.
    pub password_hash: Option<String>,
}

/// Somebody's identity at a provider, which the provider never gives to anybody else.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Identity {
    /// The provider, by the issuer URL that it signs.
    pub issuer: String,
    /// The provider's own name for the person.
    pub subject: String,
    /// The account.
    pub user: UserId,
    /// When the two were linked.
    pub created_at: Time,
}

/// Stored means of signing in.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait SignIn {
    /// The person with that login, without regard to case, with the hash of their password.
    fn account(&mut self, tenant: TenantId, login: &Login) -> StoreResult<Option<Account>>;
    /// The one active person with that e-mail address, ASCII letters without regard to case, with the hash of their
    /// password. Nobody, if several active people have it.
    fn account_by_email(&mut self, tenant: TenantId, email: &str) -> StoreResult<Option<Account>>;
    /// The number of a department.
    fn department_number(&mut self, tenant: TenantId, department: DepartmentId) -> StoreResult<Option<i64>>;
    /// The person of that id, with the hash of their password. Held against change until the transaction ends.
    fn account_of(&mut self, tenant: TenantId, user: UserId) -> StoreResult<Option<Account>>;
    /// What is remembered of the tries at an account, which is named by the fingerprint of its folded login and
    /// need not exist. Held against change until the transaction ends.
    fn tries(&mut self, tenant: TenantId, account: &Fingerprint) -> StoreResult<Option<Tries>>;
    /// Remembers the tries, in place of what was.
    fn remember_tries(&mut self, tenant: TenantId, account: &Fingerprint, tries: &Tries) -> StoreResult<()>;
    /// Forgets the tries. Whether there were any.
    fn forget_tries(&mut self, tenant: TenantId, account: &Fingerprint) -> StoreResult<bool>;
    /// The account that belongs to an identity.
    fn identity(&mut self, tenant: TenantId, issuer: &str, subject: &str) -> StoreResult<Option<Identity>>;
    /// Links an identity with an account.
    ///
    /// MUST give [`Taken`](crate::StoreError::Taken) for an identity that is linked already.
    fn link(&mut self, tenant: TenantId, identity: &Identity) -> StoreResult<()>;
    /// The people with that e-mail address, ASCII letters without regard to case; at most two, because two are
    /// as good as none.
    fn by_email(&mut self, tenant: TenantId, email: &str) -> StoreResult<Vec<User>>;
}
