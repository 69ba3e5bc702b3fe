//! How storage is to be used.

use std::{fmt, sync::Arc, thread, time::Duration};

/// How a database is to be opened.
#[derive(Clone)]
pub struct Options {
    /// How many connections at most.
    pub pool_size: u32,
    /// How long to wait for one that is free.
    pub checkout: Duration,
    /// How long the record of integrations' calls goes back before a purge takes the rest away.
    pub calls_kept: Duration,
    /// Whoever wants to see every statement.
    pub observer: Option<Arc<dyn StatementObserver>>,
    /// PostgreSQL only: the URL of the role that owns the tables and may change them. The role of the main URL
    /// then needs no more rights than to read and write rows, and gets those after each migration.
    pub migration_url: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        let cores =
            thread::available_parallelism().map_or(1, |cores| u32::try_from(cores.get()).unwrap_or(8));
        Self {
            pool_size: cores.saturating_mul(2).clamp(4, 8),
            checkout: Duration::from_secs(2),
            calls_kept: Duration::from_hours(90 * 24),
            observer: None,
            migration_url: None,
        }
    }
}

/// The URLs hold passwords, so they are not shown.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("pool_size", &self.pool_size)
            .field("checkout", &self.checkout)
            .field("calls_kept", &self.calls_kept)
            .field("observer", &self.observer.is_some())
            .field("migration_url", &self.migration_url.is_some())
            .finish()
    }
}

/// Sees every statement just before it goes to the database, `BEGIN` and `COMMIT` among them.
///
/// Fault injection: an observer that panics stands for a process that dies there. The transaction then rolls
/// back, its connection is closed, and the panic goes on to whoever asked for the transaction.
pub trait StatementObserver: Send + Sync {
    /// The statement's text, without the values bound to it.
    fn statement(&self, sql: &str);
}
