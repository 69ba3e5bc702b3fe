//! Listing the comments of a ticket.

use crate::{
    document::{ListUnderRefusals, TAG_COMMENTS},
    envelope::{Envelope, Success},
    listing::{CursorQuery, Listed, Part, PartQuery},
    query,
    view::comment::CommentRow,
};
use actix_web::{HttpRequest, HttpResponse, get};
use tessera_application::comments::{self, CommentsAsked, Readable};
use tessera_http::{
    caller::{May, needs::ViewTickets},
    cursor,
    fault::Fault,
    number_address::{Address, IdPath},
    query::Params,
    work::Work,
};

/// Which comments.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameter is read by itself"
)]
pub struct Query {
    /// Whether internal ones are among them, for those who may read them: not unless it is said.
    #[param(required = false)]
    include_internal: bool,
}

/// List the comments of a ticket
///
/// Oldest first.
#[utoipa::path(
    context_path = "/comments",
    operation_id = "listComments",
    tag = TAG_COMMENTS,
    params(IdPath, Query, PartQuery, CursorQuery),
    responses(
        (status = 200, description = "A page of comments", body = Success<Listed<CommentRow>>,
         headers(("Link" = String, description = "The address where the list goes on, with `rel=\"next\"`, if it does"))),
        ListUnderRefusals
    )
)]
#[get("/ticket/{id}")]
pub async fn list(
    may: May<ViewTickets>,
    id: Address,
    request: HttpRequest,
    mut params: Params,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let number = id.number()?;
    let internal = params.optional("include_internal").parsed(query::flag);
    let part = Part::of_query(&mut params);
    params.finish()?;
    let asked = CommentsAsked {
        ticket: number,
        readable: if internal == Some(true) {
            Readable::All
        } else {
            Readable::Public
        },
        window: part.window(),
        after: part.after.clone(),
    };
    let page = work
        .read(move |app| comments::list_under(app, &may.caller, &asked))
        .await?;
    let next = page.next.clone();
    let rows = part.listed(page, |sheet| CommentRow::from(&sheet));
    let mut response = Envelope::of(&work).respond(rows);
    cursor::link(&mut response, request.uri(), next.as_ref());
    Ok(response)
}
