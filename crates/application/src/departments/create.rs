//! Making a department.

use super::{manager, require_admin, sheet, write};
use crate::{
    command::{Command, Scene},
    error::Result,
};
use tessera_domain::{event::EventKind, text::Name};
use tessera_ports::{departments::DepartmentSheet, tx::Tx};

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
        let (department, told) = write::insert(tx, tenant, id, &self.name, manager)?;
        let event = scene.event_apart(EventKind::DepartmentCreated, id.uuid(), told);
        let sheet = sheet(tx, tenant, &department)?;
        tx.events().append(tenant, &[event])?;
        Ok(sheet)
    }
}
