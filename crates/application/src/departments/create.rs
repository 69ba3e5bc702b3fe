//! Making a department.

use super::{fields, manager, name_taken, require_admin, sheet};
use crate::{
    changes::birth,
    command::{Command, Scene},
    error::Result,
};
use tessera_domain::{
    department::Department,
    event::EventKind,
    id::{DepartmentId, TenantId, UserId},
    text::Name,
};
use tessera_ports::{counters, departments::DepartmentSheet, tx::Tx};

/// Makes a department. Admins may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreateDepartment {
    /// What people see; unique without regard to case.
    pub name: Name,
    /// The number of who runs it, an active person.
    pub manager: Option<i64>,
}

impl Command for CreateDepartment {
    type Outcome = DepartmentSheet;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<DepartmentSheet> {
        let tenant = scene.caller.tenant;
        require_admin(scene)?;
        let manager = match self.manager {
            Some(number) => Some(manager(tx, tenant, number)?),
            None => None,
        };
        let id = scene.ids.make(scene.now);
        let department = insert(tx, tenant, id, &self.name, manager)?;
        let born = birth(fields(&department));
        let event = scene.event_apart(EventKind::DepartmentCreated, id.uuid(), born);
        let sheet = sheet(tx, tenant, &department)?;
        tx.events().append(tenant, &[event])?;
        Ok(sheet)
    }
}

/// Stores the new department under the tenant's next number, without telling of it.
pub(super) fn insert(
    tx: &mut dyn Tx,
    tenant: TenantId,
    id: DepartmentId,
    name: &Name,
    manager: Option<UserId>,
) -> Result<Department> {
    let department = Department {
        id,
        number: tx.counters().take(tenant, counters::DEPARTMENT, 1)?,
        name: name.clone(),
        manager,
        version: 1,
    };
    tx.departments().insert(tenant, &department).map_err(name_taken)?;
    Ok(department)
}
