//! What happened in the tenant, newest first: an admin's view of the event log.

use crate::{access::require, command::Application, error::Result};
use tessera_domain::{caller::Caller, user::Permission};
use tessera_ports::queries::LoggedEvent;

/// The tenant's newest events, those before that place in the log if one is given, at most `limit`.
///
/// # Errors
/// [`Error::Forbidden`](crate::Error::Forbidden).
pub fn newest(
    app: &Application,
    caller: &Caller,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<LoggedEvent>> {
    require(caller, Permission::ManageUsers)?;
    Ok(app.queries.newest(caller.tenant, before, limit)?)
}
