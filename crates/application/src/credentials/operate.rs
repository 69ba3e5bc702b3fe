//! What an operator does with API keys that exist.

use crate::{
    command::Application,
    error::{Error, Result, Thing},
    hand::Hand,
};
use tessera_domain::{
    event::EventKind,
    id::{CredentialId, TenantId, UserId},
};
use tessera_ports::credentials::{Credential, CredentialKind};

/// The tenant's API keys, or those of one person, newest first, at most `limit`. The keys of sessions are not
/// among them.
///
/// # Errors
/// When they cannot be read.
pub fn list(
    app: &Application,
    tenant: TenantId,
    user: Option<UserId>,
    limit: i64,
) -> Result<Vec<Credential>> {
    let kind = CredentialKind::ApiKey;
    app.store
        .transact(|tx| Ok(tx.credentials().list(tenant, kind, user, limit)?))
}

/// Ends an API key: the next request with it is refused.
///
/// # Errors
/// [`Error::NotFound`] when there is no API key of that id that has not ended.
pub fn revoke(app: &Application, tenant: TenantId, id: CredentialId) -> Result<Credential> {
    let now = app.clock.now();
    app.store.transact(|tx| {
        let found = tx.credentials().find(tenant, id)?;
        let key = found.filter(|found| found.kind == CredentialKind::ApiKey);
        let key = key.ok_or(Error::NotFound(Thing::Credential))?;
        if !tx.credentials().revoke(tenant, id, now)? {
            return Err(Error::NotFound(Thing::Credential));
        }
        let event = Hand::Operator(tenant).event(app, EventKind::CredentialRevoked, id.uuid(), now);
        tx.events().append(tenant, &[event])?;
        Ok(key.clone())
    })
}
