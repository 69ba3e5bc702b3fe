//! Taking a project away.

use crate::{
    address::{Address, IdPath},
    answers,
    document::{MatchHeader, RemoveRefusals, RepeatHeader, TAG_PROJECTS},
};
use actix_web::{HttpResponse, delete};
use tessera_application::boards::DeleteProject;
use tessera_http::{
    caller::{May, needs::ViewTickets},
    conditional::IfMatch,
    fault::Fault,
    json::JsonBody,
    work::Work,
};

/// Delete a project
///
/// With its board and its tags. Its superadmins and superusers may, as long as no ticket lies in it and it is not the
/// tenant's default one.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "deleteProject",
    tag = TAG_PROJECTS,
    params(IdPath, MatchHeader, RepeatHeader),
    responses((status = 204, description = "It is gone"), RemoveRefusals)
)]
#[delete("/projects/{id}/")]
pub async fn remove(
    may: May<ViewTickets>,
    id: Address,
    expected: IfMatch,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let command = DeleteProject {
        project: id.number()?,
        expected: expected.0,
    };
    let removed = work
        .write(may.caller, &JsonBody::none(), command, |()| answers::gone())
        .await;
    removed.map_err(answers::forbidden_by_rule)
}
