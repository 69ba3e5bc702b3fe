//! Making a project.

use super::{Sent, refused};
use crate::{
    answers,
    body::{self, Extent},
    document::{RepeatHeader, TAG_PROJECTS, WriteRefusals},
    view::project::ProjectRow,
};
use actix_web::{HttpResponse, post};
use tessera_application::{boards::CreateProject, views::ProjectSheet};
use tessera_domain::issue::{Issue, Problem};
use tessera_http::{
    answer::StoredAnswer,
    caller::{May, needs::CreateTickets},
    fault::Fault,
    work::Work,
};

impl TryFrom<Sent> for CreateProject {
    type Error = Issue;

    fn try_from(sent: Sent) -> Result<Self, Issue> {
        let Sent {
            name,
            key,
            description,
        } = sent;
        Ok(Self {
            key: key.ok_or_else(|| Issue::new("key", Problem::Required))?,
            name: name.ok_or_else(|| Issue::new("name", Problem::Required))?,
            description: description.value().cloned(),
        })
    }
}

/// Create a project
///
/// Its board gets the columns New, In Progress, Review and Done, and whoever made it becomes its superadmin.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "createProject",
    tag = TAG_PROJECTS,
    params(RepeatHeader),
    request_body(content = Sent, description = "The project"),
    responses(
        (status = 201, description = "The project", body = ProjectRow,
         headers(("Location" = String, description = "The path of the project"),
                 ("ETag" = String, description = "Its version, for `If-Match`")),
         links(
            ("getProject" = (operation_id = "getProject", parameters(("id" = "$response.body#/id")))),
            ("changeProject" = (operation_id = "changeProject", parameters(("id" = "$response.body#/id")))),
            ("deleteProject" = (operation_id = "deleteProject", parameters(("id" = "$response.body#/id"))))
         )),
        WriteRefusals
    )
)]
#[post("/projects/")]
pub async fn create(may: May<CreateTickets>, work: Work, body: body::Sent) -> Result<HttpResponse, Fault> {
    let command = CreateProject::try_from(Sent::read(&body.0, Extent::Whole)?)?;
    work.write(may.caller, &body.0, command, created)
        .await
        .map_err(refused)
}

fn created(sheet: &ProjectSheet) -> StoredAnswer {
    let (version, number) = (sheet.project.version, sheet.project.number);
    answers::made(&ProjectRow::from(sheet), version, "projects", number)
}
