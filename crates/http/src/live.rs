//! Answers that go on: what happens is told while it happens, as `text/event-stream`.
//!
//! A stream is read from the log of events and not from whatever woke it, so it has no gaps and may begin anywhere: a
//! client that comes back with the last id that it saw goes on where it was. Whoever reads is asked who they are before
//! each part, so that they read nothing more once they may not.

use crate::{
    bells::{Listener, NoRoom},
    caller::Entering,
    fault::{Fault, FaultKind},
    kernel::Kernel,
};
use actix_web::{
    Error, HttpRequest, HttpResponse,
    http::header::{CONTENT_TYPE, HeaderName, HeaderValue},
    web::Bytes,
};
use futures_util::{Stream, stream::unfold};
use std::{fmt::Write, future::Future, time::Duration};
use tessera_domain::caller::Caller;
use tokio::time::{Instant, sleep_until};

/// What clients send that come back.
pub const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// How long clients wait before they come back, in milliseconds.
const COME_BACK: u64 = 3_000;
/// Proxies that collect answers are told not to.
const UNBUFFERED: (&str, &str) = ("x-accel-buffering", "no");
/// How long whoever was woken waits for more to happen, and how often the log is read at most.
const GATHER: Duration = Duration::from_millis(100);
/// How long whoever listens too often is left alone.
const CROWDED: Duration = Duration::from_secs(30);

/// How often things are done while nothing happens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pace {
    /// How often the log is looked at even if nobody rang: for what other programs wrote.
    pub look: Duration,
    /// How long there may be silence, before something is sent that means nothing.
    pub beat: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            look: Duration::from_secs(5),
            beat: Duration::from_secs(15),
        }
    }
}

/// One message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// Its place, by which a client goes on.
    pub place: i64,
    /// What it tells, in one line.
    pub data: String,
}

/// A part of what happened behind a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// What the reader may know, in order.
    pub messages: Vec<Message>,
    /// Where the next part begins.
    pub next: i64,
    /// Whether there is known to be one.
    pub more: bool,
}

/// Answers with all that `read` gives behind the place, part by part, and goes on so for at most that time. Before each
/// part `enter` says who reads; the stream ends when they may not.
///
/// # Errors
/// [`TooMany`](FaultKind::TooMany) when the caller reads as many streams as one may;
/// [`Unavailable`](FaultKind::Unavailable) when there are too many in all, or the service is about to end.
pub fn respond<R, F>(
    request: &HttpRequest,
    caller: &Caller,
    enter: fn(HttpRequest) -> Entering,
    (place, time): (i64, Duration),
    read: R,
) -> Result<HttpResponse, Fault>
where
    R: Fn(Caller, i64) -> F + 'static,
    F: Future<Output = Result<Part, Fault>> + 'static,
{
    let kernel = Kernel::of(request)?;
    let listener = kernel.bells().listen(caller.tenant, caller.user)?;
    let now = Instant::now();
    let live = Live {
        request: request.clone(),
        listener,
        enter,
        read,
        place,
        pace: kernel.settings().live,
        until: now + time,
        told_at: now,
        greeted: false,
    };
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_TYPE, HeaderValue::from_static("text/event-stream")))
        .insert_header(UNBUFFERED);
    Ok(response.streaming(Box::pin(parts(live))))
}

impl From<NoRoom> for Fault {
    fn from(none: NoRoom) -> Self {
        match none {
            NoRoom::Person => Self {
                cause: Some(none.to_string()),
                retry_after: Some(CROWDED),
                ..Self::new(FaultKind::TooMany)
            },
            NoRoom::Full | NoRoom::Closed => Self::unavailable(none.to_string()),
        }
    }
}

struct Live<R> {
    request: HttpRequest,
    listener: Listener,
    enter: fn(HttpRequest) -> Entering,
    read: R,
    place: i64,
    pace: Pace,
    until: Instant,
    /// When something was sent last.
    told_at: Instant,
    greeted: bool,
}

/// Whoever takes no more of it holds up nobody but themselves: nothing is read before the part before is sent.
fn parts<R, F>(live: Live<R>) -> impl Stream<Item = Result<Bytes, Error>>
where
    R: Fn(Caller, i64) -> F,
    F: Future<Output = Result<Part, Fault>>,
{
    unfold(live, |mut live| async {
        let text = live.next().await?;
        live.told_at = Instant::now();
        Some((Ok(Bytes::from(text)), live))
    })
}

impl<R, F> Live<R>
where
    R: Fn(Caller, i64) -> F,
    F: Future<Output = Result<Part, Fault>>,
{
    /// What is to be sent next; nothing when the stream is over.
    async fn next(&mut self) -> Option<String> {
        if !self.greeted {
            self.greeted = true;
            return Some(format!("retry: {COME_BACK}\n\n"));
        }
        loop {
            if !self.listener.is_open() || Instant::now() >= self.until {
                return None;
            }
            let read_at = Instant::now();
            let part = match self.part().await {
                Ok(part) => part,
                Err(fault) => {
                    tracing::debug!(?fault, "a stream of events ends");
                    return None;
                }
            };
            self.place = part.next;
            if !part.messages.is_empty() {
                return Some(told(&part.messages));
            }
            if self.told_at.elapsed() >= self.pace.beat {
                return Some(beat(self.place));
            }
            if !part.more {
                self.wait(read_at).await;
            }
        }
    }

    async fn part(&self) -> Result<Part, Fault> {
        let caller = (self.enter)(self.request.clone()).await?;
        (self.read)(caller, self.place).await
    }

    async fn wait(&mut self, read_at: Instant) {
        let at_latest = (read_at + self.pace.look)
            .min(self.told_at + self.pace.beat)
            .min(self.until);
        tokio::select! {
            _ = self.listener.rings() => {}
            () = sleep_until(at_latest) => return,
        }
        tokio::select! {
            () = sleep_until((read_at + GATHER).min(at_latest)) => {}
            () = self.listener.closes() => {}
        }
    }
}

fn told(messages: &[Message]) -> String {
    let mut text = String::new();
    for Message { place, data } in messages {
        // Writing to a text cannot fail.
        let _ = write!(text, "id: {place}\ndata: {data}\n\n");
    }
    text
}

/// Keeps the connection in use, and tells where to go on though there was nothing to tell.
fn beat(place: i64) -> String {
    format!(": still here\nid: {place}\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_told_as_event_streams_have_it() {
        let messages = [(7, r#"{"a":1}"#), (9, "{}")].map(|(place, data)| Message {
            place,
            data: data.to_owned(),
        });
        assert_eq!(told(&messages), "id: 7\ndata: {\"a\":1}\n\nid: 9\ndata: {}\n\n");
        assert_eq!(beat(9), ": still here\nid: 9\n\n");
    }

    #[test]
    fn whoever_finds_no_room_is_told_when_to_come_back() {
        let kinds = [NoRoom::Person, NoRoom::Full, NoRoom::Closed].map(|none| {
            let fault = Fault::from(none);
            assert!(fault.retry_after_seconds().is_some());
            fault.kind
        });
        let unavailable = FaultKind::Unavailable;
        assert_eq!(kinds, [FaultKind::TooMany, unavailable, unavailable]);
    }
}
