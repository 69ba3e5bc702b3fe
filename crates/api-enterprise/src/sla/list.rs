//! Listing policies.

use crate::{
    document::{ListRefusals, TAG_SLA},
    envelope::{Envelope, Success},
    listing::{Listed, Part, PartQuery},
    view::sla::PolicyRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::sla;
use tessera_http::{
    caller::{May, needs::ManageUsers},
    fault::Fault,
    query::Params,
    work::Work,
};

/// List SLA policies
///
/// By number. Admins may.
#[utoipa::path(
    context_path = "/sla/policies",
    operation_id = "listSlaPolicies",
    tag = TAG_SLA,
    params(PartQuery),
    responses(
        (status = 200, description = "A page of policies", body = Success<Listed<PolicyRow>>),
        ListRefusals
    )
)]
#[get("")]
pub async fn list(may: May<ManageUsers>, mut params: Params, work: Work) -> Result<HttpResponse, Fault> {
    let part = Part::paged(&mut params);
    params.finish()?;
    let window = part.window();
    let read = work.read(move |app| sla::list(app, &may.caller, window));
    let rows = part.listed(read.await?, |sheet| PolicyRow::from(&sheet));
    Ok(Envelope::of(&work).respond(rows))
}
