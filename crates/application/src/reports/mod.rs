//! Reports over the tickets that a caller may have reports about, and taking those tickets out of the service.

mod breakdown;
mod dashboard;
mod export;
mod performance;

pub use breakdown::{Breakdown, breakdown};
pub use dashboard::{Categories, Dashboard, dashboard};
pub use export::{Export, ExportTickets, NewExport};
pub use performance::{Performance, PersonPerformance, performance};

use crate::{
    access::require,
    command::Application,
    error::{Error, Result, Thing},
};
use tessera_domain::{caller::Caller, report::Scope, user::Permission};

/// What the caller may have reports about, and of that the department of this number, if one is named.
///
/// # Errors
/// [`Error::Forbidden`] for a department that is not the caller's, there or not, unless they see every ticket;
/// [`Error::NotFound`] when they do and there is none.
fn scope(app: &Application, caller: &Caller, department: Option<i64>) -> Result<Scope> {
    require(caller, Permission::ViewTickets)?;
    let all = Scope::of(caller).ok_or(NOT_THEIRS)?;
    let Some(number) = department else {
        return Ok(all);
    };
    let sees_all = all.is_shared() && all.department.is_none();
    match app.queries.department(caller.tenant, number)? {
        Some(found) => all.within(found.department.id, caller).ok_or(NOT_THEIRS),
        None if sees_all => Err(Error::NotFound(Thing::Department)),
        None => Err(NOT_THEIRS),
    }
}

/// Whoever saw every ticket might have it.
const NOT_THEIRS: Error = Error::Forbidden(Permission::ViewAllTickets);
