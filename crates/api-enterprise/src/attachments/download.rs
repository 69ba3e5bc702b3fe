//! Fetching a file.

use crate::{
    document::{FileRefusals, TAG_ATTACHMENTS},
    schema,
};
use actix_web::{HttpResponse, get};
use tessera_application::files;
use tessera_http::{
    caller::{May, needs::ViewTickets},
    download::{self, Disposition},
    fault::Fault,
    number_address::{Address, IdPath},
    work::Work,
};

/// Download a file
///
/// Its bytes, without an envelope. Whoever sees the ticket may; what is internal only those who may read that.
#[utoipa::path(
    context_path = "/attachments",
    operation_id = "downloadAttachment",
    tag = TAG_ATTACHMENTS,
    params(IdPath),
    responses(
        (status = 200, description = "The file", body = schema::FileBytes, content_type = "*/*",
         headers(("Content-Disposition" = String, description = "Its name"))),
        FileRefusals
    )
)]
#[get("/{id}/download")]
pub async fn by_number(may: May<ViewTickets>, id: Address, work: Work) -> Result<HttpResponse, Fault> {
    fetch(may, &id, work).await
}

/// The name at the end of the address.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only the document knows it; the number finds the file")]
pub struct NamePath {
    /// What the file is called. Any name will do.
    filename: String,
}

/// Download a file by its address
///
/// At the `upload_url` of an attachment; the same as downloading it by its number.
#[utoipa::path(
    context_path = "/attachments",
    operation_id = "downloadAttachmentByName",
    tag = TAG_ATTACHMENTS,
    params(IdPath, NamePath),
    responses(
        (status = 200, description = "The file", body = schema::FileBytes, content_type = "*/*",
         headers(("Content-Disposition" = String, description = "Its name"))),
        FileRefusals
    )
)]
#[get("/{id}/{filename}")]
pub async fn by_name(may: May<ViewTickets>, id: Address, work: Work) -> Result<HttpResponse, Fault> {
    fetch(may, &id, work).await
}

async fn fetch(may: May<ViewTickets>, id: &Address, work: Work) -> Result<HttpResponse, Fault> {
    let number = id.number()?;
    let opened = work.read(move |app| files::open(app, &may.caller, number));
    Ok(download::respond(opened.await?, Disposition::Save))
}
