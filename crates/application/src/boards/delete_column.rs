//! Taking a column off its board.

use super::{expect_version, fields, rights};
use crate::{
    changes::end,
    command::{Command, Scene},
    error::{Clash, Error, Result, Thing},
};
use tessera_domain::{
    event::EventKind,
    project::{Board, Column},
};
use tessera_ports::{StoreError, tx::Tx};

/// Takes a column off its board, if no ticket lies in it and it is not the board's last. Members of the project and
/// admins may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeleteColumn {
    /// Which column.
    pub column: i64,
    /// The versions that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
}

impl Command for DeleteColumn {
    type Outcome = ();

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<()> {
        let tenant = scene.caller.tenant;
        let (column, board) = held(tx, scene, self.column)?;
        expect_version(column.version, self.expected.as_deref())?;
        if tx.boards().tickets_in_column(tenant, &column)? > 0 {
            return Err(Error::Conflict(Clash::ColumnNotEmpty));
        }
        if board.columns().len() < 2 {
            return Err(Error::Conflict(Clash::LastColumn));
        }
        let removed = tx.boards().remove_column(tenant, column.id);
        // A ticket may have come since they were counted.
        removed.map_err(|error| match error {
            StoreError::Dangling(_) => Error::Conflict(Clash::ColumnNotEmpty),
            other => other.into(),
        })?;
        let was = end(fields(&column));
        let event = scene.event_apart(EventKind::ColumnRemoved, column.id.uuid(), was);
        tx.events().append(tenant, &[event])?;
        Ok(())
    }
}

/// The column of that number and its board, which nobody else changes from here on, if the caller may change it.
pub(super) fn held(tx: &mut dyn Tx, scene: &Scene<'_>, number: i64) -> Result<(Column, Board)> {
    let (tenant, sight) = (scene.caller.tenant, scene.caller.project_sight());
    let gone = || Error::NotFound(Thing::Column);
    let found = tx.boards().columns(tenant, sight, &[number])?.pop();
    let column = found.ok_or_else(gone)?;
    rights::require_member(tx, scene, column.project)?;
    tx.boards().hold(tenant, &[column.project])?;
    let board = tx.lists().board(tenant, column.project)?;
    let column = board.columns().iter().find(|it| it.id == column.id);
    Ok((column.cloned().ok_or_else(gone)?, board))
}
