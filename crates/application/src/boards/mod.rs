//! Projects and their boards: finding, making, changing and arranging them.
//!
//! A project is seen by its members and by whoever made it, by admins, and by whoever sees every ticket. Its
//! members arrange the board; its superadmins, and admins, change the project itself.

mod change_column;
mod change_project;
mod create_column;
pub(crate) mod create_project;
mod delete_column;
mod delete_project;
mod entrust;
mod list;
mod reorder_columns;
mod rights;
mod statuses;

pub use change_column::ChangeColumn;
pub use change_project::ChangeProject;
pub use create_column::CreateColumn;
pub use create_project::CreateProject;
pub use delete_column::DeleteColumn;
pub use delete_project::DeleteProject;
pub use entrust::entrust_default;
pub(crate) use list::check_project;
pub use list::{column, list_columns, list_projects, project};
pub use reorder_columns::ReorderColumns;
pub(crate) use rights::{Named, named, require_member, require_superadmin};

use crate::error::{Error, Result};
use tessera_domain::{issue::Problem, project::Column};
use tessera_ports::StoreError;

/// The names under which the use cases of boards and tags report bad fields. Dialects translate them into their own.
pub mod field {
    /// The project.
    pub const PROJECT: &str = "project_id";
    /// Where a column stands.
    pub const POSITION: &str = "position";
}

/// Goes on only if what is stored is of a version that the caller expects.
pub(crate) fn expect_version(version: i64, expected: Option<&[i64]>) -> Result<()> {
    if expected.is_some_and(|versions| !versions.contains(&version)) {
        return Err(Error::Stale);
    }
    Ok(())
}

/// What was written in this very transaction is there.
pub(crate) fn written<T>(found: Option<T>) -> Result<T> {
    Ok(found.ok_or_else(|| StoreError::Failed("what was just written is not there".into()))?)
}

/// Places are counted from 0.
fn check_position(position: i32) -> Result<()> {
    if position < 0 {
        return Err(Error::invalid(field::POSITION, Problem::TooSmall { min: 0 }));
    }
    Ok(())
}

/// What the event log says of a column.
fn fields(column: &Column) -> [(&'static str, serde_json::Value); 4] {
    [
        ("name", serde_json::json!(column.name)),
        ("position", serde_json::json!(column.position)),
        ("color", serde_json::json!(column.color)),
        ("status_id", serde_json::json!(column.status)),
    ]
}
