//! Looking at one contact.

use crate::{
    address::{Address, IdPath},
    answers,
    document::{OneRefusals, TAG_CONTACTS},
    view::contact::ContactRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::contacts;
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    work::Work,
};

/// Show a contact
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "getContact",
    tag = TAG_CONTACTS,
    params(IdPath),
    responses(
        (status = 200, description = "The contact", body = ContactRow,
         headers(("ETag" = String, description = "Its version, for `If-Match`"))),
        OneRefusals
    )
)]
#[get("/contacts/{id}/")]
pub async fn show(may: May<ViewTickets>, id: Address, work: Work) -> Result<HttpResponse, Fault> {
    let number = id.number()?;
    let contact = work
        .read(move |app| contacts::one(app, &may.caller, number))
        .await?;
    Ok(answers::shown(&ContactRow::from(&contact), contact.version))
}
