//! Opening a ticket.

use super::{Sent, refused};
use crate::{
    answers,
    body::{self, Extent},
    document::{RepeatHeader, TAG_TICKETS, WriteRefusals},
    view::ticket::TicketRow,
};
use actix_web::{HttpResponse, post};
use tessera_application::{tickets::OpenNumbered, views::TicketSheet};
use tessera_domain::{
    issue::{Issue, Problem},
    ticket::{Kind, TicketPatch},
};
use tessera_http::{
    answer::StoredAnswer,
    caller::{May, needs::CreateTickets},
    fault::Fault,
    work::Work,
};

impl TryFrom<Sent> for OpenNumbered {
    type Error = Issue;

    fn try_from(sent: Sent) -> Result<Self, Issue> {
        let (title, named, patch) = sent.parts();
        Ok(Self {
            title: title.ok_or_else(|| Issue::new("name", Problem::Required))?,
            named,
            patch: TicketPatch {
                kind: patch.kind.or(Some(Kind::Task)),
                ..patch
            },
        })
    }
}

/// Create a ticket
///
/// Its status is the column's. Tags that it names by text and that its project does not have are made, whoever asks.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "createTicket",
    tag = TAG_TICKETS,
    params(RepeatHeader),
    request_body(content = Sent, description = "The ticket"),
    responses(
        (status = 201, description = "The ticket", body = TicketRow,
         headers(("Location" = String, description = "The path of the ticket"),
                 ("ETag" = String, description = "Its version, for `If-Match`")),
         links(
            ("getTicket" = (operation_id = "getTicket", parameters(("id" = "$response.body#/id")))),
            ("changeTicket" = (operation_id = "changeTicket", parameters(("id" = "$response.body#/id")))),
            ("toggleFollow" = (operation_id = "toggleFollow", parameters(("id" = "$response.body#/id")))),
            ("deleteTicket" = (operation_id = "deleteTicket", parameters(("id" = "$response.body#/id"))))
         )),
        WriteRefusals
    )
)]
#[post("/tickets/")]
pub async fn create(may: May<CreateTickets>, work: Work, body: body::Sent) -> Result<HttpResponse, Fault> {
    let read = Sent::read(&body.0, Extent::Whole)?;
    let sent = read.right(&work, &may.caller).await?;
    let status = sent.status_word();
    let command = OpenNumbered::try_from(sent)?;
    let written = work.write(may.caller, &body.0, command, created).await;
    written.map_err(|fault| refused(fault, status.as_deref()))
}

fn created(sheet: &TicketSheet) -> StoredAnswer {
    let (version, number) = (sheet.ticket.version, sheet.ticket.number);
    answers::made(&TicketRow::from(sheet), version, "tickets", number)
}
