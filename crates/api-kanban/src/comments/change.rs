//! Changing a comment, by all that is told of it or by a part.

use super::{CommentChange, Replacement, Sent, changed};
use crate::{
    address::{Address, IdPath, sent_to},
    answers,
    body::{self, Extent},
    document::{ChangeRefusals, MatchHeader, RepeatHeader, TAG_COMMENTS},
    view::comment::CommentRow,
};
use actix_web::{HttpResponse, patch, put};
use tessera_application::comments::{self, EditComment};
use tessera_http::{
    caller::{May, needs::CommentTickets},
    conditional::IfMatch,
    fault::Fault,
    work::Work,
};

/// Change a comment
///
/// Whoever wrote it and superusers may. Whether it exists is told before what is wrong with the body. A body that names
/// no content changes nothing.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "changeComment",
    tag = TAG_COMMENTS,
    params(IdPath, MatchHeader, RepeatHeader),
    request_body(content = CommentChange, description = "What to change"),
    responses(
        (status = 200, description = "The comment as it stands now", body = CommentRow,
         headers(("ETag" = String, description = "Its new version"))),
        ChangeRefusals
    )
)]
#[patch("/comments/{id}/")]
pub async fn change(
    may: May<CommentTickets>,
    id: Address,
    expected: IfMatch,
    work: Work,
    body: body::Sent,
) -> Result<HttpResponse, Fault> {
    perform(may, &id, expected, work, body, Extent::Part).await
}

/// Replace a comment
///
/// As changing it, with all that must be told of a new one.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "replaceComment",
    tag = TAG_COMMENTS,
    params(IdPath, MatchHeader, RepeatHeader),
    request_body(content = Replacement, description = "The comment"),
    responses(
        (status = 200, description = "The comment as it stands now", body = CommentRow,
         headers(("ETag" = String, description = "Its new version"))),
        ChangeRefusals
    )
)]
#[put("/comments/{id}/")]
pub async fn replace(
    may: May<CommentTickets>,
    id: Address,
    expected: IfMatch,
    work: Work,
    body: body::Sent,
) -> Result<HttpResponse, Fault> {
    perform(may, &id, expected, work, body, Extent::Whole).await
}

async fn perform(
    may: May<CommentTickets>,
    id: &Address,
    IfMatch(expected): IfMatch,
    work: Work,
    body: body::Sent,
    extent: Extent,
) -> Result<HttpResponse, Fault> {
    let (number, caller) = (id.number()?, may.caller);
    let read = Sent::read(&body.0, extent);
    let sent = sent_to(number, comments::one, read, (&work, &caller)).await?;
    let Some(text) = sent.content else {
        let sheet = work.read(move |app| comments::one(app, &caller, number)).await?;
        return Ok(answers::shown(&CommentRow::from(&sheet), sheet.comment.version));
    };
    let command = EditComment {
        comment: number,
        text,
        expected,
    };
    work.write(caller, &body.0, command, changed).await
}
