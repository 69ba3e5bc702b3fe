//! Changing a webhook by a part of it.

use super::{
    Change, Sent,
    address::{Address, WebhookPath},
    changed,
};
use crate::{
    body::Extent,
    document::{ChangeRefusals, MatchHeader, RepeatHeader, TAG_WEBHOOKS},
    envelope::{Envelope, Success},
    view::webhook::WebhookRow,
};
use actix_web::{HttpResponse, patch};
use tessera_application::webhooks::{self, Wanted};
use tessera_domain::webhook::WebhookPatch;
use tessera_http::{
    caller::{May, needs::ManageIntegrations},
    conditional::IfMatch,
    fault::Fault,
    json::JsonBody,
    work::{Slot, Work},
};

/// Change a webhook
///
/// Admins may. Whether it exists is told before what is wrong with the body.
#[utoipa::path(
    context_path = "/webhooks",
    operation_id = "changeWebhook",
    tag = TAG_WEBHOOKS,
    params(WebhookPath, MatchHeader, RepeatHeader),
    request_body(content = Change, description = "What to change"),
    responses(
        (status = 200, description = "The webhook as it stands now", body = Success<WebhookRow>,
         headers(("ETag" = String, description = "Its new version"))),
        ChangeRefusals
    )
)]
#[patch("/{id}")]
pub async fn change(
    may: May<ManageIntegrations>,
    address: Address,
    expected: IfMatch,
    work: Work,
    body: JsonBody,
) -> Result<HttpResponse, Fault> {
    let (number, caller) = (address.webhook()?, may.caller.clone());
    let sent = match Sent::read(&body, Extent::Part) {
        Ok(sent) => sent,
        Err(fault) => {
            work.read(move |app| webhooks::show(app, &caller, number)).await?;
            return Err(fault);
        }
    };
    let Sent {
        url,
        events,
        secret,
        active,
    } = sent;
    let wanted = Wanted {
        webhook: number,
        patch: WebhookPatch { url, events, active },
        secret,
        expected: expected.0,
    };
    let command = work
        .read_slowly(Slot::Provider, move |app| wanted.prepare(app, &caller))
        .await?;
    let envelope = Envelope::of(&work);
    work.write(may.caller, &body, command, move |webhook| {
        changed(&envelope, webhook)
    })
    .await
}
