//! What the product costs before anybody asks it anything: its size, its start, its memory, and an import.

use super::{Bench, sqlite::SQLITE};
use crate::{
    failure::{During, Failure},
    operation::Selection,
    product::{Product, Taken},
    report::Cost,
};
use std::{
    fs, thread,
    time::{Duration, Instant},
};

/// A start is measured so many times, and its median counts.
const STARTS: usize = 5;
/// After so long a server that nobody asks anything has come to rest.
const REST: Duration = Duration::from_secs(2);

impl Bench<'_> {
    /// The program's size, and on an SQLite file how long it takes to be ready and what memory it has then.
    pub(super) fn costs(&mut self) -> Result<(), Failure> {
        if self.settings.selection == Selection::Searches {
            return Ok(());
        }
        let size = fs::metadata(&self.program).during("measuring the program")?.len();
        self.add_cost("", "the program", mebibytes(size));
        self.progress.say(&format!("{SQLITE}: starting {STARTS} times"));
        let folder = self.folder.join("start");
        let url = format!("sqlite://{}", folder.join("tessera.db").display());
        let product = Product::new(&self.program, url, folder)?;
        let mut starts = Vec::new();
        for _ in 0..=STARTS {
            let began = Instant::now();
            let server = product.serve()?;
            starts.push(began.elapsed());
            server.stop()?;
        }
        let first = starts.remove(0);
        starts.sort_unstable();
        self.add_cost(SQLITE, "the first start, until ready", milliseconds(first));
        if let Some(median) = starts.get(STARTS / 2) {
            self.add_cost(SQLITE, "another start, until ready", milliseconds(*median));
        }
        let server = product.serve()?;
        thread::sleep(REST);
        let memory = server.memory()?;
        self.add_cost(SQLITE, "memory at rest", mebibytes(memory));
        server.stop()
    }

    pub(super) fn add_import(&mut self, database: &'static str, taken: Taken) {
        let count = self.settings.tickets;
        let measured = format!(
            "{:.1} s, at most {}",
            taken.time.as_secs_f64(),
            mebibytes(taken.memory)
        );
        self.add_cost(database, &format!("import of {count} tickets"), measured);
    }

    fn add_cost(&mut self, database: &'static str, what: &str, measured: String) {
        self.progress.say(&format!("{database}: {what}: {measured}"));
        self.report.costs.push(Cost {
            database,
            what: what.to_owned(),
            measured,
        });
    }
}

/// In tenths, without going through a float that may not hold it.
fn mebibytes(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10) / (1 << 20);
    format!("{}.{} MiB", tenths / 10, tenths % 10)
}

fn milliseconds(time: Duration) -> String {
    format!("{} ms", time.as_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_tenths() {
        assert_eq!(mebibytes(0), "0.0 MiB");
        assert_eq!(mebibytes((1 << 20) * 3 / 2), "1.5 MiB");
        assert_eq!(mebibytes(30 << 20), "30.0 MiB");
    }
}
