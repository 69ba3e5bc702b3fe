//! Looking at how much there is.

use super::{Plain, postgres, small, sqlite, support};
use crate::{Database, Options, postgres::Postgres, store::Pooled};
use tessera_ports::store::Store;

/// How many of the tables that an import fills and looks into the server has never looked at.
const NEVER_COUNTED: &str = "SELECT count(*)::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND reltuples < 0
    AND relname IN ('users', 'tags', 'tickets', 'comments', 'imports', 'counters')";

fn never_counted(pooled: &Pooled<Postgres>) -> String {
    let ask = |conn: &mut _| Ok(Postgres::texts(conn, NEVER_COUNTED).unwrap().remove(0));
    pooled.on_connection(pooled.deadline(), ask).unwrap()
}

#[test]
fn postgresql_has_counted_what_an_import_fills_once_stock_is_taken() {
    let Some(place) = support::postgres_place() else {
        return;
    };
    Database::open(place.url(), small()).unwrap().migrate().unwrap();
    let pooled = postgres(place.url(), small());
    assert_eq!(never_counted(&pooled), "6");
    pooled.take_stock().unwrap();
    assert_eq!(never_counted(&pooled), "0");
}

#[test]
fn a_role_that_does_not_own_the_tables_takes_no_stock_and_is_not_stopped_by_that() {
    let Some(place) = support::postgres_place() else {
        return;
    };
    let Some(app) = support::as_app(&place) else {
        return;
    };
    let options = Options {
        migration_url: Some(place.url().into()),
        ..small()
    };
    Database::open(&app, options).unwrap().migrate().unwrap();
    let pooled = postgres(&app, small());
    pooled.take_stock().unwrap();
    assert_eq!(never_counted(&pooled), "6");
}

#[test]
fn sqlite_needs_no_stock() {
    let place = support::sqlite_place();
    Database::open(place.url(), small()).unwrap().migrate().unwrap();
    sqlite(&place, small()).take_stock().unwrap();
}
