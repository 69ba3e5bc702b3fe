//! Being told what happens while it happens.

use crate::{
    document::{ListRefusals, TAG_EVENTS},
    query,
    view::feed::FeedItem,
};
use actix_web::{HttpRequest, HttpResponse, get, http::header::HeaderMap};
use std::time::Duration;
use tessera_application::feed;
use tessera_domain::{
    caller::Caller,
    issue::{Issue, Problem},
};
use tessera_http::{
    caller::{May, needs::ViewTickets},
    doors,
    fault::Fault,
    live::{self, LAST_EVENT_ID, Message, Part},
    query::Params,
    work::Work,
};
use utoipa::openapi::path::{Parameter, ParameterIn};

/// The most events that are told at once.
const AT_ONCE: i64 = 100;
/// How long a stream goes on at most, and unless the client says otherwise, in seconds.
const LONGEST: i64 = 3600;
const HEADER: &str = "Last-Event-ID";

/// Where the stream begins, and how long it goes on.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameters are read by themselves"
)]
pub struct Query {
    /// The place behind which the stream begins: of the last event that is known. With what happens from now on, unless it
    /// is said.
    #[param(minimum = 0, required = false)]
    after: i64,
    /// How long the stream goes on, in seconds: an hour unless it is said.
    #[param(minimum = 1, maximum = 3600, required = false)]
    seconds: i64,
}

/// How the document tells of what clients send that come back.
pub struct LastEventHeader;

impl utoipa::IntoParams for LastEventHeader {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = "The id of the last event that was told, sent by clients that come back. It counts more than `after`.";
        vec![tessera_http::document::header_param(HEADER, "^[0-9]{1,18}$", text).build()]
    }
}

/// Stream what happens
///
/// The change feed as `text/event-stream`: each event is a message whose `id` is its place and whose `data` is an item of
/// the feed in JSON, told within moments after it was committed. The stream ends after its time, and when the caller may no
/// longer read it; a client that comes back with the id of the last message as `Last-Event-ID`, as browsers do by
/// themselves, misses nothing and is told nothing twice. While nothing happens a comment comes every 15 seconds.
#[utoipa::path(
    context_path = "/events",
    operation_id = "streamEvents",
    tag = TAG_EVENTS,
    params(Query, LastEventHeader),
    responses(
        (status = 200, description = "What happens, as it happens", body = String, content_type = "text/event-stream"),
        ListRefusals
    )
)]
#[get("/stream")]
pub async fn stream(
    may: May<ViewTickets>,
    mut params: Params,
    work: Work,
    request: HttpRequest,
) -> Result<HttpResponse, Fault> {
    let after = params
        .optional("after")
        .parsed(|text| query::within(text, 0, i64::MAX));
    let seconds = params
        .optional("seconds")
        .parsed(|text| query::within(text, 1, LONGEST));
    params.finish()?;
    let place = if let Some(place) = last_seen(request.headers())?.or(after) {
        place
    } else {
        let caller = may.caller.clone();
        work.read(move |app| feed::end(app, &caller)).await?
    };
    let time = Duration::from_secs(seconds.unwrap_or(LONGEST).unsigned_abs());
    let read = move |caller: Caller, place: i64| {
        let work = work.clone();
        async move {
            let read = work.read(move |app| feed::read(app, &caller, place, AT_ONCE));
            let feed::FeedPart { entries, next, more } = read.await?;
            let messages = entries.iter().map(|entry| {
                let data = serde_json::to_string(&FeedItem::from(entry));
                Ok(Message {
                    place: entry.entry.logged.sequence,
                    data: data.map_err(|error| Fault::bug(error.to_string()))?,
                })
            });
            Ok(Part {
                messages: messages.collect::<Result<_, Fault>>()?,
                next,
                more,
            })
        }
    };
    live::respond(&request, &may.caller, doors::enterprise, (place, time), read)
}

/// Where a client was that comes back. Browsers that were told nothing yet send nothing, or an empty header.
fn last_seen(headers: &HeaderMap) -> Result<Option<i64>, Fault> {
    let mut sent = headers.get_all(LAST_EVENT_ID);
    let Some(first) = sent.next() else { return Ok(None) };
    if sent.next().is_some() {
        return Err(Issue::new(HEADER, Problem::Repeated).into());
    }
    match first.to_str().unwrap_or("?") {
        "" => Ok(None),
        text => query::within(text, 0, i64::MAX)
            .map(Some)
            .map_err(|problem| Issue::new(HEADER, problem).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    #[test]
    fn a_client_that_comes_back_says_where_it_was() {
        let of = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(LAST_EVENT_ID, HeaderValue::from_static(value));
            }
            last_seen(&headers).map_err(|fault| fault.issues.len())
        };
        assert_eq!(of(&[]), Ok(None));
        assert_eq!(of(&[""]), Ok(None));
        assert_eq!(of(&["0"]), Ok(Some(0)));
        assert_eq!(of(&["17"]), Ok(Some(17)));
        for bad in [&["-1"][..], &["x"], &["1", "1"], &["9223372036854775808"]] {
            assert_eq!(of(bad), Err(1), "{bad:?}");
        }
    }
}
