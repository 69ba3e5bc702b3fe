//! Listing tickets.

use super::{
    filters::{Asked, Query, Searched},
    listed,
};
use crate::{
    document::{ListRefusals, TAG_TICKETS},
    envelope::Success,
    listing::{CursorQuery, Listed, PartQuery},
    schema,
    view::ticket::TicketRow,
};
use actix_web::{HttpRequest, HttpResponse, get};
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    query::Params,
    work::Work,
};

/// Which words to search for.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameter is read with the others"
)]
pub struct Words {
    /// Words that must all be in the ticket or its comments, the last one as a beginning.
    #[param(value_type = schema::SearchText, inline, required = false)]
    search: String,
}

/// List tickets
///
/// Those that the caller sees and that pass every filter, newest first unless another order is asked for. A page past the
/// end is empty.
#[utoipa::path(
    context_path = "/tickets",
    operation_id = "listTickets",
    tag = TAG_TICKETS,
    params(Words, Query, PartQuery, CursorQuery),
    responses(
        (status = 200, description = "A page of tickets", body = Success<Listed<TicketRow>>,
         headers(("Link" = String, description = "The address where the list goes on, with `rel=\"next\"`, if it does"))),
        ListRefusals
    )
)]
#[get("")]
pub async fn list(
    may: May<ViewTickets>,
    request: HttpRequest,
    params: Params,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let asked = Asked::of_query(params, &["search"])?;
    listed(&work, may, (asked, Searched::AsListed), request.uri()).await
}
