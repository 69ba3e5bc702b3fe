//! Looking at one ticket.

use crate::{
    address::TicketPath,
    document::{OneRefusals, TAG_TICKETS},
    view::ticket::{TicketShown, Wrapped},
};
use actix_web::{HttpResponse, get};
use tessera_application::{lists, tickets};
use tessera_http::{
    answer,
    caller::{May, needs::ViewTickets},
    fault::Fault,
    ticket_address::TicketAddress,
    work::Work,
};

/// Get ticket
///
/// Retrieve details for a specific ticket. Whatever another token or a person opened is not found.
#[utoipa::path(
    context_path = "/functions/v1/integration-tickets",
    operation_id = "getTicket",
    tag = TAG_TICKETS,
    params(TicketPath),
    responses(
        (status = 200, description = "The ticket", body = Wrapped<TicketShown>,
         example = json!({"ticket": {
            "id": "550e8400-e29b-41d4-a716-446655440000",
            "title": "Issue with API integration",
            "description": "Detailed description of the issue",
            "status": "in_progress",
            "priority": "high",
            "category": "Technical Support",
            "metadata": {"customer_id": "CUST-123", "reference_id": "EXT-456"},
            "created_at": "2024-01-15T10:30:00.000Z",
            "updated_at": "2024-01-15T11:45:00.000Z"
         }})),
        OneRefusals
    )
)]
#[get("/tickets/{ticket_id}")]
pub async fn show(may: May<ViewTickets>, ticket: TicketAddress, work: Work) -> Result<HttpResponse, Fault> {
    let id = ticket.id()?;
    let read = move |app: &_| {
        let view = tickets::show(app, &may.caller, id)?;
        let statuses = lists::statuses(app, &may.caller)?;
        let ticket = TicketShown::new(&view, &statuses);
        Ok(answer::json(200, &Wrapped { ticket }))
    };
    work.show(read).await
}
