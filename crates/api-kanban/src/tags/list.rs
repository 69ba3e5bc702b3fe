//! Listing tags.

use crate::{
    document::{ListRefusals, TAG_TAGS},
    listing::{PageQuery, Paged, Paging},
    query, schema,
    view::tag::TagRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::{tags, views::TagsAsked};
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    query::Params,
    work::Work,
};

/// Which tags.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameters are read one by one"
)]
pub struct Query {
    /// Only those of the project of this number.
    #[param(value_type = schema::KeyIfAny, inline, required = false)]
    project: i64,
    /// Words that must all be in the name or the description.
    #[param(value_type = schema::SearchText, inline, required = false)]
    search: String,
}

fn asked(mut params: Params) -> Result<TagsAsked, Fault> {
    let asked = TagsAsked {
        project: query::key(&mut params, "project"),
        search: query::search(&mut params),
    };
    params.finish()?;
    Ok(asked)
}

/// List tags
///
/// Of all projects that the caller sees, by name.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "listTags",
    tag = TAG_TAGS,
    params(Query, PageQuery),
    responses((status = 200, description = "The tags", body = Paged<TagRow>), ListRefusals)
)]
#[get("/tags/")]
pub async fn list(
    may: May<ViewTickets>,
    params: Params,
    paging: Paging,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let (caller, asked) = (may.caller, asked(params)?);
    let read = move |app: &_, window| tags::list(app, &caller, &asked, window);
    paging.pages(&work, read, |sheet| TagRow::from(&sheet)).await
}
