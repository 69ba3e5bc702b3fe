//! Deleting a webhook.

use super::address::{Address, WebhookPath};
use crate::{
    document::{MatchHeader, RemoveRefusals, RepeatHeader, TAG_WEBHOOKS},
    envelope::{Envelope, Nothing, Success},
};
use actix_web::{HttpResponse, delete};
use tessera_application::webhooks::DeleteWebhook;
use tessera_http::{
    caller::{May, needs::ManageIntegrations},
    conditional::IfMatch,
    fault::Fault,
    json::JsonBody,
    work::Work,
};

/// Delete a webhook
///
/// Admins may. The log of its deliveries goes with it, and what is on its way to it.
#[utoipa::path(
    context_path = "/webhooks",
    operation_id = "deleteWebhook",
    tag = TAG_WEBHOOKS,
    params(WebhookPath, MatchHeader, RepeatHeader),
    responses((status = 200, description = "It is gone", body = Success<Nothing>), RemoveRefusals)
)]
#[delete("/{id}")]
pub async fn remove(
    may: May<ManageIntegrations>,
    address: Address,
    expected: IfMatch,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let command = DeleteWebhook {
        webhook: address.webhook()?,
        expected: expected.0,
    };
    let envelope = Envelope::of(&work);
    let gone = move |(): &()| envelope.gone("Webhook deleted successfully");
    work.write(may.caller, &JsonBody::none(), command, gone).await
}
