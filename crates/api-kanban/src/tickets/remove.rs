//! Deleting a ticket.

use crate::{
    address::{Address, IdPath},
    answers,
    document::{MatchHeader, RemoveRefusals, RepeatHeader, TAG_TICKETS},
};
use actix_web::{HttpResponse, delete};
use tessera_application::tickets::{DeleteBy, DeleteTicket};
use tessera_http::{
    caller::{May, needs::EditTickets},
    conditional::IfMatch,
    fault::Fault,
    json::JsonBody,
    work::Work,
};

/// Delete a ticket
///
/// With its comments and files. Members of its project and superusers may.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "deleteTicket",
    tag = TAG_TICKETS,
    params(IdPath, MatchHeader, RepeatHeader),
    responses((status = 204, description = "It is gone"), RemoveRefusals)
)]
#[delete("/tickets/{id}/")]
pub async fn remove(
    may: May<EditTickets>,
    id: Address,
    expected: IfMatch,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let command = DeleteTicket {
        ticket: id.number()?,
        expected: expected.0,
        by: DeleteBy::Membership,
    };
    work.write(may.caller, &JsonBody::none(), command, |_| answers::gone())
        .await
}
