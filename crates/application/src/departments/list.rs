//! Reading departments.

use crate::{
    command::Application,
    error::{Error, Result, Thing},
};
use tessera_domain::{
    caller::{Caller, CallerKind},
    listing::{Page, Window},
    user::Permission,
};
use tessera_ports::departments::{DepartmentOrder, DepartmentSheet};

/// The wanted part of the departments.
///
/// # Errors
/// [`Error::Forbidden`] for other systems.
pub fn list(
    app: &Application,
    caller: &Caller,
    order: DepartmentOrder,
    window: Window,
) -> Result<Page<DepartmentSheet>> {
    require_person(caller)?;
    Ok(app.queries.departments(caller.tenant, order, window)?)
}

/// The department of that number.
///
/// # Errors
/// [`Error::Forbidden`] for other systems, [`Error::NotFound`].
pub fn show(app: &Application, caller: &Caller, number: i64) -> Result<DepartmentSheet> {
    require_person(caller)?;
    app.queries
        .department(caller.tenant, number)?
        .ok_or(Error::NotFound(Thing::Department))
}

/// Goes on only if the caller is somebody in person: other systems know of no departments.
const fn require_person(caller: &Caller) -> Result<()> {
    match caller.kind {
        CallerKind::Person => Ok(()),
        CallerKind::Integration => Err(Error::Forbidden(Permission::ViewTickets)),
    }
}
