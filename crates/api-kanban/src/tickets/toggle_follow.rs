//! Following a ticket, or no longer.

use crate::{
    address::{Address, IdPath},
    document::{RemoveRefusals, RepeatHeader, TAG_TICKETS},
    view::ticket::Following,
};
use actix_web::{HttpResponse, post};
use tessera_application::tickets::ToggleFollow;
use tessera_http::{
    answer::{self, StoredAnswer},
    caller::{May, needs::ViewTickets},
    fault::Fault,
    json::JsonBody,
    work::Work,
};

/// Follow a ticket, or no longer
///
/// For the caller alone. A body is not read.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "toggleFollow",
    tag = TAG_TICKETS,
    params(IdPath, RepeatHeader),
    responses(
        (status = 200, description = "Whether the caller follows it now", body = Following,
         example = json!({"following": true})),
        RemoveRefusals
    )
)]
#[post("/tickets/{id}/toggle_follow/")]
pub async fn toggle_follow(may: May<ViewTickets>, id: Address, work: Work) -> Result<HttpResponse, Fault> {
    let command = ToggleFollow { ticket: id.number()? };
    work.write(may.caller, &JsonBody::none(), command, |following| {
        toggled(*following)
    })
    .await
}

fn toggled(following: bool) -> StoredAnswer {
    answer::json(200, &Following { following })
}
