//! Reading projects and columns.

use super::rights;
use crate::{
    access::require,
    command::Application,
    error::{Error, Result, Thing},
};
use tessera_domain::{
    caller::Caller,
    listing::{Page, Window},
    user::Permission,
};
use tessera_ports::queries::{ColumnSheet, ColumnsWanted, ProjectSheet};

/// The wanted part of the projects that the caller sees, by name.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn list_projects(app: &Application, caller: &Caller, window: Window) -> Result<Page<ProjectSheet>> {
    require(caller, Permission::ViewTickets)?;
    Ok(app
        .queries
        .projects(caller.tenant, caller.project_sight(), window)?)
}

/// The project of that number.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`] when there is none in the caller's sight.
pub fn project(app: &Application, caller: &Caller, number: i64) -> Result<ProjectSheet> {
    require(caller, Permission::ViewTickets)?;
    app.queries
        .project(caller.tenant, caller.project_sight(), number)?
        .ok_or(Error::NotFound(Thing::Project))
}

/// The wanted part of the columns of the projects that the caller sees.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] naming the project when there is none of that number in the caller's
/// sight.
pub fn list_columns(
    app: &Application,
    caller: &Caller,
    wanted: &ColumnsWanted,
    window: Window,
) -> Result<Page<ColumnSheet>> {
    require(caller, Permission::ViewTickets)?;
    check_project(app, caller, wanted.project)?;
    Ok(app
        .queries
        .columns(caller.tenant, caller.project_sight(), wanted, window)?)
}

/// The column of that number.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`] when its project is not in the caller's sight.
pub fn column(app: &Application, caller: &Caller, number: i64) -> Result<ColumnSheet> {
    require(caller, Permission::ViewTickets)?;
    app.queries
        .column(caller.tenant, caller.project_sight(), number)?
        .ok_or(Error::NotFound(Thing::Column))
}

/// Goes on only if the caller sees the project of that number, where one is named.
pub(crate) fn check_project(app: &Application, caller: &Caller, number: Option<i64>) -> Result<()> {
    let Some(number) = number else { return Ok(()) };
    let found = app
        .queries
        .project(caller.tenant, caller.project_sight(), number)?;
    found.map(drop).ok_or_else(|| rights::unknown(number))
}
