//! Trying a webhook.

use super::address::{Address, WebhookPath};
use crate::{
    document::{RepeatHeader, TAG_WEBHOOKS, TriggerRefusals},
    envelope::{Envelope, Success},
    view::delivery::DeliveryRow,
};
use actix_web::{HttpResponse, post};
use tessera_application::webhooks::SendTest;
use tessera_domain::webhook::delivery::Delivery;
use tessera_http::{
    caller::{May, needs::ManageIntegrations},
    fault::Fault,
    json::JsonBody,
    work::Work,
};

/// Send a test event
///
/// Admins may. An event `webhook.test` is put on its way, of a ticket of number 0; the list of deliveries tells how that
/// came out.
#[utoipa::path(
    context_path = "/webhooks",
    operation_id = "testWebhook",
    tag = TAG_WEBHOOKS,
    params(WebhookPath, RepeatHeader),
    responses(
        (status = 201, description = "The delivery", body = Success<DeliveryRow>),
        TriggerRefusals
    )
)]
#[post("/{id}/test")]
pub async fn send(may: May<ManageIntegrations>, address: Address, work: Work) -> Result<HttpResponse, Fault> {
    let command = SendTest {
        webhook: address.webhook()?,
    };
    let envelope = Envelope::of(&work);
    let sent = move |delivery: &Delivery| {
        envelope.added("Test event sent successfully", DeliveryRow::queued(delivery))
    };
    work.write(may.caller, &JsonBody::none(), command, sent).await
}
