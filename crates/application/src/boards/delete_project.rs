//! Taking a project away.

use super::{expect_version, rights};
use crate::{
    changes::end,
    command::{Command, Scene},
    error::{Clash, Error, Result},
};
use serde_json::json;
use tessera_domain::event::EventKind;
use tessera_ports::{StoreError, tx::Tx};

/// Takes a project away with its board and its tags, if no ticket lies in it and it is not the tenant's default.
/// Its superadmins and admins may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeleteProject {
    /// Which project.
    pub project: i64,
    /// The versions that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
}

impl Command for DeleteProject {
    type Outcome = ();

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<()> {
        let tenant = scene.caller.tenant;
        let project = rights::named(tx, scene, self.project, rights::Named::InPath)?;
        rights::require_superadmin(tx, scene, project.id)?;
        expect_version(project.version, self.expected.as_deref())?;
        if project.default {
            return Err(Error::Conflict(Clash::DefaultProject));
        }
        tx.boards().hold(tenant, &[project.id])?;
        if tx.boards().tickets_in(tenant, project.id)? > 0 {
            return Err(Error::Conflict(Clash::ProjectNotEmpty));
        }
        let removed = tx.boards().remove_project(tenant, project.id);
        // A ticket may have come since they were counted.
        removed.map_err(|error| match error {
            StoreError::Dangling(_) => Error::Conflict(Clash::ProjectNotEmpty),
            other => other.into(),
        })?;
        let was = end([("key", json!(project.key)), ("name", json!(project.name))]);
        let event = scene.event_apart(EventKind::ProjectRemoved, project.id.uuid(), was);
        tx.events().append(tenant, &[event])?;
        Ok(())
    }
}
