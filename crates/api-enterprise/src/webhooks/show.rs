//! Looking at one webhook.

use super::address::{Address, WebhookPath};
use crate::{
    document::{OneRefusals, TAG_WEBHOOKS},
    envelope::{Envelope, Success},
    view::webhook::WebhookRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::webhooks;
use tessera_http::{
    caller::{May, needs::ManageIntegrations},
    fault::Fault,
    work::Work,
};

/// Show a webhook
///
/// Admins may.
#[utoipa::path(
    context_path = "/webhooks",
    operation_id = "getWebhook",
    tag = TAG_WEBHOOKS,
    params(WebhookPath),
    responses(
        (status = 200, description = "The webhook", body = Success<WebhookRow>,
         headers(("ETag" = String, description = "Its version, for `If-Match`"))),
        OneRefusals
    )
)]
#[get("/{id}")]
pub async fn show(may: May<ManageIntegrations>, address: Address, work: Work) -> Result<HttpResponse, Fault> {
    let number = address.webhook()?;
    let envelope = Envelope::of(&work);
    let read = move |app: &_| {
        let webhook = webhooks::show(app, &may.caller, number)?;
        Ok(envelope.shown(WebhookRow::from(&webhook), webhook.version))
    };
    work.show(read).await
}
