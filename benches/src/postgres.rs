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
        output(psql, "psql")
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

    /// Runs the scripts, one of them at random each time, from so many connections, and says how many runs a second
    /// there were. `begin` is where scripts begin to count.
    pub fn bench(
        &self,
        folder: &Path,
        scripts: &[Script],
        connections: usize,
        lasting: Duration,
        begin: u64,
    ) -> Result<f64, Failure> {
        let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let mut pgbench = self.program("pgbench");
        pgbench.args(["--no-vacuum", "--protocol=prepared"]);
        pgbench
            .arg(format!("--client={connections}"))
            .arg(format!("--jobs={}", connections.min(cores)));
        pgbench
            .arg(format!("--time={}", lasting.as_secs()))
            .arg(format!("--define={COUNT}={begin}"));
        for (place, script) in scripts.iter().enumerate() {
            let path = folder.join(format!("{place}.sql"));
            fs::write(&path, &script.text).during("writing a script for pgbench")?;
            pgbench.arg("-f").arg(path);
            pgbench.args(
                script
                    .variables
                    .iter()
                    .map(|(name, value)| format!("--define={name}={value}")),
            );
        }
        pgbench.arg(&self.url);
        let said = output(pgbench, "pgbench")?;
        rate(&said).ok_or_else(|| Failure::new(format!("pgbench says no rate:\n{said}")))
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

/// `tps = 1234.5 (without initial connection time)`
fn rate(said: &str) -> Option<f64> {
    said.lines()
        .find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok())
}

fn output(mut command: Command, name: &str) -> Result<String, Failure> {
    let output = command.output().during(&format!("starting {name}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if output.status.success() {
        Ok(text(&output.stdout))
    } else {
        Err(Failure::new(format!("{name} failed: {}", text(&output.stderr))))
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
    fn the_rate_is_found_in_what_pgbench_says() {
        let said = "latency average = 0.5 ms\ninitial connection time = 2.1 ms\ntps = 1234.5 (without initial connection time)";
        assert_eq!(rate(said), Some(1_234.5));
        assert_eq!(rate("pgbench: error"), None);
    }
}
