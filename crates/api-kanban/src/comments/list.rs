//! Listing comments.

use crate::{
    document::{ListRefusals, TAG_COMMENTS},
    listing::{Listed, PageQuery, Paging},
    query, schema,
    view::comment::CommentRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::{
    Error,
    comments::{self, Readable},
};
use tessera_domain::issue::Problem;
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    query::Params,
    work::Work,
};

/// Which comments.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameters are read one by one"
)]
pub struct Query {
    /// Only those under the ticket of this number.
    #[param(value_type = schema::KeyIfAny, inline, required = false)]
    ticket: i64,
}

/// List comments
///
/// Under one ticket, or under all that the caller sees; oldest first. Internal ones are among them only for those who may
/// read them.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "listComments",
    tag = TAG_COMMENTS,
    params(Query, PageQuery),
    responses((status = 200, description = "The comments", body = Listed<CommentRow>), ListRefusals)
)]
#[get("/comments/")]
pub async fn list(
    may: May<ViewTickets>,
    mut params: Params,
    paging: Paging,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let (caller, ticket) = (may.caller, query::key(&mut params, "ticket"));
    params.finish()?;
    let read = move |app: &_, window| {
        let page = comments::list_numbered(app, &caller, ticket, Readable::All, window);
        page.map_err(|error| unknown(error, ticket))
    };
    paging.list(&work, read, |sheet| CommentRow::from(&sheet)).await
}

/// A ticket that is not there is a bad choice here.
fn unknown(error: Error, ticket: Option<i64>) -> Error {
    match (error, ticket) {
        (Error::NotFound(_), Some(number)) => {
            let what = "ticket";
            Error::invalid("ticket", Problem::UnknownNumber { what, number })
        }
        (other, _) => other,
    }
}
