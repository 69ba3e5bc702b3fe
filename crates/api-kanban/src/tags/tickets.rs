//! The tickets that bear a tag.

use crate::{
    address::{Address, IdPath},
    document::{ListRefusals, TAG_TAGS},
    listing::{Listed, PageQuery, Paging},
    tickets::filters::{Among, Asked, ProjectQuery, Query},
    view::ticket::TicketRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::tags;
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    query::Params,
    work::Work,
};

/// List the tickets that bear a tag
///
/// Filtered and ordered as all tickets are.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "listTagTickets",
    tag = TAG_TAGS,
    params(IdPath, Query, ProjectQuery, PageQuery),
    responses((status = 200, description = "The tickets", body = Listed<TicketRow>), ListRefusals)
)]
#[get("/tags/{id}/tickets/")]
pub async fn tickets(
    may: May<ViewTickets>,
    id: Address,
    params: Params,
    paging: Paging,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let (number, caller) = (id.number()?, may.caller);
    let asked = Asked::read(params, Among::OfTag(number));
    let settle = move |app: &_| {
        tags::one(app, &caller, number)?;
        asked.settle(app, caller)
    };
    paging
        .list_by(&work, settle, |sheet| TicketRow::from(&sheet))
        .await
}
