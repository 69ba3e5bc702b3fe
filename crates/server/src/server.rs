//! The service as a whole: built from settings, run until it is told to stop.

use crate::{
    core::{Core, CoreError},
    delivering::Deliverer,
    first_start::{self, Greeting},
    limits,
    mailing::Mailing,
    maintenance,
    pages::Pages,
    readiness::Checks,
    recording::Recorder,
    relaying::Relaying,
    settings::{Mode, Settings},
    stopping::{self, Manner},
    telemetry, webhooks,
    world::{Rounds, World},
};
use actix_web::{HttpServer, dev};
use metrics_exporter_prometheus::PrometheusHandle;
use secrecy::ExposeSecret;
use std::{future::Future, io, net::SocketAddr, sync::Arc, time::Duration};
use tessera_application::{Application, notifications::Mailer};
use tessera_console::{Console, ConsoleSettings, RedirectRules, WrongSetting};
use tessera_http::{
    calls::Batches,
    kernel::{self, DevelopmentKey, Kernel, NoKernel, NoOrigin, WebSettings},
};
use tessera_mail::Post;
use tessera_persistence::Database;
use tessera_webhooks::Courier;
use tokio::time::{Instant, timeout_at};

/// A service that listens, with everything behind it in place. Requests wait until it runs.
pub struct Server {
    actix: dev::Server,
    addresses: Vec<SocketAddr>,
    kernel: Arc<Kernel>,
    core: Core,
    calls: Arc<Batches>,
    figures: PrometheusHandle,
    manner: Manner,
    greeting: Greeting,
    rounds: Rounds,
    deliver: Option<(Courier, Duration)>,
    mail: Option<(Arc<dyn Mailer>, Duration)>,
}

/// Calls to identity providers that run at a time. They wait more than they work.
const PROVIDER_SLOTS: u32 = 8;
/// Files that are kept and scanned at a time. The scanner has to keep up.
const FILE_SLOTS: u32 = 4;

/// Why the service cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The core cannot be had.
    #[error(transparent)]
    Core(#[from] CoreError),
    /// The first start could not be prepared, or the database is one to try things with.
    #[error(transparent)]
    First(#[from] first_start::Error),
    /// The address is taken or is not ours.
    #[error("{setting}: cannot listen at {address}: {cause}")]
    Bind {
        /// The setting that names it.
        setting: String,
        /// The address.
        address: SocketAddr,
        /// What the system says.
        cause: io::Error,
    },
    /// An origin is none.
    #[error("{setting}: {cause}")]
    Origin {
        /// The setting that lists it.
        setting: String,
        /// Which, and why.
        cause: NoOrigin,
    },
    /// The system gives no threads to read on.
    #[error("no threads to read on: {0}")]
    Readers(#[source] io::Error),
    /// The sign-in pages cannot be set up as it is said.
    #[error(transparent)]
    Console(#[from] WrongSetting),
    /// The figures cannot be counted.
    #[error("metrics cannot be recorded: {0}")]
    Metrics(#[from] metrics_exporter_prometheus::BuildError),
}

impl Server {
    /// Opens the database, brings it up to date, and binds the address. Port 0 takes any that is free.
    pub fn build(settings: &Settings) -> Result<Self, StartError> {
        Self::build_in(&World::default(), settings)
    }

    /// The same in another world.
    pub fn build_in(world: &World, settings: &Settings) -> Result<Self, StartError> {
        let core = Core::open_for_serving(settings, world)?;
        core.database
            .claim_exclusively()
            .map_err(|cause| crate::core::database_error(settings, cause))?;
        core.migrate()?;
        let courier = webhooks::courier(settings).map_err(CoreError::from)?;
        let mailer = mailer(settings)?;
        let figures = telemetry::start()?;
        let pages = Arc::new(Pages::new(&world.dialects));
        let calls = Arc::new(Batches::default());
        let kernel = new_kernel(world, settings, &core, figures.clone())?;
        let kernel = kernel.with_call_sink(Arc::<Batches>::clone(&calls));
        let kernel = Arc::new(pages.announce(kernel));
        let console = Arc::new(new_console(settings)?);
        let manner = Manner::of(settings);
        let (actix, addresses) = listen((&kernel, &pages, &console), settings, &manner)?;
        // Last, so that nothing can come between a password that is made and its being told.
        let greeting = first_start::prepare(&core.application, settings)?;
        Ok(Self {
            actix,
            addresses,
            kernel,
            core,
            calls,
            figures,
            manner,
            greeting,
            rounds: world.rounds,
            deliver: world.rounds.webhooks.map(|every| (courier, every)),
            mail: mailer.zip(world.rounds.letters),
        })
    }

    /// Where it listens.
    pub fn local_addr(&self) -> Option<SocketAddr> {
        self.addresses.first().copied()
    }

    /// The use cases behind it.
    pub const fn application(&self) -> &Arc<Application> {
        &self.core.application
    }

    /// The database under them.
    pub const fn database(&self) -> &Database {
        &self.core.database
    }

    /// What to tell whoever started it.
    pub const fn greeting(&self) -> &Greeting {
        &self.greeting
    }

    /// Answers requests until the process is asked to end by `SIGTERM` or `SIGINT`; a second one ends it at once.
    ///
    /// # Errors
    /// When the web server fails.
    pub async fn run(self) -> io::Result<()> {
        let signals = stopping::Signals::listen()?;
        self.run_until(signals.first_then_exit_on_second()).await
    }

    /// Answers requests until `stop` is there, then ends in good order: says that it is not ready, takes no more
    /// connections, finishes what has begun, records what it still knows of calls, and leaves the database tidy. Must
    /// be called inside an actix system.
    ///
    /// # Errors
    /// When the web server fails.
    pub async fn run_until(self, stop: impl Future<Output = ()>) -> io::Result<()> {
        let handle = self.actix.handle();
        let upkeep = maintenance::start(self.core.clone(), self.figures, self.rounds);
        let recorder = Recorder::start(Arc::clone(&self.core.application), self.calls);
        let relaying = Relaying::start(self.core.database.clone(), self.core.bells.clone());
        let deliverer = self
            .deliver
            .map(|(courier, every)| Deliverer::start(&self.core, courier, every));
        let mailing = self
            .mail
            .map(|(mailer, every)| Mailing::start(&self.core, mailer, every));
        let mut serving = actix_web::rt::spawn(self.actix);
        tokio::select! {
            ended = &mut serving => return ended.map_err(io::Error::other)?,
            () = stop => {}
        }
        tracing::info!("stopping");
        let begun = Instant::now();
        self.kernel.begin_shutdown();
        tokio::time::sleep(self.manner.farewell).await;
        let last = Instant::now() + self.manner.finish;
        if timeout_at(last, handle.stop(true)).await.is_err() {
            tracing::warn!("requests were cut off, because they took longer than a stop may take");
        }
        upkeep.abort();
        let by = begun + self.manner.recorded;
        let told = async {
            if let Some(deliverer) = deliverer {
                deliverer.finish(by).await;
            }
        };
        let written = async {
            if let Some(mailing) = mailing {
                mailing.finish(by).await;
            }
        };
        tokio::join!(recorder.finish(by), relaying.finish(by), told, written);
        stopping::tidy(self.core.database).await;
        tracing::info!("stopped");
        Ok(())
    }
}

/// Whoever writes to people, if anybody is to.
fn mailer(settings: &Settings) -> Result<Option<Arc<dyn Mailer>>, CoreError> {
    let Some(mail) = &settings.mail else {
        return Ok(None);
    };
    let post = Post::new(&mail.server, mail.sender.clone(), settings.public_url.clone())?;
    Ok(Some(Arc::new(post)))
}

fn new_kernel(
    world: &World,
    settings: &Settings,
    core: &Core,
    figures: PrometheusHandle,
) -> Result<Kernel, StartError> {
    let web = WebSettings {
        body_bytes: size(settings.max_body_bytes),
        origins: settings.cors_origins.clone(),
        hsts: settings.tls_terminated && settings.mode == Mode::Production,
        public_origin: settings.public_url.clone(),
        trusted_proxies: settings.trusted_proxies.clone(),
        development_key: settings
            .super_secret_key
            .as_ref()
            .filter(|_| settings.mode == Mode::Development && settings.bind.is_loopback())
            .map(|key| DevelopmentKey::new(key.expose_secret())),
        reading_threads: size(settings.pool_size),
        password_slots: size(settings.password_slots),
        provider_slots: size(PROVIDER_SLOTS),
        file_slots: size(FILE_SLOTS),
        rates: settings.rates.clone(),
        ..WebSettings::default()
    };
    let checks = Checks::new(
        core.database.clone(),
        Arc::clone(&world.disk),
        settings.data_dir.clone(),
    );
    let kernel = Kernel::new(Arc::clone(&core.application), world.dialects.clone(), web).map_err(
        |cause| match cause {
            NoKernel::Origin(cause) => StartError::Origin {
                setting: settings.name_of("cors_origins"),
                cause,
            },
            NoKernel::Readers(cause) => StartError::Readers(cause),
        },
    )?;
    Ok(kernel
        .with_pages(Console::pages())
        .with_bells(core.bells.clone())
        .with_readiness(Arc::new(checks))
        .with_metrics(Arc::new(move || figures.render())))
}

/// Browsers are given cookies that they send back over TLS only, but for a trial on this machine.
fn new_console(settings: &Settings) -> Result<Console, WrongSetting> {
    Console::new(ConsoleSettings {
        public_origin: settings.public_url.clone(),
        secure: settings.mode == Mode::Production || settings.tls_terminated,
        redirects: RedirectRules {
            schemes: settings.mobile_schemes.clone(),
            https_hosts: settings.mobile_https_hosts.clone(),
        },
    })
}

/// Threads of one worker that may block: its share of the connections to the database, one to spare, and as many
/// as there are slots for slow work in the whole process, because all of that may come to the same worker. Hashing
/// a password or waiting for a provider so never takes a thread that work in the database waits for.
fn blocking_threads(settings: &Settings) -> usize {
    let connections = settings.pool_size / settings.workers + 1;
    size(connections + settings.password_slots + PROVIDER_SLOTS + FILE_SLOTS)
}

/// Clients that are slow to begin are let go, idle ones after a while; the kernel bounds everything in between.
fn listen(
    (kernel, pages, console): (&Arc<Kernel>, &Arc<Pages>, &Arc<Console>),
    settings: &Settings,
    manner: &Manner,
) -> Result<(dev::Server, Vec<SocketAddr>), StartError> {
    let (kernel, pages, console) = (Arc::clone(kernel), Arc::clone(pages), Arc::clone(console));
    let app = move || {
        kernel::app(&kernel).configure(|config| {
            pages.routes(config);
            console.configure(config);
        })
    };
    let address = settings.bind.0;
    let http = HttpServer::new(app)
        .workers(size(settings.workers))
        .worker_max_blocking_threads(blocking_threads(settings))
        .max_connections(size(limits::connections_per_worker(settings)))
        .keep_alive(Duration::from_secs(30))
        .client_request_timeout(Duration::from_secs(5))
        .client_disconnect_timeout(Duration::from_secs(1))
        .shutdown_timeout(manner.finish.as_secs() + 1)
        .disable_signals()
        .bind(address)
        .map_err(|cause| StartError::Bind {
            setting: settings.name_of("bind"),
            address,
            cause,
        })?;
    let addresses = http.addrs();
    Ok((http.run(), addresses))
}

fn size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Sources;

    #[test]
    fn slow_work_takes_no_thread_of_the_database() {
        let said = [
            ("TESSERA_WORKERS", "2"),
            ("TESSERA_POOL_SIZE", "8"),
            ("TESSERA_PASSWORD_SLOTS", "3"),
        ];
        let said = said.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let settings = Sources::new().environment(said).read().unwrap();
        assert_eq!(blocking_threads(&settings), 4 + 1 + 3 + 8 + 4);
    }
}
