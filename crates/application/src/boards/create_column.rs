//! Putting a column on a board.

use super::{check_position, field, fields, rights, statuses, written};
use crate::{
    changes::birth,
    command::{Command, Scene},
    error::{Clash, Error, Result},
};
use tessera_domain::{
    event::EventKind,
    issue::Problem,
    project::{Color, Column, Project},
    text::Name,
    visibility::ProjectSight,
};
use tessera_ports::{StoreError, counters, error::Unique, queries::ColumnSheet, tx::Tx};

/// Puts a column on a board. Members of the project and admins may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreateColumn {
    /// On whose board; the caller's first project if not said.
    pub project: Option<i64>,
    /// What people see, unique on the board. It says which status the column names.
    pub name: Name,
    /// Where it stands, from 0; 0 if not said.
    pub position: Option<i32>,
    /// What it looks like.
    pub color: Option<Color>,
}

impl Command for CreateColumn {
    type Outcome = ColumnSheet;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<ColumnSheet> {
        let tenant = scene.caller.tenant;
        let project = match self.project {
            Some(number) => rights::named(tx, scene, number, rights::Named::InBody)?,
            None => first_project(tx, scene)?,
        };
        rights::require_member(tx, scene, project.id)?;
        let position = self.position.unwrap_or_default();
        check_position(position)?;
        tx.boards().hold(tenant, &[project.id])?;
        let mut events = Vec::new();
        let status = statuses::of_column(tx, scene, &self.name, &mut events)?;
        let column = Column {
            id: scene.ids.make(scene.now),
            project: project.id,
            number: tx.counters().take(tenant, counters::COLUMN, 1)?,
            name: self.name.clone(),
            position,
            color: self.color.clone().unwrap_or_default(),
            status: status.id,
            category: status.category,
            created_at: scene.now,
            updated_at: scene.now,
            version: 1,
        };
        tx.boards().insert_column(tenant, &column).map_err(name_taken)?;
        let sheet = written(tx.boards().column_sheet(tenant, column.id)?)?;
        let born = birth(fields(&column));
        events.push(scene.event_apart(EventKind::ColumnCreated, column.id.uuid(), born));
        tx.events().append(tenant, &events)?;
        Ok(sheet)
    }
}

/// The project that is meant when none is named: the caller's first one, else, for those who see all, the default.
fn first_project(tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Project> {
    let (tenant, sight) = (scene.caller.tenant, scene.caller.project_sight());
    let own = match sight {
        ProjectSight::Nothing => None,
        ProjectSight::Own(_) | ProjectSight::Everything => tx.boards().first_of(tenant, scene.caller.user)?,
    };
    let meant = match (own, sight) {
        (Some(project), _) => Some(project),
        (None, ProjectSight::Everything) => tx.lists().default_project(tenant)?,
        (None, ProjectSight::Own(_) | ProjectSight::Nothing) => None,
    };
    meant.ok_or_else(|| Error::invalid(field::PROJECT, Problem::Required))
}

/// A name that is on the board already is the caller's to change.
pub(super) fn name_taken(error: StoreError) -> Error {
    match error {
        StoreError::Taken(Unique::ColumnName) => Error::Conflict(Clash::ColumnNameTaken),
        other => other.into(),
    }
}
