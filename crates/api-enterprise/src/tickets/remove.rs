//! Deleting a ticket.

use crate::{
    document::{MatchHeader, RemoveRefusals, RepeatHeader, TAG_TICKETS},
    envelope::{Envelope, Nothing, Success},
};
use actix_web::{HttpResponse, delete};
use tessera_application::tickets::{DeleteBy, DeleteTicket};
use tessera_http::{
    caller::{May, needs::DeleteTickets},
    conditional::IfMatch,
    fault::Fault,
    json::JsonBody,
    number_address::{Address, IdPath},
    work::Work,
};

/// Delete a ticket
///
/// With its comments and files. Admins may.
#[utoipa::path(
    context_path = "/tickets",
    operation_id = "deleteTicket",
    tag = TAG_TICKETS,
    params(IdPath, MatchHeader, RepeatHeader),
    responses((status = 200, description = "It is gone", body = Success<Nothing>), RemoveRefusals)
)]
#[delete("/{id}")]
pub async fn remove(
    may: May<DeleteTickets>,
    id: Address,
    expected: IfMatch,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let command = DeleteTicket {
        ticket: id.number()?,
        expected: expected.0,
        by: DeleteBy::Permission,
    };
    let envelope = Envelope::of(&work);
    let gone = move |_: &_| envelope.gone("Ticket deleted successfully");
    work.write(may.caller, &JsonBody::none(), command, gone).await
}
