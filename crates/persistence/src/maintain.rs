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
use tessera_domain::{id::TenantId, lockout::FORGOTTEN_AFTER, time::Time};
use tessera_ports::{StoreError, StoreResult, idempotency::KEPT_SECONDS, store::Verdict};

/// How long a check may take.
const CHECK: Duration = Duration::from_millis(700);
/// How many rows a purge takes away in one transaction.
const BATCH: usize = 500;
/// How long an event waits in the outbox for a receiver: a week. It stays in the log.
const OUTBOX_SECONDS: i64 = 7 * 86_400;

/// How long the log of deliveries to webhooks is kept after their end: 30 days.
const DELIVERY_SECONDS: i64 = 30 * 86_400;

/// How long a phone's tokens are kept after their end: a day in which their second use can still be told.
const TOKEN_SECONDS: i64 = 86_400;
/// How long what proves a session is kept after its end: a week.
const PROOF_SECONDS: i64 = 7 * 86_400;
/// How long a session is kept after its end: 30 days.
const SESSION_SECONDS: i64 = 30 * 86_400;
/// How long it is kept how many calls an integration token made in an hour: two days, more than any clock is wrong.
const HOUR_SECONDS: i64 = 2 * 86_400;

/// One sort of rows to take away.
struct Purge {
    /// Run before the other one where the rows' secrets are in the look-up: takes the same batch out of that.
    known: Option<&'static str>,
    /// Takes away a batch. Where secrets are in the look-up, then only rows of which that knows nothing any more,
    /// so that it never knows of rows that are gone, whoever purges at the same time.
    rows: &'static str,
    /// How old the rows must be, in seconds; as old as the operator says, where there is no number.
    seconds: Option<i64>,
}

/// Rows whose secrets are in the look-up: the same batch goes out of both.
macro_rules! with_secret {
    ($table:literal, $of:literal, $chosen:literal, $seconds:expr) => {
        Purge {
            known: Some(concat!(
                "DELETE FROM credential_lookup WHERE tenant_id = $1 AND fingerprint IN (SELECT ",
                $of,
                "fingerprint ",
                $chosen,
                " LIMIT 500)"
            )),
            rows: concat!(
                "DELETE FROM ",
                $table,
                " WHERE tenant_id = $1 AND id IN (SELECT ",
                $of,
                "id ",
                $chosen,
                " LIMIT 500)
                AND NOT EXISTS (SELECT 1 FROM credential_lookup AS known WHERE known.fingerprint = ",
                $table,
                ".fingerprint)"
            ),
            seconds: Some($seconds),
        }
    };
}

/// What is purged, children before their parents. Whatever may have changed since it was chosen is compared again
/// for the row itself. SQLite takes the tables of a `CROSS JOIN` in the order in which they are written, and so
/// begins with the few sessions that are over.
const PURGES: [Purge; 14] = [
    Purge {
        known: None,
        rows: "DELETE FROM idempotency_keys WHERE tenant_id = $1 AND (credential_id, key) IN (
            SELECT credential_id, key FROM idempotency_keys
            WHERE tenant_id = $1 AND created_at < $2 ORDER BY created_at LIMIT 500)",
        seconds: Some(KEPT_SECONDS),
    },
    Purge {
        known: None,
        rows: "DELETE FROM outbox WHERE tenant_id = $1 AND event_id IN (
            SELECT event_id FROM outbox WHERE tenant_id = $1 AND created_at < $2 ORDER BY created_at LIMIT 500)",
        seconds: Some(OUTBOX_SECONDS),
    },
    // Of a delivery the tries go first.
    Purge {
        known: None,
        rows: "DELETE FROM webhook_attempts WHERE tenant_id = $1 AND (delivery_id, number) IN (
            SELECT tried.delivery_id, tried.number FROM webhook_deliveries AS old CROSS JOIN webhook_attempts AS tried
            WHERE old.tenant_id = $1 AND old.finished_at < $2
                AND tried.tenant_id = old.tenant_id AND tried.delivery_id = old.id
            ORDER BY tried.delivery_id, tried.number LIMIT 500)",
        seconds: Some(DELIVERY_SECONDS),
    },
    Purge {
        known: None,
        rows: "DELETE FROM webhook_deliveries WHERE tenant_id = $1 AND finished_at < $2 AND id IN (
            SELECT old.id FROM webhook_deliveries AS old
            WHERE old.tenant_id = $1 AND old.finished_at < $2
                AND NOT EXISTS (SELECT 1 FROM webhook_attempts AS tried
                    WHERE tried.tenant_id = old.tenant_id AND tried.delivery_id = old.id)
            ORDER BY old.finished_at LIMIT 500)",
        seconds: Some(DELIVERY_SECONDS),
    },
    Purge {
        known: None,
        rows: "DELETE FROM sign_in_tries WHERE tenant_id = $1 AND last_at < $2 AND account IN (
            SELECT account FROM sign_in_tries
            WHERE tenant_id = $1 AND last_at < $2 ORDER BY last_at LIMIT 500)",
        seconds: Some(FORGOTTEN_AFTER),
    },
    with_secret!(
        "one_time_tokens",
        "",
        "FROM one_time_tokens WHERE tenant_id = $1 AND expires_at < $2 ORDER BY expires_at, id",
        TOKEN_SECONDS
    ),
    with_secret!(
        "refresh_tokens",
        "",
        "FROM refresh_tokens WHERE tenant_id = $1 AND expires_at < $2 ORDER BY expires_at, id",
        TOKEN_SECONDS
    ),
    with_secret!(
        "refresh_tokens",
        "token.",
        "FROM sessions CROSS JOIN refresh_tokens AS token
            WHERE sessions.tenant_id = $1 AND coalesce(sessions.ended_at, sessions.expires_at) < $2
                AND token.tenant_id = sessions.tenant_id AND token.session_id = sessions.id
            ORDER BY token.id",
        PROOF_SECONDS
    ),
    with_secret!(
        "credentials",
        "",
        "FROM credentials
            WHERE tenant_id = $1 AND session_id IS NOT NULL AND coalesce(revoked_at, expires_at) < $2
            ORDER BY id",
        PROOF_SECONDS
    ),
    // Those that have no end of their own, or a later one than their session.
    with_secret!(
        "credentials",
        "proof.",
        "FROM sessions CROSS JOIN credentials AS proof
            WHERE sessions.tenant_id = $1 AND coalesce(sessions.ended_at, sessions.expires_at) < $2
                AND proof.tenant_id = sessions.tenant_id AND proof.session_id = sessions.id
            ORDER BY proof.id",
        PROOF_SECONDS
    ),
    Purge {
        known: None,
        rows: "DELETE FROM token_chains WHERE tenant_id = $1 AND session_id IN (
            SELECT chain.session_id FROM sessions CROSS JOIN token_chains AS chain
            WHERE sessions.tenant_id = $1 AND coalesce(sessions.ended_at, sessions.expires_at) < $2
                AND chain.tenant_id = sessions.tenant_id AND chain.session_id = sessions.id
            ORDER BY chain.session_id LIMIT 500)",
        seconds: Some(PROOF_SECONDS),
    },
    // One with others under it waits until those are gone.
    Purge {
        known: None,
        rows: "DELETE FROM sessions WHERE tenant_id = $1 AND id IN (
            SELECT old.id FROM sessions AS old
            WHERE old.tenant_id = $1 AND coalesce(old.ended_at, old.expires_at) < $2
                AND NOT EXISTS (SELECT 1 FROM credentials AS child
                    WHERE child.tenant_id = old.tenant_id AND child.session_id = old.id)
                AND NOT EXISTS (SELECT 1 FROM refresh_tokens AS child
                    WHERE child.tenant_id = old.tenant_id AND child.session_id = old.id)
                AND NOT EXISTS (SELECT 1 FROM token_chains AS child
                    WHERE child.tenant_id = old.tenant_id AND child.session_id = old.id)
                AND NOT EXISTS (SELECT 1 FROM one_time_tokens AS child
                    WHERE child.tenant_id = old.tenant_id AND child.session_id = old.id)
                AND NOT EXISTS (SELECT 1 FROM one_time_tokens AS child
                    WHERE child.tenant_id = old.tenant_id AND child.gave_id = old.id)
                AND NOT EXISTS (SELECT 1 FROM sessions AS child
                    WHERE child.tenant_id = old.tenant_id AND child.parent_id = old.id)
            ORDER BY coalesce(old.ended_at, old.expires_at), old.id LIMIT 500)",
        seconds: Some(SESSION_SECONDS),
    },
    Purge {
        known: None,
        rows: "DELETE FROM integration_hours WHERE tenant_id = $1 AND hour < $2 AND (token_id, hour) IN (
            SELECT token_id, hour FROM integration_hours
            WHERE tenant_id = $1 AND hour < $2 ORDER BY hour LIMIT 500)",
        seconds: Some(HOUR_SECONDS),
    },
    Purge {
        known: None,
        rows: "DELETE FROM integration_calls WHERE tenant_id = $1 AND id IN (
            SELECT id FROM integration_calls
            WHERE tenant_id = $1 AND created_at < $2 ORDER BY created_at LIMIT 500)",
        seconds: None,
    },
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

    /// Takes away what is too old to be of use, and says how many rows that were, those in the look-up not counted.
    pub(crate) fn purge(&self, now: Time) -> StoreResult<u64> {
        let tenants = self.on_connection(self.deadline(), |conn| D::tenants(conn).map_err(failed))?;
        // Nobody called before 1970, and a time before the calendar's beginning cannot be named.
        let calls_kept = i64::try_from(self.calls_kept.as_secs())
            .unwrap_or(i64::MAX)
            .min(now.micros() / 1_000_000);
        let mut purged = 0;
        for tenant in tenants {
            for purge in &PURGES {
                let seconds = purge.seconds.unwrap_or(calls_kept);
                purged += self.purge_tenant(purge, tenant, now.plus_seconds(-seconds))?;
            }
        }
        Ok(purged)
    }

    /// In small transactions, so that nobody waits long for one of them.
    fn purge_tenant(&self, purge: &Purge, tenant: TenantId, before: Time) -> StoreResult<u64> {
        let mut purged = 0;
        loop {
            let batch = self.purge_batch(purge, tenant, before)?;
            purged += u64::try_from(batch).unwrap_or(0);
            if batch < BATCH {
                return Ok(purged);
            }
        }
    }

    fn purge_batch(&self, purge: &Purge, tenant: TenantId, before: Time) -> StoreResult<usize> {
        let mut outcome = Ok(0);
        self.transaction(&mut |conn| {
            let mut run = |sql| D::purge(conn, sql, tenant, before).map_err(failed);
            outcome = purge.known.map_or(Ok(0), &mut run).and_then(|_| run(purge.rows));
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
