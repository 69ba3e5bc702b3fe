//! Looking at one attachment.

use super::Addresses;
use crate::{
    address::{Address, IdPath},
    document::{OneRefusals, TAG_ATTACHMENTS},
    view::attachment::AttachmentRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::files;
use tessera_http::{
    address::PublicOrigin,
    answer,
    caller::{May, needs::ViewTickets},
    fault::Fault,
    work::Work,
};

/// Show an attachment
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "getAttachment",
    tag = TAG_ATTACHMENTS,
    params(IdPath),
    responses(
        (status = 200, description = "The attachment", body = AttachmentRow,
         headers(("ETag" = String, description = "Its version, for `If-Match`"))),
        OneRefusals
    )
)]
#[get("/attachments/{id}/")]
pub async fn show(
    may: May<ViewTickets>,
    id: Address,
    origin: PublicOrigin,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let number = id.number()?;
    let addresses = Addresses::new(work.application(), origin);
    let sheet = work.read(move |app| files::one(app, &may.caller, number)).await?;
    Ok(answer::to_response(addresses.changed(&sheet)))
}
