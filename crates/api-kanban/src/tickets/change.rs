//! Changing a ticket, by all that is told of it or by a part.

use super::{Sent, TicketChange, changed, refused};
use crate::{
    address::{Address, IdPath, sent_to},
    body::{self, Extent},
    document::{ChangeRefusals, MatchHeader, RepeatHeader, TAG_TICKETS},
    view::ticket::TicketRow,
};
use actix_web::{HttpResponse, patch, put};
use tessera_application::tickets::{self, ChangeNumbered, Transitions};
use tessera_domain::ticket::TicketPatch;
use tessera_http::{
    caller::{May, needs::EditTickets},
    conditional::IfMatch,
    fault::Fault,
    work::Work,
};

/// Change a ticket
///
/// Moving it to another column gives it the column's status. Whether it exists is told before what is wrong with the
/// body. An empty object changes nothing and still counts as a touch.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "changeTicket",
    tag = TAG_TICKETS,
    params(IdPath, MatchHeader, RepeatHeader),
    request_body(content = TicketChange, description = "What to change",
                 example = json!({"column": 3, "priority_id": 4, "assignee_ids": [1]})),
    responses(
        (status = 200, description = "The ticket as it stands now", body = TicketRow,
         headers(("ETag" = String, description = "Its new version"))),
        ChangeRefusals
    )
)]
#[patch("/tickets/{id}/")]
pub async fn change(
    may: May<EditTickets>,
    id: Address,
    expected: IfMatch,
    work: Work,
    body: body::Sent,
) -> Result<HttpResponse, Fault> {
    perform(may, &id, expected, work, body, Extent::Part).await
}

/// Replace a ticket
///
/// As changing it, with all that must be told of a new one. What may be left out and is, stays.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "replaceTicket",
    tag = TAG_TICKETS,
    params(IdPath, MatchHeader, RepeatHeader),
    request_body(content = Sent, description = "The ticket"),
    responses(
        (status = 200, description = "The ticket as it stands now", body = TicketRow,
         headers(("ETag" = String, description = "Its new version"))),
        ChangeRefusals
    )
)]
#[put("/tickets/{id}/")]
pub async fn replace(
    may: May<EditTickets>,
    id: Address,
    expected: IfMatch,
    work: Work,
    body: body::Sent,
) -> Result<HttpResponse, Fault> {
    perform(may, &id, expected, work, body, Extent::Whole).await
}

async fn perform(
    may: May<EditTickets>,
    id: &Address,
    IfMatch(expected): IfMatch,
    work: Work,
    body: body::Sent,
    extent: Extent,
) -> Result<HttpResponse, Fault> {
    let (number, caller) = (id.number()?, may.caller);
    let read = match Sent::read(&body.0, extent) {
        Ok(read) => read.right(&work, &caller).await,
        Err(fault) => Err(fault),
    };
    let sent = sent_to(number, tickets::sheet, read, (&work, &caller)).await?;
    let status = sent.status_word();
    let command = command(sent, number, expected);
    let written = work.write(caller, &body.0, command, changed).await;
    written.map_err(|fault| refused(fault, status.as_deref()))
}

fn command(sent: Sent, ticket: i64, expected: Option<Vec<i64>>) -> ChangeNumbered {
    let (title, named, patch) = sent.parts();
    ChangeNumbered {
        ticket,
        named,
        patch: TicketPatch { title, ..patch },
        transitions: Transitions::Free,
        expected,
    }
}
