//! The contacts beside a tag.

use crate::{
    address::{Address, IdPath},
    document::{ListRefusals, TAG_TAGS},
    listing::{Listed, PageQuery, Paging},
    view::tag::TagContactRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::tags;
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    work::Work,
};

/// List the contacts beside a tag
///
/// In the order in which they were put there.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "listTagContacts",
    tag = TAG_TAGS,
    params(IdPath, PageQuery),
    responses((status = 200, description = "The contacts", body = Listed<TagContactRow>), ListRefusals)
)]
#[get("/tags/{id}/contacts/")]
pub async fn contacts(
    may: May<ViewTickets>,
    id: Address,
    paging: Paging,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let (caller, tag) = (may.caller, id.number()?);
    let read = move |app: &_, window| tags::contacts(app, &caller, tag, window);
    paging
        .list(&work, read, |sheet| TagContactRow::from(&sheet))
        .await
}
