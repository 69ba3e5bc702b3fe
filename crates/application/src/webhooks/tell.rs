//! From the outbox to deliveries.

use super::delivery;
use crate::{command::Application, error::Result};
use tessera_domain::id::TenantId;

/// How many events are told in one transaction.
const BATCH: i64 = 100;
/// How many tenants are looked after at a time.
const TENANTS: i64 = 500;

/// The tenants that have something to tell.
///
/// # Errors
/// When storage fails.
pub fn with_untold(app: &Application) -> Result<Vec<TenantId>> {
    Ok(app.queries.with_untold(TENANTS)?)
}

/// Puts deliveries of the tenant's oldest untold events on the way, and says of how many events; as many as one
/// transaction takes when there may be more. Several may do it at a time: each event is told by one of them.
///
/// # Errors
/// When storage fails; nothing is told then.
pub fn tell(app: &Application, tenant: TenantId) -> Result<Told> {
    let now = app.clock.now();
    app.store.transact(|tx| {
        let untold = tx.webhooks().untold(tenant, BATCH)?;
        if untold.is_empty() {
            return Ok(Told::default());
        }
        // After the events: whoever was there before one of them is seen by now.
        let listening = tx.webhooks().listening(tenant)?;
        let mut deliveries = Vec::new();
        for told in &untold {
            for webhook in &listening {
                let topic = webhook.hears(&told.event);
                deliveries.extend(topic.and_then(|topic| delivery(webhook, topic, told, now, &*app.ids)));
            }
        }
        tx.webhooks().queue(tenant, &deliveries)?;
        let events: Vec<_> = untold.iter().map(|told| told.event.id).collect();
        tx.webhooks().told(tenant, &events, now)?;
        Ok(Told {
            deliveries: deliveries.len(),
            more: i64::try_from(events.len()).is_ok_and(|events| events == BATCH),
        })
    })
}

/// What was put on the way.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Told {
    /// How many deliveries.
    pub deliveries: usize,
    /// Whether there may be more events to tell.
    pub more: bool,
}
