//! Looking at one ticket.

use super::with_etag;
use crate::{
    address::TicketPath,
    document::{OneRefusals, TAG_TICKETS},
    view::{envelope::Data, ticket::TicketDetail},
};
use actix_web::{HttpResponse, get};
use tessera_application::tickets;
use tessera_http::{
    answer,
    caller::{May, needs::ViewTickets},
    fault::Fault,
    ticket_address::TicketAddress,
    work::Work,
};

/// Show a ticket
///
/// With the names of what it refers to, its description as HTML, and its version as `ETag`.
#[utoipa::path(
    context_path = "/api/v1",
    operation_id = "getTicket",
    tag = TAG_TICKETS,
    params(TicketPath),
    responses(
        (status = 200, description = "The ticket", body = Data<TicketDetail>,
         headers(("ETag" = String, description = "The ticket's version, for `If-Match`"))),
        OneRefusals
    )
)]
#[get("/tickets/{ticket_id}")]
pub async fn show(may: May<ViewTickets>, ticket: TicketAddress, work: Work) -> Result<HttpResponse, Fault> {
    let id = ticket.id()?;
    let read = move |app: &_| {
        let view = tickets::show(app, &may.caller, id)?;
        let version = view.ticket.version;
        let data = TicketDetail::from(view);
        Ok(with_etag(answer::json(200, &Data { data }), version))
    };
    work.show(read).await
}
