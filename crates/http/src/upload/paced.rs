//! A body that must not be too large and must not stop coming.

use crate::fault::FaultKind;
use actix_web::{dev::Payload, error::PayloadError, web::Bytes};
use futures_util::{Stream, StreamExt, stream::unfold};
use std::{cell::Cell, io, rc::Rc, time::Duration};
use tokio::time::{Instant, timeout_at};

/// How long a body may take before anybody looks at how fast it comes.
const GRACE: Duration = Duration::from_secs(10);
/// From then on it must have brought so many bytes for each second.
const PER_SECOND: u64 = 4096;
/// How long it may take in all.
const MOST: Duration = Duration::from_mins(10);

/// Why the body was refused, if it was.
pub(super) type Refused = Rc<Cell<Option<FaultKind>>>;

/// The body on its way in.
pub(super) struct Paced {
    payload: Payload,
    begun: Instant,
    received: u64,
    max: u64,
    refused: Refused,
}

impl Paced {
    /// A body that begins now and may have at most `max` bytes.
    pub(super) fn new(payload: Payload, max: u64) -> Self {
        Self {
            payload,
            begun: Instant::now(),
            received: 0,
            max,
            refused: Rc::default(),
        }
    }

    /// When it is over at the latest.
    pub(super) fn until(&self) -> Instant {
        self.begun + MOST
    }

    /// Where to look for why it ended.
    pub(super) fn refused(&self) -> Refused {
        Rc::clone(&self.refused)
    }

    /// Its bytes.
    pub(super) fn stream(self) -> impl Stream<Item = Result<Bytes, PayloadError>> {
        // Whoever reads parts asks on after the end.
        unfold(self, |mut body| async { Some((body.next().await?, body)) }).fuse()
    }

    async fn next(&mut self) -> Option<Result<Bytes, PayloadError>> {
        if self.refused.get().is_some() {
            return None;
        }
        let due = self.begun + GRACE + Duration::from_secs(self.received / PER_SECOND);
        let Ok(chunk) = timeout_at(due.min(self.until()), self.payload.next()).await else {
            self.refused.set(Some(FaultKind::TimedOut));
            return Some(Err(PayloadError::Io(io::ErrorKind::TimedOut.into())));
        };
        let chunk = match chunk? {
            Ok(chunk) => chunk,
            Err(error) => return Some(Err(error)),
        };
        self.received = self
            .received
            .saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        if self.received > self.max {
            self.refused.set(Some(FaultKind::PayloadTooLarge));
            return Some(Err(PayloadError::Overflow));
        }
        Some(Ok(chunk))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;

    fn body(stream: impl Stream<Item = Result<Bytes, PayloadError>> + 'static, max: u64) -> Paced {
        let payload: Payload = Payload::Stream {
            payload: Box::pin(stream),
        };
        Paced::new(payload, max)
    }

    #[tokio::test]
    async fn a_fl_1_bytes_are_counted_and_not_believed() {
        let three = || stream::iter([b"abc"; 3]).map(|bytes| Ok(Bytes::from_static(bytes)));
        for (max, expected) in [(9, None), (8, Some(FaultKind::PayloadTooLarge))] {
            let paced = body(three(), max);
            let refused = paced.refused();
            let chunks: Vec<_> = paced.stream().collect().await;
            assert_eq!(chunks.len(), 3);
            assert_eq!(refused.get(), expected, "{max}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_stops_coming_is_given_up_and_a_slow_one_that_goes_on_is_not() {
        let paced = body(stream::pending(), 9);
        let (begun, refused) = (Instant::now(), paced.refused());
        let chunks: Vec<_> = paced.stream().collect().await;
        assert!(matches!(chunks[..], [Err(_)]));
        assert_eq!(
            (refused.get(), begun.elapsed()),
            (Some(FaultKind::TimedOut), GRACE)
        );

        // A little more each second than it must be, for as long as it may take.
        let steady = unfold((), |()| async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            Some((Ok(Bytes::from(vec![0; 5000])), ()))
        });
        let paced = body(steady, u64::MAX);
        let (begun, refused) = (Instant::now(), paced.refused());
        let chunks: Vec<_> = paced.stream().collect().await;
        assert!(chunks.len() >= 599);
        assert_eq!(
            (refused.get(), begun.elapsed()),
            (Some(FaultKind::TimedOut), MOST)
        );
    }
}
