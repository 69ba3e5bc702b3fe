//! Changing a project, by all that is told of it or by a part.

use super::{ProjectChange, Sent, changed, refused};
use crate::{
    address::{Address, IdPath, sent_to},
    body::{self, Extent},
    document::{ChangeRefusals, MatchHeader, RepeatHeader, TAG_PROJECTS},
    view::project::ProjectRow,
};
use actix_web::{HttpResponse, patch, put};
use tessera_application::boards::{self, ChangeProject};
use tessera_http::{
    caller::{May, needs::ViewTickets},
    conditional::IfMatch,
    fault::Fault,
    work::Work,
};

/// Change a project
///
/// Its superadmins and superusers may. Whether the project exists is told before what is wrong with the body.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "changeProject",
    tag = TAG_PROJECTS,
    params(IdPath, MatchHeader, RepeatHeader),
    request_body(content = ProjectChange, description = "What to change"),
    responses(
        (status = 200, description = "The project as it stands now", body = ProjectRow,
         headers(("ETag" = String, description = "Its new version"))),
        ChangeRefusals
    )
)]
#[patch("/projects/{id}/")]
pub async fn change(
    may: May<ViewTickets>,
    id: Address,
    expected: IfMatch,
    work: Work,
    body: body::Sent,
) -> Result<HttpResponse, Fault> {
    perform(may, &id, expected, work, body, Extent::Part).await
}

/// Replace a project
///
/// As changing it, with all that must be told of a new one. What may be left out and is, stays.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "replaceProject",
    tag = TAG_PROJECTS,
    params(IdPath, MatchHeader, RepeatHeader),
    request_body(content = Sent, description = "The project"),
    responses(
        (status = 200, description = "The project as it stands now", body = ProjectRow,
         headers(("ETag" = String, description = "Its new version"))),
        ChangeRefusals
    )
)]
#[put("/projects/{id}/")]
pub async fn replace(
    may: May<ViewTickets>,
    id: Address,
    expected: IfMatch,
    work: Work,
    body: body::Sent,
) -> Result<HttpResponse, Fault> {
    perform(may, &id, expected, work, body, Extent::Whole).await
}

async fn perform(
    may: May<ViewTickets>,
    id: &Address,
    IfMatch(expected): IfMatch,
    work: Work,
    body: body::Sent,
    extent: Extent,
) -> Result<HttpResponse, Fault> {
    let (number, caller) = (id.number()?, may.caller);
    let read = Sent::read(&body.0, extent);
    let sent = sent_to(number, boards::project, read, (&work, &caller)).await?;
    let command = command(sent, number, expected);
    work.write(caller, &body.0, command, changed)
        .await
        .map_err(refused)
}

fn command(sent: Sent, project: i64, expected: Option<Vec<i64>>) -> ChangeProject {
    let Sent {
        name,
        key,
        description,
    } = sent;
    ChangeProject {
        project,
        key,
        name,
        description,
        expected,
    }
}
