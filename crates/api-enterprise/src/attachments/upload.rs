//! Bringing a file.

use super::Addresses;
use crate::{
    document::{RepeatHeader, TAG_ATTACHMENTS, WriteUnderRefusals},
    envelope::{Envelope, Success},
    query,
    view::attachment::AttachmentRow,
};
use actix_web::{HttpResponse, post};
use tessera_application::files::{Attach, TicketIn, field};
use tessera_domain::{
    caller::Caller,
    comment::Audience,
    issue::{Issue, Problem},
    text::Description,
};
use tessera_http::{
    address::PublicOrigin,
    caller::{May, needs::CommentTickets},
    fault::Fault,
    number_address::{Address, IdPath},
    upload::{SentFile, Upload},
    work::Work,
};
use utoipa::ToSchema;

const NO_FILE: Problem = Problem::Rule("must be a file");
const EMPTY: Problem = Problem::Rule(field::EMPTY);

/// A file and what it is about. Unknown fields are ignored.
#[derive(ToSchema)]
#[schema(as = NewAttachment)]
#[expect(
    dead_code,
    reason = "only the document knows it; the form is read field by field"
)]
pub struct Sent {
    /// The file.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
    /// What it is about.
    #[schema(value_type = String, required = false)]
    description: Option<String>,
    /// Whether requesters do not see it: they do unless it is said. What requesters themselves bring is never hidden.
    #[schema(value_type = bool, required = false)]
    is_internal: Option<bool>,
}

/// What the form brings, if nothing is wrong with it.
fn command(upload: Upload, ticket: i64, caller: &Caller) -> Result<Attach, Fault> {
    let mut issues = Vec::new();
    let mut note = |name: &'static str, problem: Problem| issues.push(Issue::new(name, problem));
    let said = |name: &str| upload.text(name).map(str::trim).filter(|text| !text.is_empty());
    let description = said("description").map(Description::parse).transpose();
    let description = description.map_err(|problem| note("description", problem));
    let internal = said("is_internal").map(query::flag).transpose();
    let internal = internal.map_err(|problem| note("is_internal", problem));
    let file = match upload.file {
        SentFile::File { name, spooled } => Ok((name, spooled)),
        SentFile::Missing => Err(Problem::Required),
        SentFile::NotAFile => Err(NO_FILE),
        SentFile::Empty => Err(EMPTY),
    };
    let file = file.map_err(|problem| note(field::FILE, problem));
    match (description, internal, file) {
        (Ok(description), Ok(internal), Ok((name, file))) => Ok(Attach {
            ticket,
            ticket_in: TicketIn::Path,
            file,
            name: name.clone(),
            sent_as: name,
            audience: caller.audience(Audience::from_internal(internal.unwrap_or_default())),
            description,
        }),
        _ => Err(issues.into()),
    }
}

/// Upload a file to a ticket
///
/// Whoever sees the ticket may.
#[utoipa::path(
    context_path = "/attachments",
    operation_id = "uploadAttachment",
    tag = TAG_ATTACHMENTS,
    params(IdPath, RepeatHeader),
    request_body(content = Sent, content_type = "multipart/form-data", description = "The file"),
    responses(
        (status = 201, description = "The attachment", body = Success<AttachmentRow>,
         links(("downloadAttachment" =
            (operation_id = "downloadAttachment", parameters(("id" = "$response.body#/data/id")))))),
        WriteUnderRefusals
    )
)]
#[post("/ticket/{id}/upload")]
pub async fn bring(
    may: May<CommentTickets>,
    id: Address,
    origin: PublicOrigin,
    work: Work,
    upload: Upload,
) -> Result<HttpResponse, Fault> {
    let number = id.number()?;
    let digest = upload.digest();
    let attach = command(upload, number, &may.caller)?;
    let (envelope, addresses) = (Envelope::of(&work), Addresses(origin));
    work.attach(may.caller, digest, attach, move |sheet| {
        envelope.added("File uploaded successfully", addresses.row(sheet))
    })
    .await
}
