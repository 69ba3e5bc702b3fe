//! How far an import is: a bar where somebody looks on, a line now and then where nobody does.

use super::output;
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    io::{self, IsTerminal},
    time::{Duration, Instant},
};
use tessera_import_jira::Progress;

/// How often a line is written.
const LINES: Duration = Duration::from_secs(10);

/// Tells what it sees.
pub struct Watcher {
    seen: Progress,
    shown: Shown,
}

enum Shown {
    Bar(ProgressBar),
    Lines(Instant),
}

impl Watcher {
    /// Looks where its words will go.
    pub fn new() -> Self {
        let shown = if io::stderr().is_terminal() {
            Shown::Bar(bar())
        } else {
            Shown::Lines(Instant::now())
        };
        Self {
            seen: Progress::default(),
            shown,
        }
    }

    /// Takes note of where the run stands.
    pub fn see(&mut self, progress: &Progress) {
        self.seen = *progress;
        match &mut self.shown {
            Shown::Bar(bar) => {
                bar.set_length(progress.total);
                bar.set_position(progress.read);
                bar.set_message(format!("{} issues", output::grouped(progress.stored)));
            }
            Shown::Lines(last) if last.elapsed() >= LINES => {
                *last = Instant::now();
                output::note(&line(progress));
            }
            Shown::Lines(_) => {}
        }
    }

    /// Ends, and says how many issues were stored.
    pub fn finish(self) -> u64 {
        if let Shown::Bar(bar) = self.shown {
            bar.finish_and_clear();
        }
        self.seen.stored
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{bar:32} {percent:>3} %  {msg}, {eta} to go");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

fn line(progress: &Progress) -> String {
    let percent = (progress.read * 100).checked_div(progress.total).unwrap_or(100);
    format!("{percent:>3} %  {} issues", output::grouped(progress.stored))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_much_is_done() {
        let progress = Progress {
            read: 50,
            total: 200,
            issues: 1300,
            stored: 1200,
        };
        assert_eq!(line(&progress), " 25 %  1,200 issues");
        assert_eq!(line(&Progress::default()), "100 %  0 issues");
    }
}
