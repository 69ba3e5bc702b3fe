//! Which tenant is meant by somebody who has no credential yet.

use crate::{
    command::Application,
    error::{Error, Result},
};
use tessera_domain::{
    id::TenantId,
    tenant::{HostName, Tenant},
};
use uuid::Uuid;

/// What a request says of its tenant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Named<'r> {
    /// The tenant header, verbatim.
    pub id: Option<&'r str>,
    /// The host name that the request was sent to, without port.
    pub host: Option<&'r str>,
}

/// The tenant: by its id, if one is named; else by the host name, if it is a tenant's own; else the default one.
///
/// # Errors
/// [`Error::Unauthenticated`] when the named one does not exist: as for a wrong password.
pub fn resolve(app: &Application, named: Named<'_>) -> Result<Tenant> {
    let found = match named.id {
        Some(id) => match Uuid::try_parse(id) {
            Ok(id) => app.queries.tenant(TenantId::from(id))?,
            Err(_) => None,
        },
        None => match by_host(app, named.host)? {
            Some(tenant) => Some(tenant),
            None => app.queries.tenant_by_slug(&app.policy.default_tenant)?,
        },
    };
    found.ok_or(Error::Unauthenticated)
}

fn by_host(app: &Application, host: Option<&str>) -> Result<Option<Tenant>> {
    let host = host.and_then(|host| HostName::parse(host).ok());
    let found = host.map(|host| app.queries.tenant_by_host(&host)).transpose()?;
    Ok(found.flatten())
}
