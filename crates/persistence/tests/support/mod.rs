//! Fresh databases of each kind, for tests.
//!
//! PostgreSQL takes part where `TESSERA_TEST_POSTGRES` names a database whose role may create others, as under
//! `tests/with-postgres`.

#![allow(dead_code, reason = "what is used differs from one test crate to the next")]

mod template;

use diesel::{
    Connection, PgConnection, RunQueryDsl, SqliteConnection,
    connection::SimpleConnection,
    dsl::sql,
    sql_types::{Integer, Text},
};
use std::{
    env, fs,
    path::Path,
    process,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};
use tempfile::TempDir;
use tessera_persistence::{Database, Options};

/// The name of the one kind.
pub const SQLITE: &str = "SQLite";
/// The name of the other.
pub const POSTGRES: &str = "PostgreSQL";

/// A place for a database. It goes away with all that is in it when this is dropped.
pub struct Place {
    url: String,
    means: Means,
}

enum Means {
    Folder(TempDir),
    Created { server: String, name: String },
}

impl Place {
    /// The URL of the database.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Runs statements there, on a connection of its own.
    pub fn execute(&self, statements: &str) {
        match self.sqlite_path() {
            Some(path) => patient(path).batch_execute(statements).unwrap(),
            None => PgConnection::establish(&self.url)
                .unwrap()
                .batch_execute(statements)
                .unwrap(),
        }
    }

    /// What a query for one column of text answers there.
    pub fn texts(&self, query: &str) -> Vec<String> {
        match self.sqlite_path() {
            Some(path) => sql::<Text>(query).load(&mut patient(path)).unwrap(),
            None => sql::<Text>(query)
                .load(&mut PgConnection::establish(&self.url).unwrap())
                .unwrap(),
        }
    }

    /// How the database runs a statement, line by line, whatever is bound to it.
    pub fn plan(&self, statement: &str) -> Vec<String> {
        let plan = self.sqlite_plan(statement);
        plan.or_else(|| self.postgres_plan(statement)).unwrap()
    }

    /// How SQLite runs a statement, line by line, where it is that.
    pub fn sqlite_plan(&self, statement: &str) -> Option<Vec<String>> {
        let plan = sql::<(Integer, Integer, Integer, Text)>(&format!("EXPLAIN QUERY PLAN {statement}"));
        let rows: Vec<(i32, i32, i32, String)> = plan.load(&mut patient(self.sqlite_path()?)).unwrap();
        Some(rows.into_iter().map(|(.., detail)| detail).collect())
    }

    /// How PostgreSQL runs a statement whatever is bound to it, line by line, where it is that.
    pub fn postgres_plan(&self, statement: &str) -> Option<Vec<String>> {
        if self.sqlite_path().is_some() {
            return None;
        }
        let mut conn = PgConnection::establish(&self.url).unwrap();
        let prepared = format!("SET plan_cache_mode = force_generic_plan; PREPARE one AS {statement}");
        conn.batch_execute(&prepared).unwrap();
        let bound = (1..).take_while(|place| statement.contains(&format!("${place}")));
        let nulls = vec!["NULL"; bound.count()].join(", ");
        let nulls = Some(nulls).filter(|nulls| !nulls.is_empty());
        let values = nulls.map_or_else(String::new, |nulls| format!("({nulls})"));
        let plan = sql::<Text>(&format!("EXPLAIN EXECUTE one{values}"));
        Some(plan.load(&mut conn).unwrap())
    }

    /// The file, where it is one.
    pub fn sqlite_path(&self) -> Option<&str> {
        self.url.strip_prefix("sqlite://")
    }
}

/// A connection that waits for the pool's own ones, which hold the file for a moment when they come and go.
fn patient(path: &str) -> SqliteConnection {
    let mut conn = SqliteConnection::establish(path).unwrap();
    conn.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
    conn
}

impl Drop for Means {
    fn drop(&mut self) {
        if let Self::Created { server, name } = self {
            let dropped = PgConnection::establish(server)
                .map(|mut conn| conn.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
            if let Err(error) = dropped {
                eprintln!("{name} is left behind: {error}");
            }
        }
    }
}

/// An empty place of each kind.
pub fn places() -> Vec<(&'static str, Place)> {
    let postgres = postgres_place().map(|place| (POSTGRES, place));
    [(SQLITE, sqlite_place())].into_iter().chain(postgres).collect()
}

/// A migrated database of each kind, in a place that must live as long as it is used.
pub fn databases() -> Vec<(&'static str, Database, Place)> {
    databases_with(&Options::default())
}

/// The same with these options.
pub fn databases_with(options: &Options) -> Vec<(&'static str, Database, Place)> {
    let open = |(kind, place): (&'static str, Place)| {
        let database = Database::open(place.url(), options.clone()).unwrap();
        (kind, database, place)
    };
    migrated_places().into_iter().map(open).collect()
}

fn migrated_places() -> Vec<(&'static str, Place)> {
    let file = sqlite_place();
    fs::write(file.sqlite_path().unwrap(), template::file()).unwrap();
    let postgres = postgres_server()
        .map(|server| created(server, &format!(" TEMPLATE {}", template::name())))
        .map(|place| (POSTGRES, place));
    [(SQLITE, file)].into_iter().chain(postgres).collect()
}

/// A place for an SQLite file.
pub fn sqlite_place() -> Place {
    let folder = new_folder();
    let url = format!("sqlite://{}", folder.path().join("tessera.db").to_str().unwrap());
    Place {
        url,
        means: Means::Folder(folder),
    }
}

/// In memory where there is plenty, because hundreds of tests that each wait for a disk wait long.
fn new_folder() -> TempDir {
    const PLENTY: u64 = 4 << 30;
    let memory = Path::new("/dev/shm");
    let has_plenty =
        rustix::fs::statvfs(memory).is_ok_and(|disk| disk.f_bavail.saturating_mul(disk.f_frsize) >= PLENTY);
    if has_plenty && env::var_os("TMPDIR").is_none() {
        return tempfile::tempdir_in(memory).unwrap();
    }
    tempfile::tempdir().unwrap()
}

/// An empty PostgreSQL database, if there is a server for tests.
pub fn postgres_place() -> Option<Place> {
    postgres_server().map(|server| created(server, ""))
}

fn postgres_server() -> Option<String> {
    let server = env::var("TESSERA_TEST_POSTGRES").ok();
    if server.is_none() {
        eprintln!("PostgreSQL: skipped");
    }
    server
}

fn created(server: String, as_what: &str) -> Place {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("tessera_test_{}_{}", process::id(), COUNT.fetch_add(1, Relaxed));
    PgConnection::establish(&server)
        .unwrap()
        .batch_execute(&format!("CREATE DATABASE {name}{as_what}"))
        .unwrap();
    Place {
        url: of_database(&server, &name),
        means: Means::Created { server, name },
    }
}

/// The same server's database of that name.
pub fn of_database(url: &str, name: &str) -> String {
    let (place, query) = url.split_once('?').unwrap_or((url, ""));
    let (server, _) = place.rsplit_once('/').unwrap();
    format!("{server}/{name}?{query}")
}

/// The place as the role that owns nothing sees it, if there is one for tests.
pub fn as_app(place: &Place) -> Option<String> {
    let app = env::var("TESSERA_TEST_POSTGRES_APP").ok()?;
    let Means::Created { name, .. } = &place.means else {
        return None;
    };
    Some(of_database(&app, name))
}
