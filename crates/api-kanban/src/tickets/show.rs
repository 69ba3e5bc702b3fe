//! Looking at one ticket.

use crate::{
    address::{Address, IdPath},
    answers,
    document::{OneRefusals, TAG_TICKETS},
    view::ticket::TicketRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::tickets;
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    work::Work,
};

/// Show a ticket
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "getTicket",
    tag = TAG_TICKETS,
    params(IdPath),
    responses(
        (status = 200, description = "The ticket", body = TicketRow,
         headers(("ETag" = String, description = "Its version, for `If-Match`"))),
        OneRefusals
    )
)]
#[get("/tickets/{id}/")]
pub async fn show(may: May<ViewTickets>, id: Address, work: Work) -> Result<HttpResponse, Fault> {
    let number = id.number()?;
    let sheet = work
        .read(move |app| tickets::sheet(app, &may.caller, number))
        .await?;
    Ok(answers::shown(&TicketRow::from(&sheet), sheet.ticket.version))
}
