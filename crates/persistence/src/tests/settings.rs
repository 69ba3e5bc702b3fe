//! The settings of connections.

use super::{Plain, on_each, postgres, small, sqlite, support};
use crate::{
    Options,
    store::{DatabaseKind, Pooled},
};
use std::{
    sync::{Arc, Barrier},
    thread,
    time::Duration,
};

/// What every connection of the pool answers, all of them in use at once.
fn ask_all<D: Plain>(pooled: &Pooled<D>, size: usize, queries: &[&str]) -> Vec<Vec<String>> {
    let all_here = Barrier::new(size);
    let ask = || {
        pooled.on_connection(pooled.deadline(), |conn| {
            all_here.wait();
            Ok(queries
                .iter()
                .map(|query| D::texts(conn, query).unwrap().remove(0))
                .collect())
        })
    };
    thread::scope(|scope| {
        let asked: Vec<_> = (0..size).map(|_| scope.spawn(ask)).collect();
        asked
            .into_iter()
            .map(|answers| answers.join().unwrap().unwrap())
            .collect()
    })
}

fn four() -> Options {
    Options {
        pool_size: 4,
        checkout: Duration::from_secs(5),
        ..Options::default()
    }
}

#[test]
fn a_dur_7_every_pooled_connection_has_its_settings_on_sqlite() {
    let place = support::sqlite_place();
    let queries = [
        "PRAGMA journal_mode",
        "PRAGMA synchronous",
        "PRAGMA foreign_keys",
        "PRAGMA busy_timeout",
        "PRAGMA trusted_schema",
        "PRAGMA cache_size",
        "PRAGMA journal_size_limit",
        "PRAGMA mmap_size",
    ];
    for answers in ask_all(&sqlite(&place, four()), 4, &queries) {
        assert_eq!(answers, ["wal", "2", "1", "5000", "0", "-4096", "67108864", "0"]);
    }
}

#[test]
fn a_dur_7_sqlite_itself_has_no_known_fault_in_its_write_ahead_log() {
    let place = support::sqlite_place();
    let version = ask_all(&sqlite(&place, four()), 1, &["SELECT sqlite_version()"])[0].remove(0);
    let parts: Vec<u32> = version.split('.').map(|part| part.parse().unwrap()).collect();
    assert!(parts >= vec![3, 51, 3] && parts != [3, 52, 0], "{version}");
}

#[test]
fn sqlite_is_built_without_locks_that_connections_would_share() {
    let place = support::sqlite_place();
    let query = "SELECT group_concat(compile_options, ' ') FROM pragma_compile_options";
    let built = ask_all(&sqlite(&place, four()), 1, &[query])[0].remove(0);
    let is_built_with = |option| built.split(' ').any(|built| built == option);
    assert!(is_built_with("THREADSAFE=2"), "{built}");
    assert!(!is_built_with("ENABLE_MEMORY_MANAGEMENT"), "{built}");
}

#[test]
fn a_dur_7_every_pooled_connection_has_its_settings_on_postgresql() {
    let Some(place) = support::postgres_place() else {
        return;
    };
    let queries = [
        "SHOW synchronous_commit",
        "SHOW statement_timeout",
        "SHOW lock_timeout",
        "SHOW idle_in_transaction_session_timeout",
        "SHOW plan_cache_mode",
        "SHOW jit",
        "SHOW TimeZone",
        "SHOW application_name",
        "SHOW client_encoding",
        "SHOW transaction_isolation",
    ];
    for answers in ask_all(&postgres(place.url(), four()), 4, &queries) {
        assert_eq!(
            answers,
            [
                "on",
                "5s",
                "2s",
                "10s",
                "force_generic_plan",
                "off",
                "UTC",
                "tessera",
                "UTF8",
                "read committed"
            ]
        );
    }
}

#[test]
fn a_dur_7_the_role_that_serves_is_neither_superuser_nor_above_policies_nor_owner() {
    let Some(place) = support::postgres_place() else {
        return;
    };
    let Some(app) = support::as_app(&place) else {
        return;
    };
    let options = Options {
        migration_url: Some(place.url().into()),
        ..Options::default()
    };
    crate::Database::open(&app, options).unwrap().migrate().unwrap();
    let queries = [
        "SELECT concat_ws(' ', rolsuper, rolbypassrls, rolcreaterole, rolcreatedb) FROM pg_roles
         WHERE rolname = current_user",
        "SELECT count(*)::text FROM pg_class WHERE pg_get_userbyid(relowner) = current_user",
        "SELECT has_schema_privilege('public', 'CREATE')::text",
    ];
    for answers in ask_all(&postgres(&app, four()), 4, &queries) {
        assert_eq!(answers, ["f f f f", "0", "false"]);
    }
}

fn failure_costs_nothing<D: Plain>(pooled: &Arc<Pooled<D>>, _: &support::Place) {
    let run = |statement| {
        pooled.on_connection(pooled.deadline(), |conn| {
            D::execute(conn, statement).map_err(crate::dialect::failed)
        })
    };
    run("CREATE TEMPORARY TABLE only_of_this_connection (name TEXT)").unwrap();
    run("SELECT nonsense").unwrap_err();
    run("SELECT * FROM only_of_this_connection").unwrap();
}

#[test]
fn a_statement_that_fails_does_not_cost_its_connection() {
    on_each!(
        failure_costs_nothing,
        Options {
            pool_size: 1,
            ..small()
        }
    );
}

#[test]
fn both_kinds_say_how_a_writing_transaction_begins() {
    assert_eq!(<crate::sqlite::Sqlite as DatabaseKind>::BEGIN, "BEGIN IMMEDIATE");
    assert_eq!(<crate::postgres::Postgres as DatabaseKind>::BEGIN, "BEGIN");
}
