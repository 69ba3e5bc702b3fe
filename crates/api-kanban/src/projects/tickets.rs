//! The tickets of one project.

use crate::{
    address::{Address, IdPath},
    document::{ListRefusals, TAG_PROJECTS},
    listing::{Listed, PageQuery, Paging},
    tickets::filters::{Among, Asked, Query, TagQuery},
    view::ticket::TicketRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::boards;
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    query::Params,
    work::Work,
};

/// List a project's tickets
///
/// Filtered and ordered as all tickets are.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "listProjectTickets",
    tag = TAG_PROJECTS,
    params(IdPath, Query, TagQuery, PageQuery),
    responses((status = 200, description = "The tickets", body = Listed<TicketRow>), ListRefusals)
)]
#[get("/projects/{id}/tickets/")]
pub async fn tickets(
    may: May<ViewTickets>,
    id: Address,
    params: Params,
    paging: Paging,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let (number, caller) = (id.number()?, may.caller);
    let asked = Asked::read(params, Among::OfProject(number));
    let settle = move |app: &_| {
        boards::project(app, &caller, number)?;
        asked.settle(app, caller)
    };
    paging
        .list_by(&work, settle, |sheet| TicketRow::from(&sheet))
        .await
}
