//! Deleting a department.

use crate::{
    document::{MatchHeader, RemoveRefusals, RepeatHeader, TAG_DEPARTMENTS},
    envelope::{Envelope, Nothing, Success},
};
use actix_web::{HttpResponse, delete};
use tessera_application::departments::DeleteDepartment;
use tessera_http::{
    caller::{May, needs::ManageUsers},
    conditional::IfMatch,
    fault::Fault,
    json::JsonBody,
    number_address::{Address, IdPath},
    work::Work,
};

/// Delete a department
///
/// Admins may, as long as no ticket and nobody belongs to it.
#[utoipa::path(
    context_path = "/departments",
    operation_id = "deleteDepartment",
    tag = TAG_DEPARTMENTS,
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
    let command = DeleteDepartment {
        department: id.number()?,
        expected: expected.0,
    };
    let envelope = Envelope::of(&work);
    let gone = move |(): &()| envelope.gone("Department deleted successfully");
    work.write(may.caller, &JsonBody::none(), command, gone).await
}
