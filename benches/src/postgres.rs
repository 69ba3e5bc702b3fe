//! A PostgreSQL database of the run's own, its log, and pgbench.

use crate::{
    failure::{During, Failure},
    script::{COUNT, Script},
    statements::{self, Statement},
};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Duration,
};

/// How the product's connections have statements planned. Otherwise pgbench would have lists planned anew each time.
const PLANNED_ONCE: &str = "-c plan_cache_mode=force_generic_plan -c jit=off";
/// Seconds that pgbench runs before it counts.
const WARM_UP: u64 = 1;
/// By when that is over. Reports come a little early or late.
const WARMED_UP: f64 = 0.9;

/// A database that goes when this is dropped.
pub struct Database {
    programs: Option<PathBuf>,
    /// Of the database that this one was created beside.
    neighbour: String,
    pub url: String,
    name: String,
}

impl Database {
    pub fn create(neighbour: &str) -> Result<Self, Failure> {
        let name = format!("tessera_bench_{}", std::process::id());
        let (server, _) = neighbour.rsplit_once('/').ok_or_else(|| {
            Failure::new("TESSERA_TEST_POSTGRES must be a URL that ends with the database's name")
        })?;
        let database = Self {
            programs: env::var_os("TESSERA_TEST_POSTGRES_BIN").map(PathBuf::from),
            neighbour: neighbour.to_owned(),
            url: format!("{server}/{name}"),
            name,
        };
        database.query(neighbour, &format!("CREATE DATABASE {}", database.name))?;
        Ok(database)
    }

    /// Answers a question about the server.
    pub fn ask(&self, sql: &str) -> Result<String, Failure> {
        self.query(&self.url, sql)
    }

    /// Brings the planner's knowledge up to date and tidies up, as autovacuum does sooner or later.
    pub fn settle(&self) -> Result<(), Failure> {
        self.ask("VACUUM ANALYZE").map(drop)
    }

    fn query(&self, url: &str, sql: &str) -> Result<String, Failure> {
        self.psql(&[url.to_owned()], sql)
    }

    fn psql(&self, place: &[String], sql: &str) -> Result<String, Failure> {
        let mut psql = self.program("psql");
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql])
            .args(place);
        output(psql, "psql").map(|said| said.stdout)
    }

    fn program(&self, name: &str) -> Command {
        Command::new(
            self.programs
                .as_ref()
                .map_or_else(|| PathBuf::from(name), |folder| folder.join(name)),
        )
    }

    /// Switches the log of all statements on, for new connections. Only a superuser may; the throw-away cluster has one
    /// behind its socket. Nothing for a cluster whose log is out of reach.
    pub fn log(&self) -> Result<Option<Log<'_>>, Failure> {
        let Some(data) = env::var_os("TESSERA_TEST_POSTGRES_DATA").map(PathBuf::from) else {
            return Ok(None);
        };
        let log = Log { database: self, data };
        log.switch("SET log_statement = 'all'")?;
        Ok(Some(log))
    }

    /// Runs the scripts over and over from so many connections, each as often as its weight says, and says how many runs
    /// a second there were. `begin` is where they begin to count. Their files come into the folder.
    pub fn bench(
        &self,
        folder: &Path,
        scripts: &[(&Script, u32)],
        connections: usize,
        lasting: Duration,
        begin: u64,
    ) -> Result<f64, Failure> {
        let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let mut pgbench = self.program("pgbench");
        pgbench.env("PGOPTIONS", PLANNED_ONCE);
        pgbench.args(["--no-vacuum", "--protocol=prepared"]);
        let (threads, seconds) = (connections.min(cores), lasting.as_secs() + WARM_UP);
        pgbench.args([format!("--client={connections}"), format!("--jobs={threads}")]);
        pgbench.args([format!("--time={seconds}"), "--progress=1".to_owned()]);
        pgbench.arg(format!("--define={COUNT}={begin}"));
        for (script, weight) in scripts {
            let variables = script.variables.iter();
            pgbench.args(variables.map(|(name, value)| format!("--define={name}={value}")));
            let path = folder.join(format!("{}.sql", script.name));
            fs::write(&path, &script.text).during("writing a script for pgbench")?;
            pgbench.arg(format!("--file={}@{weight}", path.display()));
        }
        pgbench.arg(&self.url);
        let said = output(pgbench, "pgbench")?.stderr;
        rate(&said).ok_or_else(|| Failure::new(format!("pgbench says no rate:\n{said}")))
    }

    /// How the server does what the statement asks for, as JSON: as the product has it planned, for whatever may be bound.
    pub fn explain(&self, statement: &Statement) -> Result<String, Failure> {
        let value = |value: &Option<String>| match value {
            Some(text) => format!("'{}'", text.replace('\'', "''")),
            None => "NULL".to_owned(),
        };
        let values: Vec<_> = statement.values.iter().map(value).collect();
        let values = if values.is_empty() {
            String::new()
        } else {
            format!("({})", values.join(", "))
        };
        self.ask(&format!(
            "SET plan_cache_mode = force_generic_plan; SET jit = off; PREPARE one AS {}; EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE one{values}",
            statement.sql
        ))
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // Whoever is still connected would keep it; a cluster that goes anyway takes it along.
        let _ = self.query(
            &self.neighbour,
            &format!("DROP DATABASE {} WITH (FORCE)", self.name),
        );
    }
}

/// The rate after the warm-up, out of lines like `progress: 2.0 s, 1234.5 tps, lat 0.8 ms stddev 0.1, 0 failed`, each
/// of which is about the time since the one before.
fn rate(said: &str) -> Option<f64> {
    let reports = said.lines().filter_map(|line| {
        let mut words = line.strip_prefix("progress: ")?.split(", ");
        let at: f64 = words.next()?.strip_suffix(" s")?.parse().ok()?;
        let rate: f64 = words.next()?.strip_suffix(" tps")?.parse().ok()?;
        Some((at, rate))
    });
    let mut reports = reports.skip_while(|(at, _)| *at < WARMED_UP);
    let (began, _) = reports.next()?;
    let (ended, done) = reports.fold((began, 0.0), |(before, done), (at, rate)| {
        (at, rate.mul_add(at - before, done))
    });
    (ended > began).then(|| done / (ended - began))
}

/// What a program said.
struct Said {
    stdout: String,
    stderr: String,
}

fn output(mut command: Command, name: &str) -> Result<Said, Failure> {
    let output = command.output().during(&format!("starting {name}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    let said = Said {
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    };
    if output.status.success() {
        Ok(said)
    } else {
        Err(Failure::new(format!("{name} failed: {}", said.stderr)))
    }
}

/// The server's log, which holds every statement on the database as long as this lives.
pub struct Log<'d> {
    database: &'d Database,
    data: PathBuf,
}

impl Log<'_> {
    /// The statements that the work makes the server run. Reads until no more come.
    pub fn statements_of(
        &self,
        work: impl FnOnce() -> Result<(), Failure>,
    ) -> Result<Vec<Statement>, Failure> {
        let before = self.read()?.len();
        work()?;
        let mut length = before;
        loop {
            thread::sleep(Duration::from_millis(100));
            let log = self.read()?;
            if log.len() == length {
                return Ok(statements::parse(log.get(before..).unwrap_or_default()));
            }
            length = log.len();
        }
    }

    fn read(&self) -> Result<String, Failure> {
        let bytes = fs::read(self.data.join("server.log")).during("reading the log of PostgreSQL")?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn switch(&self, setting: &str) -> Result<(), Failure> {
        let socket = self.data.parent().unwrap_or(&self.data).display().to_string();
        let port = self.database.ask("SHOW port")?;
        let place = ["-h", &socket, "-p", &port, "-U", "postgres", &self.database.name].map(str::to_owned);
        let sql = format!("ALTER DATABASE {} {setting}", self.database.name);
        self.database.psql(&place, &sql).map(drop)
    }
}

impl Drop for Log<'_> {
    fn drop(&mut self) {
        // The database is about to go; at worst what follows is measured with the log on, and says so by its numbers.
        let _ = self.switch("RESET log_statement");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_that_after_the_warm_up() {
        let said = "pgbench (15.18)\nprogress: 1.0 s, 10.0 tps, lat 0.5 ms stddev 0.1, 0 failed\n\
            progress: 2.0 s, 100.0 tps, lat 0.5 ms stddev 0.1, 0 failed\n\
            progress: 4.0 s, 400.0 tps, lat 0.5 ms stddev 0.1, 0 failed";
        assert!(rate(said).is_some_and(|rate| (rate - 300.0).abs() < 0.1));
        assert_eq!(rate("progress: 1.0 s, 10.0 tps, lat 0.5 ms"), None);
        assert_eq!(rate("pgbench: error"), None);
    }
}
