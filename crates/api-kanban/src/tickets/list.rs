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
    let (asked, caller) = (Asked::read(params, Among::All), may.caller);
    let who = caller.clone();
    let wanted = work.read(move |app| asked.settle(app, &who)).await?;
    let read = move |app: &_, window| wanted.list(app, &caller, window);
    paging.pages(&work, read, |sheet| TicketRow::from(&sheet)).await
}
