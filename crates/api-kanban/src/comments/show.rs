//! Looking at one comment.

use crate::{
    address::{Address, IdPath},
    answers,
    document::{OneRefusals, TAG_COMMENTS},
    view::comment::CommentRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::comments;
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    work::Work,
};

/// Show a comment
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "getComment",
    tag = TAG_COMMENTS,
    params(IdPath),
    responses(
        (status = 200, description = "The comment", body = CommentRow,
         headers(("ETag" = String, description = "Its version, for `If-Match`"))),
        OneRefusals
    )
)]
#[get("/comments/{id}/")]
pub async fn show(may: May<ViewTickets>, id: Address, work: Work) -> Result<HttpResponse, Fault> {
    let number = id.number()?;
    let sheet = work
        .read(move |app| comments::one(app, &may.caller, number))
        .await?;
    Ok(answers::shown(&CommentRow::from(&sheet), sheet.comment.version))
}
