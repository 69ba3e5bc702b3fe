//! What becomes of the databases' errors.

use super::{
    Plain, on_each, postgres,
    rows::{self, insert},
    small, sqlite, support,
};
use crate::{
    dialect::{failed, rules},
    store::Pooled,
};
use std::{collections::HashSet, sync::Arc};
use support::Place;
use tessera_ports::{StoreError, StoreResult, error::Unique};

/// A row that breaks one rule only: the rule, and what else must differ from the row that is there.
const CLASHES: &[(&str, &[(&str, &str)])] = &[
    ("tenants_slug_key", &[("id", "#2"), ("host", "'b.example'")]),
    ("tenants_host_key", &[("id", "#2"), ("slug", "'b'")]),
    ("identities_pkey", &[]),
    ("one_time_tokens_fingerprint_key", &[("id", "#2")]),
    ("refresh_tokens_fingerprint_key", &[("id", "#2")]),
    ("integration_tokens_fingerprint_key", &[("id", "#2")]),
    ("users_login_key", &[("id", "#2"), ("number", "2")]),
    ("tags_text_key", &[("id", "#2"), ("number", "2")]),
    ("tags_number_key", &[("id", "#2"), ("text", "'U'")]),
    ("contacts_number_key", &[("id", "#2")]),
    ("tag_contacts_number_key", &[("tag_id", "#2")]),
    ("board_columns_name_key", &[("id", "#2"), ("number", "2")]),
    ("statuses_key_key", &[("id", "#2")]),
    ("priorities_key_key", &[("id", "#2")]),
    ("projects_key_key", &[("id", "#2"), ("number", "2")]),
    ("departments_number_key", &[("id", "#2"), ("name_folded", "'e'")]),
    ("departments_name_key", &[("id", "#2"), ("number", "2")]),
    ("approval_policies_number_key", &[("id", "#2")]),
    ("sla_policies_number_key", &[("id", "#2")]),
    (
        "approval_workflows_number_key",
        &[("id", "#2"), ("state", "'approved'"), ("completed_at", "@now")],
    ),
    ("approval_workflows_active_key", &[("id", "#2"), ("number", "2")]),
    ("approval_steps_number_key", &[("id", "#2")]),
    ("users_number_key", &[("id", "#2"), ("login_folded", "'bob'")]),
    ("projects_number_key", &[("id", "#2"), ("key", "'Q'")]),
    ("board_columns_number_key", &[("id", "#2"), ("name", "'D'")]),
    ("tickets_number_key", &[("id", "#2"), ("reference", "'P-2'")]),
    ("comments_number_key", &[("id", "#2"), ("thread_id", "#2")]),
    (
        "attachments_number_key",
        &[("id", "#2"), ("media_name", "'b.txt'"), ("file_id", "#2")],
    ),
    (
        "attachments_media_key",
        &[("id", "#2"), ("number", "2"), ("file_id", "#2")],
    ),
    (
        "attachments_file_key",
        &[("id", "#2"), ("number", "2"), ("media_name", "'b.txt'")],
    ),
    ("tickets_reference_key", &[("id", "#2"), ("number", "2")]),
    ("credential_lookup_pkey", &[("credential_id", "#2")]),
    ("webhooks_number_key", &[("id", "#2")]),
    ("webhook_deliveries_event_key", &[("id", "#2")]),
];

/// Keys that no caller is told of by name.
const OTHER_KEYS: [&str; 5] = [
    "statuses_initial_key",
    "projects_default_key",
    "events_id_key",
    "tickets_key",
    "credential_lookup_pkey",
];

/// The error of a statement, as the crate tells it.
fn error<D: Plain>(pooled: &Pooled<D>, statement: &str) -> StoreError {
    run(pooled, statement).expect_err(statement)
}

fn run<D: Plain>(pooled: &Pooled<D>, statement: &str) -> StoreResult<()> {
    pooled.on_connection(pooled.deadline(), |conn| {
        D::execute(conn, statement).map_err(failed)
    })
}

fn fill<D: Plain>(pooled: &Pooled<D>, place: &Place) {
    pooled.migrate().unwrap();
    for (table, _) in rows::ROWS {
        run(pooled, &insert(place, table, &[])).unwrap();
    }
}

fn clashes<D: Plain>(pooled: &Arc<Pooled<D>>, place: &Place) {
    fill(pooled, place);
    for (constraint, columns, unique) in rules() {
        let (_, replaced) = CLASHES.iter().find(|(name, _)| *name == constraint).unwrap();
        let table = columns.split('.').next().unwrap();
        let told = error(pooled, &insert(place, table, replaced));
        assert_eq!(told, StoreError::Taken(unique), "{constraint}");
    }
    let same_id = insert(place, "tags", &[("number", "2"), ("text", "'other'")]);
    assert_eq!(error(pooled, &same_id), StoreError::Taken(Unique::Key));
}

#[test]
fn every_rule_of_uniqueness_is_told_by_its_name() {
    on_each!(clashes, small());
}

fn rules_are_whole<D: Plain>(pooled: &Arc<Pooled<D>>, place: &Place) {
    pooled.migrate().unwrap();
    let (query, known): (_, HashSet<&str>) = match place.sqlite_path() {
        // The columns as SQLite lists them in a message, of everything but primary keys.
        Some(_) => (
            "SELECT group_concat(tables.name || '.' || columns.name, ', ' ORDER BY columns.seqno)
             FROM sqlite_schema AS tables, pragma_index_list(tables.name) AS indexes,
                  pragma_index_info(indexes.name) AS columns
             WHERE tables.type = 'table' AND tables.sql NOT LIKE 'CREATE VIRTUAL%' AND tables.name NOT LIKE 'ticket_search%' AND indexes.\"unique\"
               AND indexes.origin <> 'pk' AND NOT indexes.partial
             GROUP BY tables.name, indexes.name",
            rules()
                .map(|(_, columns, _)| columns)
                .chain([
                    "events.tenant_id, events.id",
                    "tickets.tenant_id, tickets.id",
                    "ticket_words.tenant_id, ticket_words.ticket_id",
                ])
                .collect(),
        ),
        None => (
            "SELECT relname::text FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
             WHERE indisunique AND NOT indisprimary AND relnamespace = 'public'::regnamespace",
            rules()
                .map(|(constraint, ..)| constraint)
                .chain(OTHER_KEYS)
                .collect(),
        ),
    };
    let there = place.texts(query);
    assert!(there.len() >= 13, "{there:?}");
    for rule in there {
        assert!(
            known.contains(rule.as_str()),
            "{rule} must get a name, or be listed among those without"
        );
    }
}

#[test]
fn no_rule_of_uniqueness_is_forgotten() {
    on_each!(rules_are_whole, small());
}

fn other_constraints<D: Plain>(pooled: &Arc<Pooled<D>>, place: &Place) {
    fill(pooled, place);
    let dangling = error(
        pooled,
        &insert(
            place,
            "board_columns",
            &[
                ("id", "#2"),
                ("number", "2"),
                ("name", "'D'"),
                ("status_id", "#2"),
            ],
        ),
    );
    assert!(matches!(dangling, StoreError::Dangling(_)), "{dangling:?}");
    let broken = error(
        pooled,
        &insert(place, "tags", &[("id", "#2"), ("number", "2"), ("text", "''")]),
    );
    assert!(matches!(broken, StoreError::Failed(_)), "{broken:?}");
    let nonsense = error(pooled, "SELECT nonsense");
    assert!(matches!(nonsense, StoreError::Failed(_)), "{nonsense:?}");
}

#[test]
fn a_missing_row_dangles_and_a_broken_check_is_a_fault_of_ours() {
    on_each!(other_constraints, small());
}

#[test]
fn sqlite_that_is_locked_is_busy() {
    let place = support::sqlite_place();
    let (one, other) = (sqlite(&place, small()), sqlite(&place, small()));
    run(&one, "PRAGMA busy_timeout = 0").unwrap();
    let held = other.transaction(&mut |_| {
        let told = error(&one, "BEGIN IMMEDIATE");
        assert!(matches!(told, StoreError::Busy(_)), "{told:?}");
        tessera_ports::store::Verdict::Commit
    });
    assert_eq!(held, Ok(()));
}

#[test]
fn sqlite_that_is_full_or_not_to_be_written_is_told_apart() {
    let place = support::sqlite_place();
    let pooled = sqlite(&place, small());
    run(
        &pooled,
        "CREATE TABLE marks (name TEXT); PRAGMA max_page_count = 10",
    )
    .unwrap();
    let full = error(&pooled, "INSERT INTO marks VALUES (hex(zeroblob(100000)))");
    assert!(matches!(full, StoreError::Full(_)), "{full:?}");
    run(&pooled, "INSERT INTO marks VALUES ('small'); SELECT * FROM marks").unwrap();
    run(&pooled, "PRAGMA query_only = ON").unwrap();
    let read_only = error(&pooled, "INSERT INTO marks VALUES ('small')");
    assert!(matches!(read_only, StoreError::Unavailable(_)), "{read_only:?}");
}

/// A PostgreSQL error as the server would send it.
fn raised(code: &str, message: &str) -> String {
    format!("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}', MESSAGE = '{message}'; END $$")
}

#[test]
fn postgresql_that_waits_too_long_is_busy() {
    let Some(place) = support::postgres_place() else {
        return;
    };
    let pooled = postgres(place.url(), small());
    for statement in [
        "SET statement_timeout = '20ms'; SELECT pg_sleep(10)".to_owned(),
        "DO $$ BEGIN PERFORM pg_cancel_backend(pg_backend_pid()); PERFORM pg_sleep(10); END $$".to_owned(),
        raised("40001", "could not serialize access due to concurrent update"),
        raised("40P01", "deadlock detected"),
    ] {
        let told = error(&pooled, &statement);
        assert!(told.is_transient(), "{statement}: {told:?}");
    }
    place.execute("CREATE TABLE marks (name text); INSERT INTO marks VALUES ('mark')");
    let held = pooled.transaction(&mut |conn| {
        super::Postgres::execute(conn, "UPDATE marks SET name = 'held'").unwrap();
        for statement in [
            "SET lock_timeout = '20ms'; DELETE FROM marks",
            "SELECT * FROM marks FOR UPDATE NOWAIT",
        ] {
            let told = error(&pooled, statement);
            assert!(told.is_transient(), "{statement}: {told:?}");
        }
        tessera_ports::store::Verdict::Commit
    });
    assert_eq!(held, Ok(()));
}

#[test]
fn postgresql_that_is_full_or_going_away_is_told_apart() {
    let Some(place) = support::postgres_place() else {
        return;
    };
    let pooled = postgres(place.url(), small());
    let full = error(
        &pooled,
        &raised(
            "53100",
            r#"could not extend file "base/1/2": No space left on device"#,
        ),
    );
    assert!(matches!(full, StoreError::Full(_)), "{full:?}");
    for statement in [
        "BEGIN; SET LOCAL transaction_read_only = on; CREATE TABLE t ()".to_owned(),
        "SELECT pg_terminate_backend(pg_backend_pid())".to_owned(),
        raised("57P03", "the database system is shutting down"),
        raised("53300", "sorry, too many clients already"),
        raised(
            "58030",
            r#"could not read block 1 in file "base/1/2": Input/output error"#,
        ),
    ] {
        let pooled = postgres(place.url(), small());
        let told = pooled.on_connection(pooled.deadline(), |conn| {
            Ok(super::Postgres::execute(conn, &statement)
                .map_err(failed)
                .unwrap_err())
        });
        assert!(
            matches!(told, Ok(StoreError::Unavailable(_))),
            "{statement}: {told:?}"
        );
    }
}
