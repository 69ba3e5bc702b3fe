//! Deleting a policy.

use crate::{
    document::{MatchHeader, RemoveRefusals, RepeatHeader, TAG_SLA},
    envelope::{Envelope, Nothing, Success},
};
use actix_web::{HttpResponse, delete};
use tessera_application::sla::DeletePolicy;
use tessera_http::{
    caller::{May, needs::ManageUsers},
    conditional::IfMatch,
    fault::Fault,
    json::JsonBody,
    number_address::{Address, IdPath},
    work::Work,
};

/// Delete an SLA policy
///
/// Admins may. Within a minute open tickets go by what the others promise, or by their priority.
#[utoipa::path(
    context_path = "/sla/policies",
    operation_id = "deleteSlaPolicy",
    tag = TAG_SLA,
    params(IdPath, MatchHeader, RepeatHeader),
    responses((status = 200, description = "It is gone", body = Success<Nothing>), RemoveRefusals)
)]
#[delete("/{id}")]
pub async fn remove(
    may: May<ManageUsers>,
    id: Address,
    expected: IfMatch,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let command = DeletePolicy {
        policy: id.number()?,
        expected: expected.0,
    };
    let envelope = Envelope::of(&work);
    let gone = move |(): &()| envelope.gone("SLA policy deleted successfully");
    work.write(may.caller, &JsonBody::none(), command, gone).await
}
