//! Deleting a policy.

use crate::{
    document::{MatchHeader, RemoveRefusals, RepeatHeader, TAG_APPROVALS},
    envelope::{Envelope, Nothing, Success},
};
use actix_web::{HttpResponse, delete};
use tessera_application::approvals::DeletePolicy;
use tessera_http::{
    caller::{May, needs::ManageUsers},
    conditional::IfMatch,
    fault::Fault,
    json::JsonBody,
    number_address::{Address, IdPath},
    work::Work,
};

/// Delete an approval policy
///
/// Admins may. Approvals that it began go on.
#[utoipa::path(
    context_path = "/approvals",
    operation_id = "deleteApprovalPolicy",
    tag = TAG_APPROVALS,
    params(IdPath, MatchHeader, RepeatHeader),
    responses((status = 200, description = "It is gone", body = Success<Nothing>), RemoveRefusals)
)]
#[delete("/policies/{id}")]
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
    let gone = move |(): &()| envelope.gone("Approval policy deleted successfully");
    work.write(may.caller, &JsonBody::none(), command, gone).await
}
