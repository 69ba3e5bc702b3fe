//! Storage in an SQLite file.

pub use diesel::SqliteConnection as Connection;

use crate::{
    address::OpenError,
    dialect::{failed, is_busy},
    migrate::MigrationError,
    reads::Reads,
    relay::Relay,
    store::{DatabaseKind, Settle, unreachable},
};
use diesel::{
    Connection as _, QueryResult, RunQueryDsl,
    connection::SimpleConnection,
    dsl::sql,
    select, sql_query,
    sql_types::{Bool, Text},
};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use std::{
    ffi::OsString,
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};
use tessera_domain::{
    id::{TenantId, TicketId},
    time::Time,
};
use tessera_ports::{StoreError, StoreResult, tx::Tx};

#[path = "purge.rs"]
mod purge;
#[path = "repo/mod.rs"]
mod repo;

/// An SQLite file.
pub struct Sqlite {
    path: PathBuf,
    /// The same as text.
    url: String,
    /// Held while a server serves from the file.
    serving: Mutex<Option<File>>,
}

/// How long to wait for another process, first of all, because the other settings may have to. Then: a commit is on
/// the disk when it returns; schema text from a foreign file may call nothing; an I/O error is an answer and not a
/// signal, as it would be in mapped memory; the journal does not keep its greatest size; 4 MB of cache each.
const SETTINGS: &str = "PRAGMA busy_timeout = 5000;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA mmap_size = 0;
    PRAGMA journal_size_limit = 67108864;
    PRAGMA cache_size = -4096;";

/// How long a new connection waits for others to be done with the whole file, and how long in between.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(10);

impl Sqlite {
    /// The file, made if there is none, readable by nobody else.
    pub fn at(path: PathBuf) -> Result<Self, OpenError> {
        let url = path.to_str().map(str::to_owned).ok_or_else(|| {
            let source = io::Error::new(io::ErrorKind::InvalidFilename, "the path is not UTF-8");
            OpenError::File {
                path: path.clone(),
                source,
            }
        })?;
        let file = |source| OpenError::File {
            path: path.clone(),
            source,
        };
        if let Some(folder) = path.parent() {
            DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(folder)
                .map_err(file)?;
        }
        private().open(&path).map_err(file)?;
        Ok(Self {
            path,
            url,
            serving: Mutex::new(None),
        })
    }

    fn connect(&self) -> Result<Connection, OpenError> {
        let mut conn = Connection::establish(&self.url).map_err(unreachable)?;
        Self::set_up(&mut conn).map_err(unreachable)?;
        Ok(conn)
    }

    /// A lock file beside the database. The lock goes when the file is closed, even by a crash; the file stays,
    /// for who deletes it may delete one that the next process has just locked.
    fn lock_file(&self, ending: &str) -> Result<(PathBuf, File), OpenError> {
        let mut name = OsString::from(&self.path);
        name.push(ending);
        let path = PathBuf::from(name);
        match private().open(&path) {
            Ok(file) => Ok((path, file)),
            Err(source) => Err(OpenError::File { path, source }),
        }
    }
}

impl DatabaseKind for Sqlite {
    type Connection = Connection;
    const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
    // A transaction that reads first and only then becomes a writer fails at once if somebody else wrote meanwhile.
    const BEGIN: &'static str = "BEGIN IMMEDIATE";
    // Unlike a constant, this looks into the file.
    const SIGN_OF_LIFE: &'static str = "SELECT 1 FROM sqlite_schema LIMIT 1";
    const ONE_WRITER: bool = true;

    fn url(&self) -> &str {
        &self.url
    }

    /// Making a new file keep a write-ahead log, and taking up a log that was left behind, need the whole file and
    /// do not wait for another process that is at it. So this does.
    fn set_up(conn: &mut Connection) -> QueryResult<()> {
        let begun = Instant::now();
        loop {
            match conn.batch_execute(SETTINGS) {
                Err(error) if is_busy(&error) && begun.elapsed() < PATIENCE => thread::sleep(PAUSE),
                done => return done,
            }
        }
    }

    fn check(&self, conn: &mut Connection) -> Result<(), OpenError> {
        let mode: String = sql::<Text>("PRAGMA journal_mode")
            .get_result(conn)
            .map_err(unreachable)?;
        if mode == "wal" {
            return Ok(());
        }
        // What network file systems do.
        Err(unreachable(format!(
            "the file system of {} cannot keep a write-ahead log",
            self.path.display()
        )))
    }

    fn claim(&self) -> Result<(), OpenError> {
        let mut serving = self.serving.lock().unwrap_or_else(PoisonError::into_inner);
        if serving.is_some() {
            return Ok(());
        }
        let (path, file) = self.lock_file(".server-lock")?;
        match file.try_lock() {
            Ok(()) => {
                *serving = Some(file);
                Ok(())
            }
            Err(TryLockError::WouldBlock) => Err(OpenError::InUse(self.path.clone())),
            Err(TryLockError::Error(source)) => Err(OpenError::File { path, source }),
        }
    }

    fn repo(conn: &mut Connection) -> impl Tx + Reads + Settle {
        repo::Repo::on(conn)
    }

    fn unindexed(conn: &mut Connection) -> StoreResult<Vec<TenantId>> {
        repo::Repo::on(conn).unindexed()
    }

    fn index_more(
        conn: &mut Connection,
        tenant: TenantId,
        after: Option<TicketId>,
    ) -> StoreResult<Option<(TicketId, usize)>> {
        repo::Repo::on(conn).index_more(tenant, after)
    }

    fn applied(conn: &mut Connection) -> QueryResult<Vec<String>> {
        let there = "EXISTS (SELECT 1 FROM sqlite_schema WHERE name = '__diesel_schema_migrations')";
        if select(sql::<Bool>(there)).get_result(conn)? {
            sql::<Text>("SELECT version FROM __diesel_schema_migrations").load(conn)
        } else {
            Ok(Vec::new())
        }
    }

    fn alone<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, MigrationError>,
    ) -> Result<T, MigrationError> {
        let (path, lock) = self.lock_file(".lock")?;
        lock.lock().map_err(|source| OpenError::File { path, source })?;
        work(&mut self.connect()?)
    }

    fn migrated(&self, _: &mut Connection) -> QueryResult<()> {
        Ok(())
    }

    fn tenants(conn: &mut Connection) -> QueryResult<Vec<TenantId>> {
        purge::tenants(conn)
    }

    fn purge(conn: &mut Connection, sql: &str, tenant: TenantId, before: Time) -> QueryResult<usize> {
        purge::purge(conn, sql, tenant, before)
    }

    /// On a connection of its own, because it may take long.
    fn back_up(&self, to: &Path) -> StoreResult<()> {
        let target = to
            .to_str()
            .ok_or_else(|| StoreError::Failed("the path of a backup must be UTF-8".into()))?;
        let mut conn = self
            .connect()
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        // SQLite writes into an empty file too. Making it here refuses an existing one without a race.
        private()
            .create_new(true)
            .open(to)
            .map_err(|error| not_written(to, &error))?;
        let copied = sql_query("VACUUM INTO ?")
            .bind::<Text, _>(target)
            .execute(&mut conn)
            .map_err(failed);
        let written = copied.and_then(|_| flush(to).map_err(|error| not_written(to, &error)));
        if written.is_err() {
            // Half a backup is worse than none; the error that matters is the first.
            drop(fs::remove_file(to));
        }
        written
    }

    /// Its plans do not depend on how much there is.
    fn take_stock(_: &mut Connection) -> QueryResult<()> {
        Ok(())
    }

    fn checkpoint(conn: &mut Connection) -> QueryResult<()> {
        conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")
    }

    /// An SQLite file has one server at a time.
    fn relay(&self) -> StoreResult<Option<Relay>> {
        Ok(None)
    }
}

/// Opens a file to write, and makes it if need be, for our own eyes only.
fn private() -> OpenOptions {
    let mut options = File::options();
    options.write(true).create(true).truncate(false).mode(0o600);
    options
}

/// Onto the disk: the file, and its name in the folder.
fn flush(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()?;
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

fn not_written(to: &Path, error: &io::Error) -> StoreError {
    let message = format!("the backup {} cannot be written: {error}", to.display());
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full(message),
        _ => StoreError::Failed(message),
    }
}
