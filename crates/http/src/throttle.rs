//! Limits, counted in this process.

use moka::{Expiry, ops::compute::Op, policy::EvictionPolicy, sync::Cache};
use sha2::{Digest, Sha256};
use std::time::{Duration, Instant};
use tessera_domain::time::Time;
use tessera_ports::throttle::{Limit, Throttle, TooMany};

/// The most subjects that are remembered. Beyond it the ones that were heard of least lately are forgotten.
const SUBJECTS: u64 = 100_000;
const MICROS_PER_SECOND: i64 = 1_000_000;
/// How much longer than needed a subject is remembered, because clocks do not all run alike.
const SLACK: Duration = Duration::from_mins(1);

/// Counts in memory, in windows that begin with a subject's first take. A restart forgets everything.
///
/// What time it is, is what callers say. When their clock is set back, windows and blocks that would now begin
/// in the future begin anew, with their counts kept: nobody is let through for it, and nobody waits longer than
/// the limit says. Subjects may hold names, so no more than a hash of them is kept, and they are never logged.
///
/// ```
/// use tessera_domain::time::Time;
/// use tessera_http::throttle::InProcess;
/// use tessera_ports::throttle::{Limit, Throttle};
///
/// let limit = Limit { name: "try", count: 1, window_seconds: 60, block_seconds: 300 };
/// let throttle = InProcess::new();
/// let now = Time::from_micros(0).unwrap();
/// assert!(throttle.take(&limit, "192.0.2.1", now).is_ok());
/// let too_many = throttle.take(&limit, "192.0.2.1", now).unwrap_err();
/// assert_eq!(too_many.milliseconds.get(), 300_000);
/// ```
pub struct InProcess {
    counts: Cache<Subject, Count>,
}

/// The hash of a limit's name and a subject of it.
type Subject = [u8; 32];

impl InProcess {
    /// With nothing counted yet.
    pub fn new() -> Self {
        Self::remembering(SUBJECTS)
    }

    fn remembering(subjects: u64) -> Self {
        let counts = Cache::builder()
            .max_capacity(subjects)
            // The other policy turns newcomers away while it is full, and they would go uncounted.
            .eviction_policy(EvictionPolicy::lru())
            .expire_after(Forgetting)
            .build();
        Self { counts }
    }
}

impl Default for InProcess {
    fn default() -> Self {
        Self::new()
    }
}

impl Throttle for InProcess {
    fn take(&self, limit: &Limit, subject: &str, now: Time) -> Result<(), TooMany> {
        let now = now.micros();
        let mut verdict = Verdict::Passed;
        // One subject's takes come one after the other, however many threads ask.
        self.counts.entry(hash(limit, subject)).and_compute_with(|entry| {
            let before = entry.map(moka::Entry::into_value);
            let (after, found) = Count::take(before, limit, now);
            verdict = found;
            if before == Some(after) {
                Op::Nop
            } else {
                Op::Put(after)
            }
        });
        let Verdict::Refused { until, is_first } = verdict else {
            return Ok(());
        };
        metrics::counter!("tessera_throttled_total", "limit" => limit.name).increment(1);
        if is_first {
            tracing::info!(
                limit = limit.name,
                "too many: nothing more is let through for a while"
            );
        }
        Err(TooMany::for_micros(until.saturating_sub(now)))
    }
}

/// Names are parted from subjects by a byte that no name holds.
fn hash(limit: &Limit, subject: &str) -> Subject {
    let mut hash = Sha256::new();
    hash.update(limit.name);
    hash.update([0xff]);
    hash.update(subject);
    hash.finalize().into()
}

/// What a subject did in its window. Times are microseconds of the callers' clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Count {
    /// When the window began.
    begun: i64,
    /// How many were let through in it.
    taken: u32,
    /// Until when nothing more is let through, if there was one too many.
    until: Option<i64>,
    /// For how long it matters after it was last changed.
    matters: Duration,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Verdict {
    Passed,
    Refused { until: i64, is_first: bool },
}

impl Count {
    /// What is counted after one more, and whether it is let through.
    fn take(before: Option<Self>, limit: &Limit, now: i64) -> (Self, Verdict) {
        let window = limit.window_seconds.saturating_mul(MICROS_PER_SECOND);
        let longest = limit.block_seconds.saturating_mul(MICROS_PER_SECOND).max(window);
        let mut count = before
            .map(|count| count.not_after(now, longest))
            .filter(|count| now < count.until.unwrap_or(count.begun.saturating_add(window)))
            .unwrap_or_else(|| Self::begin(now, longest));
        if let Some(until) = count.until {
            return (
                count,
                Verdict::Refused {
                    until,
                    is_first: false,
                },
            );
        }
        if count.taken < limit.count {
            count.taken += 1;
            return (count, Verdict::Passed);
        }
        let block = limit.block_seconds.saturating_mul(MICROS_PER_SECOND);
        let until = now.saturating_add(block).max(count.begun.saturating_add(window));
        count.until = Some(until);
        (
            count,
            Verdict::Refused {
                until,
                is_first: true,
            },
        )
    }

    fn begin(now: i64, longest: i64) -> Self {
        Self {
            begun: now,
            taken: 0,
            until: None,
            matters: Duration::from_micros(u64::try_from(longest).unwrap_or_default()),
        }
    }

    /// The same for a clock that was set back: nothing begins later than now.
    fn not_after(self, now: i64, longest: i64) -> Self {
        Self {
            begun: self.begun.min(now),
            until: self.until.map(|until| until.min(now.saturating_add(longest))),
            ..self
        }
    }
}

/// A count is forgotten once it cannot matter any more. This alone goes by the machine's own clock.
struct Forgetting;

impl Forgetting {
    fn after(count: &Count) -> Option<Duration> {
        count.matters.checked_add(SLACK)
    }
}

impl Expiry<Subject, Count> for Forgetting {
    fn expire_after_create(&self, _: &Subject, count: &Count, _: Instant) -> Option<Duration> {
        Self::after(count)
    }

    fn expire_after_update(
        &self,
        _: &Subject,
        count: &Count,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Self::after(count)
    }
}

#[cfg(test)]
mod tests;
