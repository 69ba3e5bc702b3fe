//! Webhooks on the wire. Their secrets are not.

use serde::Serialize;
use tessera_domain::webhook::{Webhook, payload::webhook_name};
use tessera_http::moment::exact::Moment;
use utoipa::ToSchema;

/// A webhook.
#[derive(Serialize, ToSchema)]
#[schema(as = Webhook)]
pub struct WebhookRow {
    /// What it is called.
    #[schema(pattern = "^wh_[0-9]+$", example = "wh_123456789")]
    pub id: String,
    /// Where it is told.
    #[schema(example = "https://your-app.com/webhooks/tickets")]
    pub url: String,
    /// Of what.
    #[schema(value_type = crate::schema::EventWords)]
    pub events: Vec<&'static str>,
    /// Whether it is told anything.
    pub active: bool,
    /// Why, or why not: `active`; `off`, because an admin switched it off; `failing`, because it took nothing for five days;
    /// `gone`, because it answered 410.
    #[schema(pattern = "^(active|off|failing|gone)$")]
    pub state: &'static str,
    /// Since when every delivery has failed, if the last one did.
    pub failing_since: Option<Moment>,
    /// How long the secret before this one still signs, if it does.
    pub former_secret_until: Option<Moment>,
    /// When it was made.
    pub created_at: Moment,
    /// When it was changed last.
    pub updated_at: Moment,
}

/// A webhook, and its secret if that was made just now.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookWithSecret)]
pub struct WebhookWithSecret {
    /// The webhook.
    #[serde(flatten)]
    pub webhook: WebhookRow,
    /// The secret, if it was made and not sent. It is told this once.
    pub secret: Option<String>,
}

impl From<&Webhook> for WebhookRow {
    fn from(webhook: &Webhook) -> Self {
        Self {
            id: webhook_name(webhook.number),
            url: webhook.url.as_str().to_owned(),
            events: webhook.events.iter().map(|event| event.name()).collect(),
            active: webhook.is_active(),
            state: webhook.state.key(),
            failing_since: webhook.failing_since.map(Moment),
            former_secret_until: webhook.former.as_ref().map(|former| Moment(former.until)),
            created_at: Moment(webhook.created_at),
            updated_at: Moment(webhook.updated_at),
        }
    }
}

impl WebhookWithSecret {
    /// As it is kept for requests that are repeated: without the secret.
    pub const fn kept(webhook: WebhookRow) -> Self {
        Self {
            webhook,
            secret: None,
        }
    }
}
