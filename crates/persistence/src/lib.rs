//! Storage in SQLite or PostgreSQL, chosen by URL when the program starts.
//!
//! [`Database`] opens either and hands out the ports that the core knows: a
//! [`Store`](tessera_ports::store::Store) for units of work and [`Queries`](tessera_ports::queries::Queries) for
//! screens. It also does what operators need: migrations, backup, purge, a sign of life.
//!
//! How one crate serves both databases: `schema` gives the tables once, in SQL types of our own that name what
//! each database has. The repositories in `repo/` are ordinary typed diesel against `super::Connection`, and the
//! folder is compiled twice: `sqlite` and `postgres` each name their connection and mount it. What the two *say*
//! differently stands in `fragments` (query parts) and `dialect` (errors); what they *do* differently in the two
//! implementations of `store::DatabaseKind`. Everything else is written once, over that trait: `store` (pool,
//! transactions, retries), `migrate`, `maintain`.
//!
//! The feature `tls` compiles OpenSSL in, for PostgreSQL servers that are not on this host. That OpenSSL does not
//! know where the system keeps its certificates, so a URL with `sslmode=verify-full` must say it, as in
//! `sslrootcert=/etc/ssl/certs/ca-certificates.crt`.

#![expect(
    clippy::duplicate_mod,
    reason = "that is how one set of repositories serves both databases"
)]

mod address;
mod convoy;
mod database;
mod dialect;
mod fragments;
mod maintain;
mod migrate;
mod observe;
mod options;
mod postgres;
mod reads;
mod relay;
mod schema;
mod sqlite;
mod store;
#[cfg(test)]
mod tests;
mod turns;
mod types;

pub use address::{DATABASE_URL, OpenError};
pub use database::Database;
pub use migrate::MigrationError;
pub use options::{Options, StatementObserver};
pub use relay::Relay;
pub use store::PoolState;

// The tests inside the crate share a module with those outside, and that knows it by its name.
#[cfg(test)]
extern crate self as tessera_persistence;
