//! Listing contacts.

use crate::{
    document::{ListRefusals, TAG_CONTACTS},
    listing::{PageQuery, Paged, Paging},
    query, schema,
    view::contact::ContactRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::contacts;
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    query::Params,
    work::Work,
};

/// Which contacts.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameters are read one by one"
)]
pub struct Query {
    /// Words that must all be in the name, the e-mail address, the title, the department or the description.
    #[param(value_type = schema::SearchText, inline, required = false)]
    search: String,
}

/// List contacts
///
/// All of the tenant, by name.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "listContacts",
    tag = TAG_CONTACTS,
    params(Query, PageQuery),
    responses((status = 200, description = "The contacts", body = Paged<ContactRow>), ListRefusals)
)]
#[get("/contacts/")]
pub async fn list(
    may: May<ViewTickets>,
    mut params: Params,
    paging: Paging,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let (caller, search) = (may.caller, query::search(&mut params));
    params.finish()?;
    let read = move |app: &_, window| contacts::list(app, &caller, &search, window);
    paging
        .pages(&work, read, |contact| ContactRow::from(&contact))
        .await
}
