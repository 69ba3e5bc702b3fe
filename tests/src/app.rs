//! The whole product in one process, on a database of its own, behind a port of its own.

use crate::{
    browser::Browser,
    clock::ManualClock,
    database::{DatabaseKind, TestDatabase},
    direct::Contents,
    disk::TestDisk,
    http::Client,
    passwords::RememberedPasswords,
    process,
    raw::{self, RawReply},
    serving::Serving,
    statements::StatementLog,
    tenant::TestTenant,
};
use std::{collections::BTreeMap, net::SocketAddr, sync::Arc};
use tessera_application::Application;
use tessera_auth::oidc::{OpenIdProviders, Outside, ProviderConfig};
use tessera_domain::id::TenantId;
use tessera_persistence::{Database, StatementObserver};
use tessera_ports::{identity::IdentityProviders, queries::LoggedEvent, world::Clock};
use tessera_server::{
    settings::{Settings, Sources},
    world::{Disk, Rounds, World},
};

/// How the application under test is to be set up.
#[derive(Clone, Debug)]
pub struct Setup {
    /// How many connections to the database.
    pub pool_size: u32,
    /// How many threads read and write connections.
    pub workers: u32,
    /// The origins whose scripts may use the API.
    pub origins: Vec<String>,
    /// Whether it is reached by TLS only.
    pub hsts: bool,
    /// The address under which people reach it, if it is another one than it listens at.
    pub public_url: Option<String>,
    /// Whether somebody only tries it on their own machine.
    pub development: bool,
    /// Whose word counts about where a request came from. Every client of a test says so.
    pub trusted_proxies: &'static str,
    /// Who else says who somebody is. They may do without TLS, as they do on this machine.
    pub providers: Vec<ProviderConfig>,
    /// Further settings, by their variables.
    pub more: Vec<(&'static str, String)>,
    /// Whether each password is hashed each time, with a salt of its own, as by the product.
    pub hashing: bool,
    /// How often what waits is looked after; nothing of it, unless it is said, so that a test can count statements.
    pub rounds: Rounds,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            pool_size: 4,
            workers: 2,
            origins: Vec::new(),
            hsts: false,
            public_url: None,
            development: false,
            trusted_proxies: "127.0.0.0/8",
            providers: Vec::new(),
            more: Vec::new(),
            hashing: false,
            rounds: Rounds::NONE,
        }
    }
}

impl Setup {
    /// As an operator would say it.
    fn settings(&self, database: &TestDatabase) -> Settings {
        let mut variables = vec![
            ("TESSERA_BIND", "127.0.0.1:0".to_owned()),
            ("DATABASE_URL", database.url.clone()),
            ("TESSERA_DATA_DIR", database.folder.path().display().to_string()),
            ("TESSERA_POOL_SIZE", self.pool_size.to_string()),
            ("TESSERA_WORKERS", self.workers.to_string()),
            ("TESSERA_CORS_ORIGINS", self.origins.join(",")),
            ("TESSERA_TLS_TERMINATED", self.hsts.to_string()),
            // Tests ask nothing of a server that is about to end, so it need not wait for them.
            ("TESSERA_SHUTDOWN_SECONDS", "1".to_owned()),
            ("TESSERA_TRUSTED_PROXIES", self.trusted_proxies.to_owned()),
        ];
        variables.extend(self.public_url.clone().map(|url| ("TESSERA_PUBLIC_URL", url)));
        variables.extend(self.more.iter().cloned());
        variables.extend(
            database
                .migration_url
                .clone()
                .map(|url| ("TESSERA_MIGRATION_DATABASE_URL", url)),
        );
        let variables = variables
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        Sources::new()
            .environment(variables)
            .development(self.development)
            .read()
            .expect("the settings are right")
    }

    /// Those of the settings would have to speak TLS.
    fn providers(&self, clock: &Arc<ManualClock>) -> Option<Arc<dyn IdentityProviders>> {
        let outside = Outside {
            clock: Arc::clone(clock) as Arc<dyn Clock>,
            allow_plain_loopback: true,
        };
        let known = OpenIdProviders::new(self.providers.clone(), outside).expect("the providers are right");
        (!self.providers.is_empty()).then(|| Arc::new(known) as Arc<dyn IdentityProviders>)
    }
}

/// The application under test. It ends when this value does.
pub struct TestApp {
    // Dropped in this order: nothing is held up, nobody serves, nobody is connected, and then the database goes.
    let_go: LetGo,
    serving: Serving,
    /// Where it answers, such as `http://127.0.0.1:40001`.
    pub url: String,
    /// The same as an address.
    pub address: SocketAddr,
    /// Which database is behind it.
    pub kind: DatabaseKind,
    /// Its core, for what no API can do.
    pub app: Application,
    /// Its clock.
    pub clock: Arc<ManualClock>,
    /// Its statements.
    pub statements: Arc<StatementLog>,
    /// Its disk.
    pub disk: Arc<TestDisk>,
    /// Its storage.
    pub storage: Database,
    /// Its database, past the product.
    pub database: TestDatabase,
    setup: Setup,
    client: Client,
}

/// Runs the test on a fresh application over SQLite, and on another one over PostgreSQL where that can be had.
pub fn on_each_database(test: impl Fn(&TestApp)) {
    on_each_database_with(&Setup::default(), test);
}

/// The same with other settings.
pub fn on_each_database_with(setup: &Setup, test: impl Fn(&TestApp)) {
    for kind in DatabaseKind::all() {
        // Shown when the test fails.
        eprintln!("on {kind:?}");
        test(&TestApp::with(kind, setup.clone()));
    }
}

impl TestApp {
    /// Starts it on a fresh database with the whole schema.
    pub fn start(kind: DatabaseKind) -> Self {
        Self::with(kind, Setup::default())
    }

    /// The same with other settings.
    pub fn with(kind: DatabaseKind, setup: Setup) -> Self {
        Self::over(TestDatabase::migrated(kind), setup, Arc::default())
    }

    /// Starts it on that database, whatever is in there.
    pub fn over(database: TestDatabase, setup: Setup, clock: Arc<ManualClock>) -> Self {
        let (statements, disk) = (Arc::<StatementLog>::default(), Arc::<TestDisk>::default());
        let mut world = World {
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            observer: Some(Arc::clone(&statements) as Arc<dyn StatementObserver>),
            disk: Arc::clone(&disk) as Arc<dyn Disk>,
            providers: setup.providers(&clock),
            rounds: setup.rounds,
            ..World::default()
        };
        if !setup.hashing {
            world.passwords = Arc::new(RememberedPasswords);
        }
        let (serving, insides) = Serving::start(world, setup.settings(&database));
        let url = format!("http://{}", insides.address);
        Self {
            let_go: LetGo(Arc::clone(&statements)),
            serving,
            client: Client::new(&url),
            url,
            address: insides.address,
            kind: database.kind,
            app: (*insides.app).clone(),
            clock,
            statements,
            disk,
            storage: insides.storage,
            database,
            setup,
        }
    }

    /// Ends it and starts it again on the same database. The clock goes on.
    #[must_use]
    pub fn restarted(self) -> Self {
        let Self {
            let_go,
            serving,
            app,
            storage,
            database,
            setup,
            clock,
            ..
        } = self;
        drop((let_go, serving, app, storage));
        drop(process::spawning());
        Self::over(database, setup, clock)
    }

    /// Ends it and leaves its database, for a process to be started on.
    pub fn into_database(self) -> TestDatabase {
        let Self {
            let_go,
            serving,
            app,
            storage,
            database,
            ..
        } = self;
        drop((let_go, serving, app, storage));
        drop(process::spawning());
        database
    }

    /// What browsers take for its origin.
    pub fn origin(&self) -> String {
        let scheme = if self.setup.development { "http" } else { "https" };
        let own = || format!("{scheme}://{}", self.address);
        self.setup.public_url.clone().unwrap_or_else(own)
    }

    /// A browser that nobody has used yet.
    pub fn browser(&self) -> Browser {
        Browser::new(self)
    }

    /// Makes a tenant with the default lists and an admin.
    pub fn tenant(&self, slug: &str) -> TestTenant<'_> {
        TestTenant::create(self, slug)
    }

    /// The tenant that the first start has opened: browsers that name none sign in there. Its new admin is `boss`.
    pub fn home(&self) -> TestTenant<'_> {
        TestTenant::home(self)
    }

    /// A client without any credential.
    pub fn anonymous(&self) -> Client {
        self.client.clone()
    }

    /// Sends these very bytes over a connection of their own and reads one answer.
    pub fn raw(&self, bytes: &[u8]) -> RawReply {
        raw::exchange(self.address, bytes)
    }

    /// How many rows each table has.
    pub fn row_counts(&self) -> BTreeMap<String, i64> {
        self.database.connect().row_counts()
    }

    /// Everything in each table.
    pub fn contents(&self) -> Contents {
        self.database.connect().contents()
    }

    /// The tenant's whole event log.
    pub fn events(&self, tenant: TenantId) -> Vec<LoggedEvent> {
        self.events_after(tenant, 0)
    }

    /// The tenant's events after that place.
    pub fn events_after(&self, tenant: TenantId, sequence: i64) -> Vec<LoggedEvent> {
        let mut all = Vec::new();
        let mut last = sequence;
        loop {
            let page = self
                .app
                .queries
                .after(tenant, last, 1000)
                .expect("the log can be read");
            let Some(newest) = page.last() else { return all };
            last = newest.sequence;
            all.extend(page);
        }
    }
}

/// A test that failed while it held statements up would otherwise wait for ever for the server's end.
struct LetGo(Arc<StatementLog>);

impl Drop for LetGo {
    fn drop(&mut self) {
        self.0.release();
        self.0.disarm();
    }
}
