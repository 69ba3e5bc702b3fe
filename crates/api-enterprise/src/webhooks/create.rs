//! Making a webhook.

use super::{ROOT, Sent, telling, there};
use crate::{
    body::Extent,
    document::{RepeatHeader, TAG_WEBHOOKS, WriteRefusals},
    envelope::{Envelope, Success},
    view::webhook::{WebhookRow, WebhookWithSecret},
};
use actix_web::{HttpResponse, post};
use tessera_application::webhooks::NewWebhook;
use tessera_domain::{issue::Issue, webhook::Webhook};
use tessera_http::{
    answer::StoredAnswer,
    caller::{May, needs::ManageIntegrations},
    fault::Fault,
    json::JsonBody,
    work::{Slot, Work},
};

impl TryFrom<Sent> for NewWebhook {
    type Error = Issue;

    fn try_from(sent: Sent) -> Result<Self, Issue> {
        let Sent {
            url,
            events,
            secret,
            active,
        } = sent;
        Ok(Self {
            url: there(url, "url")?,
            events: there(events, "events")?,
            secret,
            active: active.unwrap_or(true),
        })
    }
}

/// Create a webhook
///
/// Admins may. Without a `secret` one is made; the answer is the only one that ever tells it, and does not when it is given
/// again.
#[utoipa::path(
    context_path = "/webhooks",
    operation_id = "createWebhook",
    tag = TAG_WEBHOOKS,
    params(RepeatHeader),
    request_body(content = Sent, description = "The webhook"),
    responses(
        (status = 201, description = "The webhook", body = Success<WebhookWithSecret>,
         headers(("Location" = String, description = "The path of the webhook"),
                 ("ETag" = String, description = "Its version, for `If-Match`")),
         links(
            ("getWebhook" = (operation_id = "getWebhook", parameters(("id" = "$response.body#/data/id")))),
            ("changeWebhook" = (operation_id = "changeWebhook", parameters(("id" = "$response.body#/data/id")))),
            ("listDeliveries" = (operation_id = "listDeliveries", parameters(("id" = "$response.body#/data/id")))),
            ("deleteWebhook" = (operation_id = "deleteWebhook", parameters(("id" = "$response.body#/data/id"))))
         )),
        WriteRefusals
    )
)]
#[post("")]
pub async fn create(may: May<ManageIntegrations>, work: Work, body: JsonBody) -> Result<HttpResponse, Fault> {
    let wanted = NewWebhook::try_from(Sent::read(&body, Extent::Whole)?)?;
    let caller = may.caller.clone();
    let (command, minted) = work
        .read_slowly(Slot::Provider, move |app| wanted.prepare(app, &caller))
        .await?;
    let envelope = Envelope::of(&work);
    work.write_telling_once(
        may.caller,
        &body,
        command,
        move |webhook| created(&envelope, webhook),
        |answer| telling(answer, minted.as_ref()),
    )
    .await
}

fn created(envelope: &Envelope, webhook: &Webhook) -> StoredAnswer {
    let row = WebhookRow::from(webhook);
    let location = format!("{ROOT}/{}", row.id);
    envelope.made(
        "Webhook created successfully",
        WebhookWithSecret::kept(row),
        webhook.version,
        location,
    )
}
