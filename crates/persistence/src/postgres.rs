//! Storage in Postgres.

pub use diesel::PgConnection as Connection;

use crate::{reads::Reads, store::DatabaseKind};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use tessera_ports::tx::Tx;

#[path = "repo/mod.rs"]
mod repo;

pub struct Postgres;

impl DatabaseKind for Postgres {
    type Connection = Connection;
    const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

    fn repo(conn: &mut Connection) -> impl Tx + Reads {
        repo::Repo { conn }
    }
}
