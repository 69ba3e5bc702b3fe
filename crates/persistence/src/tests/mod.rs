//! What can only be tested with the pool and its connections at hand.

mod convoys;
mod errors;
mod pool;
mod rows;
mod settings;
mod stock;
#[path = "../../tests/support/mod.rs"]
mod support;
mod transactions;

use crate::{
    Options,
    address::{Address, DATABASE_URL},
    postgres::Postgres,
    sqlite::Sqlite,
    store::{DatabaseKind, Pooled},
};
use diesel::{QueryResult, RunQueryDsl, connection::SimpleConnection, dsl::sql, sql_types::Text};
use std::time::Duration;
use support::Place;

/// Statements as text, on the connections of the pool.
trait Plain: DatabaseKind {
    /// What a query for one column of text answers.
    fn texts(conn: &mut Self::Connection, query: &str) -> QueryResult<Vec<String>>;

    fn execute(conn: &mut Self::Connection, statements: &str) -> QueryResult<()> {
        conn.batch_execute(statements)
    }
}

impl Plain for Sqlite {
    fn texts(conn: &mut Self::Connection, query: &str) -> QueryResult<Vec<String>> {
        sql::<Text>(query).load(conn)
    }
}

impl Plain for Postgres {
    fn texts(conn: &mut Self::Connection, query: &str) -> QueryResult<Vec<String>> {
        sql::<Text>(query).load(conn)
    }
}

/// Two connections and little patience, so that tests need not wait.
fn small() -> Options {
    Options {
        pool_size: 2,
        checkout: Duration::from_millis(300),
        ..Options::default()
    }
}

fn sqlite(place: &Place, options: Options) -> Pooled<Sqlite> {
    match Address::parse(DATABASE_URL, place.url()).unwrap() {
        Address::Sqlite(path) => Pooled::open(Sqlite::at(path).unwrap(), options).unwrap(),
        Address::Postgres(url) => panic!("{url:?}"),
    }
}

fn postgres(url: &str, options: Options) -> Pooled<Postgres> {
    match Address::parse(DATABASE_URL, url).unwrap() {
        Address::Postgres(url) => Pooled::open(Postgres::at(url, None).unwrap(), options).unwrap(),
        Address::Sqlite(path) => panic!("{path:?}"),
    }
}

/// Runs a test, a function over the kind of database, on a fresh database of each kind with these options.
macro_rules! on_each {
    ($test:ident, $options:expr) => {{
        use std::sync::Arc;
        let place = crate::tests::support::sqlite_place();
        $test(&Arc::new(crate::tests::sqlite(&place, $options)), &place);
        if let Some(place) = crate::tests::support::postgres_place() {
            $test(&Arc::new(crate::tests::postgres(place.url(), $options)), &place);
        }
    }};
}
use on_each;
