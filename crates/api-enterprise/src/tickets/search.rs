//! Searching tickets by a query of its own.

use super::{
    filters::{Asked, Query, Searched},
    listed,
};
use crate::{
    document::{ListRefusals, SearchRefusals, TAG_TICKETS},
    envelope::Success,
    listing::{CursorQuery, Listed, PartQuery},
    schema,
    view::ticket::TicketRow,
};
use actix_web::{HttpRequest, HttpResponse, get, post};
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    json::JsonBody,
    query::Params,
    work::Work,
};
use utoipa::ToSchema;

/// What to search for. All of it must hold; within a list any of it. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = Search, example = json!({
    "query": "server performance",
    "filters": {"status": ["open", "in_progress"], "priority": ["high", "critical"], "created_after": "2023-11-01"},
    "sort": [{"field": "priority", "order": "desc"}, {"field": "created_at", "order": "desc"}], "page": 1, "size": 20
}))]
#[expect(
    dead_code,
    reason = "only the document knows it; the members are read one by one"
)]
pub struct Sent {
    /// Words that must all be in the ticket or its comments, the last one as a beginning.
    #[schema(value_type = schema::SearchOrNull, required = false)]
    query: String,
    /// Which tickets.
    #[schema(required = false)]
    filters: Option<Filters>,
    /// In what order, the most important first. Without any, the best come first where there are words to search for.
    #[schema(required = false, max_items = 100)]
    sort: Option<Vec<SortBy>>,
    /// The page, from 1. One past the end is empty.
    #[schema(minimum = 1, maximum = 999_999_999, required = false)]
    page: Option<i64>,
    /// How many tickets a page has: 20 unless it is said.
    #[schema(minimum = 1, maximum = 100, required = false)]
    size: Option<i64>,
}

/// Which tickets. Lists may be one value by itself as well.
#[derive(ToSchema)]
#[schema(as = SearchFilters)]
#[expect(
    dead_code,
    reason = "only the document knows it; the members are read one by one"
)]
pub struct Filters {
    /// Those that stand there.
    #[schema(value_type = schema::StatusesWanted, required = false)]
    status: Vec<String>,
    /// Those that matter so much.
    #[schema(value_type = schema::PrioritiesWanted, required = false)]
    priority: Vec<String>,
    /// Those of that sort.
    #[schema(value_type = schema::KindsWanted, required = false)]
    ticket_type: Vec<String>,
    /// Those of the departments of these numbers.
    #[schema(value_type = schema::IdsWanted, required = false)]
    departments: Vec<i64>,
    /// The same, by its other name.
    #[schema(value_type = schema::IdsWanted, required = false)]
    department_id: Vec<i64>,
    /// Those that bear any of these tags.
    #[schema(value_type = schema::TagsWanted, required = false)]
    tags: Vec<String>,
    /// Those that the person of this number opened.
    #[schema(value_type = schema::IdOrNull, required = false)]
    created_by_id: i64,
    /// Those that the person of this number works on.
    #[schema(value_type = schema::IdOrNull, required = false)]
    assigned_to_id: i64,
    /// Those opened then or later.
    #[schema(value_type = schema::MomentOrNull, required = false)]
    created_after: String,
    /// Those opened then or earlier. A day is meant to its end.
    #[schema(value_type = schema::MomentOrNull, required = false)]
    created_before: String,
    /// Those that changed then or later.
    #[schema(value_type = schema::MomentOrNull, required = false)]
    updated_after: String,
}

/// A field to sort by.
#[derive(ToSchema)]
#[schema(as = SortBy)]
#[expect(
    dead_code,
    reason = "only the document knows it; the members are read one by one"
)]
pub struct SortBy {
    /// Which. Priorities are sorted by how much they matter.
    #[schema(value_type = schema::SortWord)]
    field: String,
    /// Which way: `asc` unless it is said.
    #[schema(value_type = schema::OrderOrNull, required = false)]
    order: String,
}

/// Search tickets
///
/// Reads only, so it needs no `Idempotency-Key`. Where the list goes on stands in the `Link` header: the same body is sent
/// there.
#[utoipa::path(
    context_path = "/tickets",
    operation_id = "searchTickets",
    tag = TAG_TICKETS,
    params(CursorQuery),
    request_body(content = Sent, description = "What to search for"),
    responses(
        (status = 200, description = "A page of tickets", body = Success<Listed<TicketRow>>,
         headers(("Link" = String, description = "The address where the list goes on, with `rel=\"next\"`, if it does"))),
        SearchRefusals
    )
)]
#[post("/search")]
pub async fn search(
    may: May<ViewTickets>,
    request: HttpRequest,
    params: Params,
    work: Work,
    body: JsonBody,
) -> Result<HttpResponse, Fault> {
    let asked = Asked::of_body(body.fields()?, params)?;
    listed(&work, may, (asked, Searched::ByRelevance), request.uri()).await
}

/// Which words to search for.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameters are read with the others"
)]
pub struct Words {
    /// Words that must all be in the ticket or its comments, the last one as a beginning.
    #[param(value_type = schema::SearchText, inline, required = false)]
    search: String,
    /// The same, by its other name.
    #[param(value_type = schema::SearchText, inline, required = false)]
    q: String,
}

/// Search tickets by address
///
/// As listing them, but that the best come first unless another order is asked for.
#[utoipa::path(
    context_path = "/tickets",
    operation_id = "searchTicketsByQuery",
    tag = TAG_TICKETS,
    params(Words, Query, PartQuery, CursorQuery),
    responses(
        (status = 200, description = "A page of tickets", body = Success<Listed<TicketRow>>,
         headers(("Link" = String, description = "The address where the list goes on, with `rel=\"next\"`, if it does"))),
        ListRefusals
    )
)]
#[get("/search")]
pub async fn search_by_query(
    may: May<ViewTickets>,
    request: HttpRequest,
    params: Params,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let asked = Asked::of_query(params, &["search", "q"])?;
    listed(&work, may, (asked, Searched::ByRelevance), request.uri()).await
}
