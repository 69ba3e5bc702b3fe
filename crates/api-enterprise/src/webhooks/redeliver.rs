//! Having one delivery made once more.

use super::address::{Address, DeliveryPath, WebhookPath};
use crate::{
    document::{RepeatHeader, TAG_WEBHOOKS, TriggerRefusals},
    envelope::{Envelope, Success},
    view::delivery::DeliveryRow,
};
use actix_web::{HttpResponse, post};
use tessera_application::webhooks::Redeliver;
use tessera_domain::webhook::delivery::Delivery;
use tessera_http::{
    answer,
    caller::{May, needs::ManageIntegrations},
    fault::Fault,
    json::JsonBody,
    work::Work,
};

/// Redeliver an event
///
/// Admins may. The delivery is put on its way again, however it stands: with the same id, the same body, and as many tries
/// as a new one.
#[utoipa::path(
    context_path = "/webhooks",
    operation_id = "redeliver",
    tag = TAG_WEBHOOKS,
    params(WebhookPath, DeliveryPath, RepeatHeader),
    responses(
        (status = 200, description = "The delivery as it stands now, without its tries", body = Success<DeliveryRow>),
        TriggerRefusals
    )
)]
#[post("/{id}/deliveries/{delivery}/redeliver")]
pub async fn redeliver(
    may: May<ManageIntegrations>,
    address: Address,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let command = Redeliver {
        webhook: address.webhook()?,
        delivery: address.delivery()?,
    };
    let envelope = Envelope::of(&work);
    let again = move |delivery: &Delivery| {
        let row = DeliveryRow::queued(delivery);
        answer::json(200, &envelope.wrap("Redelivery queued successfully", row))
    };
    work.write(may.caller, &JsonBody::none(), command, again).await
}
