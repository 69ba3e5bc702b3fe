//! The clock on the wall.

use tessera_domain::time::Time;
use tessera_ports::world::Clock;

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the port's one implementation over the real clock"
    )]
    fn now(&self) -> Time {
        let now = chrono::Utc::now();
        // A clock outside the calendar is broken; the nearest moment keeps the service going.
        Time::try_from(now)
            .ok()
            .or_else(|| Time::from_micros(0))
            .unwrap_or_else(|| unreachable!("1970 is a year"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_tells_a_time_after_this_was_written() {
        assert!(SystemClock.now() > Time::parse("2026-01-01T00:00:00Z").unwrap());
    }
}
