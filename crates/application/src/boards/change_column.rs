//! Changing a column.

use super::{
    check_position, create_column::name_taken, delete_column::held, expect_version, field, fields, rights,
    statuses, written,
};
use crate::{
    changes::differences,
    command::{Command, Scene},
    error::{Error, Result},
};
use tessera_domain::{
    event::{Event, EventKind},
    issue::Problem,
    project::{Color, Column},
    text::Name,
};
use tessera_ports::{queries::ColumnSheet, tx::Tx};

/// Changes what is named. Members of the project and admins may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangeColumn {
    /// Which column.
    pub column: i64,
    /// Its project, for whoever sends all fields: a column stays on its board.
    pub project: Option<i64>,
    /// Another name. While no ticket lies in the column, it names the status of this name from now on.
    pub name: Option<Name>,
    /// Another place, from 0.
    pub position: Option<i32>,
    /// What it looks like.
    pub color: Option<Color>,
    /// The versions that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
}

impl Command for ChangeColumn {
    type Outcome = ColumnSheet;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<ColumnSheet> {
        let tenant = scene.caller.tenant;
        let (before, _) = held(tx, scene, self.column)?;
        expect_version(before.version, self.expected.as_deref())?;
        self.check(tx, scene, &before)?;
        let mut events = Vec::new();
        let mut after = self.changed(tx, scene, &before, &mut events)?;
        if after == before {
            return written(tx.boards().column_sheet(tenant, before.id)?);
        }
        after.updated_at = scene.now;
        after.version += 1;
        tx.boards().update_column(tenant, &after).map_err(name_taken)?;
        let sheet = written(tx.boards().column_sheet(tenant, after.id)?)?;
        let both = fields(&before).into_iter().zip(fields(&after));
        let changes = differences(both.map(|((field, before), (_, after))| (field, before, after)));
        events.push(scene.event_apart(EventKind::ColumnUpdated, after.id.uuid(), changes));
        tx.events().append(tenant, &events)?;
        Ok(sheet)
    }
}

impl ChangeColumn {
    fn check(&self, tx: &mut dyn Tx, scene: &Scene<'_>, column: &Column) -> Result<()> {
        self.position.map_or(Ok(()), check_position)?;
        let Some(number) = self.project else {
            return Ok(());
        };
        if rights::named(tx, scene, number, rights::Named::InBody)?.id == column.project {
            return Ok(());
        }
        Err(Error::invalid(
            field::PROJECT,
            Problem::Rule("a column stays on its board"),
        ))
    }

    fn changed(
        &self,
        tx: &mut dyn Tx,
        scene: &Scene<'_>,
        before: &Column,
        events: &mut Vec<Event>,
    ) -> Result<Column> {
        let mut after = before.clone();
        if let Some(name) = self.name.as_ref().filter(|name| **name != before.name) {
            after.name = name.clone();
            if tx.boards().tickets_in_column(scene.caller.tenant, before)? == 0 {
                let status = statuses::of_column(tx, scene, name, events)?;
                (after.status, after.category) = (status.id, status.category);
            }
        }
        if let Some(position) = self.position {
            after.position = position;
        }
        if let Some(color) = &self.color {
            after.color = color.clone();
        }
        Ok(after)
    }
}
