//! What an operator does with tenants that exist.

use crate::{
    command::Application,
    error::{Clash, Error, Result, Thing},
    hand::Hand,
};
use tessera_domain::{
    event::EventKind,
    tenant::{Slug, Tenant},
};
use tessera_ports::{StoreError, error::Unique};

/// Tenants by slug, from the one after `after` on, at most `limit`. Nothing comes before the empty text.
///
/// # Errors
/// When they cannot be read.
pub fn list(app: &Application, after: &str, limit: i64) -> Result<Vec<Tenant>> {
    app.store.transact(|tx| Ok(tx.tenants().list(after, limit)?))
}

/// How many tenants are read at a time.
const BATCH: i64 = 100;

/// Does something for each tenant, whatever its state.
pub(crate) fn each(app: &Application, mut each: impl FnMut(&Tenant) -> Result<()>) -> Result<()> {
    let mut after = String::new();
    loop {
        let tenants = list(app, &after, BATCH)?;
        let Some(last) = tenants.last() else {
            return Ok(());
        };
        last.slug.as_str().clone_into(&mut after);
        tenants.iter().try_for_each(&mut each)?;
    }
}

/// Changes a tenant: its state, its host name, its rule of enrolment.
///
/// # Errors
/// [`Error::NotFound`]; [`Clash::HostTaken`].
pub fn update(app: &Application, slug: &Slug, change: impl Fn(&mut Tenant)) -> Result<Tenant> {
    let now = app.clock.now();
    app.store.transact(|tx| {
        let before = tx
            .tenants()
            .by_slug(slug)?
            .ok_or(Error::NotFound(Thing::Tenant))?;
        let mut tenant = before.clone();
        change(&mut tenant);
        if tenant == before {
            return Ok(tenant);
        }
        tx.tenants().update(&tenant).map_err(|error| match error {
            StoreError::Taken(Unique::TenantHost) => Error::Conflict(Clash::HostTaken),
            other => Error::from(other),
        })?;
        let (kind, subject) = (EventKind::TenantUpdated, tenant.id.uuid());
        let event = Hand::Operator(tenant.id).event(app, kind, subject, now);
        tx.events().append(tenant.id, &[event])?;
        Ok(tenant)
    })
}
