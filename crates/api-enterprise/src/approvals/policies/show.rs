//! Looking at one policy.

use crate::{
    document::{OneRefusals, TAG_APPROVALS},
    envelope::{Envelope, Success},
    view::policy::PolicyRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::approvals;
use tessera_http::{
    caller::{May, needs::ManageUsers},
    fault::Fault,
    number_address::{Address, IdPath},
    work::Work,
};

/// Show an approval policy
///
/// Admins may.
#[utoipa::path(
    context_path = "/approvals",
    operation_id = "getApprovalPolicy",
    tag = TAG_APPROVALS,
    params(IdPath),
    responses(
        (status = 200, description = "The policy", body = Success<PolicyRow>,
         headers(("ETag" = String, description = "Its version, for `If-Match`"))),
        OneRefusals
    )
)]
#[get("/policies/{id}")]
pub async fn show(may: May<ManageUsers>, id: Address, work: Work) -> Result<HttpResponse, Fault> {
    let number = id.number()?;
    let envelope = Envelope::of(&work);
    let read = move |app: &_| {
        let sheet = approvals::show_policy(app, &may.caller, number)?;
        Ok(envelope.shown(PolicyRow::from(&sheet), sheet.policy.version))
    };
    work.show(read).await
}
