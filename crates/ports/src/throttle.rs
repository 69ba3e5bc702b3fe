//! Not being asked too often.

use std::num::NonZeroU64;
use tessera_domain::time::Time;

/// A limit: so many in a window of time, and how long nothing is let through once there were more.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Limit {
    /// Its name, in headers, logs and counters. Subjects of different limits never meet.
    pub name: &'static str,
    /// How many are let through in one window.
    pub count: u32,
    /// How long a window is, in seconds, from its first one on.
    pub window_seconds: i64,
    /// For how long nothing more is let through after one too many, in seconds; 0 for the rest of the window.
    pub block_seconds: i64,
}

/// It was one too many. Nothing was let through, and there is no use in coming back earlier.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("too many, try again in {} ms", .milliseconds)]
pub struct TooMany {
    /// How long to wait, in milliseconds.
    pub milliseconds: NonZeroU64,
}

impl TooMany {
    /// It takes so many microseconds until there is room again. Rounded up, so that whoever waits that long is not
    /// early.
    pub fn for_micros(micros: i64) -> Self {
        let micros = u64::try_from(micros).unwrap_or_default();
        Self {
            milliseconds: NonZeroU64::new(micros.div_ceil(1000)).unwrap_or(NonZeroU64::MIN),
        }
    }
}

/// Counts what subjects do.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Throttle: Send + Sync {
    /// Counts one of `subject`, if the limit lets it through.
    ///
    /// # Errors
    /// When it does not.
    fn take(&self, limit: &Limit, subject: &str, now: Time) -> Result<(), TooMany>;
}
