//! Listing departments.

use crate::{
    document::{ListRefusals, TAG_DEPARTMENTS},
    envelope::{Envelope, Success},
    listing::{Listed, Part, PartQuery},
    view::department::DepartmentRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::{departments, views::DepartmentOrder};
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    query::Params,
    work::Work,
};

/// List departments
///
/// By number.
#[utoipa::path(
    context_path = "/departments",
    operation_id = "listDepartments",
    tag = TAG_DEPARTMENTS,
    params(PartQuery),
    responses(
        (status = 200, description = "A page of departments", body = Success<Listed<DepartmentRow>>),
        ListRefusals
    )
)]
#[get("")]
pub async fn list(may: May<ViewTickets>, mut params: Params, work: Work) -> Result<HttpResponse, Fault> {
    let part = Part::paged(&mut params);
    params.finish()?;
    let window = part.window();
    let read = work.read(move |app| departments::list(app, &may.caller, DepartmentOrder::Number, window));
    let rows = part.listed(read.await?, |sheet| DepartmentRow::from(&sheet));
    Ok(Envelope::of(&work).respond(rows))
}
