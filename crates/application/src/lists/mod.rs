//! The tenant's own lists, as callers read them.

use crate::{command::Application, error::Result};
use tessera_domain::{caller::Caller, priority::Priority, project::Project, status::Status};

/// Every status, by position.
///
/// # Errors
/// When storage fails.
pub fn statuses(app: &Application, caller: &Caller) -> Result<Vec<Status>> {
    Ok(app.queries.all_statuses(caller.tenant)?)
}

/// Every priority, by name.
///
/// # Errors
/// When storage fails.
pub fn priorities(app: &Application, caller: &Caller) -> Result<Vec<Priority>> {
    Ok(app.queries.all_priorities(caller.tenant)?)
}

/// The projects, the default one first.
///
/// # Errors
/// When storage fails.
pub fn projects(app: &Application, caller: &Caller) -> Result<Vec<Project>> {
    Ok(app.queries.all_projects(caller.tenant)?)
}
