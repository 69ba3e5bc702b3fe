//! Having delivered once more what was delivered, given up or missed.

use super::{Span, delivery, event, field, named, require_active, require_admin};
use crate::{
    command::{Command, Scene},
    error::{Error, Result, Thing},
};
use tessera_domain::{
    event::{EventKind, FieldChange},
    id::DeliveryId,
    issue::Problem,
    webhook::{WebhookEvent, delivery::Delivery},
};
use tessera_ports::tx::Tx;

/// Puts one delivery on the way again, however it stands. Admins may.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Redeliver {
    /// Which webhook.
    pub webhook: i64,
    /// Which delivery of it.
    pub delivery: DeliveryId,
}

impl Command for Redeliver {
    type Outcome = Delivery;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Delivery> {
        let tenant = scene.caller.tenant;
        require_admin(scene.caller)?;
        let webhook = named(tx, tenant, self.webhook)?;
        let found = tx.webhooks().delivery(tenant, webhook.id, self.delivery)?;
        let mut again = found.ok_or(Error::NotFound(Thing::Delivery))?;
        require_active(&webhook)?;
        again.send_again(scene.now);
        tx.webhooks().requeue(tenant, &again)?;
        let replayed = event(scene, EventKind::WebhookReplayed, &webhook, Vec::new());
        tx.events().append(tenant, &[replayed])?;
        Ok(again)
    }
}

/// The most deliveries of each sort that are put on the way at once.
const MOST: i64 = 500;

/// Puts on the way again what was given up in a span of time, and what the webhook was not told then because it was
/// switched off or not yet there. Admins may.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RedeliverSpan {
    /// Which webhook.
    pub webhook: i64,
    /// When it happened.
    pub span: Span,
}

/// What is on its way again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Replayed {
    /// Deliveries that had been given up.
    pub again: i64,
    /// Events of which there had been no delivery.
    pub missed: i64,
    /// Whether there may be more, so that the same is to be asked once more.
    pub more: bool,
}

impl Command for RedeliverSpan {
    type Outcome = Replayed;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Replayed> {
        let (tenant, now) = (scene.caller.tenant, scene.now);
        require_admin(scene.caller)?;
        let webhook = named(tx, tenant, self.webhook)?;
        require_active(&webhook)?;
        if self.span.until <= self.span.since {
            return Err(Error::invalid(field::UNTIL, Problem::Rule("Must be after since")));
        }
        let again = tx
            .webhooks()
            .requeue_failed(tenant, webhook.id, self.span, now, MOST)?;
        let kinds: Vec<_> = webhook
            .events
            .iter()
            .copied()
            .flat_map(WebhookEvent::kinds)
            .collect();
        let missed = tx
            .webhooks()
            .missed(tenant, webhook.id, &kinds, self.span, MOST)?;
        let found = missed.len();
        let deliveries: Vec<_> = missed
            .iter()
            .filter_map(|told| {
                let topic = webhook.wants(told.event.kind)?;
                delivery(&webhook, topic, told, now, scene.ids)
            })
            .collect();
        tx.webhooks().queue(tenant, &deliveries)?;
        let replayed = Replayed {
            again,
            missed: i64::try_from(deliveries.len()).unwrap_or(MOST),
            more: again == MOST || i64::try_from(found).is_ok_and(|found| found == MOST),
        };
        let span = [("since", self.span.since), ("until", self.span.until)];
        let changes = span.map(|(field, moment)| FieldChange {
            field: field.into(),
            before: serde_json::Value::Null,
            after: serde_json::json!(moment),
        });
        let told = event(scene, EventKind::WebhookReplayed, &webhook, changes.into());
        tx.events().append(tenant, &[told])?;
        Ok(replayed)
    }
}
