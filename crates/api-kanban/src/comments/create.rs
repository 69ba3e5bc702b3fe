//! Saying something under a ticket.

use super::Sent;
use crate::{
    answers,
    body::{self, Extent},
    document::{RepeatHeader, TAG_COMMENTS, WriteRefusals},
    view::comment::CommentRow,
};
use actix_web::{HttpResponse, post};
use tessera_application::{comments::AddNumbered, views::CommentSheet};
use tessera_domain::{
    comment::Audience,
    issue::{Issue, Problem},
};
use tessera_http::{
    answer::StoredAnswer,
    caller::{May, needs::CommentTickets},
    fault::{Fault, FaultKind},
    work::Work,
};

impl Sent {
    fn into_command(self) -> Result<AddNumbered, Issue> {
        let Self { ticket, content } = self;
        Ok(AddNumbered {
            ticket: ticket.ok_or_else(|| Issue::new("ticket", Problem::Required))?,
            text: content.ok_or_else(|| Issue::new("content", Problem::Required))?,
            audience: Audience::Public,
            mentions: Vec::new(),
            files: Vec::new(),
        })
    }
}

/// Add a comment
///
/// Whoever sees the ticket may.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "createComment",
    tag = TAG_COMMENTS,
    params(RepeatHeader),
    request_body(content = Sent, description = "The comment"),
    responses(
        (status = 201, description = "The comment", body = CommentRow,
         headers(("Location" = String, description = "The path of the comment"),
                 ("ETag" = String, description = "Its version, for `If-Match`")),
         links(
            ("getComment" = (operation_id = "getComment", parameters(("id" = "$response.body#/id")))),
            ("changeComment" = (operation_id = "changeComment", parameters(("id" = "$response.body#/id")))),
            ("deleteComment" = (operation_id = "deleteComment", parameters(("id" = "$response.body#/id"))))
         )),
        WriteRefusals
    )
)]
#[post("/comments/")]
pub async fn create(may: May<CommentTickets>, work: Work, body: body::Sent) -> Result<HttpResponse, Fault> {
    let command = Sent::read(&body.0, Extent::Whole)?.into_command()?;
    let number = command.ticket;
    let written = work.write(may.caller, &body.0, command, created).await;
    written.map_err(|fault| unknown(fault, number))
}

/// A ticket that is not there is the body's fault.
fn unknown(fault: Fault, number: i64) -> Fault {
    if fault.kind == FaultKind::NotFound {
        let what = "ticket";
        Issue::new("ticket", Problem::UnknownNumber { what, number }).into()
    } else {
        fault
    }
}

fn created(sheet: &CommentSheet) -> StoredAnswer {
    let (version, number) = (sheet.comment.version, sheet.comment.number);
    answers::made(&CommentRow::from(sheet), version, "comments", number)
}
