//! What keeps a database in good health.

use crate::{
    dialect::failed,
    store::{DatabaseKind, Pooled},
};
use diesel::connection::SimpleConnection;
use std::{
    path::Path,
    sync::{Arc, atomic::Ordering::Relaxed, mpsc},
    thread,
    time::{Duration, Instant},
};
use tessera_domain::{id::TenantId, time::Time};
use tessera_ports::{StoreError, StoreResult, idempotency::KEPT_SECONDS, store::Verdict};

/// How long a check may take.
const CHECK: Duration = Duration::from_millis(700);
/// How many rows a purge takes away in one transaction.
const BATCH: usize = 500;
/// How long an event waits in the outbox for a receiver: a week. It stays in the log.
const OUTBOX_SECONDS: i64 = 7 * 86_400;

/// What is purged: the statement that takes away a batch, and how old the rows must be, in seconds.
const PURGES: [(&str, i64); 2] = [
    (
        "DELETE FROM idempotency_keys WHERE tenant_id = $1 AND (credential_id, key) IN (
            SELECT credential_id, key FROM idempotency_keys
            WHERE tenant_id = $1 AND created_at < $2 ORDER BY created_at LIMIT 500)",
        KEPT_SECONDS,
    ),
    (
        "DELETE FROM outbox WHERE tenant_id = $1 AND event_id IN (
            SELECT event_id FROM outbox WHERE tenant_id = $1 AND created_at < $2 ORDER BY created_at LIMIT 500)",
        OUTBOX_SECONDS,
    ),
];

impl<D: DatabaseKind> Pooled<D> {
    /// Asks the database for a sign of life, and takes none for a no.
    ///
    /// libpq waits for ever on a server that hangs, so the asking is left to a thread of its own, one at a time.
    pub(crate) fn ping(self: Arc<Self>) -> StoreResult<()> {
        if self.checking.swap(true, Relaxed) {
            return Err(StoreError::Unavailable(
                "the previous check has not been answered".into(),
            ));
        }
        let (tell, told) = mpsc::sync_channel(1);
        let asking = Arc::clone(&self);
        let spawned = thread::Builder::new()
            .name("database-check".into())
            .spawn(move || {
                let answer = asking.ask();
                asking.checking.store(false, Relaxed);
                // Nobody listens any more if this took too long.
                drop(tell.send(answer));
            });
        if let Err(error) = spawned {
            self.checking.store(false, Relaxed);
            return Err(StoreError::Unavailable(error.to_string()));
        }
        told.recv_timeout(CHECK)
            .unwrap_or_else(|error| Err(StoreError::Unavailable(error.to_string())))
    }

    fn ask(&self) -> StoreResult<()> {
        self.on_connection(Instant::now() + CHECK, |conn| {
            conn.batch_execute(D::SIGN_OF_LIFE).map_err(failed)
        })
    }

    /// Takes away what is too old to be of use, and says how many rows that were.
    pub(crate) fn purge(&self, now: Time) -> StoreResult<u64> {
        let tenants = self.on_connection(self.deadline(), |conn| D::tenants(conn).map_err(failed))?;
        let mut purged = 0;
        for tenant in tenants {
            for (sql, age) in PURGES {
                purged += self.purge_tenant(sql, tenant, now.plus_seconds(-age))?;
            }
        }
        Ok(purged)
    }

    /// In small transactions, so that nobody waits long for one of them.
    fn purge_tenant(&self, sql: &str, tenant: TenantId, before: Time) -> StoreResult<u64> {
        let mut purged = 0;
        loop {
            let batch = self.purge_batch(sql, tenant, before)?;
            purged += u64::try_from(batch).unwrap_or(0);
            if batch < BATCH {
                return Ok(purged);
            }
        }
    }

    fn purge_batch(&self, sql: &str, tenant: TenantId, before: Time) -> StoreResult<usize> {
        let mut outcome = Ok(0);
        self.transaction(&mut |conn| {
            outcome = D::purge(conn, sql, tenant, before).map_err(failed);
            match &outcome {
                Ok(_) => Verdict::Commit,
                Err(error) if error.is_transient() => Verdict::RunAgain,
                Err(_) => Verdict::RollBack,
            }
        })?;
        outcome
    }

    /// Copies the database into a new file.
    pub(crate) fn back_up(&self, to: &Path) -> StoreResult<()> {
        self.kind.back_up(to)
    }

    /// Moves what is only in the journal into the database.
    pub(crate) fn checkpoint(&self) -> StoreResult<()> {
        self.on_connection(self.deadline(), |conn| D::checkpoint(conn).map_err(failed))
    }
}
