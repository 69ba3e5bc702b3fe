//! Webhooks: where other systems are told of what happens. Admins make, change and take them away, look at what was
//! delivered and have it delivered once more.
//!
//! What is told goes three steps, each in a transaction of its own, and each by any number of processes at a time.
//! [`tell`] takes events out of the outbox, in which they were put by the transaction that made them happen, and puts a
//! delivery for each webhook that wants them on its way. [`claim`] takes deliveries that are due, for some time. They are
//! then sent outside of any transaction, and [`record`] writes down how that came out. Whoever ends in between loses
//! nothing: what was claimed is due again after its time.

mod change;
mod claim;
mod create;
mod delete;
mod list;
mod record;
mod redeliver;
mod rotate_secret;
mod send_test;
mod tell;

pub use change::{ChangeWebhook, Wanted};
pub use claim::{Job, LEASE_SECONDS, claim, due};
pub use create::{CreateWebhook, NewWebhook};
pub use delete::DeleteWebhook;
pub use list::{deliveries, list, show};
pub use record::{Tried, record};
pub use redeliver::{Redeliver, RedeliverSpan, Replayed};
pub use rotate_secret::{RotateSecret, WantedSecret};
pub use send_test::SendTest;
pub use tell::{Told, tell, with_untold};
pub use tessera_ports::webhooks::{
    AddressGuard, Claimed, DeliveryFilter, DeliverySheet, NoKey, NoWebhooks, NotReachable, Span, Vault,
};

use crate::{
    access::require,
    command::Scene,
    error::{Clash, Error, Result, Thing},
};
use serde_json::{Value, json};
use std::{fmt, sync::Arc};
use tessera_domain::{
    caller::{Caller, CallerKind},
    event::{Event, EventKind, FieldChange},
    id::{DeliveryId, TenantId},
    issue::Problem,
    time::Time,
    user::Permission,
    webhook::{
        SealedSecret, SecretText, Webhook, WebhookEvent,
        delivery::{Delivery, DeliveryState},
        payload::{self, Telling},
    },
};
use tessera_ports::{tx::Tx, webhooks::EventOnTicket, world::Ids};

/// The names under which the use cases report bad fields. Dialects translate them into their own.
pub mod field {
    /// Where it is told.
    pub const URL: &str = "url";
    /// Of what.
    pub const EVENTS: &str = "events";
    /// What is signed with.
    pub const SECRET: &str = "secret";
    /// The end of a span.
    pub const UNTIL: &str = "until";
}

/// What webhooks need of the world.
#[derive(Clone)]
pub struct Gear {
    /// Knows which addresses may be called.
    pub guard: Arc<dyn AddressGuard>,
    /// Seals secrets.
    pub vault: Arc<dyn Vault>,
}

impl Gear {
    /// Nothing: no webhook can be made.
    pub fn none() -> Self {
        Self {
            guard: Arc::new(NoWebhooks),
            vault: Arc::new(NoWebhooks),
        }
    }
}

impl fmt::Debug for Gear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gear").finish_non_exhaustive()
    }
}

/// Goes on only if the caller is a person who looks after what other systems do.
const fn require_admin(caller: &Caller) -> Result<()> {
    match caller.kind {
        CallerKind::Person => require(caller, Permission::ManageIntegrations),
        CallerKind::Integration => Err(Error::Forbidden(Permission::ManageIntegrations)),
    }
}

/// An address that cannot be called is the caller's to change. Why it cannot is not told.
fn not_reachable(_: NotReachable) -> Error {
    Error::invalid(
        field::URL,
        Problem::Rule("Must be an address that can be reached"),
    )
}

/// A secret with which nothing can be signed is the caller's to change.
fn unusable() -> Error {
    let rule = "Must have base64 of 24 to 64 bytes after whsec_";
    Error::invalid(field::SECRET, Problem::Rule(rule))
}

/// The webhook of that number.
fn named(tx: &mut dyn Tx, tenant: TenantId, number: i64) -> Result<Webhook> {
    let found = tx.webhooks().by_number(tenant, number)?;
    found.ok_or(Error::NotFound(Thing::Webhook))
}

/// Goes on only if the webhook is told anything.
const fn require_active(webhook: &Webhook) -> Result<()> {
    if webhook.is_active() {
        Ok(())
    } else {
        Err(Error::Conflict(Clash::WebhookOff))
    }
}

/// The event of something that was done to a webhook.
fn event(scene: &Scene<'_>, kind: EventKind, webhook: &Webhook, changes: Vec<FieldChange>) -> Event {
    scene.event_apart(kind, webhook.id.uuid(), changes)
}

/// What the event log says of a webhook. Of secrets it says nothing.
fn fields(webhook: &Webhook) -> [(&'static str, Value); 3] {
    let events: Vec<_> = webhook.events.iter().map(|event| event.name()).collect();
    [
        (field::URL, json!(webhook.url.as_str())),
        (field::EVENTS, json!(events)),
        ("state", json!(webhook.state.key())),
    ]
}

/// What to tell the webhook of an event, if its ticket is still there.
fn delivery(
    webhook: &Webhook,
    topic: WebhookEvent,
    told: &EventOnTicket,
    now: Time,
    ids: &dyn Ids,
) -> Option<Delivery> {
    let ticket = told.ticket.as_ref()?;
    let id: DeliveryId = ids.make(now);
    Some(Delivery {
        tenant: webhook.tenant,
        id,
        webhook: webhook.id,
        event: told.event.id,
        topic,
        body: payload::body(&Telling {
            topic,
            at: told.event.at,
            sequence: told.sequence,
            ticket,
            subject: told.subject.as_ref(),
            changes: &told.event.changes,
            webhook: webhook.number,
        }),
        state: DeliveryState::Pending,
        attempts: 0,
        tries: 0,
        due_at: Some(now),
        created_at: now,
        finished_at: None,
    })
}

/// A secret that was chosen, or a new one where none was, and the same sealed.
fn sealed(
    vault: &dyn Vault,
    (tenant, webhook): (TenantId, tessera_domain::id::WebhookId),
    chosen: Option<SecretText>,
) -> Result<(SealedSecret, Option<SecretText>)> {
    if let Some(secret) = chosen {
        if !vault.can_sign(&secret) {
            return Err(unusable());
        }
        return Ok((vault.seal(tenant, webhook, &secret)?, None));
    }
    let minted = vault.mint()?;
    Ok((vault.seal(tenant, webhook, &minted)?, Some(minted)))
}
