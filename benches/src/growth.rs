//! What takes longer among more tickets: a run beside an earlier one of the same program among fewer.

use crate::{
    failure::{During, Failure},
    load::Measured,
    report::Row,
};
use std::{
    collections::BTreeMap,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

/// Beside the report. The time in which 95 of a hundred were done, in microseconds, by what was measured.
const FILE: &str = "sizes.json";

type Times = BTreeMap<String, u64>;

/// One measurement beside the same one among fewer tickets.
pub struct Growth {
    pub database: &'static str,
    pub operation: &'static str,
    pub connections: usize,
    /// Among how many tickets it was measured before.
    pub fewer: u32,
    /// The times in which 95 of a hundred were done, before and now.
    pub before: Duration,
    pub now: Duration,
}

impl Growth {
    /// How many times longer it takes now.
    pub fn factor(&self) -> f64 {
        self.now.as_secs_f64() / self.before.as_secs_f64()
    }
}

/// What runs among tickets of the same kind found out, by how many there were.
pub struct Sizes {
    file: PathBuf,
    /// What the runs have in common.
    kind: String,
    known: BTreeMap<String, BTreeMap<u32, Times>>,
}

impl Sizes {
    /// Reads what is known of that program and tickets of that origin.
    pub fn read(folder: &Path, program: &Path, origin: &str) -> Result<Self, Failure> {
        let file = folder.join(FILE);
        let doing = format!("reading {}", file.display());
        let known = match fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes).during(&doing)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(error).during(&doing),
        };
        let mut print = DefaultHasher::new();
        fs::read(program).during("reading the program")?.hash(&mut print);
        let kind = format!("{origin}, program {:016x}", print.finish());
        Ok(Self { file, kind, known })
    }

    /// Keeps what was measured among so many tickets.
    pub fn keep(&mut self, tickets: u32, rows: &[Row]) -> Result<(), Failure> {
        let sizes = self.known.entry(self.kind.clone()).or_default();
        let times = sizes.entry(tickets).or_default();
        for row in rows {
            let micros = u64::try_from(row.product.p95.as_micros()).during("keeping a time")?;
            times.insert(name(row), micros);
        }
        let doing = format!("writing {}", self.file.display());
        let text = serde_json::to_string_pretty(&self.known).during(&doing)?;
        fs::write(&self.file, text).during(&doing)
    }

    /// The rows beside what took how long among the fewest tickets.
    pub fn growth(&self, tickets: u32, rows: &[Row]) -> Vec<Growth> {
        let sizes = self.known.get(&self.kind).into_iter().flatten();
        let fewer: Vec<_> = sizes.filter(|(count, _)| **count < tickets).collect();
        let of = |row: &Row| {
            let name = name(row);
            let (count, micros) = fewer
                .iter()
                .find_map(|(count, times)| Some((**count, times.get(&name)?)))?;
            let Measured { p95, .. } = row.product;
            (*micros > 0 && !p95.is_zero()).then(|| Growth {
                database: row.database,
                operation: row.operation,
                connections: row.connections,
                fewer: count,
                before: Duration::from_micros(*micros),
                now: p95,
            })
        };
        rows.iter().filter_map(of).collect()
    }
}

fn name(row: &Row) -> String {
    format!("{}, {}, {}", row.database, row.operation, row.connections)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::env;

    fn row(milliseconds: u64) -> Row {
        Row {
            database: "SQLite",
            operation: "list",
            connections: 8,
            product: Measured {
                p95: Duration::from_millis(milliseconds),
                ..Measured::default()
            },
            limit: None,
            web: None,
        }
    }

    #[test]
    fn a_run_is_compared_with_that_among_the_fewest_tickets_of_the_same_program() {
        let folder = env::temp_dir().join(format!("tessera-growth-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (one, other) = (folder.join("one"), folder.join("other"));
        fs::write(&one, "1").unwrap();
        fs::write(&other, "2").unwrap();
        let read = |program| Sizes::read(&folder, program, "made up").unwrap();
        for (tickets, took) in [(100, 9), (10, 4)] {
            read(&one).keep(tickets, &[row(took)]).unwrap();
        }
        read(&other).keep(1, &[row(1)]).unwrap();
        let growth = read(&one).growth(1_000, &[row(6)]);
        let told: Vec<_> = growth.iter().map(|one| (one.fewer, one.factor())).collect();
        assert_eq!(told, [(10, 1.5)]);
        assert!(read(&one).growth(10, &[row(6)]).is_empty());
        fs::remove_dir_all(&folder).unwrap();
    }
}
