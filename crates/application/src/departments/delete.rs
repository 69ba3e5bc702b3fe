//! Taking a department away.

use super::{fields, require_admin};
use crate::{
    boards::expect_version,
    changes::end,
    command::{Command, Scene},
    error::{Clash, Error, Result, Thing},
};
use tessera_domain::event::EventKind;
use tessera_ports::{StoreError, tx::Tx};

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
        if tx.departments().is_in_use(tenant, department.id)? {
            return Err(Error::Conflict(Clash::DepartmentInUse));
        }
        let removed = tx.departments().remove(tenant, department.id);
        // A ticket may have come since it was looked.
        removed.map_err(|error| match error {
            StoreError::Dangling(_) => Error::Conflict(Clash::DepartmentInUse),
            other => other.into(),
        })?;
        let was = end(fields(&department));
        let event = scene.event_apart(EventKind::DepartmentRemoved, department.id.uuid(), was);
        tx.events().append(tenant, &[event])?;
        Ok(())
    }
}
