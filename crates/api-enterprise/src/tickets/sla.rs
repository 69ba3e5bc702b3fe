//! Where a ticket's clocks stand.

use crate::{
    document::{OneRefusals, TAG_SLA},
    envelope::{Envelope, Success},
    view::sla::TicketSla,
};
use actix_web::{HttpResponse, get};
use tessera_application::sla;
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    number_address::{Address, IdPath},
    work::Work,
};

/// Show a ticket's clocks
///
/// When it should be answered and finished, and why: the parts of its life with what of them counted. Everybody who sees
/// the ticket may.
#[utoipa::path(
    context_path = "/tickets",
    operation_id = "getTicketSla",
    tag = TAG_SLA,
    params(IdPath),
    responses((status = 200, description = "The clocks", body = Success<TicketSla>), OneRefusals)
)]
#[get("/{id}/sla")]
pub async fn clocks(may: May<ViewTickets>, id: Address, work: Work) -> Result<HttpResponse, Fault> {
    let number = id.number()?;
    let read = work
        .read(move |app| sla::clocks(app, &may.caller, number))
        .await?;
    Ok(Envelope::of(&work).respond(TicketSla::from(&read)))
}
