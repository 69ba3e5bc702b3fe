//! Departments: parts of the tenant that tickets and people belong to.
//!
//! Everybody who is signed in reads them; admins make, change and take them away, and so does the operator.

mod change;
mod create;
mod delete;
mod list;
mod operate;
mod write;

pub use change::ChangeDepartment;
pub use create::CreateDepartment;
pub use delete::DeleteDepartment;
pub use list::{list, show};
pub use operate::{Wanted, alter, find, list_all, make, remove};

use crate::{
    command::Scene,
    error::{Clash, Error, Result},
};
use serde_json::{Value, json};
use tessera_domain::{
    department::Department,
    id::{TenantId, UserId},
    issue::Problem,
    user::Permission,
};
use tessera_ports::{StoreError, departments::DepartmentSheet, error::Unique, tx::Tx};

/// The names under which the use cases report bad fields. Dialects translate them into their own.
pub mod field {
    /// Who runs the department.
    pub const MANAGER: &str = "manager_id";
}

/// Goes on only if the caller runs the tenant.
const fn require_admin(scene: &Scene<'_>) -> Result<()> {
    if scene.caller.is_superuser() {
        Ok(())
    } else {
        Err(Error::Forbidden(Permission::ManageUsers))
    }
}

/// The active person of that number, who is to run a department.
fn manager(tx: &mut dyn Tx, tenant: TenantId, number: i64) -> Result<UserId> {
    let named = tx.users().named(tenant, &[], &[number])?;
    let unknown = || {
        let what = "active user";
        Error::invalid(field::MANAGER, Problem::UnknownNumber { what, number })
    };
    Ok(named.first().ok_or_else(unknown)?.id)
}

/// A name that another department has is the caller's to change.
fn name_taken(error: StoreError) -> Error {
    match error {
        StoreError::Taken(Unique::DepartmentName) => Error::Conflict(Clash::DepartmentNameTaken),
        other => other.into(),
    }
}

/// The department as it stands after a change.
fn sheet(tx: &mut dyn Tx, tenant: TenantId, department: &Department) -> Result<DepartmentSheet> {
    crate::boards::written(tx.departments().sheet(tenant, department.id)?)
}

/// What the event log says of a department.
fn fields(department: &Department) -> [(&'static str, Value); 2] {
    [
        ("name", json!(department.name)),
        ("manager_id", json!(department.manager)),
    ]
}
