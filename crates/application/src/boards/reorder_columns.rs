//! Putting columns into another order.

use super::{check_position, rights};
use crate::{
    command::{Command, Scene},
    error::Result,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tessera_domain::{
    event::{Event, EventKind, FieldChange},
    id::ProjectId,
    project::{Board, Column},
};
use tessera_ports::tx::Tx;

/// Gives columns their places, all of them or none. Numbers that are no columns in the caller's sight are passed
/// over. Members of each project and admins may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReorderColumns {
    /// Columns and their places from 0. Of two places for one column the later counts.
    pub places: Vec<(i64, i32)>,
}

impl Command for ReorderColumns {
    type Outcome = ();

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<()> {
        let (tenant, sight) = (scene.caller.tenant, scene.caller.project_sight());
        let places: BTreeMap<i64, i32> = self.places.iter().copied().collect();
        for position in places.values() {
            check_position(*position)?;
        }
        let numbers: Vec<i64> = places.keys().copied().collect();
        let named = tx.boards().columns(tenant, sight, &numbers)?;
        let projects: BTreeSet<ProjectId> = named.iter().map(|column| column.project).collect();
        for project in &projects {
            rights::require_member(tx, scene, *project)?;
        }
        let projects: Vec<ProjectId> = projects.into_iter().collect();
        tx.boards().hold(tenant, &projects)?;
        let mut events = Vec::new();
        for project in projects {
            let board = tx.lists().board(tenant, project)?;
            events.extend(arrange(tx, scene, project, &board, &places)?);
        }
        if !events.is_empty() {
            tx.events().append(tenant, &events)?;
        }
        Ok(())
    }
}

/// Gives the columns of one board their places, and says so if that is a change.
fn arrange(
    tx: &mut dyn Tx,
    scene: &Scene<'_>,
    project: ProjectId,
    board: &Board,
    places: &BTreeMap<i64, i32>,
) -> Result<Option<Event>> {
    let tenant = scene.caller.tenant;
    let mut columns = board.columns().to_vec();
    let mut moved = false;
    for column in &mut columns {
        let Some(place) = places.get(&column.number).filter(|it| **it != column.position) else {
            continue;
        };
        column.position = *place;
        column.updated_at = scene.now;
        column.version += 1;
        tx.boards().update_column(tenant, column)?;
        moved = true;
    }
    let change = FieldChange {
        field: "columns".into(),
        before: order(board.columns()),
        after: order(Board::new(columns).columns()),
    };
    Ok(moved.then(|| scene.event_apart(EventKind::ColumnsReordered, project.uuid(), vec![change])))
}

/// The columns' numbers from left to right.
fn order(columns: &[Column]) -> Value {
    json!(columns.iter().map(|column| column.number).collect::<Vec<_>>())
}
