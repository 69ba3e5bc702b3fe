//! Taking a comment away.

use crate::{
    address::{Address, IdPath},
    answers,
    document::{MatchHeader, RemoveRefusals, RepeatHeader, TAG_COMMENTS},
};
use actix_web::{HttpResponse, delete};
use tessera_application::comments::DeleteComment;
use tessera_http::{
    caller::{May, needs::CommentTickets},
    conditional::IfMatch,
    fault::Fault,
    json::JsonBody,
    work::Work,
};

/// Delete a comment
///
/// Whoever wrote it and superusers may.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "deleteComment",
    tag = TAG_COMMENTS,
    params(IdPath, MatchHeader, RepeatHeader),
    responses((status = 204, description = "It is gone"), RemoveRefusals)
)]
#[delete("/comments/{id}/")]
pub async fn remove(
    may: May<CommentTickets>,
    id: Address,
    expected: IfMatch,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let command = DeleteComment {
        comment: id.number()?,
        expected: expected.0,
    };
    work.write(may.caller, &JsonBody::none(), command, |_| answers::gone())
        .await
}
