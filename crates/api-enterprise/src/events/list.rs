//! Going through what happened.

use crate::{
    document::{ListRefusals, TAG_EVENTS},
    envelope::{Envelope, Success},
    query,
    view::feed::Feed,
};
use actix_web::{HttpResponse, get};
use tessera_application::feed;
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    query::Params,
    work::Work,
};

/// The most events of a part.
const MOST: i64 = 100;
/// How many events a part has unless the client says otherwise.
const USUAL: i64 = 50;

/// Which part of the feed.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameters are read by themselves"
)]
pub struct Query {
    /// The place behind which the part begins: `next` of the part before. From the beginning, unless it is said.
    #[param(minimum = 0, required = false)]
    after: i64,
    /// The most events: 50 unless it is said.
    #[param(minimum = 1, maximum = 100, required = false)]
    limit: i64,
}

/// List what happened
///
/// Everything that the caller may know, in the order in which it was committed. The feed has no gaps and grows at its end
/// only: whoever asks again with `next` as `after` misses nothing and is told nothing twice. A part may hold less than its
/// limit, even nothing, and the feed go on all the same; `has_more` says so.
#[utoipa::path(
    context_path = "/events",
    operation_id = "listEvents",
    tag = TAG_EVENTS,
    params(Query),
    responses(
        (status = 200, description = "A part of the feed", body = Success<Feed>),
        ListRefusals
    )
)]
#[get("")]
pub async fn list(may: May<ViewTickets>, mut params: Params, work: Work) -> Result<HttpResponse, Fault> {
    let after = params
        .optional("after")
        .parsed(|text| query::within(text, 0, i64::MAX));
    let limit = params
        .optional("limit")
        .parsed(|text| query::within(text, 1, MOST));
    params.finish()?;
    let (after, limit) = (after.unwrap_or(0), limit.unwrap_or(USUAL));
    let part = work
        .read(move |app| feed::read(app, &may.caller, after, limit))
        .await?;
    Ok(Envelope::of(&work).respond(Feed::from(&part)))
}
