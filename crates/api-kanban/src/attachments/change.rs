//! Renaming an attachment, by all that can be told of it or by a part.

use super::Addresses;
use crate::{
    address::{Address, IdPath, sent_to},
    body::{self, Body, Extent, Spelled},
    document::{ChangeRefusals, MatchHeader, RepeatHeader, TAG_ATTACHMENTS},
    schema,
    view::attachment::AttachmentRow,
};
use actix_web::{HttpResponse, patch, put};
use tessera_application::files::{self, RenameAttachment};
use tessera_domain::attachment::FileName;
use tessera_http::{
    address::PublicOrigin,
    caller::{May, needs::CommentTickets},
    conditional::IfMatch,
    fault::Fault,
    json::JsonBody,
    work::Work,
};
use utoipa::ToSchema;

/// What can be told of an attachment that is there. Unknown members, the ticket and the file among them, are ignored.
#[derive(ToSchema)]
#[schema(as = AttachmentName, example = json!({"filename": "screenshot.png"}))]
pub struct Sent {
    /// What it is to be called. Where its file is stays.
    #[schema(value_type = schema::LongName)]
    filename: Option<String>,
}

tessera_http::shapes! {
    /// What changes of an attachment. What is not named stays; unknown members are ignored.
    AttachmentChange = schema::part_of::<Sent>("What changes of an attachment. What is not named stays.");
}

impl Sent {
    fn read(body: &JsonBody, extent: Extent) -> Result<Self, Fault> {
        let mut body = Body::read(body, extent)?;
        let filename = body.demanded("filename").line(schema::LONG_NAME);
        body.finish()?;
        Ok(Self { filename })
    }
}

/// Change an attachment
///
/// Whoever brought it, members of its ticket's project and superusers may. Whether it exists is told before what is wrong
/// with the body.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "changeAttachment",
    tag = TAG_ATTACHMENTS,
    params(IdPath, MatchHeader, RepeatHeader),
    request_body(content = AttachmentChange, description = "What to change"),
    responses(
        (status = 200, description = "The attachment as it stands now", body = AttachmentRow,
         headers(("ETag" = String, description = "Its new version"))),
        ChangeRefusals
    )
)]
#[patch("/attachments/{id}/")]
pub async fn change(
    may: May<CommentTickets>,
    id: Address,
    expected: IfMatch,
    origin: PublicOrigin,
    work: Work,
    body: body::Sent,
) -> Result<HttpResponse, Fault> {
    perform(may, (&id, expected), origin, work, body, Extent::Part).await
}

/// Replace what is told of an attachment
///
/// As changing it. The file itself stays.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "replaceAttachment",
    tag = TAG_ATTACHMENTS,
    params(IdPath, MatchHeader, RepeatHeader),
    request_body(content = Sent, description = "Its name"),
    responses(
        (status = 200, description = "The attachment as it stands now", body = AttachmentRow,
         headers(("ETag" = String, description = "Its new version"))),
        ChangeRefusals
    )
)]
#[put("/attachments/{id}/")]
pub async fn replace(
    may: May<CommentTickets>,
    id: Address,
    expected: IfMatch,
    origin: PublicOrigin,
    work: Work,
    body: body::Sent,
) -> Result<HttpResponse, Fault> {
    perform(may, (&id, expected), origin, work, body, Extent::Whole).await
}

async fn perform(
    may: May<CommentTickets>,
    (id, IfMatch(expected)): (&Address, IfMatch),
    origin: PublicOrigin,
    work: Work,
    body: body::Sent,
    extent: Extent,
) -> Result<HttpResponse, Fault> {
    let (number, caller) = (id.number()?, may.caller);
    let read = Sent::read(&body.0, extent);
    let Sent { filename } = sent_to(number, files::one, read, (&work, &caller)).await?;
    let command = RenameAttachment {
        attachment: number,
        name: filename.as_deref().map(FileName::from_sent),
        expected,
    };
    let addresses = Addresses::new(work.application(), origin);
    work.write(caller, &body.0, command, move |sheet| addresses.changed(sheet))
        .await
}
