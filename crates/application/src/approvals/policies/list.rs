//! Reading policies.

use super::require_admin;
use crate::{
    command::Application,
    error::{Error, Result, Thing},
};
use tessera_domain::{
    caller::Caller,
    listing::{Page, Window},
};
use tessera_ports::approvals::PolicySheet;

/// The wanted part of the policies, by number.
///
/// # Errors
/// [`Error::Forbidden`] for all but admins.
pub fn list(app: &Application, caller: &Caller, window: Window) -> Result<Page<PolicySheet>> {
    require_admin(caller)?;
    Ok(app.queries.policies(caller.tenant, window)?)
}

/// The policy of that number.
///
/// # Errors
/// [`Error::Forbidden`] for all but admins, [`Error::NotFound`].
pub fn show(app: &Application, caller: &Caller, number: i64) -> Result<PolicySheet> {
    require_admin(caller)?;
    app.queries
        .policy_numbered(caller.tenant, number)?
        .ok_or(Error::NotFound(Thing::Policy))
}
