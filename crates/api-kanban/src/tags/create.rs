//! Making a tag.

use super::{Sent, refused};
use crate::{
    answers,
    body::{self, Extent},
    document::{RepeatHeader, TAG_TAGS, WriteRefusals},
    view::tag::TagRow,
};
use actix_web::{HttpResponse, post};
use tessera_application::{tags::CreateTag, views::TagSheet};
use tessera_domain::issue::{Issue, Problem};
use tessera_http::{
    answer::StoredAnswer,
    caller::{May, needs::ViewTickets},
    fault::Fault,
    work::Work,
};

impl TryFrom<Sent> for CreateTag {
    type Error = Issue;

    fn try_from(sent: Sent) -> Result<Self, Issue> {
        let Sent {
            name,
            description,
            color,
            project,
        } = sent;
        Ok(Self {
            project: project.ok_or_else(|| Issue::new("project", Problem::Required))?,
            text: name.ok_or_else(|| Issue::new("name", Problem::Required))?,
            description: description.value().cloned(),
            color,
        })
    }
}

/// Create a tag
///
/// Superadmins of the project and superusers may.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "createTag",
    tag = TAG_TAGS,
    params(RepeatHeader),
    request_body(content = Sent, description = "The tag"),
    responses(
        (status = 201, description = "The tag", body = TagRow,
         headers(("Location" = String, description = "The path of the tag"),
                 ("ETag" = String, description = "Its version, for `If-Match`")),
         links(
            ("getTag" = (operation_id = "getTag", parameters(("id" = "$response.body#/id")))),
            ("changeTag" = (operation_id = "changeTag", parameters(("id" = "$response.body#/id")))),
            ("addTagContact" = (operation_id = "addTagContact", parameters(("id" = "$response.body#/id")))),
            ("deleteTag" = (operation_id = "deleteTag", parameters(("id" = "$response.body#/id"))))
         )),
        WriteRefusals
    )
)]
#[post("/tags/")]
pub async fn create(may: May<ViewTickets>, work: Work, body: body::Sent) -> Result<HttpResponse, Fault> {
    let command = CreateTag::try_from(Sent::read(&body.0, Extent::Whole)?)?;
    work.write(may.caller, &body.0, command, created)
        .await
        .map_err(refused)
}

fn created(sheet: &TagSheet) -> StoredAnswer {
    let (version, number) = (sheet.tag.version, sheet.tag.number);
    answers::made(&TagRow::from(sheet), version, "tags", number)
}
