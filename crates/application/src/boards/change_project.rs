//! Changing a project.

use super::{create_project::key_taken, expect_version, rights, written};
use crate::{
    changes::differences,
    command::{Command, Scene},
    error::Result,
};
use serde_json::json;
use tessera_domain::{
    event::EventKind,
    project::{Project, ProjectKey},
    text::{Description, Name},
    ticket::Patch,
};
use tessera_ports::{queries::ProjectSheet, tx::Tx};

/// Changes what is named. Its superadmins and admins may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangeProject {
    /// Which project.
    pub project: i64,
    /// Another key.
    pub key: Option<ProjectKey>,
    /// Another name.
    pub name: Option<Name>,
    /// What it is about.
    pub description: Patch<Description>,
    /// The versions that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
}

impl Command for ChangeProject {
    type Outcome = ProjectSheet;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<ProjectSheet> {
        let tenant = scene.caller.tenant;
        let before = rights::named(tx, scene, self.project, rights::Named::InPath)?;
        rights::require_superadmin(tx, scene, before.id)?;
        expect_version(before.version, self.expected.as_deref())?;
        let mut after = before.clone();
        if let Some(key) = &self.key {
            after.key = key.clone();
        }
        if let Some(name) = &self.name {
            after.name = name.clone();
        }
        self.description.clone().onto(&mut after.description);
        if after == before {
            return written(tx.boards().project_sheet(tenant, before.id)?);
        }
        after.updated_at = scene.now;
        after.version += 1;
        tx.boards().update_project(tenant, &after).map_err(key_taken)?;
        let sheet = written(tx.boards().project_sheet(tenant, after.id)?)?;
        let changes = changed(&before, &after);
        let event = scene.event_apart(EventKind::ProjectUpdated, after.id.uuid(), changes);
        tx.events().append(tenant, &[event])?;
        Ok(sheet)
    }
}

fn changed(before: &Project, after: &Project) -> Vec<tessera_domain::event::FieldChange> {
    differences([
        ("key", json!(before.key), json!(after.key)),
        ("name", json!(before.name), json!(after.name)),
        ("description", json!(before.description), json!(after.description)),
    ])
}
