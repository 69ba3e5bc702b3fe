//! Taking an attachment away.

use crate::{
    address::{Address, IdPath},
    answers,
    document::{MatchHeader, RemoveRefusals, RepeatHeader, TAG_ATTACHMENTS},
};
use actix_web::{HttpResponse, delete};
use tessera_application::files::DeleteAttachment;
use tessera_http::{
    caller::{May, needs::CommentTickets},
    conditional::IfMatch,
    fault::Fault,
    json::JsonBody,
    work::Work,
};

/// Delete an attachment
///
/// With its file. Whoever brought it, members of its ticket's project and superusers may.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "deleteAttachment",
    tag = TAG_ATTACHMENTS,
    params(IdPath, MatchHeader, RepeatHeader),
    responses((status = 204, description = "It is gone"), RemoveRefusals)
)]
#[delete("/attachments/{id}/")]
pub async fn remove(
    may: May<CommentTickets>,
    id: Address,
    expected: IfMatch,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let command = DeleteAttachment {
        attachment: id.number()?,
        expected: expected.0,
    };
    work.write(may.caller, &JsonBody::none(), command, |()| answers::gone())
        .await
}
