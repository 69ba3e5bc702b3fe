//! Taking a tag away.

use crate::{
    address::{Address, IdPath},
    answers,
    document::{MatchHeader, RemoveRefusals, RepeatHeader, TAG_TAGS},
};
use actix_web::{HttpResponse, delete};
use tessera_application::tags::DeleteTag;
use tessera_http::{
    caller::{May, needs::ViewTickets},
    conditional::IfMatch,
    fault::Fault,
    json::JsonBody,
    work::Work,
};

/// Delete a tag
///
/// From every ticket that bears it, too. Superadmins of its project and superusers may.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "deleteTag",
    tag = TAG_TAGS,
    params(IdPath, MatchHeader, RepeatHeader),
    responses((status = 204, description = "It is gone"), RemoveRefusals)
)]
#[delete("/tags/{id}/")]
pub async fn remove(
    may: May<ViewTickets>,
    id: Address,
    expected: IfMatch,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let command = DeleteTag {
        tag: id.number()?,
        expected: expected.0,
    };
    work.write(may.caller, &JsonBody::none(), command, |()| answers::gone())
        .await
}
