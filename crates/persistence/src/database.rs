//! A database of either kind.

use crate::{
    Options,
    address::{Address, DATABASE_URL, MIGRATION_URL, OpenError},
    migrate::MigrationError,
    postgres::Postgres,
    relay::Relay,
    sqlite::Sqlite,
    store::{DatabaseKind, PoolState, Pooled},
};
use std::{path::Path, sync::Arc};
use tessera_domain::time::Time;
use tessera_ports::{StoreResult, queries::Queries, store::Store};

/// An open database. Clones share its connections.
#[derive(Clone)]
pub struct Database(Arc<dyn Engine>);

impl Database {
    /// Opens the database of that URL: `sqlite://PATH`, whose file is made if need be, or
    /// `postgres://USER:PASSWORD@HOST/DATABASE`. Its schema stays as it is.
    pub fn open(url: &str, options: Options) -> Result<Self, OpenError> {
        match Address::parse(DATABASE_URL, url)? {
            Address::Sqlite(path) => Ok(Self(Arc::new(Pooled::open(Sqlite::at(path)?, options)?))),
            Address::Postgres(url) => {
                let owner = options.migration_url.as_deref().map(owner_url).transpose()?;
                Ok(Self(Arc::new(Pooled::open(Postgres::at(url, owner)?, options)?)))
            }
        }
    }

    /// Where units of work run.
    pub fn store(&self) -> Arc<dyn Store> {
        self.0.clone()
    }

    /// Where screens read.
    pub fn queries(&self) -> Arc<dyn Queries> {
        self.0.clone()
    }

    /// Brings the schema up to date and names the migrations that were run. A second caller waits for the first,
    /// even in another process, and then finds nothing to do.
    pub fn migrate(&self) -> Result<Vec<String>, MigrationError> {
        self.0.migrate()
    }

    /// The migrations that were not run yet.
    pub fn pending(&self) -> StoreResult<Vec<String>> {
        self.0.pending()
    }

    /// Undoes that many migrations, latest first, and names them. What they made is lost with all it holds.
    pub fn revert(&self, steps: u32) -> Result<Vec<String>, MigrationError> {
        self.0.revert(steps)
    }

    /// Whether the database answers. Itself answers within a second, even when the database does not.
    pub fn ping(&self) -> StoreResult<()> {
        Arc::clone(&self.0).ping()
    }

    /// Keeps other servers off an SQLite file for as long as this database is open. Many may share PostgreSQL.
    pub fn claim_exclusively(&self) -> Result<(), OpenError> {
        self.0.claim()
    }

    /// Copies an SQLite database, as it is at this moment, into a new file, while it is in use. To restore is to
    /// put that file in the database's place. Refuses a file that exists; refuses PostgreSQL, which has `pg_dump`.
    pub fn backup(&self, to: &Path) -> StoreResult<()> {
        self.0.back_up(to)
    }

    /// Takes away the answers kept for repeated requests after their time, what has waited in the outbox for more
    /// than a week, forgotten tries at signing in, sessions with all that proves them some time after their
    /// end, counts of integrations' calls after two days, and the record of those calls after
    /// [`Options::calls_kept`]. Says how many rows that were.
    pub fn purge(&self, now: Time) -> StoreResult<u64> {
        self.0.purge(now)
    }

    /// Empties SQLite's journal into the file.
    pub fn checkpoint(&self) -> StoreResult<()> {
        self.0.checkpoint()
    }

    /// Connects to the other servers on the database, to tell each other that logs grew. Nothing on SQLite, where there is
    /// one server at a time.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub fn relay(&self) -> StoreResult<Option<Relay>> {
        self.0.relay()
    }

    /// How the connections are doing.
    pub fn pool_state(&self) -> PoolState {
        self.0.pool_state()
    }
}

fn owner_url(url: &str) -> Result<crate::address::PostgresUrl, OpenError> {
    match Address::parse(MIGRATION_URL, url)? {
        Address::Postgres(url) => Ok(url),
        Address::Sqlite(_) => Err(OpenError::Address {
            setting: MIGRATION_URL,
            why: "must name the same PostgreSQL database as DATABASE_URL".into(),
        }),
    }
}

/// What both kinds can do.
trait Engine: Store + Queries {
    fn migrate(&self) -> Result<Vec<String>, MigrationError>;
    fn pending(&self) -> StoreResult<Vec<String>>;
    fn revert(&self, steps: u32) -> Result<Vec<String>, MigrationError>;
    fn ping(self: Arc<Self>) -> StoreResult<()>;
    fn claim(&self) -> Result<(), OpenError>;
    fn back_up(&self, to: &Path) -> StoreResult<()>;
    fn purge(&self, now: Time) -> StoreResult<u64>;
    fn checkpoint(&self) -> StoreResult<()>;
    fn relay(&self) -> StoreResult<Option<Relay>>;
    fn pool_state(&self) -> PoolState;
}

impl<D: DatabaseKind> Engine for Pooled<D> {
    fn migrate(&self) -> Result<Vec<String>, MigrationError> {
        self.migrate()
    }

    fn pending(&self) -> StoreResult<Vec<String>> {
        self.pending()
    }

    fn revert(&self, steps: u32) -> Result<Vec<String>, MigrationError> {
        self.revert(steps)
    }

    fn ping(self: Arc<Self>) -> StoreResult<()> {
        self.ping()
    }

    fn claim(&self) -> Result<(), OpenError> {
        self.kind.claim()
    }

    fn back_up(&self, to: &Path) -> StoreResult<()> {
        self.back_up(to)
    }

    fn purge(&self, now: Time) -> StoreResult<u64> {
        self.purge(now)
    }

    fn checkpoint(&self) -> StoreResult<()> {
        self.checkpoint()
    }

    fn relay(&self) -> StoreResult<Option<Relay>> {
        self.kind.relay()
    }

    fn pool_state(&self) -> PoolState {
        self.state()
    }
}
