//! Listing projects.

use crate::{
    document::{ListRefusals, TAG_PROJECTS},
    listing::{Listed, PageQuery, Paging},
    view::project::ProjectRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::boards;
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    work::Work,
};

/// List projects
///
/// Those that the caller made or is a member of, by name; superusers see all.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "listProjects",
    tag = TAG_PROJECTS,
    params(PageQuery),
    responses((status = 200, description = "The projects", body = Listed<ProjectRow>), ListRefusals)
)]
#[get("/projects/")]
pub async fn list(may: May<ViewTickets>, paging: Paging, work: Work) -> Result<HttpResponse, Fault> {
    let caller = may.caller;
    let read = move |app: &_, window| boards::list_projects(app, &caller, window);
    paging.list(&work, read, |sheet| ProjectRow::from(&sheet)).await
}
