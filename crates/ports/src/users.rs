//! People inside a transaction.

use crate::error::StoreResult;
use tessera_domain::{
    id::{DepartmentId, TenantId, UserId},
    user::{Login, Role, User},
};

/// Stored people.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Users {
    /// One person.
    fn find(&mut self, tenant: TenantId, id: UserId) -> StoreResult<Option<User>>;
    /// One person, held against change until the transaction ends: whoever begins a session holds its person, so
    /// that ending all of a person's sessions cannot miss one that has just begun.
    fn hold(&mut self, tenant: TenantId, id: UserId) -> StoreResult<Option<User>>;
    /// The person with that login, without regard to case.
    fn by_login(&mut self, tenant: TenantId, login: &Login) -> StoreResult<Option<User>>;
    /// The active people with these logins, without regard to case, or with these numbers.
    fn named(&mut self, tenant: TenantId, logins: &[String], numbers: &[i64]) -> StoreResult<Vec<User>>;
    /// The active people who have one of the roles, by number, at most 100; only those of one department, if it is given.
    fn holding(
        &mut self,
        tenant: TenantId,
        roles: &[Role],
        department: Option<DepartmentId>,
    ) -> StoreResult<Vec<User>>;
    /// Those of the ids that are active people of the tenant, by id, in one statement.
    fn active_among(&mut self, tenant: TenantId, ids: &[UserId]) -> StoreResult<Vec<User>>;
    /// Those of the ids that are people of the tenant, active or not.
    fn existing(&mut self, tenant: TenantId, ids: &[UserId]) -> StoreResult<Vec<UserId>>;
    /// Stores a new person, who cannot sign in by password yet.
    ///
    /// MUST give [`Taken`](crate::StoreError::Taken) for a login that exists, without regard to case.
    fn insert(&mut self, tenant: TenantId, user: &User) -> StoreResult<()>;
    /// Lets the person in, or not. Whether that is a change; nothing when there is no such person.
    fn set_active(&mut self, tenant: TenantId, id: UserId, active: bool) -> StoreResult<Option<bool>>;
    /// Gives the person another role. Whether there is such a person.
    fn set_role(&mut self, tenant: TenantId, id: UserId, role: Role) -> StoreResult<bool>;
    /// Moves the person to that department, or out of any. Whether there is such a person.
    fn set_department(
        &mut self,
        tenant: TenantId,
        id: UserId,
        department: Option<DepartmentId>,
    ) -> StoreResult<bool>;
    /// How many active people there are with one of the roles.
    fn count_active(&mut self, tenant: TenantId, roles: &[Role]) -> StoreResult<i64>;
    /// Makes this the hash of the person's password, in place of any other.
    fn set_password(&mut self, tenant: TenantId, id: UserId, hash: &str) -> StoreResult<()>;
}
