//! Taking a department away.

use super::{require_admin, write};
use crate::{
    boards::expect_version,
    command::{Command, Scene},
    error::{Error, Result, Thing},
};
use tessera_domain::event::EventKind;
use tessera_ports::tx::Tx;

/// Takes a department away, if no ticket and nobody belongs to it. Admins may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeleteDepartment {
    /// Which department.
    pub department: i64,
    /// The versions that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
}

impl Command for DeleteDepartment {
    type Outcome = ();

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<()> {
        let tenant = scene.caller.tenant;
        require_admin(scene)?;
        let found = tx.departments().by_number(tenant, self.department)?;
        let department = found.ok_or(Error::NotFound(Thing::Department))?;
        expect_version(department.version, self.expected.as_deref())?;
        let told = write::remove(tx, tenant, &department)?;
        let event = scene.event_apart(EventKind::DepartmentRemoved, department.id.uuid(), told);
        tx.events().append(tenant, &[event])?;
        Ok(())
    }
}
