//! Listing tickets.

use super::filters::{Among, Asked, ProjectQuery, Query, TagQuery};
use crate::{
    document::{ListRefusals, TAG_TICKETS},
    listing::{PageQuery, Paged, Paging},
    view::ticket::TicketRow,
};
use actix_web::{HttpResponse, get};
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    query::Params,
    work::Work,
};

/// List tickets
///
/// Those that the caller sees, newest first unless another order is asked for.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "listTickets",
    tag = TAG_TICKETS,
    params(Query, ProjectQuery, TagQuery, PageQuery),
    responses((status = 200, description = "The tickets", body = Paged<TicketRow>), ListRefusals)
)]
#[get("/tickets/")]
pub async fn list(
    may: May<ViewTickets>,
    params: Params,
    paging: Paging,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let asked = Asked::read(params, Among::All);
    let settle = move |app: &_| asked.settle(app, may.caller);
    paging
        .pages_by(&work, settle, |sheet| TicketRow::from(&sheet))
        .await
}
