//! The time in the story.

use std::sync::atomic::{AtomicI64, Ordering};
use tessera_domain::time::Time;
use tessera_ports::world::Clock;

/// How long before now the story begins.
const DAYS: i64 = 21;

/// A clock that stands still until the story goes on.
pub struct StoryClock {
    begin: Time,
    seconds: AtomicI64,
}

impl StoryClock {
    /// The clock of a story that ends at that moment.
    pub fn starting_before(now: Time) -> Self {
        Self {
            begin: now.plus_seconds(-DAYS * 86_400),
            seconds: AtomicI64::new(0),
        }
    }

    /// The moment so many hours after the beginning.
    pub fn at(&self, hours: i64) -> Time {
        self.begin.plus_seconds(hours * 3600)
    }

    /// Goes on to that many hours after the beginning.
    pub fn go_on_to(&self, hours: i64) {
        self.seconds.store(hours * 3600, Ordering::Relaxed);
    }
}

impl Clock for StoryClock {
    fn now(&self) -> Time {
        self.begin.plus_seconds(self.seconds.load(Ordering::Relaxed))
    }
}
