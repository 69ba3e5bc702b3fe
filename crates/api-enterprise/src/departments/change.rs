//! Changing a department by a part of it.

use super::{DepartmentChange, Sent, changed};
use crate::{
    body::Extent,
    document::{ChangeRefusals, MatchHeader, RepeatHeader, TAG_DEPARTMENTS},
    envelope::{Envelope, Success},
    view::department::DepartmentRow,
};
use actix_web::{HttpResponse, patch};
use tessera_application::departments::{self, ChangeDepartment};
use tessera_http::{
    caller::{May, needs::ManageUsers},
    conditional::IfMatch,
    fault::Fault,
    json::JsonBody,
    number_address::{Address, IdPath},
    work::Work,
};

/// Change a department
///
/// Admins may. Whether it exists is told before what is wrong with the body.
#[utoipa::path(
    context_path = "/departments",
    operation_id = "changeDepartment",
    tag = TAG_DEPARTMENTS,
    params(IdPath, MatchHeader, RepeatHeader),
    request_body(content = DepartmentChange, description = "What to change"),
    responses(
        (status = 200, description = "The department as it stands now", body = Success<DepartmentRow>,
         headers(("ETag" = String, description = "Its new version"))),
        ChangeRefusals
    )
)]
#[patch("/{id}")]
pub async fn change(
    may: May<ManageUsers>,
    id: Address,
    expected: IfMatch,
    work: Work,
    body: JsonBody,
) -> Result<HttpResponse, Fault> {
    let (number, caller) = (id.number()?, may.caller);
    match Sent::read(&body, Extent::Part) {
        Ok(Sent { name, manager }) => {
            let command = ChangeDepartment {
                department: number,
                name,
                manager,
                expected: expected.0,
            };
            let envelope = Envelope::of(&work);
            work.write(caller, &body, command, move |sheet| changed(&envelope, sheet))
                .await
        }
        Err(fault) => {
            work.read(move |app| departments::show(app, &caller, number))
                .await?;
            Err(fault)
        }
    }
}
