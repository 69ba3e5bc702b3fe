//! Waiting for something to become true, without guessing how long that takes.

use std::{
    fmt::Display,
    thread,
    time::{Duration, Instant},
};

/// Asks again and again until there is an answer. Complains after a time that says only that something hangs.
#[track_caller]
pub fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    until_or(what, &mut "", |_| ask())
}

/// Like [`until`], with what was learned last told beside the complaint.
#[track_caller]
pub fn until_or<T, L: Display>(what: &str, last: &mut L, mut ask: impl FnMut(&mut L) -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_mins(1);
    loop {
        if let Some(answer) = ask(last) {
            return answer;
        }
        assert!(Instant::now() < deadline, "waited in vain until {what} {last}");
        thread::sleep(Duration::from_millis(10));
    }
}
