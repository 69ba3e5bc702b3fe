//! Bringing a database's schema up to date, and back.

use crate::{
    address::OpenError,
    dialect::failed,
    store::{DatabaseKind, Pooled},
};
use diesel::{
    connection::{AnsiTransactionManager, Connection, TransactionManager},
    migration::{Migration, MigrationSource},
};
use diesel_migrations::MigrationHarness;
use std::fmt;
use tessera_domain::id::{TenantId, TicketId};
use tessera_ports::{StoreError, StoreResult};

/// Why the schema could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The database cannot be worked with.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// One step failed. Steps before it stay.
    #[error("the migration {name} failed: {why}")]
    Step {
        /// The migration.
        name: String,
        /// What the database said.
        why: String,
    },
    /// The versions that were run cannot be told, or one of them is not known to this program.
    #[error("the state of the migrations is not as expected: {0}")]
    State(String),
    /// Changes made through the one URL are not to be seen through the other.
    #[error("DATABASE_URL and the URL for migrations do not name the same database")]
    Elsewhere,
}

type Backend<D> = <<D as DatabaseKind>::Connection as Connection>::Backend;
type Step<D> = Box<dyn Migration<Backend<D>>>;
type Run<D> =
    fn(&mut <D as DatabaseKind>::Connection, &dyn Migration<Backend<D>>) -> diesel::migration::Result<()>;

impl<D: DatabaseKind> Pooled<D> {
    /// Runs what is pending, and names it.
    pub(crate) fn migrate(&self) -> Result<Vec<String>, MigrationError> {
        let names = self.kind.alone(|conn| {
            let pending = conn.pending_migrations(D::MIGRATIONS).map_err(state)?;
            let run: Run<D> = |conn, step| conn.run_migration(step).map(drop);
            let names = pending
                .iter()
                .map(|step| one_step::<D>(conn, &**step, run))
                .collect::<Result<_, _>>()?;
            self.kind.migrated(conn).map_err(failed)?;
            index_all::<D>(conn)?;
            Ok(names)
        })?;
        if self.pending()?.is_empty() {
            Ok(names)
        } else {
            Err(MigrationError::Elsewhere)
        }
    }

    /// What [`migrate`](Self::migrate) would run. Needs no right to change the schema.
    pub(crate) fn pending(&self) -> StoreResult<Vec<String>> {
        let known = known_steps::<D>().map_err(|error| StoreError::Failed(error.to_string()))?;
        let applied = self.on_connection(self.deadline(), |conn| D::applied(conn).map_err(failed))?;
        let is_pending = |step: &&Step<D>| !applied.contains(&step.name().version().to_string());
        let mut pending: Vec<_> = known
            .iter()
            .filter(is_pending)
            .map(|step| step.name().to_string())
            .collect();
        if pending.is_empty() && !self.on_connection(self.deadline(), D::unindexed)?.is_empty() {
            pending.push(INDEXING.to_owned());
        }
        Ok(pending)
    }

    /// Undoes the last steps, latest first, and names them.
    pub(crate) fn revert(&self, steps: u32) -> Result<Vec<String>, MigrationError> {
        self.kind.alone(|conn| {
            let known = known_steps::<D>().map_err(state)?;
            let applied = conn.applied_migrations().map_err(state)?;
            let run: Run<D> = |conn, step| conn.revert_migration(step).map(drop);
            let count = usize::try_from(steps).unwrap_or(usize::MAX);
            let undo = applied.iter().take(count).map(|version| {
                let step = known.iter().find(|step| step.name().version() == *version);
                let unknown =
                    || MigrationError::State(format!("this program does not know the migration {version}"));
                one_step::<D>(conn, &**step.ok_or_else(unknown)?, run)
            });
            undo.collect()
        })
    }
}

/// What a step is called that is not one of the schema: bringing tickets into the index of words.
const INDEXING: &str = "the index of words of tickets from before";

/// Brings all tickets into the index of words that were there before it, in transactions of their own: what is done is
/// done, and whoever is broken off goes on from there. In the end there is nothing left to look at.
fn index_all<D: DatabaseKind>(conn: &mut D::Connection) -> Result<(), MigrationError> {
    for tenant in D::unindexed(conn)? {
        let (mut last, mut done) = (None, 0);
        while let Some((ticket, amount)) = index_batch::<D>(conn, tenant, last)? {
            last = Some(ticket);
            done += amount;
            tracing::info!(%tenant, tickets = done, "bringing tickets into the index of words");
        }
    }
    Ok(())
}

fn index_batch<D: DatabaseKind>(
    conn: &mut D::Connection,
    tenant: TenantId,
    after: Option<TicketId>,
) -> Result<Option<(TicketId, usize)>, MigrationError> {
    AnsiTransactionManager::begin_transaction_sql(conn, D::BEGIN).map_err(failed)?;
    match D::index_more(conn, tenant, after) {
        Ok(batch) => {
            AnsiTransactionManager::commit_transaction(conn).map_err(failed)?;
            Ok(batch)
        }
        Err(error) => {
            // The connection is closed after a failure anyway, and that rolls back.
            drop(AnsiTransactionManager::rollback_transaction(conn));
            Err(error.into())
        }
    }
}

/// Every migration of this program, in order.
fn known_steps<D: DatabaseKind>() -> diesel::migration::Result<Vec<Step<D>>> {
    let mut steps = MigrationSource::<Backend<D>>::migrations(&D::MIGRATIONS)?;
    steps.sort_by(|one, other| one.name().version().cmp(&other.name().version()));
    Ok(steps)
}

/// Runs one migration with the note that it was run, both or neither. diesel would begin the transaction without
/// a right to write on SQLite, and that fails at once when a server writes meanwhile.
fn one_step<D: DatabaseKind>(
    conn: &mut D::Connection,
    step: &dyn Migration<Backend<D>>,
    run: Run<D>,
) -> Result<String, MigrationError> {
    let name = step.name().to_string();
    let broke = |why: String| MigrationError::Step {
        name: name.clone(),
        why,
    };
    if !step.metadata().run_in_transaction() {
        run(conn, step).map_err(|error| broke(error.to_string()))?;
        return Ok(name);
    }
    AnsiTransactionManager::begin_transaction_sql(conn, D::BEGIN)
        .map_err(|error| broke(error.to_string()))?;
    if let Err(error) = run(conn, step) {
        // The connection is closed after a failure anyway, and that rolls back.
        drop(AnsiTransactionManager::rollback_transaction(conn));
        return Err(broke(error.to_string()));
    }
    AnsiTransactionManager::commit_transaction(conn).map_err(|error| broke(error.to_string()))?;
    Ok(name)
}

fn state(error: impl fmt::Display) -> MigrationError {
    MigrationError::State(error.to_string())
}
