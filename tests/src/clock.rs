//! A clock that stands still until a test moves it.

use std::sync::atomic::{AtomicI64, Ordering};
use tessera_domain::time::Time;
use tessera_ports::world::Clock;

/// Noon of a Tuesday.
const START: &str = "2026-02-03T12:00:00Z";

/// Stands still; [`advance`](Self::advance) moves it.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl Default for ManualClock {
    fn default() -> Self {
        let start = Time::parse(START).expect("the start is a time");
        Self(AtomicI64::new(start.micros()))
    }
}

impl ManualClock {
    /// Moves it on, or back.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    /// Sets it.
    pub fn set(&self, time: Time) {
        self.0.store(time.micros(), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Time {
        Time::from_micros(self.0.load(Ordering::SeqCst)).expect("tests stay within the calendar")
    }
}
