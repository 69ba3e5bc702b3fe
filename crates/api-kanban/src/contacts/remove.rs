//! Taking a contact away.

use crate::{
    address::{Address, IdPath},
    answers,
    document::{MatchHeader, RemoveRefusals, RepeatHeader, TAG_CONTACTS},
};
use actix_web::{HttpResponse, delete};
use tessera_application::contacts::DeleteContact;
use tessera_http::{
    caller::{May, needs::EditTickets},
    conditional::IfMatch,
    fault::Fault,
    json::JsonBody,
    work::Work,
};

/// Delete a contact
///
/// From beside every tag, too, as long as no ticket names them.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "deleteContact",
    tag = TAG_CONTACTS,
    params(IdPath, MatchHeader, RepeatHeader),
    responses((status = 204, description = "It is gone"), RemoveRefusals)
)]
#[delete("/contacts/{id}/")]
pub async fn remove(
    may: May<EditTickets>,
    id: Address,
    expected: IfMatch,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let command = DeleteContact {
        contact: id.number()?,
        expected: expected.0,
    };
    let removed = work
        .write(may.caller, &JsonBody::none(), command, |()| answers::gone())
        .await;
    removed.map_err(answers::forbidden_by_rule)
}
