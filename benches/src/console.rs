//! What the person at the terminal sees.

use std::{
    fmt::Display,
    io::{self, Write},
    time::Instant,
};

/// Tells on standard error what is being done, with the time since the start in front.
pub struct Progress {
    started: Instant,
}

impl Progress {
    pub fn start() -> Self {
        Self {
            started: Instant::now(),
        }
    }

    /// One line. Nobody listening is no reason to stop.
    pub fn say(&self, what: &str) {
        let seconds = self.started.elapsed().as_secs();
        let _ = writeln!(io::stderr(), "[{:>2}:{:02}] {what}", seconds / 60, seconds % 60);
    }
}

/// Prints a result on standard output.
pub fn print(text: &str) {
    let _ = writeln!(io::stdout(), "{text}");
}

/// Says why there is no result.
pub fn complain(failure: &dyn Display) {
    let _ = writeln!(io::stderr(), "benches: {failure}");
}
