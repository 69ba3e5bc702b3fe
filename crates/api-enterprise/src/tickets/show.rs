//! Looking at one ticket.

use crate::{
    attachments::Addresses,
    document::{OneRefusals, TAG_TICKETS},
    envelope::{Envelope, Success},
    view::detail::TicketDetail,
};
use actix_web::{HttpResponse, get};
use tessera_application::tickets;
use tessera_http::{
    address::PublicOrigin,
    caller::{May, needs::ViewTickets},
    fault::Fault,
    number_address::{Address, IdPath},
    work::Work,
};

/// Show a ticket
///
/// With its first 100 comments and files, the last 100 things that happened to it, and a few that are like it.
#[utoipa::path(
    context_path = "/tickets",
    operation_id = "getTicket",
    tag = TAG_TICKETS,
    params(IdPath),
    responses(
        (status = 200, description = "The ticket", body = Success<TicketDetail>,
         headers(("ETag" = String, description = "Its version, for `If-Match`"))),
        OneRefusals
    )
)]
#[get("/{id}")]
pub async fn show(
    may: May<ViewTickets>,
    id: Address,
    origin: PublicOrigin,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let number = id.number()?;
    let envelope = Envelope::of(&work);
    let read = move |app: &_| {
        let dossier = tickets::dossier(app, &may.caller, number)?;
        let detail = TicketDetail::new(&dossier, &Addresses(origin), envelope.now());
        Ok(envelope.shown(detail, dossier.sheet.ticket.version))
    };
    work.show(read).await
}
