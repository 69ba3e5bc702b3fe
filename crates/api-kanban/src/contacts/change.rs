//! Changing a contact, by all that is told of it or by a part.

use super::{ContactChange, Sent, changed};
use crate::{
    address::{Address, IdPath, sent_to},
    body::{self, Extent},
    document::{ChangeRefusals, MatchHeader, RepeatHeader, TAG_CONTACTS},
    view::contact::ContactRow,
};
use actix_web::{HttpResponse, patch, put};
use tessera_application::contacts::{self, ChangeContact};
use tessera_domain::ticket::Patch;
use tessera_http::{
    caller::{May, needs::EditTickets},
    conditional::IfMatch,
    fault::Fault,
    work::Work,
};

/// Change a contact
///
/// Whether it exists is told before what is wrong with the body.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "changeContact",
    tag = TAG_CONTACTS,
    params(IdPath, MatchHeader, RepeatHeader),
    request_body(content = ContactChange, description = "What to change"),
    responses(
        (status = 200, description = "The contact as it stands now", body = ContactRow,
         headers(("ETag" = String, description = "Its new version"))),
        ChangeRefusals
    )
)]
#[patch("/contacts/{id}/")]
pub async fn change(
    may: May<EditTickets>,
    id: Address,
    expected: IfMatch,
    work: Work,
    body: body::Sent,
) -> Result<HttpResponse, Fault> {
    perform(may, &id, expected, work, body, Extent::Part).await
}

/// Replace a contact
///
/// As changing it, with all that must be told of a new one. What may be left out and is, stays.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "replaceContact",
    tag = TAG_CONTACTS,
    params(IdPath, MatchHeader, RepeatHeader),
    request_body(content = Sent, description = "The contact"),
    responses(
        (status = 200, description = "The contact as it stands now", body = ContactRow,
         headers(("ETag" = String, description = "Its new version"))),
        ChangeRefusals
    )
)]
#[put("/contacts/{id}/")]
pub async fn replace(
    may: May<EditTickets>,
    id: Address,
    expected: IfMatch,
    work: Work,
    body: body::Sent,
) -> Result<HttpResponse, Fault> {
    perform(may, &id, expected, work, body, Extent::Whole).await
}

async fn perform(
    may: May<EditTickets>,
    id: &Address,
    IfMatch(expected): IfMatch,
    work: Work,
    body: body::Sent,
    extent: Extent,
) -> Result<HttpResponse, Fault> {
    let (number, caller) = (id.number()?, may.caller);
    let read = Sent::read(&body.0, extent);
    let sent = sent_to(number, contacts::one, read, (&work, &caller)).await?;
    let command = command(sent, number, expected);
    work.write(caller, &body.0, command, changed).await
}

fn command(sent: Sent, contact: i64, expected: Option<Vec<i64>>) -> ChangeContact {
    let Sent {
        name,
        email,
        phone,
        title,
        department,
        description,
    } = sent;
    ChangeContact {
        contact,
        name,
        email: email.map_or(Patch::Keep, |email| Patch::Set(email.into_string())),
        phone,
        title,
        department,
        description,
        expected,
    }
}
