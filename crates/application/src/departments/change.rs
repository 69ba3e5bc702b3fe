//! Changing a department.

use super::{fields, manager, name_taken, require_admin, sheet};
use crate::{
    boards::expect_version,
    changes::differences,
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
        let mut after = before.clone();
        if !after.apply(&wanted) {
            return sheet(tx, tenant, &before);
        }
        tx.departments().update(tenant, &after).map_err(name_taken)?;
        let both = fields(&before).into_iter().zip(fields(&after));
        let changes = differences(both.map(|((field, before), (_, after))| (field, before, after)));
        let event = scene.event_apart(EventKind::DepartmentUpdated, after.id.uuid(), changes);
        let sheet = sheet(tx, tenant, &after)?;
        tx.events().append(tenant, &[event])?;
        Ok(sheet)
    }
}
