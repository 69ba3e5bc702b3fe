//! Looking at one tag.

use crate::{
    address::{Address, IdPath},
    answers,
    document::{OneRefusals, TAG_TAGS},
    view::tag::TagRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::tags;
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    work::Work,
};

/// Show a tag
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "getTag",
    tag = TAG_TAGS,
    params(IdPath),
    responses(
        (status = 200, description = "The tag", body = TagRow,
         headers(("ETag" = String, description = "Its version, for `If-Match`"))),
        OneRefusals
    )
)]
#[get("/tags/{id}/")]
pub async fn show(may: May<ViewTickets>, id: Address, work: Work) -> Result<HttpResponse, Fault> {
    let number = id.number()?;
    let sheet = work.read(move |app| tags::one(app, &may.caller, number)).await?;
    Ok(answers::shown(&TagRow::from(&sheet), sheet.tag.version))
}
