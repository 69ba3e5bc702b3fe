//! Changing a column, by all that is told of it or by a part.

use super::{ColumnChange, Sent, changed, refused};
use crate::{
    address::{Address, IdPath, sent_to},
    body::{self, Extent},
    document::{ChangeRefusals, MatchHeader, RepeatHeader, TAG_COLUMNS},
    view::column::ColumnRow,
};
use actix_web::{HttpResponse, patch, put};
use tessera_application::boards::{self, ChangeColumn};
use tessera_http::{
    caller::{May, needs::ViewTickets},
    conditional::IfMatch,
    fault::Fault,
    work::Work,
};

/// Change a column
///
/// Members of the project may. It stays on its board. Whether it exists is told before what is wrong with the body.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "changeColumn",
    tag = TAG_COLUMNS,
    params(IdPath, MatchHeader, RepeatHeader),
    request_body(content = ColumnChange, description = "What to change"),
    responses(
        (status = 200, description = "The column as it stands now", body = ColumnRow,
         headers(("ETag" = String, description = "Its new version"))),
        ChangeRefusals
    )
)]
#[patch("/columns/{id}/")]
pub async fn change(
    may: May<ViewTickets>,
    id: Address,
    expected: IfMatch,
    work: Work,
    body: body::Sent,
) -> Result<HttpResponse, Fault> {
    perform(may, &id, expected, work, body, Extent::Part).await
}

/// Replace a column
///
/// As changing it, with all that must be told of a new one. What may be left out and is, stays.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "replaceColumn",
    tag = TAG_COLUMNS,
    params(IdPath, MatchHeader, RepeatHeader),
    request_body(content = Sent, description = "The column"),
    responses(
        (status = 200, description = "The column as it stands now", body = ColumnRow,
         headers(("ETag" = String, description = "Its new version"))),
        ChangeRefusals
    )
)]
#[put("/columns/{id}/")]
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
    let sent = sent_to(number, boards::column, read, (&work, &caller)).await?;
    let command = command(sent, number, expected);
    work.write(caller, &body.0, command, changed)
        .await
        .map_err(refused)
}

fn command(sent: Sent, column: i64, expected: Option<Vec<i64>>) -> ChangeColumn {
    let Sent {
        name,
        order,
        color,
        project,
    } = sent;
    ChangeColumn {
        column,
        project,
        name,
        position: order,
        color,
        expected,
    }
}
