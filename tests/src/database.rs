//! Fresh databases, and looking into them past the product.

use crate::{direct::Direct, wait};
use diesel::{Connection, PgConnection, connection::SimpleConnection};
use std::{
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    process,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};
use tempfile::TempDir;
use tessera_persistence::{Database, Options};

/// Which of the two databases.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DatabaseKind {
    /// A file of its own.
    Sqlite,
    /// A database of its own in the cluster of `TESSERA_TEST_POSTGRES`.
    Postgres,
}

impl DatabaseKind {
    /// Those that can be had here: SQLite always.
    pub fn all() -> Vec<Self> {
        if cluster().is_some() {
            vec![Self::Sqlite, Self::Postgres]
        } else {
            eprintln!("PostgreSQL: skipped, TESSERA_TEST_POSTGRES is not set");
            vec![Self::Sqlite]
        }
    }
}

/// The owner's URL of the cluster.
pub fn cluster() -> Option<String> {
    env::var("TESSERA_TEST_POSTGRES")
        .ok()
        .filter(|url| !url.is_empty())
}

/// A database that is gone when this value is.
pub struct TestDatabase {
    /// Which one.
    pub kind: DatabaseKind,
    /// What the product is given to open it. On PostgreSQL that role owns nothing, as in production.
    pub url: String,
    /// The role that owns the tables, where that is another one.
    pub migration_url: Option<String>,
    /// A folder of its own; on SQLite the database is in there.
    pub folder: TempDir,
    name: Option<String>,
}

impl TestDatabase {
    /// A database with the whole schema in it, and no rows.
    pub fn migrated(kind: DatabaseKind) -> Self {
        match kind {
            DatabaseKind::Sqlite => {
                let database = Self::empty(kind);
                fs::write(database.file(), template_file()).expect("the file can be written");
                database
            }
            DatabaseKind::Postgres => Self::postgres(Some(template())),
        }
    }

    /// A database without anything.
    pub fn empty(kind: DatabaseKind) -> Self {
        match kind {
            DatabaseKind::Sqlite => {
                let folder = new_folder();
                let file = folder.path().join("tessera.db");
                let url = format!("sqlite://{}", file.display());
                Self {
                    kind,
                    url,
                    migration_url: None,
                    folder,
                    name: None,
                }
            }
            DatabaseKind::Postgres => Self::postgres(None),
        }
    }

    fn postgres(template: Option<&str>) -> Self {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let cluster = cluster().expect("asked for only where there is a cluster");
        let name = format!(
            "tessera_{}_{}",
            process::id(),
            COUNTER.fetch_add(1, Ordering::Relaxed)
        );
        let template = template
            .map(|name| format!(" TEMPLATE {name}"))
            .unwrap_or_default();
        Direct::open_postgres(&cluster).execute(&format!("CREATE DATABASE {name}{template}"));
        let owner = in_database(&cluster, &name);
        let app = env::var("TESSERA_TEST_POSTGRES_APP")
            .ok()
            .map(|url| in_database(&url, &name));
        let migration_url = app.is_some().then(|| owner.clone());
        Self {
            kind: DatabaseKind::Postgres,
            url: app.unwrap_or(owner),
            migration_url,
            folder: new_folder(),
            name: Some(name),
        }
    }

    /// The database of a cluster of the test's own, which goes with the cluster.
    pub fn of_cluster(url: &str) -> Self {
        Self {
            kind: DatabaseKind::Postgres,
            url: url.to_owned(),
            migration_url: None,
            folder: new_folder(),
            name: None,
        }
    }

    /// What the product needs besides the URL.
    pub fn options(&self) -> Options {
        Options {
            migration_url: self.migration_url.clone(),
            ..Options::default()
        }
    }

    /// A connection past the product, as the tables' owner.
    pub fn connect(&self) -> Direct {
        match self.kind {
            DatabaseKind::Sqlite => Direct::open_sqlite(&self.file()),
            DatabaseKind::Postgres => Direct::open_postgres(self.migration_url.as_ref().unwrap_or(&self.url)),
        }
    }

    /// A connection past the product, as the role that the server works as.
    pub fn connect_as_server(&self) -> Direct {
        match self.kind {
            DatabaseKind::Sqlite => self.connect(),
            DatabaseKind::Postgres => Direct::open_postgres(&self.url),
        }
    }

    /// The file that an SQLite database is.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("tessera.db")
    }

    /// Complains when the database's own check does.
    pub fn assert_sound(&self) {
        match self.kind {
            DatabaseKind::Sqlite => {
                let mut direct = self.connect();
                let found = direct.texts("SELECT integrity_check AS text FROM pragma_integrity_check");
                assert_eq!(found, ["ok"]);
                let dangling = direct.texts("SELECT \"table\" AS text FROM pragma_foreign_key_check");
                assert_eq!(dangling, Vec::<String>::new());
            }
            DatabaseKind::Postgres => self.amcheck(),
        }
    }

    fn amcheck(&self) {
        let (Ok(programs), Ok(data)) = (
            env::var("TESSERA_TEST_POSTGRES_BIN"),
            env::var("TESSERA_TEST_POSTGRES_DATA"),
        ) else {
            eprintln!(
                "pg_amcheck: skipped, TESSERA_TEST_POSTGRES_BIN or TESSERA_TEST_POSTGRES_DATA is not set"
            );
            return;
        };
        let socket = Path::new(&data).parent().expect("the data folder lies in one");
        let output = process::Command::new(Path::new(&programs).join("pg_amcheck"))
            .args(["--install-missing", "--username=postgres", "--heapallindexed"])
            .arg(format!("--host={}", socket.display()))
            .arg(format!("--port={}", port_of(&self.url)))
            .arg(self.name.as_deref().expect("a PostgreSQL database has a name"))
            .output()
            .expect("pg_amcheck runs");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success(),
            "{said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        // While a test fails there may be no server to ask any more.
        if let (Some(name), Some(cluster)) = (&self.name, cluster())
            && let Ok(mut conn) = PgConnection::establish(&cluster)
        {
            let _ = conn.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

/// In memory where there is plenty, because a thousand tests that each wait for a disk wait long. What a crashed process
/// leaves behind is the same there.
fn new_folder() -> TempDir {
    const PLENTY: u64 = 4 << 30;
    let memory = Path::new("/dev/shm");
    let has_plenty =
        rustix::fs::statvfs(memory).is_ok_and(|disk| disk.f_bavail.saturating_mul(disk.f_frsize) >= PLENTY);
    let mut folder = tempfile::Builder::new();
    folder.prefix("tessera-test-");
    let made = if has_plenty && env::var_os("TMPDIR").is_none() {
        folder.tempdir_in(memory)
    } else {
        folder.tempdir()
    };
    made.expect("a folder can be made")
}

/// An SQLite database that holds the schema and no rows. To copy it is faster than to run the migrations.
fn template_file() -> &'static [u8] {
    static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let draft = TestDatabase::empty(DatabaseKind::Sqlite);
        let open = Database::open(&draft.url, Options::default()).expect("a new file opens");
        open.migrate().expect("the migrations run");
        open.checkpoint().expect("the file takes in what was logged");
        drop(open);
        fs::read(draft.file()).expect("the file can be read")
    })
}

fn in_database(url: &str, name: &str) -> String {
    let (server, _) = url.rsplit_once('/').expect("the URL names a database");
    format!("{server}/{name}")
}

/// The port that a PostgreSQL URL names.
pub fn port_of(url: &str) -> u16 {
    let (_, rest) = url.rsplit_once('@').expect("the URL names a user");
    let (host, _) = rest.split_once('/').expect("the URL names a database");
    host.rsplit_once(':')
        .map_or(5432, |(_, port)| port.parse().expect("a port is a number"))
}

/// The name of a PostgreSQL database that holds the schema. To copy it is faster than to run the migrations. It
/// stays in the cluster for the next test program.
fn template() -> &'static str {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let name = format!("tessera_template_{:016x}", schema_hash());
        let mut cluster = Direct::open_postgres(&cluster().expect("asked for only where there is a cluster"));
        cluster.execute("SELECT pg_advisory_lock(7355608)");
        if cluster
            .texts(&format!(
                "SELECT datname::text AS text FROM pg_database WHERE datname = '{name}'"
            ))
            .is_empty()
        {
            let draft = TestDatabase::postgres(None);
            let open = Database::open(&draft.url, draft.options()).expect("a new database opens");
            open.migrate().expect("the migrations run");
            drop(open);
            let made = draft.name.as_deref().expect("a PostgreSQL database has a name");
            let rename = format!("ALTER DATABASE {made} RENAME TO {name}");
            // Connections that were just closed may still be on their way out.
            wait::until("nobody is connected any more", || {
                cluster.try_execute(&rename).ok()
            });
        }
        cluster.execute("SELECT pg_advisory_unlock(7355608)");
        name
    })
}

fn schema_hash() -> u64 {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations/postgres");
    let entries = fs::read_dir(&folder).expect("the migrations are there");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("readable").path().join("up.sql"))
        .collect();
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        fs::read(&file).ok().hash(&mut hasher);
    }
    hasher.finish()
}
