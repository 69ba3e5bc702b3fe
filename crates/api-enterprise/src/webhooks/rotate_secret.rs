//! Giving a webhook another secret.

use super::{
    address::{Address, WebhookPath},
    telling,
};
use crate::{
    body::{Spelled, said},
    document::{RepeatHeader, TAG_WEBHOOKS, WriteUnderRefusals},
    envelope::{Envelope, Success},
    schema,
    view::webhook::{WebhookRow, WebhookWithSecret},
};
use actix_web::{HttpResponse, post};
use tessera_application::webhooks::{self, WantedSecret};
use tessera_domain::webhook::{SecretText, Webhook};
use tessera_http::{
    answer::StoredAnswer,
    caller::{May, needs::ManageIntegrations},
    fault::Fault,
    json::JsonBody,
    work::Work,
};
use utoipa::ToSchema;

/// Another secret. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = NewSecret, example = json!({}))]
pub struct Sent {
    /// What is signed with from now on. One is made if none is sent.
    #[schema(value_type = schema::WebhookSecret, required = false)]
    secret: Option<SecretText>,
}

impl Sent {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut fields = body.fields()?;
        let secret = said(fields.patch("secret").told(SecretText::parse));
        fields.finish()?;
        Ok(Self { secret })
    }
}

/// Give a webhook another secret
///
/// Admins may. For 24 hours everything is signed with both, the new one first. Without a `secret` one is made; the answer
/// is the only one that ever tells it, and does not when it is given again.
#[utoipa::path(
    context_path = "/webhooks",
    operation_id = "rotateWebhookSecret",
    tag = TAG_WEBHOOKS,
    params(WebhookPath, RepeatHeader),
    request_body(content = Sent, description = "The secret"),
    responses(
        (status = 200, description = "The webhook as it stands now", body = Success<WebhookWithSecret>,
         headers(("ETag" = String, description = "Its new version"))),
        WriteUnderRefusals
    )
)]
#[post("/{id}/rotate-secret")]
pub async fn rotate(
    may: May<ManageIntegrations>,
    address: Address,
    work: Work,
    body: JsonBody,
) -> Result<HttpResponse, Fault> {
    let (number, caller) = (address.webhook()?, may.caller.clone());
    let secret = match Sent::read(&body) {
        Ok(Sent { secret }) => secret,
        Err(fault) => {
            work.read(move |app| webhooks::show(app, &caller, number)).await?;
            return Err(fault);
        }
    };
    let wanted = WantedSecret {
        webhook: number,
        secret,
    };
    let (command, minted) = work.read(move |app| wanted.prepare(app, &caller)).await?;
    let envelope = Envelope::of(&work);
    work.write_telling_once(
        may.caller,
        &body,
        command,
        move |webhook| rotated(&envelope, webhook),
        |answer| telling(answer, minted.as_ref()),
    )
    .await
}

fn rotated(envelope: &Envelope, webhook: &Webhook) -> StoredAnswer {
    envelope.changed(
        "Webhook secret rotated successfully",
        WebhookWithSecret::kept(WebhookRow::from(webhook)),
        webhook.version,
    )
}
