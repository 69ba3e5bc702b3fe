//! The core, wired to its database.

use crate::{
    files,
    settings::{self, Settings, SettingsError},
    token_keys::{self, NoTokens},
    webhooks,
    world::World,
};
use secrecy::ExposeSecret;
use std::{fs, io, path::PathBuf, sync::Arc, time::Duration};
use tessera_application::{Application, files::Files, webhooks::Gear};
use tessera_http::{bells::Bells, throttle::InProcess};
use tessera_mail::NoPost;
use tessera_persistence::{Database, MigrationError, OpenError, Options};
use tessera_ports::{
    StoreError,
    identity::{Attempt, IdentityProviders, Proven, Provider, ProviderError},
    tokens::TokenSigner,
};

/// The use cases and the database under them.
#[derive(Clone)]
pub struct Core {
    /// The use cases.
    pub application: Arc<Application>,
    /// The database.
    pub database: Database,
    /// What wakes those who wait for what happens.
    pub bells: Bells,
}

/// Why the core cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum CoreError {
    /// A setting is wrong.
    #[error(transparent)]
    Setting(#[from] SettingsError),
    /// The data folder cannot be made.
    #[error("{setting}: the folder {} cannot be made: {cause}", folder.display())]
    DataDir {
        /// The setting that names it.
        setting: String,
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// There is no key to sign tokens with.
    #[error(transparent)]
    TokenKeys(#[from] token_keys::Error),
    /// Files cannot be had.
    #[error(transparent)]
    Files(#[from] files::Error),
    /// Webhooks cannot be had.
    #[error(transparent)]
    Webhooks(#[from] webhooks::Error),
    /// Nobody can be written to.
    #[error(transparent)]
    Mail(#[from] NoPost),
    /// The database cannot be used.
    #[error("{setting}: {cause}")]
    Database {
        /// The setting that names it.
        setting: String,
        /// What is wrong with it.
        cause: OpenError,
    },
    /// The schema cannot be brought up to date.
    #[error(transparent)]
    Migration(#[from] MigrationError),
    /// The database does not answer as it should.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Core {
    /// Opens the database as it is, for commands: they sign nobody in, so nothing is wrong with them when a
    /// provider is that only development may trust.
    pub fn open(settings: &Settings, world: &World) -> Result<Self, CoreError> {
        make_data_dir(settings)?;
        let outside: (Arc<dyn IdentityProviders>, Arc<dyn TokenSigner>) =
            (Arc::new(NoProviders), Arc::new(NoTokens));
        Self::open_with(settings, world, outside, (Files::none(), Gear::none()))
    }

    /// The same for serving, with the identity providers.
    pub fn open_for_serving(settings: &Settings, world: &World) -> Result<Self, CoreError> {
        let providers: Arc<dyn IdentityProviders> = match &world.providers {
            Some(providers) => Arc::clone(providers),
            None => Arc::new(settings::open_providers(settings, Arc::clone(&world.clock))?),
        };
        make_data_dir(settings)?;
        let tokens = Arc::new(token_keys::open(settings)?);
        let kept = (files::open(settings)?, webhooks::open(settings)?);
        Self::open_with(settings, world, (providers, tokens), kept)
    }

    fn open_with(
        settings: &Settings,
        world: &World,
        (providers, tokens): (Arc<dyn IdentityProviders>, Arc<dyn TokenSigner>),
        (files, webhooks): (Files, Gear),
    ) -> Result<Self, CoreError> {
        let options = Options {
            pool_size: settings.pool_size,
            checkout: Duration::from_secs(2),
            calls_kept: settings.calls_kept,
            observer: world.observer.clone(),
            migration_url: settings
                .migration_database_url
                .as_ref()
                .map(|url| url.expose_secret().to_owned()),
        };
        let database = Database::open(settings.database_url.expose_secret(), options)
            .map_err(|cause| database_error(settings, cause))?;
        let bells = Bells::new();
        let application = Application {
            store: database.store(),
            queries: database.queries(),
            clock: Arc::clone(&world.clock),
            ids: Arc::clone(&world.ids),
            secrets: Arc::new(tessera_auth::OpaqueSecrets),
            tokens,
            passwords: Arc::clone(&world.passwords),
            providers,
            throttle: Arc::new(InProcess::new()),
            files,
            webhooks,
            by_mail: settings.mail.is_some(),
            bell: Arc::new(bells.clone()),
            policy: settings.policy.clone(),
        };
        Ok(Self {
            application: Arc::new(application),
            database,
            bells,
        })
    }

    /// Brings the schema up to date.
    pub fn migrate(&self) -> Result<(), CoreError> {
        for name in self.database.migrate()? {
            tracing::info!(name, "migration run");
        }
        Ok(())
    }
}

/// Nobody who says who somebody is.
struct NoProviders;

impl IdentityProviders for NoProviders {
    fn list(&self) -> Vec<Provider> {
        Vec::new()
    }

    fn begin(&self, _: &str, _: &Attempt) -> Result<String, ProviderError> {
        Err(ProviderError::Unknown)
    }

    fn finish(&self, _: &str, _: &Attempt, _: &str) -> Result<Proven, ProviderError> {
        Err(ProviderError::Unknown)
    }
}

/// Only its owner may look inside: it holds the database and keys.
fn make_data_dir(settings: &Settings) -> Result<(), CoreError> {
    use std::os::unix::fs::DirBuilderExt;
    let folder = &settings.data_dir;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|cause| CoreError::DataDir {
            setting: settings.name_of("data_dir"),
            folder: folder.clone(),
            cause,
        })
}

/// Persistence names settings by their variables; people are told the name that they used.
pub fn database_error(settings: &Settings, cause: OpenError) -> CoreError {
    match cause {
        OpenError::Address { setting, why } => {
            let key = if setting == "DATABASE_URL" {
                "database_url"
            } else {
                "migration_database_url"
            };
            SettingsError::new(settings.name_of(key), why).into()
        }
        cause => CoreError::Database {
            setting: settings.name_of("database_url"),
            cause,
        },
    }
}
