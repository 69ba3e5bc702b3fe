//! Looking at tokens and at what they do: an admin's.

use crate::{
    access::require,
    command::Application,
    error::{Error, Result, Thing},
};
use tessera_domain::{caller::Caller, id::CredentialId, time::Time, user::Permission};
use tessera_ports::integration::{CallFilter, CallRecord, CallStats, HourOfCalls, TokenCard};

/// The tenant's tokens, newest first, those after `after`, at most `limit`.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn list(
    app: &Application,
    caller: &Caller,
    after: Option<CredentialId>,
    limit: i64,
) -> Result<Vec<TokenCard>> {
    require(caller, Permission::ManageIntegrations)?;
    Ok(app.queries.tokens(caller.tenant, after, limit)?)
}

/// One token.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub fn show(app: &Application, caller: &Caller, id: CredentialId) -> Result<TokenCard> {
    require(caller, Permission::ManageIntegrations)?;
    app.queries
        .token(caller.tenant, id)?
        .ok_or(Error::NotFound(Thing::Credential))
}

/// The tenant's calls, newest first, at most `limit`.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn calls(app: &Application, caller: &Caller, filter: &CallFilter, limit: i64) -> Result<Vec<CallRecord>> {
    require(caller, Permission::ManageIntegrations)?;
    Ok(app.queries.calls(caller.tenant, filter, limit)?)
}

/// The calls since `since` by hour of the clock, of one token or of all. Hours without calls are left out.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn calls_by_hour(
    app: &Application,
    caller: &Caller,
    token: Option<CredentialId>,
    since: Time,
) -> Result<Vec<HourOfCalls>> {
    require(caller, Permission::ManageIntegrations)?;
    Ok(app.queries.calls_by_hour(caller.tenant, token, since)?)
}

/// What the token has done.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn stats(app: &Application, caller: &Caller, token: CredentialId) -> Result<CallStats> {
    require(caller, Permission::ManageIntegrations)?;
    let now = app.clock.now();
    Ok(app.queries.call_stats(caller.tenant, token, now)?)
}
