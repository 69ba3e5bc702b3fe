//! The record of calls: which requests a door counted, and how they were answered.
//!
//! A door that counts calls says so by [`Counted::note`]. Once the request is answered, whatever the answer, the
//! outermost middleware gives its [`CallRecord`] to the kernel's [`CallSink`]. No request waits for its record to be
//! stored: [`Batches`] only gathers, and somebody else takes from it. A client that goes away before it is answered
//! leaves no record.

use crate::{address::ClientAddress, fault::Fault, kernel::Kernel, kernel::Visit};
use actix_web::{HttpRequest, http::header::USER_AGENT};
use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tessera_domain::id::{CredentialId, TenantId};

pub use tessera_ports::integration::CallRecord;

/// Takes records of calls. Called in the middle of answering, so it must return at once.
pub trait CallSink: Send + Sync {
    /// Takes one.
    fn note(&self, call: CallRecord);
}

/// The longest method that is kept. Clients can make up longer ones.
const MOST_METHOD: usize = 20;
const MOST_PATH: usize = 500;
const MOST_AGENT: usize = 500;
const MOST_BODY: usize = 10_000;

/// A call that was let in, and counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Counted {
    /// Whose token it is.
    pub tenant: TenantId,
    /// The token.
    pub token: CredentialId,
    /// Whether the text of the body belongs into the record.
    pub records_body: bool,
}

impl Counted {
    /// Has the request recorded once it is answered.
    ///
    /// # Errors
    /// When the request did not come in through a kernel.
    pub fn note(self, request: &HttpRequest) -> Result<(), Fault> {
        let application = Kernel::of(request)?.application();
        let address = ClientAddress::of(request)?;
        let visit = Visit::required(request)?;
        let at = application.clock.now();
        let agent = request.headers().get(USER_AGENT);
        let record = CallRecord {
            tenant: self.tenant,
            id: application.ids.make(at),
            token: self.token,
            method: text(visit.method().as_str().as_bytes(), MOST_METHOD),
            path: text(request.path().as_bytes(), MOST_PATH),
            status: 0,
            milliseconds: 0,
            address: Some(address.0.to_string()),
            agent: agent.map(|agent| text(agent.as_bytes(), MOST_AGENT)),
            body: None,
            at,
        };
        visit.record(Draft {
            record,
            records_body: self.records_body,
        });
        Ok(())
    }
}

/// A record of a call that is not answered yet.
pub(crate) struct Draft {
    record: CallRecord,
    records_body: bool,
}

impl Draft {
    /// Adds the body, if it belongs into the record.
    pub(crate) fn add_body(&mut self, bytes: &[u8]) {
        if self.records_body && !bytes.is_empty() {
            self.record.body = Some(text(bytes, MOST_BODY));
        }
    }

    /// The record, now that the call is answered.
    pub(crate) fn finish(self, status: u16, took: Duration) -> CallRecord {
        CallRecord {
            status,
            milliseconds: i64::try_from(took.as_millis()).unwrap_or(i64::MAX),
            ..self.record
        }
    }
}

/// At most `most` characters of what a client sent, in a form that can be stored: what is no text, and NUL, are
/// replaced.
fn text(bytes: &[u8], most: usize) -> String {
    // No character takes more bytes than 4, so that many are enough.
    let enough = bytes.get(..most.saturating_mul(4)).unwrap_or(bytes);
    let characters = String::from_utf8_lossy(enough);
    let storable = characters.chars().map(|c| match c {
        '\0' => char::REPLACEMENT_CHARACTER,
        other => other,
    });
    storable.take(most).collect()
}

/// Gathers records in memory until somebody takes them. What does not fit is dropped and counted, so that a
/// database that has stopped costs records and not the service's memory.
#[derive(Debug)]
pub struct Batches {
    calls: Mutex<VecDeque<CallRecord>>,
    capacity: usize,
}

impl Batches {
    /// How many records a service keeps that are not stored yet.
    pub const CAPACITY: usize = 10_000;

    /// Keeps at most `capacity` records.
    pub const fn new(capacity: usize) -> Self {
        Self {
            calls: Mutex::new(VecDeque::new()),
            capacity,
        }
    }

    /// Takes the oldest records away, at most so many.
    pub fn take(&self, most: usize) -> Vec<CallRecord> {
        let mut calls = self.calls();
        let count = calls.len().min(most);
        calls.drain(..count).collect()
    }

    fn calls(&self) -> MutexGuard<'_, VecDeque<CallRecord>> {
        // Nothing that is done under the lock can leave the list half changed.
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Batches {
    fn default() -> Self {
        Self::new(Self::CAPACITY)
    }
}

impl CallSink for Batches {
    fn note(&self, call: CallRecord) {
        let mut calls = self.calls();
        if calls.len() < self.capacity {
            calls.push_back(call);
        } else {
            drop(calls);
            metrics::counter!("tessera_calls_dropped_total").increment(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tessera_domain::time::Time;
    use uuid::Uuid;

    fn record(n: u128) -> CallRecord {
        CallRecord {
            tenant: Uuid::from_u128(1).into(),
            id: Uuid::from_u128(n),
            token: Uuid::from_u128(2).into(),
            method: "GET".into(),
            path: "/".into(),
            status: 0,
            milliseconds: 0,
            address: None,
            agent: None,
            body: None,
            at: Time::from_micros(0).unwrap(),
        }
    }

    fn numbers(calls: &[CallRecord]) -> Vec<u128> {
        calls.iter().map(|call| call.id.as_u128()).collect()
    }

    #[test]
    fn the_oldest_are_taken_first_and_only_once() {
        let batches = Batches::new(10);
        (0..5).for_each(|n| batches.note(record(n)));
        assert_eq!(numbers(&batches.take(3)), [0, 1, 2]);
        batches.note(record(5));
        assert_eq!(numbers(&batches.take(usize::MAX)), [3, 4, 5]);
        assert!(batches.take(1).is_empty());
    }

    #[test]
    fn what_does_not_fit_is_dropped_and_later_there_is_room_again() {
        let batches = Batches::new(2);
        (0..4).for_each(|n| batches.note(record(n)));
        assert_eq!(numbers(&batches.take(1)), [0]);
        batches.note(record(4));
        assert_eq!(numbers(&batches.take(9)), [1, 4]);
    }

    #[test]
    fn what_is_dropped_is_counted() {
        let recorder = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder();
        metrics::with_local_recorder(&recorder, || {
            let batches = Batches::new(1);
            (0..3).for_each(|n| batches.note(record(n)));
        });
        let text = recorder.handle().render();
        assert!(text.contains("tessera_calls_dropped_total 2"), "{text}");
    }

    #[test]
    fn texts_are_cut_by_characters_and_can_be_stored() {
        for (bytes, most, expected) in [
            (&b"abc"[..], 3, "abc"),
            (b"abc", 2, "ab"),
            ("🎫🎫🎫".as_bytes(), 2, "🎫🎫"),
            (b"a\0b", 9, "a\u{fffd}b"),
            (b"\xff\xff\xff\xff\xff", 1, "\u{fffd}"),
            (b"", 9, ""),
        ] {
            assert_eq!(text(bytes, most), expected);
        }
        assert_eq!(text("ü".repeat(30_000).as_bytes(), 10_000), "ü".repeat(10_000));
    }

    #[test]
    fn a_body_is_recorded_only_where_it_is_wanted() {
        let draft = |records_body| Draft {
            record: record(1),
            records_body,
        };
        for (wanted, body, expected) in [(true, "{}", Some("{}")), (false, "{}", None), (true, "", None)] {
            let mut draft = draft(wanted);
            draft.add_body(body.as_bytes());
            let done = draft.finish(201, Duration::from_micros(2_999));
            assert_eq!((done.status, done.milliseconds), (201, 2));
            assert_eq!(done.body.as_deref(), expected);
        }
    }
}
