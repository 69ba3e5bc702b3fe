//! Bringing a file.

use super::Addresses;
use crate::{
    ROOT, body,
    document::{RepeatHeader, TAG_ATTACHMENTS, WriteRefusals},
    schema,
    view::attachment::AttachmentRow,
};
use actix_web::{HttpResponse, post};
use tessera_application::files::{Attach, TicketIn, field};
use tessera_domain::{
    attachment::FileName,
    comment::Audience,
    issue::{Issue, JsonType, Problem},
};
use tessera_http::{
    address::PublicOrigin,
    caller::{May, needs::CommentTickets},
    fault::Fault,
    schema::{NO_NUL, one_of_types, string},
    upload::{SentFile, Upload},
    work::Work,
};
use utoipa::{
    ToSchema,
    openapi::{
        Content, HeaderBuilder, OpenApi, RefOr, Schema, Type, encoding::EncodingBuilder,
        schema::AdditionalProperties,
    },
};

const MISSING: Problem = Problem::Rule("No file was submitted.");
const EMPTY: Problem = Problem::Rule("The submitted file is empty.");
const NO_FILE: Problem =
    Problem::Rule("The submitted data was not a file. Check the encoding type on the form.");

/// A file and where it belongs. Unknown fields are ignored.
#[derive(ToSchema)]
#[schema(as = NewAttachment)]
#[expect(
    dead_code,
    reason = "only the document knows it; the form is read field by field"
)]
pub struct Sent {
    /// The ticket's number.
    #[schema(value_type = schema::Key)]
    ticket: i64,
    /// The file, which is not empty.
    #[schema(value_type = String, min_length = 1, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
    /// What it is to be called, if not as the file is.
    #[schema(value_type = schema::FileNameText, required = false)]
    filename: Option<String>,
}

/// How the file is named in the form.
const NAMED: &str = "form-data; name=\"file\"; filename=\"screenshot.png\"";

/// Says in the document what the derived form cannot: that the file has a name, and what other fields may be.
pub fn complete(document: &mut OpenApi) {
    let path = document.paths.paths.get_mut(&format!("{ROOT}/attachments/"));
    let body = path.and_then(|item| item.post.as_mut()?.request_body.as_mut());
    if let Some(RefOr::T(body)) = body {
        body.content.values_mut().for_each(name_the_file);
    }
    let components = document.components.as_mut();
    let form = components.and_then(|it| it.schemas.get_mut(Sent::name().as_ref()));
    if let Some(RefOr::T(Schema::Object(form))) = form {
        // They are ignored, and must be fit for a form all the same: no head of a part takes control characters, and
        // no field may come twice.
        let other = [
            Type::String,
            Type::Number,
            Type::Boolean,
            Type::Object,
            Type::Null,
        ];
        let other = one_of_types(other).pattern(Some(NO_NUL)).build();
        form.additional_properties = Some(Box::new(AdditionalProperties::RefOr(other.into())));
        let names = string().pattern(Some(r"^[^\u0000-\u001f\u007f]*$")).build();
        form.property_names = Some(Box::new(names.into()));
    }
}

fn name_the_file(form: &mut RefOr<Content>) {
    let RefOr::T(form) = form else { return };
    let text = "Names the file. Its extension must be one of those that the operator allows.";
    let head = HeaderBuilder::new()
        .description(Some(text))
        .schema(Some(string().pattern(Some("filename"))))
        .example(Some(NAMED.into()))
        .build();
    let named = EncodingBuilder::new().header("Content-Disposition", head);
    form.encoding.insert(field::FILE.to_owned(), named.build());
}

/// What the form brings, if nothing is wrong with it.
fn command(upload: Upload) -> Result<Attach, Fault> {
    let mut issues = Vec::new();
    let mut note = |name: &'static str, problem: Problem| issues.push(Issue::new(name, problem));
    let ticket = match upload.text(field::TICKET) {
        None => Err(Problem::Required),
        Some(text) => body::of_text(text).ok_or(Problem::NoNumber {
            received: JsonType::String,
        }),
    };
    let ticket = ticket.map_err(|problem| note(field::TICKET, problem)).ok();
    let named = upload
        .text("filename")
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let named = named.map(FileName::from_sent);
    let file = match upload.file {
        SentFile::File { name, spooled } => Some((name, spooled)),
        SentFile::Missing => {
            note(field::FILE, MISSING);
            None
        }
        SentFile::NotAFile => {
            note(field::FILE, NO_FILE);
            None
        }
        SentFile::Empty => {
            note(field::FILE, EMPTY);
            None
        }
    };
    match (ticket, file) {
        (Some(ticket), Some((sent_as, file))) => Ok(Attach {
            ticket,
            ticket_in: TicketIn::Body,
            file,
            name: named.unwrap_or_else(|| sent_as.clone()),
            sent_as,
            audience: Audience::Public,
            description: None,
        }),
        _ => Err(issues.into()),
    }
}

/// Attach a file to a ticket
///
/// Whoever sees the ticket may.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "createAttachment",
    tag = TAG_ATTACHMENTS,
    params(RepeatHeader),
    request_body(content = Sent, content_type = "multipart/form-data", description = "The file, and the ticket"),
    responses(
        (status = 201, description = "The attachment", body = AttachmentRow,
         headers(("Location" = String, description = "The path of the attachment"),
                 ("ETag" = String, description = "Its version, for `If-Match`")),
         links(
            ("getAttachment" = (operation_id = "getAttachment", parameters(("id" = "$response.body#/id")))),
            ("changeAttachment" = (operation_id = "changeAttachment", parameters(("id" = "$response.body#/id")))),
            ("deleteAttachment" = (operation_id = "deleteAttachment", parameters(("id" = "$response.body#/id"))))
         )),
        WriteRefusals
    )
)]
#[post("/attachments/")]
pub async fn create(
    may: May<CommentTickets>,
    origin: PublicOrigin,
    work: Work,
    upload: Upload,
) -> Result<HttpResponse, Fault> {
    let digest = upload.digest();
    let attach = command(upload)?;
    let addresses = Addresses::new(work.application(), origin);
    work.attach(may.caller, digest, attach, move |sheet| addresses.made(sheet))
        .await
}
