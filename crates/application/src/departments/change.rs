//! Changing a department.

use super::{manager, require_admin, sheet, write};
use crate::{
    boards::expect_version,
    command::{Command, Scene},
    error::{Error, Result, Thing},
};
use tessera_domain::{department::DepartmentPatch, event::EventKind, text::Name, ticket::Patch};
use tessera_ports::{departments::DepartmentSheet, tx::Tx};

/// Changes what is named. Admins may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangeDepartment {
    /// Which department.
    pub department: i64,
    /// Another name.
    pub name: Option<Name>,
    /// The number of who runs it, an active person.
    pub manager: Patch<i64>,
    /// The versions that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
}

impl Command for ChangeDepartment {
    type Outcome = DepartmentSheet;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<DepartmentSheet> {
        let tenant = scene.caller.tenant;
        require_admin(scene)?;
        let found = tx.departments().by_number(tenant, self.department)?;
        let before = found.ok_or(Error::NotFound(Thing::Department))?;
        expect_version(before.version, self.expected.as_deref())?;
        let wanted = DepartmentPatch {
            name: self.name.clone(),
            manager: match self.manager {
                Patch::Keep => Patch::Keep,
                Patch::Clear => Patch::Clear,
                Patch::Set(number) => Patch::Set(manager(tx, tenant, number)?),
            },
        };
        let Some((after, told)) = write::update(tx, tenant, &before, &wanted)? else {
            return sheet(tx, tenant, &before);
        };
        let event = scene.event_apart(EventKind::DepartmentUpdated, after.id.uuid(), told);
        let sheet = sheet(tx, tenant, &after)?;
        tx.events().append(tenant, &[event])?;
        Ok(sheet)
    }
}
