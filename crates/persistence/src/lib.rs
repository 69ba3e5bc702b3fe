//! Storage in SQLite or PostgreSQL.
mod dialect;
mod fragments;
mod options;
mod postgres;
mod reads;
mod schema;
mod sqlite;
mod store;
mod types;

pub use options::{Options, StatementObserver};
