//! Looking at one policy.

use crate::{
    document::{OneRefusals, TAG_SLA},
    envelope::{Envelope, Success},
    view::sla::PolicyRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::sla;
use tessera_http::{
    caller::{May, needs::ManageUsers},
    fault::Fault,
    number_address::{Address, IdPath},
    work::Work,
};

/// Show an SLA policy
///
/// Admins may.
#[utoipa::path(
    context_path = "/sla/policies",
    operation_id = "getSlaPolicy",
    tag = TAG_SLA,
    params(IdPath),
    responses(
        (status = 200, description = "The policy", body = Success<PolicyRow>,
         headers(("ETag" = String, description = "Its version, for `If-Match`"))),
        OneRefusals
    )
)]
#[get("/{id}")]
pub async fn show(may: May<ManageUsers>, id: Address, work: Work) -> Result<HttpResponse, Fault> {
    let number = id.number()?;
    let envelope = Envelope::of(&work);
    let read = move |app: &_| {
        let sheet = sla::policy(app, &may.caller, number)?;
        Ok(envelope.shown(PolicyRow::from(&sheet), sheet.policy.version))
    };
    work.show(read).await
}
