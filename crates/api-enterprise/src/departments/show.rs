//! Looking at one department.

use crate::{
    document::{OneRefusals, TAG_DEPARTMENTS},
    envelope::{Envelope, Success},
    view::department::DepartmentRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::departments;
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    number_address::{Address, IdPath},
    work::Work,
};

/// Show a department
#[utoipa::path(
    context_path = "/departments",
    operation_id = "getDepartment",
    tag = TAG_DEPARTMENTS,
    params(IdPath),
    responses(
        (status = 200, description = "The department", body = Success<DepartmentRow>,
         headers(("ETag" = String, description = "Its version, for `If-Match`"))),
        OneRefusals
    )
)]
#[get("/{id}")]
pub async fn show(may: May<ViewTickets>, id: Address, work: Work) -> Result<HttpResponse, Fault> {
    let number = id.number()?;
    let envelope = Envelope::of(&work);
    let read = move |app: &_| {
        let sheet = departments::show(app, &may.caller, number)?;
        Ok(envelope.shown(DepartmentRow::from(&sheet), sheet.department.version))
    };
    work.show(read).await
}
