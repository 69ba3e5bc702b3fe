//! Listing tickets.

use super::{
    list_filters::{States, Things, Times, Words},
    list_query::{ListQuery, Part},
};
use crate::{
    document::{ReadRefusals, TAG_TICKETS},
    view::{card::TicketCard, envelope::Paged, list_item::TicketListItem, ticket::TicketListed},
};
use actix_web::{HttpResponse, get};
use tessera_application::tickets;
use tessera_http::{
    answer,
    caller::{May, needs::ViewTickets},
    fault::Fault,
    query::Params,
    work::Work,
};

/// List tickets
///
/// Those that the caller may see and that pass every filter. A page past the end is empty. Filters that name what
/// this product does not keep match nothing.
#[utoipa::path(
    context_path = "/api/v1",
    operation_id = "listTickets",
    tag = TAG_TICKETS,
    params(Part, Words, Things, States, Times),
    responses((status = 200, description = "A page of tickets", body = Paged<TicketListItem>), ReadRefusals)
)]
#[get("/tickets")]
pub async fn list(may: May<ViewTickets>, params: Params, work: Work) -> Result<HttpResponse, Fault> {
    let query = ListQuery::read(params)?;
    let wanted = query.wanted();
    let read = move |app: &_| {
        Ok(if let Some(columns) = &query.columns {
            let page = tickets::list_cards(app, &may.caller, &wanted)?;
            let view = |card| TicketListItem::Card(TicketCard::new(card, columns).into());
            answer::json(200, &query.answer(page, view))
        } else {
            let page = tickets::list_views(app, &may.caller, &wanted)?;
            let view = |view| TicketListItem::Full(TicketListed::from(view).into());
            answer::json(200, &query.answer(page, view))
        })
    };
    work.show(read).await
}
