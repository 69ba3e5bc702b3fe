//! Taking a column off its board.

use crate::{
    address::{Address, IdPath},
    answers,
    document::{MatchHeader, RemoveRefusals, RepeatHeader, TAG_COLUMNS},
};
use actix_web::{HttpResponse, delete};
use tessera_application::boards::DeleteColumn;
use tessera_http::{
    caller::{May, needs::ViewTickets},
    conditional::IfMatch,
    fault::Fault,
    json::JsonBody,
    work::Work,
};

/// Delete a column
///
/// Members of the project may, as long as no ticket lies in it and it is not the board's last.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "deleteColumn",
    tag = TAG_COLUMNS,
    params(IdPath, MatchHeader, RepeatHeader),
    responses((status = 204, description = "It is gone"), RemoveRefusals)
)]
#[delete("/columns/{id}/")]
pub async fn remove(
    may: May<ViewTickets>,
    id: Address,
    expected: IfMatch,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let command = DeleteColumn {
        column: id.number()?,
        expected: expected.0,
    };
    let removed = work
        .write(may.caller, &JsonBody::none(), command, |()| answers::gone())
        .await;
    removed.map_err(answers::forbidden_by_rule)
}
