//! Storage in Sqlite.

pub use diesel::SqliteConnection as Connection;

use crate::{reads::Reads, store::DatabaseKind};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use tessera_ports::tx::Tx;

#[path = "repo/mod.rs"]
mod repo;

pub struct Sqlite;

impl DatabaseKind for Sqlite {
    type Connection = Connection;
    const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");

    fn repo(conn: &mut Connection) -> impl Tx + Reads {
        repo::Repo { conn }
    }
}
