//! What a run can be told.

use crate::{
    failure::{During, Failure},
    operation::Selection,
};
use std::{env, path::PathBuf, time::Duration};

/// The variables, for whoever asks.
pub const HELP: &str = "\
Measures lists, searches, details and changes over HTTP beside the limits of the database and of the web framework,
prints the ratios, draws them, and looks at how the databases do it: reading a whole table is an error.

  make bench                              both databases, about a quarter of an hour
  make bench ARGS=sqlite                  one of them: sqlite or postgres
  make bench ARGS=search                  only the searches, on both databases or beside the name of one

  target/bench then holds the tables (report.md), the picture (ratios.png), the plans (plans.md) and what pgbench ran (sql/).

  TESSERA_BENCH_TICKETS   how many tickets are imported (10000); 100000 and 1000000 take their time
                          and are compared with an earlier run of fewer
  TESSERA_BENCH_TENANTS   how many small tenants are around them, of 25 tickets each (200)
  TESSERA_BENCH_ARCHIVE   a folder or archive of Jira issues to take them from, repeated if there are too few; without
                          it they are made up
  TESSERA_BENCH_SECONDS   how long each measurement lasts, 2 at least (2)
  TESSERA_BENCH_PROGRAM   a built tessera to measure, such as an older one; without it one is built
  TESSERA_TEST_POSTGRES   the PostgreSQL database to create the measured one beside; make bench sets it
";

/// How a run is to be done.
pub struct Settings {
    /// How many tickets to import.
    pub tickets: u32,
    /// How many small tenants there are besides.
    pub tenants: u32,
    /// Issues to take them from.
    pub archive: Option<PathBuf>,
    /// The program to measure instead of one that is built.
    pub program: Option<PathBuf>,
    /// How long each measurement lasts.
    pub lasting: Duration,
    /// A PostgreSQL database whose role may create others.
    pub postgres: Option<String>,
    /// Whether SQLite is measured.
    pub sqlite: bool,
    /// What is measured there.
    pub selection: Selection,
}

impl Settings {
    /// Reads the environment and the arguments; nothing when help is asked for.
    pub fn read() -> Result<Option<Self>, Failure> {
        let (mut sqlite, mut postgres, mut selection) = (false, false, Selection::Everything);
        for argument in env::args().skip(1) {
            match argument.as_str() {
                "sqlite" => sqlite = true,
                "postgres" => postgres = true,
                "search" => selection = Selection::Searches,
                "help" | "--help" | "-h" => return Ok(None),
                other => {
                    return Err(Failure::new(format!(
                        "{other:?} is none of sqlite, postgres and search"
                    )));
                }
            }
        }
        let both = sqlite == postgres;
        Ok(Some(Self {
            tickets: whole("TESSERA_BENCH_TICKETS", 10_000)?.max(1_000),
            tenants: whole("TESSERA_BENCH_TENANTS", 200)?,
            archive: env::var_os("TESSERA_BENCH_ARCHIVE").map(PathBuf::from),
            program: env::var_os("TESSERA_BENCH_PROGRAM").map(PathBuf::from),
            lasting: Duration::from_secs(whole("TESSERA_BENCH_SECONDS", 2)?.max(2).into()),
            postgres: env::var("TESSERA_TEST_POSTGRES")
                .ok()
                .filter(|_| both || postgres),
            sqlite: both || sqlite,
            selection,
        }))
    }

    /// Where the tickets come from.
    pub fn origin(&self) -> String {
        match &self.archive {
            Some(archive) => format!("out of {}", archive.display()),
            None => "that are made up".to_owned(),
        }
    }
}

fn whole(name: &str, default: u32) -> Result<u32, Failure> {
    match env::var(name) {
        Ok(text) => text
            .parse()
            .during(&format!("{name} must be a whole number, not {text:?}")),
        Err(_) => Ok(default),
    }
}
