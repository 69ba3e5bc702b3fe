//! Departments: their rows inside a transaction, and reading them.

use crate::{error::StoreResult, queries::PersonCard};
use tessera_domain::{
    department::Department,
    id::{DepartmentId, TenantId},
    listing::{Page, Window},
    text::Name,
};

/// A department with what is shown beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DepartmentSheet {
    /// The department.
    pub department: Department,
    /// Who runs it, active or not.
    pub manager: Option<PersonCard>,
    /// How many people belong to it, active or not.
    pub people: i64,
}

/// What departments are sorted by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum DepartmentOrder {
    /// By name, without regard to case.
    #[default]
    Name,
    /// By number.
    Number,
}

/// Stored departments.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Departments {
    /// The department.
    fn find(&mut self, tenant: TenantId, id: DepartmentId) -> StoreResult<Option<Department>>;

    /// The department of that number. Until the transaction ends nobody else can change it.
    fn by_number(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<Department>>;

    /// The department of that name, without regard to case. Until the transaction ends nobody else can change it.
    fn by_name(&mut self, tenant: TenantId, name: &Name) -> StoreResult<Option<Department>>;

    /// The department as lists show it.
    fn sheet(&mut self, tenant: TenantId, id: DepartmentId) -> StoreResult<Option<DepartmentSheet>>;

    /// Stores a new department.
    ///
    /// MUST give [`Taken`](crate::StoreError::Taken) for a name that exists, without regard to case.
    fn insert(&mut self, tenant: TenantId, department: &Department) -> StoreResult<()>;

    /// Stores the department over its version before.
    ///
    /// MUST give [`Stale`](crate::StoreError::Stale) when the stored version is not the one before, and
    /// [`Taken`](crate::StoreError::Taken) for a name that exists, without regard to case.
    fn update(&mut self, tenant: TenantId, department: &Department) -> StoreResult<()>;

    /// Whether any ticket or person belongs to the department.
    fn is_in_use(&mut self, tenant: TenantId, id: DepartmentId) -> StoreResult<bool>;

    /// Takes the department away.
    ///
    /// MUST give [`Dangling`](crate::StoreError::Dangling) while tickets or people belong to it.
    fn remove(&mut self, tenant: TenantId, id: DepartmentId) -> StoreResult<()>;
}

/// Departments, read outside transactions.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait DepartmentQueries: Send + Sync {
    /// The wanted part of the departments, and how many there are.
    fn departments(
        &self,
        tenant: TenantId,
        order: DepartmentOrder,
        window: Window,
    ) -> StoreResult<Page<DepartmentSheet>>;

    /// The department of that number.
    fn department(&self, tenant: TenantId, number: i64) -> StoreResult<Option<DepartmentSheet>>;
}
