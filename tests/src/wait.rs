//! Waiting for something to become true, without guessing how long that takes.

use std::{
    thread,
    time::{Duration, Instant},
};

/// Asks again and again until there is an answer. Complains after a time that says only that something hangs.
#[track_caller]
pub fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_mins(1);
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        thread::sleep(Duration::from_millis(10));
    }
}
