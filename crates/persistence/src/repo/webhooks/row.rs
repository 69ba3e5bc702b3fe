//! A webhook, a delivery and a try as they are stored.

use crate::{
    schema::{webhook_attempts as attempts, webhook_deliveries as deliveries, webhooks},
    types::{At, Doc, Key, at, corrupt, doc, key},
};
use diesel::prelude::*;
use tessera_domain::webhook::{
    FormerSecret, SealedSecret, Webhook, WebhookEvent, WebhookState, WebhookUrl,
    delivery::{Attempt, Delivery, DeliveryState, Outcome},
};
use tessera_ports::{StoreError, StoreResult};

/// Everything of a webhook.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = webhooks, primary_key(tenant_id, id))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct WebhookRow {
    tenant_id: Key,
    id: Key,
    number: i64,
    url: String,
    events: Doc,
    secret: Vec<u8>,
    former_secret: Option<Vec<u8>>,
    former_until: Option<At>,
    state: String,
    state_since: At,
    failing_since: Option<At>,
    created_at: At,
    updated_at: At,
    version: i64,
}

impl From<&Webhook> for WebhookRow {
    fn from(webhook: &Webhook) -> Self {
        let events: Vec<_> = webhook.events.iter().map(|event| event.name()).collect();
        let former = webhook.former.as_ref();
        Self {
            tenant_id: key(webhook.tenant),
            id: key(webhook.id),
            number: webhook.number,
            url: webhook.url.as_str().to_owned(),
            events: doc(&events),
            secret: webhook.secret.0.clone(),
            former_secret: former.map(|former| former.secret.0.clone()),
            former_until: former.map(|former| at(former.until)),
            state: webhook.state.key().to_owned(),
            state_since: at(webhook.state_since),
            failing_since: webhook.failing_since.map(at),
            created_at: at(webhook.created_at),
            updated_at: at(webhook.updated_at),
            version: webhook.version,
        }
    }
}

impl TryFrom<WebhookRow> for Webhook {
    type Error = StoreError;

    fn try_from(row: WebhookRow) -> Result<Self, StoreError> {
        let bad = corrupt("webhooks", row.id);
        let names: Vec<String> = row.events.parse().map_err(|error| bad("events", &error))?;
        let event = |name: &String| WebhookEvent::from_name(name).ok_or_else(|| bad("events", name));
        let former = row.former_secret.zip(row.former_until);
        Ok(Self {
            tenant: row.tenant_id.id(),
            id: row.id.id(),
            number: row.number,
            url: WebhookUrl::parse(&row.url).map_err(|problem| bad("url", &problem))?,
            events: names.iter().map(event).collect::<StoreResult<_>>()?,
            secret: SealedSecret(row.secret),
            former: former.map(|(secret, until)| FormerSecret {
                secret: SealedSecret(secret),
                until: until.time(),
            }),
            state: WebhookState::from_key(&row.state).ok_or_else(|| bad("state", &row.state))?,
            state_since: row.state_since.time(),
            failing_since: row.failing_since.map(At::time),
            created_at: row.created_at.time(),
            updated_at: row.updated_at.time(),
            version: row.version,
        })
    }
}

/// Everything of a delivery but its lease.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = deliveries, treat_none_as_default_value = false)]
pub struct DeliveryRow {
    tenant_id: Key,
    id: Key,
    webhook_id: Key,
    event_id: Key,
    topic: String,
    body: String,
    state: String,
    attempts: i64,
    tries: i64,
    due_at: Option<At>,
    created_at: At,
    finished_at: Option<At>,
}

impl DeliveryRow {
    /// Its id.
    pub const fn id(&self) -> Key {
        self.id
    }
}

impl From<&Delivery> for DeliveryRow {
    fn from(delivery: &Delivery) -> Self {
        Self {
            tenant_id: key(delivery.tenant),
            id: key(delivery.id),
            webhook_id: key(delivery.webhook),
            event_id: key(delivery.event),
            topic: delivery.topic.name().to_owned(),
            body: delivery.body.clone(),
            state: delivery.state.key().to_owned(),
            attempts: delivery.attempts.into(),
            tries: delivery.tries.into(),
            due_at: delivery.due_at.map(at),
            created_at: at(delivery.created_at),
            finished_at: delivery.finished_at.map(at),
        }
    }
}

impl TryFrom<DeliveryRow> for Delivery {
    type Error = StoreError;

    fn try_from(row: DeliveryRow) -> Result<Self, StoreError> {
        let bad = corrupt("webhook_deliveries", row.id);
        Ok(Self {
            tenant: row.tenant_id.id(),
            id: row.id.id(),
            webhook: row.webhook_id.id(),
            event: row.event_id.id(),
            topic: WebhookEvent::from_name(&row.topic).ok_or_else(|| bad("topic", &row.topic))?,
            body: row.body,
            state: DeliveryState::from_key(&row.state).ok_or_else(|| bad("state", &row.state))?,
            attempts: u32::try_from(row.attempts).map_err(|error| bad("attempts", &error))?,
            tries: u32::try_from(row.tries).map_err(|error| bad("tries", &error))?,
            due_at: row.due_at.map(At::time),
            created_at: row.created_at.time(),
            finished_at: row.finished_at.map(At::time),
        })
    }
}

/// What changes of a delivery when it was tried or put on the way again. Whoever had claimed it has it no more.
#[derive(AsChangeset)]
#[diesel(table_name = deliveries, treat_none_as_null = true)]
pub struct DeliveryChange {
    state: &'static str,
    attempts: i64,
    tries: i64,
    due_at: Option<At>,
    lease: Option<Key>,
    finished_at: Option<At>,
}

impl From<&Delivery> for DeliveryChange {
    fn from(delivery: &Delivery) -> Self {
        Self {
            state: delivery.state.key(),
            attempts: delivery.attempts.into(),
            tries: delivery.tries.into(),
            due_at: delivery.due_at.map(at),
            lease: None,
            finished_at: delivery.finished_at.map(at),
        }
    }
}

/// A try.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = attempts, treat_none_as_default_value = false)]
pub struct AttemptRow {
    tenant_id: Key,
    delivery_id: Key,
    number: i64,
    started_at: At,
    milliseconds: i64,
    status: Option<i16>,
    failure: Option<String>,
    answer: Option<String>,
}

impl AttemptRow {
    /// The row of a try of that delivery.
    pub fn new(delivery: &Delivery, attempt: &Attempt) -> StoreResult<Self> {
        let status = attempt.outcome.status().map(i16::try_from).transpose();
        Ok(Self {
            tenant_id: key(delivery.tenant),
            delivery_id: key(delivery.id),
            number: attempt.number.into(),
            started_at: at(attempt.at),
            milliseconds: attempt.milliseconds.max(0),
            status: status.map_err(|error| StoreError::Failed(error.to_string()))?,
            failure: attempt.outcome.failure().map(ToOwned::to_owned),
            answer: attempt.answer.clone(),
        })
    }

    /// Of which delivery it is.
    pub const fn delivery(&self) -> Key {
        self.delivery_id
    }
}

impl TryFrom<AttemptRow> for Attempt {
    type Error = StoreError;

    fn try_from(row: AttemptRow) -> Result<Self, StoreError> {
        let bad = corrupt("webhook_attempts", row.delivery_id);
        let status = row.status.map(u16::try_from).transpose();
        let status = status.map_err(|error| bad("status", &error))?;
        Ok(Self {
            number: u32::try_from(row.number).map_err(|error| bad("number", &error))?,
            at: row.started_at.time(),
            milliseconds: row.milliseconds,
            outcome: Outcome::stored(status, row.failure.as_deref())
                .ok_or_else(|| bad("failure", &format!("{:?}", row.failure)))?,
            answer: row.answer,
        })
    }
}
