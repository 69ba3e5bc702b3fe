//! Backup, purge and checkpoint.

use crate::support::{POSTGRES, Place, SQLITE, databases};
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
    thread,
    time::Duration,
};
use tessera_domain::{
    id::TenantId,
    tenant::{Slug, Tenant, TenantState},
    text::Name,
    time::Time,
};
use tessera_persistence::Database;
use tessera_ports::{StoreError, StoreResult};
use uuid::Uuid;

pub fn open_tenant(database: &Database, number: u32) -> StoreResult<()> {
    let tenant = Tenant {
        id: TenantId::from(Uuid::from_u128(number.into())),
        slug: Slug::parse(&format!("t{number}")).unwrap(),
        name: Name::parse("A tenant").unwrap(),
        state: TenantState::Active,
        host: None,
        enrolment: None,
        records_bodies: false,
        created_at: Time::from_micros(0).unwrap(),
    };
    database.store().transact(|tx| tx.tenants().insert(&tenant))
}

pub fn count(place: &Place, table: &str) -> u32 {
    place.texts(&format!("SELECT CAST(count(*) AS text) FROM {table}"))[0]
        .parse()
        .unwrap()
}

#[test]
fn a_dur_9_a_backup_taken_during_writes_holds_everything_acknowledged_before_it_began() {
    for (kind, database, place) in databases() {
        let target = tempfile::tempdir().unwrap();
        let copy = target.path().join("copy.db");
        if kind == POSTGRES {
            let refusal = database.backup(&copy).unwrap_err();
            assert!(refusal.to_string().contains("pg_dump") && !copy.exists());
            continue;
        }
        let (written, done) = (AtomicU32::new(0), AtomicBool::new(false));
        let before = thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(SeqCst) {
                    open_tenant(&database, written.load(SeqCst) + 1).unwrap();
                    written.fetch_add(1, SeqCst);
                }
            });
            while written.load(SeqCst) < 50 {
                thread::sleep(Duration::from_millis(1));
            }
            let before = written.load(SeqCst);
            database.backup(&copy).unwrap();
            done.store(true, SeqCst);
            before
        });
        assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
        // To restore is to put the file in place.
        fs::copy(&copy, target.path().join("elsewhere.db")).unwrap();
        let restored = Restored::open(&target.path().join("elsewhere.db"));
        assert_eq!(restored.texts("PRAGMA integrity_check"), ["ok"]);
        let kept: u32 = restored.texts("SELECT CAST(count(*) AS TEXT) FROM tenants")[0]
            .parse()
            .unwrap();
        assert!(
            before <= kept && kept <= written.load(SeqCst),
            "{before} <= {kept}"
        );
        assert!(restored.0.pending().unwrap().is_empty());
        open_tenant(&restored.0, 1_000_000).unwrap();
        assert!(count(&place, "tenants") >= before);
    }
}

struct Restored(Database, String);

impl Restored {
    fn open(path: &Path) -> Self {
        let url = format!("sqlite://{}", path.display());
        Self(
            Database::open(&url, tessera_persistence::Options::default()).unwrap(),
            path.display().to_string(),
        )
    }

    fn texts(&self, query: &str) -> Vec<String> {
        use diesel::{Connection, RunQueryDsl, SqliteConnection, dsl::sql, sql_types::Text};
        sql::<Text>(query)
            .load(&mut SqliteConnection::establish(&self.1).unwrap())
            .unwrap()
    }
}

#[test]
fn a_backup_overwrites_nothing_and_a_failed_one_leaves_nothing() {
    let (kind, database, _place) = databases().remove(0);
    assert_eq!(kind, SQLITE);
    let target = tempfile::tempdir().unwrap();
    let copy = target.path().join("copy.db");
    fs::write(&copy, "precious").unwrap();
    assert!(matches!(database.backup(&copy), Err(StoreError::Failed(_))));
    assert_eq!(fs::read_to_string(&copy).unwrap(), "precious");
    let nowhere = target.path().join("none/copy.db");
    assert!(database.backup(&nowhere).is_err() && !nowhere.exists());
}

/// Rows of an age in days in each purged table.
fn fill(place: &Place, kind: &str, rows: u32, days_old: i64, now: Time) {
    let micros = now.plus_seconds(-days_old * 86_400).micros();
    let (time, id, hash, body) = match kind {
        SQLITE => (micros.to_string(), "randomblob(16)", "randomblob(32)", "x''"),
        _ => (
            format!("to_timestamp({micros} / 1e6)"),
            "gen_random_uuid()",
            "sha256('')",
            "''::bytea",
        ),
    };
    let series = format!(
        "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) SELECT i FROM n)"
    );
    place.execute(&format!(
        "INSERT INTO idempotency_keys (tenant_id, credential_id, key, request_hash, headers, body, created_at)
             SELECT id, {id}, 'key', {hash}, '[]', {body}, {time} FROM tenants, {series} AS s;
         INSERT INTO outbox (tenant_id, event_id, created_at)
             SELECT id, {id}, {time} FROM tenants, {series} AS s;"
    ));
}

#[test]
fn a_purge_takes_away_in_batches_what_is_too_old_of_every_tenant() {
    let now = Time::parse("2026-03-01T00:00:00Z").unwrap();
    for (kind, database, place) in databases() {
        open_tenant(&database, 1).unwrap();
        open_tenant(&database, 2).unwrap();
        fill(&place, kind, 3, 0, now);
        assert_eq!(database.purge(now).unwrap(), 0, "{kind}");
        fill(&place, kind, 5, 2, now);
        assert_eq!(
            database.purge(now).unwrap(),
            10,
            "{kind}: answers are kept for a day"
        );
        fill(&place, kind, 1001, 8, now);
        assert_eq!(
            database.purge(now).unwrap(),
            2 * 1001 * 2,
            "{kind}: the outbox keeps for a week"
        );
        assert_eq!(
            (count(&place, "idempotency_keys"), count(&place, "outbox")),
            (6, 16),
            "{kind}"
        );
        assert_eq!(database.purge(now).unwrap(), 0);
    }
}

#[test]
fn a_checkpoint_empties_the_journal() {
    for (_, database, place) in databases() {
        open_tenant(&database, 1).unwrap();
        database.checkpoint().unwrap();
        if let Some(path) = place.sqlite_path() {
            assert_eq!(fs::metadata(format!("{path}-wal")).unwrap().len(), 0);
        }
    }
}
