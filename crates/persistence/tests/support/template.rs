//! Databases that hold the schema and no rows. To copy one is faster than to run the migrations.

use super::{Means, Place, created, postgres_server, sqlite_place};
use diesel::{
    Connection, PgConnection, RunQueryDsl, connection::SimpleConnection, dsl::sql, sql_types::Bool,
};
use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    sync::OnceLock,
};
use tessera_persistence::{Database, Options};

/// The content of an SQLite file.
pub fn file() -> &'static [u8] {
    static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let draft = sqlite_place();
        let database = migrated(&draft);
        database.checkpoint().unwrap();
        drop(database);
        fs::read(draft.sqlite_path().unwrap()).unwrap()
    })
}

/// The name of a PostgreSQL database. It stays in the cluster for the next test program.
pub fn name() -> &'static str {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let server = postgres_server().unwrap();
        let name = format!("tessera_contract_{:016x}", schema_hash());
        let mut conn = PgConnection::establish(&server).unwrap();
        conn.batch_execute("SELECT pg_advisory_lock(7355609)").unwrap();
        let known = format!("SELECT EXISTS (SELECT FROM pg_database WHERE datname = '{name}')");
        if !sql::<Bool>(&known).get_result::<bool>(&mut conn).unwrap() {
            let draft = created(server, "");
            drop(migrated(&draft));
            let Means::Created { name: made, .. } = &draft.means else {
                panic!("it was created");
            };
            // The server waits for connections that were just closed to be gone.
            conn.batch_execute(&format!("ALTER DATABASE {made} RENAME TO {name}"))
                .unwrap();
        }
        conn.batch_execute("SELECT pg_advisory_unlock(7355609)").unwrap();
        name
    })
}

fn migrated(place: &Place) -> Database {
    let database = Database::open(place.url(), Options::default()).unwrap();
    database.migrate().unwrap();
    database
}

fn schema_hash() -> u64 {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/postgres");
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().join("up.sql"))
        .collect();
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        fs::read(&file).unwrap().hash(&mut hasher);
    }
    hasher.finish()
}
