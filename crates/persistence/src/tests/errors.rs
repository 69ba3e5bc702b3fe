//! What becomes of the databases' errors.

use super::{Plain, on_each, postgres, small, sqlite, support};
use crate::{
    dialect::{failed, rules},
    store::Pooled,
};
use std::{collections::HashSet, sync::Arc};
use support::Place;
use tessera_ports::{StoreError, StoreResult, error::Unique};

/// One row of each table that has a rule of uniqueness, each referring to the others. `#1` stands for an id.
const ROWS: &[(&str, &[(&str, &str)])] = &[
    (
        "tenants",
        &[
            ("id", "#1"),
            ("slug", "'acme'"),
            ("name", "'Acme'"),
            ("state", "'active'"),
            ("created_at", "@now"),
        ],
    ),
    (
        "departments",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("number", "1"),
            ("name", "'D'"),
        ],
    ),
    (
        "users",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("number", "1"),
            ("login", "'Ann'"),
            ("login_folded", "'ann'"),
            ("first_name", "''"),
            ("last_name", "''"),
            ("role", "'user'"),
            ("extra", "'[]'"),
            ("active", "@true"),
            ("created_at", "@now"),
        ],
    ),
    (
        "statuses",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("key", "'new'"),
            ("name", "'New'"),
            ("name_folded", "'new'"),
            ("category", "'open'"),
            ("position", "0"),
            ("is_initial", "@false"),
        ],
    ),
    (
        "priorities",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("key", "'low'"),
            ("name", "'Low'"),
            ("name_folded", "'low'"),
            ("rank", "1"),
        ],
    ),
    (
        "projects",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("number", "1"),
            ("key", "'P'"),
            ("name", "'P'"),
            ("is_default", "@false"),
        ],
    ),
    (
        "board_columns",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("project_id", "#1"),
            ("number", "1"),
            ("name", "'C'"),
            ("position", "0"),
            ("status_id", "#1"),
        ],
    ),
    (
        "tags",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("text", "'T'"),
            ("text_folded", "'t'"),
        ],
    ),
    (
        "tickets",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("number", "1"),
            ("reference", "'P-1'"),
            ("title", "'T'"),
            ("search_text", "''"),
            ("kind", "'task'"),
            ("status_id", "#1"),
            ("priority_id", "#1"),
            ("rank", "1"),
            ("project_id", "#1"),
            ("attributes", "'{}'"),
            ("created_at", "@now"),
            ("updated_at", "@now"),
            ("version", "1"),
        ],
    ),
    (
        "comments",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("number", "1"),
            ("ticket_id", "#1"),
            ("text", "'C'"),
            ("internal", "@false"),
            ("resolution", "@false"),
            ("thread_id", "#1"),
            ("created_at", "@now"),
            ("updated_at", "@now"),
        ],
    ),
    (
        "credential_lookup",
        &[
            ("fingerprint", "@hash"),
            ("tenant_id", "#1"),
            ("credential_id", "#1"),
        ],
    ),
];

/// A row that breaks one rule only: the rule, and what else must differ from the row that is there.
const CLASHES: &[(&str, &[(&str, &str)])] = &[
    ("tenants_slug_key", &[("id", "#2")]),
    ("users_login_key", &[("id", "#2"), ("number", "2")]),
    ("tags_text_key", &[("id", "#2")]),
    ("statuses_key_key", &[("id", "#2")]),
    ("priorities_key_key", &[("id", "#2")]),
    ("projects_key_key", &[("id", "#2"), ("number", "2")]),
    ("departments_number_key", &[("id", "#2")]),
    ("users_number_key", &[("id", "#2"), ("login_folded", "'bob'")]),
    ("projects_number_key", &[("id", "#2"), ("key", "'Q'")]),
    ("board_columns_number_key", &[("id", "#2")]),
    ("tickets_number_key", &[("id", "#2"), ("reference", "'P-2'")]),
    ("comments_number_key", &[("id", "#2"), ("thread_id", "#2")]),
    ("tickets_reference_key", &[("id", "#2"), ("number", "2")]),
    ("credential_lookup_pkey", &[("credential_id", "#2")]),
];

/// Keys that no caller is told of by name.
const OTHER_KEYS: [&str; 5] = [
    "statuses_initial_key",
    "projects_default_key",
    "events_id_key",
    "tickets_key",
    "credential_lookup_pkey",
];

/// The statement that inserts the table's row with some of its values replaced.
fn insert(place: &Place, table: &str, replaced: &[(&str, &str)]) -> String {
    let (_, row) = ROWS.iter().find(|(name, _)| *name == table).unwrap();
    let value = |(column, value): &(&str, &'static str)| {
        replaced
            .iter()
            .find(|(other, _)| other == column)
            .map_or(*value, |(_, value)| *value)
            .to_owned()
    };
    let columns: Vec<&str> = row.iter().map(|(column, _)| *column).collect();
    let values: Vec<String> = row.iter().map(value).collect();
    let statement = format!(
        "INSERT INTO {table} ({}) VALUES ({})",
        columns.join(", "),
        values.join(", ")
    );
    let own = match place.sqlite_path() {
        Some(_) => [
            ("#1", "zeroblob(16)"),
            ("#2", "CAST(zeroblob(15) || x'01' AS BLOB)"),
            ("@now", "0"),
            ("@true", "1"),
            ("@false", "0"),
            ("@hash", "zeroblob(32)"),
        ],
        None => [
            ("#1", "'00000000-0000-0000-0000-000000000000'"),
            ("#2", "'00000000-0000-0000-0000-000000000001'"),
            ("@now", "'2026-01-01Z'"),
            ("@true", "true"),
            ("@false", "false"),
            ("@hash", "decode(repeat('00', 32), 'hex')"),
        ],
    };
    own.iter().fold(statement, |statement, (sign, meant)| {
        statement.replace(sign, meant)
    })
}

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
    for (table, _) in ROWS {
        run(pooled, &insert(place, table, &[])).unwrap();
    }
}

fn clashes<D: Plain>(pooled: &Arc<Pooled<D>>, place: &Place) {
    fill(&pooled, place);
    for (constraint, columns, unique) in rules() {
        let (_, replaced) = CLASHES.iter().find(|(name, _)| *name == constraint).unwrap();
        let table = columns.split('.').next().unwrap();
        let told = error(&pooled, &insert(place, table, replaced));
        assert_eq!(told, StoreError::Taken(unique), "{constraint}");
    }
    let same_id = insert(place, "tags", &[("text_folded", "'other'")]);
    assert_eq!(error(&pooled, &same_id), StoreError::Taken(Unique::Key));
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
             WHERE tables.type = 'table' AND tables.sql NOT LIKE 'CREATE VIRTUAL%' AND indexes.\"unique\"
               AND indexes.origin <> 'pk' AND NOT indexes.partial
             GROUP BY tables.name, indexes.name",
            rules()
                .map(|(_, columns, _)| columns)
                .chain(["events.tenant_id, events.id", "tickets.tenant_id, tickets.id"])
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
    fill(&pooled, place);
    let dangling = error(
        &pooled,
        &insert(
            place,
            "board_columns",
            &[("id", "#2"), ("number", "2"), ("status_id", "#2")],
        ),
    );
    assert!(matches!(dangling, StoreError::Dangling(_)), "{dangling:?}");
    let broken = error(
        &pooled,
        &insert(
            place,
            "tags",
            &[("id", "#2"), ("text", "''"), ("text_folded", "'x'")],
        ),
    );
    assert!(matches!(broken, StoreError::Failed(_)), "{broken:?}");
    let nonsense = error(&pooled, "SELECT nonsense");
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
