//! Reading webhooks and what was delivered to them.

use super::{DeliveryFilter, DeliverySheet, require_admin};
use crate::{
    command::Application,
    error::{Error, Result, Thing},
};
use tessera_domain::{
    caller::Caller,
    listing::{Page, Window},
    webhook::Webhook,
};

/// The wanted part of the webhooks, by number.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn list(app: &Application, caller: &Caller, window: Window) -> Result<Page<Webhook>> {
    require_admin(caller)?;
    Ok(app.queries.webhooks(caller.tenant, window)?)
}

/// The webhook of that number.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub fn show(app: &Application, caller: &Caller, number: i64) -> Result<Webhook> {
    require_admin(caller)?;
    let found = app.queries.webhook(caller.tenant, number)?;
    found.ok_or(Error::NotFound(Thing::Webhook))
}

/// The wanted part of the webhook's deliveries, newest first, with their tries.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub fn deliveries(
    app: &Application,
    caller: &Caller,
    number: i64,
    filter: DeliveryFilter,
    window: Window,
) -> Result<Page<DeliverySheet>> {
    let webhook = show(app, caller, number)?;
    Ok(app
        .queries
        .deliveries(caller.tenant, webhook.id, filter, window)?)
}
