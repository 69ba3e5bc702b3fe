//! Listing policies.

use crate::{
    document::{ListRefusals, TAG_APPROVALS},
    envelope::{Envelope, Success},
    listing::{Listed, Part, PartQuery},
    view::policy::PolicyRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::approvals;
use tessera_http::{
    caller::{May, needs::ManageUsers},
    fault::Fault,
    query::Params,
    work::Work,
};

/// List approval policies
///
/// By number. Admins may.
#[utoipa::path(
    context_path = "/approvals",
    operation_id = "listApprovalPolicies",
    tag = TAG_APPROVALS,
    params(PartQuery),
    responses(
        (status = 200, description = "A page of policies", body = Success<Listed<PolicyRow>>),
        ListRefusals
    )
)]
#[get("/policies")]
pub async fn list(may: May<ManageUsers>, mut params: Params, work: Work) -> Result<HttpResponse, Fault> {
    let part = Part::paged(&mut params);
    params.finish()?;
    let window = part.window();
    let read = work.read(move |app| approvals::list_policies(app, &may.caller, window));
    let rows = part.listed(read.await?, |sheet| PolicyRow::from(&sheet));
    Ok(Envelope::of(&work).respond(rows))
}
