//! Changing a tag, by all that is told of it or by a part.

use super::{Sent, TagChange, changed, refused};
use crate::{
    address::{Address, IdPath, sent_to},
    body::{self, Extent},
    document::{ChangeRefusals, MatchHeader, RepeatHeader, TAG_TAGS},
    view::tag::TagRow,
};
use actix_web::{HttpResponse, patch, put};
use tessera_application::tags::{self, ChangeTag};
use tessera_http::{
    caller::{May, needs::ViewTickets},
    conditional::IfMatch,
    fault::Fault,
    work::Work,
};

/// Change a tag
///
/// Superadmins of its project and superusers may. It stays in its project. Whether it exists is told before what is
/// wrong with the body.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "changeTag",
    tag = TAG_TAGS,
    params(IdPath, MatchHeader, RepeatHeader),
    request_body(content = TagChange, description = "What to change"),
    responses(
        (status = 200, description = "The tag as it stands now", body = TagRow,
         headers(("ETag" = String, description = "Its new version"))),
        ChangeRefusals
    )
)]
#[patch("/tags/{id}/")]
pub async fn change(
    may: May<ViewTickets>,
    id: Address,
    expected: IfMatch,
    work: Work,
    body: body::Sent,
) -> Result<HttpResponse, Fault> {
    perform(may, &id, expected, work, body, Extent::Part).await
}

/// Replace a tag
///
/// As changing it, with all that must be told of a new one. What may be left out and is, stays.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "replaceTag",
    tag = TAG_TAGS,
    params(IdPath, MatchHeader, RepeatHeader),
    request_body(content = Sent, description = "The tag"),
    responses(
        (status = 200, description = "The tag as it stands now", body = TagRow,
         headers(("ETag" = String, description = "Its new version"))),
        ChangeRefusals
    )
)]
#[put("/tags/{id}/")]
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
    let sent = sent_to(number, tags::one, read, (&work, &caller)).await?;
    let command = command(sent, number, expected);
    work.write(caller, &body.0, command, changed)
        .await
        .map_err(refused)
}

fn command(sent: Sent, tag: i64, expected: Option<Vec<i64>>) -> ChangeTag {
    let Sent {
        name,
        description,
        color,
        project,
    } = sent;
    ChangeTag {
        tag,
        project,
        text: name,
        description,
        color,
        expected,
    }
}
