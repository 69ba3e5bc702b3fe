//! Listing webhooks.

use crate::{
    document::{ListRefusals, TAG_WEBHOOKS},
    envelope::{Envelope, Success},
    listing::{Listed, Part, PartQuery},
    view::webhook::WebhookRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::webhooks;
use tessera_http::{
    caller::{May, needs::ManageIntegrations},
    fault::Fault,
    query::Params,
    work::Work,
};

/// List webhooks
///
/// Admins may. By number.
#[utoipa::path(
    context_path = "/webhooks",
    operation_id = "listWebhooks",
    tag = TAG_WEBHOOKS,
    params(PartQuery),
    responses(
        (status = 200, description = "A page of webhooks", body = Success<Listed<WebhookRow>>),
        ListRefusals
    )
)]
#[get("")]
pub async fn list(
    may: May<ManageIntegrations>,
    mut params: Params,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let part = Part::paged(&mut params);
    params.finish()?;
    let window = part.window();
    let read = work.read(move |app| webhooks::list(app, &may.caller, window));
    let rows = part.listed(read.await?, |webhook| WebhookRow::from(&webhook));
    Ok(Envelope::of(&work).respond(rows))
}
