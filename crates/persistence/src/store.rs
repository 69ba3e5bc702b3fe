//! Units of work and reads over a pool of connections.

use crate::reads::Reads;
use diesel::{
    connection::{AnsiTransactionManager, Connection},
    migration::MigrationConnection,
    r2d2::{ConnectionManager, Pool, R2D2Connection},
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness};
use tessera_ports::{StoreError, StoreResult, tx::Tx};

/// One of the two databases.
pub trait DatabaseKind: Send + Sync + 'static {
    type Connection: Connection<TransactionManager = AnsiTransactionManager>
        + R2D2Connection
        + MigrationHarness<<Self::Connection as Connection>::Backend>
        + MigrationConnection
        + Send
        + 'static;
    const MIGRATIONS: EmbeddedMigrations;
    fn repo(conn: &mut Self::Connection) -> impl Tx + Reads;
}

/// A database behind a pool of connections.
pub struct Pooled<D: DatabaseKind> {
    pool: Pool<ConnectionManager<D::Connection>>,
}

impl<D: DatabaseKind> Pooled<D> {
    /// Runs statements that change nothing, on a connection of their own. May run them again on another one.
    pub fn read<T>(&self, mut work: impl FnMut(&mut dyn Reads) -> StoreResult<T>) -> StoreResult<T> {
        let mut conn = self.pool.get().map_err(|error| StoreError::Unavailable(error.to_string()))?;
        work(&mut D::repo(&mut conn))
    }
}
