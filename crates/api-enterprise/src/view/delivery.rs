//! Deliveries to webhooks on the wire.

use serde::Serialize;
use serde_json::Value;
use tessera_application::webhooks::{DeliverySheet, Replayed};
use tessera_domain::webhook::delivery::{Attempt, Delivery};
use tessera_http::moment::exact::Moment;
use utoipa::ToSchema;
use uuid::Uuid;

/// One event on its way to one webhook.
#[derive(Serialize, ToSchema)]
#[schema(as = Delivery)]
pub struct DeliveryRow {
    /// Its id, which goes along as `X-Webhook-Delivery`.
    pub id: Uuid,
    /// The id of the event, which goes along as `webhook-id`, after `evt_` and without hyphens.
    pub event_id: Uuid,
    /// What the event is called.
    #[schema(value_type = String, example = "ticket.created")]
    pub event: &'static str,
    /// How it stands.
    #[schema(pattern = "^(pending|delivered|failed)$")]
    pub status: &'static str,
    /// How often it was tried.
    #[schema(minimum = 0)]
    pub attempts_count: u32,
    /// When it is tried next.
    pub next_attempt_at: Option<Moment>,
    /// When it was put on its way first.
    pub created_at: Moment,
    /// When it was taken or given up.
    pub finished_at: Option<Moment>,
    /// What is sent.
    #[schema(value_type = Object)]
    pub payload: Value,
    /// Its tries, from the first on; the last 100.
    pub attempts: Vec<AttemptRow>,
}

/// One try.
#[derive(Serialize, ToSchema)]
#[schema(as = DeliveryAttempt)]
pub struct AttemptRow {
    /// Which it was.
    #[schema(minimum = 1)]
    pub number: u32,
    /// When it began.
    pub at: Moment,
    /// How long it took.
    #[schema(minimum = 0)]
    pub milliseconds: i64,
    /// The status of the answer, if there was one.
    pub status_code: Option<u16>,
    /// Why there was none: `timeout`, `unreachable`, or `refused`, because the address must not be called.
    #[schema(value_type = Option<String>)]
    pub error: Option<&'static str>,
    /// The first 2,000 characters of the answer.
    pub response: Option<String>,
}

/// What is on its way again.
#[derive(Serialize, ToSchema)]
#[schema(as = Replayed)]
pub struct ReplayedRow {
    /// Deliveries that had been given up.
    #[schema(minimum = 0)]
    pub redelivered: i64,
    /// Events of which there had been no delivery.
    #[schema(minimum = 0)]
    pub missed: i64,
    /// Whether there may be more of the span, so that the same is to be asked once more.
    pub has_more: bool,
}

impl DeliveryRow {
    /// A delivery that was just put on its way. Its tries are left out.
    pub fn queued(delivery: &Delivery) -> Self {
        Self::new(delivery, &[])
    }

    fn new(delivery: &Delivery, attempts: &[Attempt]) -> Self {
        Self {
            id: delivery.id.uuid(),
            event_id: delivery.event.uuid(),
            event: delivery.topic.name(),
            status: delivery.state.key(),
            attempts_count: delivery.attempts,
            next_attempt_at: delivery.due_at.map(Moment),
            created_at: Moment(delivery.created_at),
            finished_at: delivery.finished_at.map(Moment),
            payload: serde_json::from_str(&delivery.body).unwrap_or_default(),
            attempts: attempts.iter().map(AttemptRow::from).collect(),
        }
    }
}

impl From<&DeliverySheet> for DeliveryRow {
    fn from(sheet: &DeliverySheet) -> Self {
        Self::new(&sheet.delivery, &sheet.attempts)
    }
}

impl From<&Attempt> for AttemptRow {
    fn from(attempt: &Attempt) -> Self {
        let Attempt {
            number,
            at,
            milliseconds,
            outcome,
            answer,
        } = attempt;
        Self {
            number: *number,
            at: Moment(*at),
            milliseconds: *milliseconds,
            status_code: outcome.status(),
            error: outcome.failure(),
            response: answer.clone(),
        }
    }
}

impl From<&Replayed> for ReplayedRow {
    fn from(replayed: &Replayed) -> Self {
        let Replayed { again, missed, more } = *replayed;
        Self {
            redelivered: again,
            missed,
            has_more: more,
        }
    }
}
