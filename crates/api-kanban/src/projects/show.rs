//! Looking at one project.

use crate::{
    address::{Address, IdPath},
    answers,
    document::{OneRefusals, TAG_PROJECTS},
    view::project::ProjectRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::boards;
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    work::Work,
};

/// Show a project
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "getProject",
    tag = TAG_PROJECTS,
    params(IdPath),
    responses(
        (status = 200, description = "The project", body = ProjectRow,
         headers(("ETag" = String, description = "Its version, for `If-Match`"))),
        OneRefusals
    )
)]
#[get("/projects/{id}/")]
pub async fn show(may: May<ViewTickets>, id: Address, work: Work) -> Result<HttpResponse, Fault> {
    let number = id.number()?;
    let sheet = work
        .read(move |app| boards::project(app, &may.caller, number))
        .await?;
    Ok(answers::shown(&ProjectRow::from(&sheet), sheet.project.version))
}
