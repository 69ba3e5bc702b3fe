//! Listing what a webhook was told.

use super::address::{Address, WebhookPath};
use crate::{
    document::{ListUnderRefusals, TAG_WEBHOOKS},
    envelope::{Envelope, Success},
    listing::{Listed, Part, PartQuery},
    schema,
    view::delivery::DeliveryRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::webhooks::{self, DeliveryFilter};
use tessera_domain::{issue::Problem, webhook::delivery::DeliveryState};
use tessera_http::{
    caller::{May, needs::ManageIntegrations},
    fault::Fault,
    query::Params,
    work::Work,
};

/// Which deliveries.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameter is read by itself"
)]
pub struct Query {
    /// Only those that stand so.
    #[param(value_type = schema::DeliveryWord, inline, required = false)]
    status: String,
}

/// List the deliveries of a webhook
///
/// Admins may. Newest first, each with its tries. What is over is kept for 30 days.
#[utoipa::path(
    context_path = "/webhooks",
    operation_id = "listDeliveries",
    tag = TAG_WEBHOOKS,
    params(WebhookPath, Query, PartQuery),
    responses(
        (status = 200, description = "A page of deliveries", body = Success<Listed<DeliveryRow>>),
        ListUnderRefusals
    )
)]
#[get("/{id}/deliveries")]
pub async fn list(
    may: May<ManageIntegrations>,
    address: Address,
    mut params: Params,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let number = address.webhook()?;
    let state = params.optional("status").parsed(state);
    let part = Part::paged(&mut params);
    params.finish()?;
    let (filter, window) = (DeliveryFilter { state }, part.window());
    let read = work.read(move |app| webhooks::deliveries(app, &may.caller, number, filter, window));
    let rows = part.listed(read.await?, |sheet| DeliveryRow::from(&sheet));
    Ok(Envelope::of(&work).respond(rows))
}

fn state(word: &str) -> Result<DeliveryState, Problem> {
    DeliveryState::from_key(word).ok_or_else(|| Problem::not_one_of(DeliveryState::NAMES, word))
}
