//! The kernel: everything that requests of all dialects have in common, put together once.

mod bounds;
mod edge;
pub(crate) mod panics;
mod render;
mod settings;
mod visit;

pub use panics::log_panics;
pub use settings::{DevelopmentKey, NoKernel, NoOrigin, WebSettings};
pub(crate) use visit::Visit;

use crate::{
    bells::Bells,
    calls::CallSink,
    dialect::Dialect,
    fault::Fault,
    health::{self, Health, Readiness},
    pages::PageSet,
    rates::{self, Budgets},
    readers::Readers,
    routing::{self, Routes},
    slots::Slots,
};
use actix_cors::Cors;
use actix_web::{
    App, Error, HttpRequest,
    body::BoxBody,
    dev::{ServiceFactory, ServiceRequest, ServiceResponse},
    http::Method,
    middleware::{Condition, from_fn},
    web,
};
use std::sync::Arc;
use tessera_application::Application;

/// What the web is made of. One for all worker threads; each of them makes its [`app`] from it.
pub struct Kernel {
    application: Arc<Application>,
    dialects: Vec<Dialect>,
    pages: Vec<PageSet>,
    settings: WebSettings,
    slots: Slots,
    readers: Readers,
    budgets: Budgets,
    routes: Routes,
    health: Health,
    call_sink: Option<Arc<dyn CallSink>>,
    bells: Bells,
}

impl Kernel {
    /// A kernel with these dialects. It says it is ready until [`with_readiness`](Self::with_readiness) knows
    /// better, and has no `/metrics` until [`with_metrics`](Self::with_metrics).
    ///
    /// # Errors
    /// When the settings list an origin that is none, or the system gives no threads.
    pub fn new(
        application: Arc<Application>,
        dialects: Vec<Dialect>,
        settings: WebSettings,
    ) -> Result<Self, NoKernel> {
        settings.check()?;
        let mut routes = Routes::default();
        for dialect in &dialects {
            routes.learn((dialect.document)());
        }
        for path in health::PATHS {
            routes.add(path, vec![Method::GET]);
        }
        Ok(Self {
            application,
            dialects,
            pages: Vec::new(),
            slots: Slots::new(
                settings.password_slots,
                settings.provider_slots,
                settings.file_slots,
            ),
            readers: Readers::new(settings.reading_threads)?,
            settings,
            budgets: Budgets::default(),
            routes,
            health: Health::default(),
            call_sink: None,
            bells: Bells::new(),
        })
    }

    /// The same with somebody who knows whether the service is ready.
    #[must_use]
    pub fn with_readiness(mut self, readiness: Arc<dyn Readiness>) -> Self {
        self.health.readiness = Some(readiness);
        self
    }

    /// The same with the text to give at `/metrics`.
    #[must_use]
    pub fn with_metrics(mut self, text: Arc<dyn Fn() -> String + Send + Sync>) -> Self {
        self.health.metrics = Some(text);
        self
    }

    /// The same with somebody who takes the records of counted calls. Nobody: there are none.
    #[must_use]
    pub fn with_call_sink(mut self, sink: Arc<dyn CallSink>) -> Self {
        self.call_sink = Some(sink);
        self
    }

    /// The same with the bells that wake those who wait for what happens. Without them they look by themselves.
    #[must_use]
    pub fn with_bells(mut self, bells: Bells) -> Self {
        self.bells = bells;
        self
    }

    /// The same with a path that stands in no dialect's document, so that its other methods are answered 405
    /// with `Allow`. Its routes are added to the [`app`].
    #[must_use]
    pub fn with_page(mut self, pattern: &str, methods: Vec<Method>) -> Self {
        self.routes.add(pattern, methods);
        self
    }

    /// The same with pages for people. Where a dialect owns a path too, the dialect is asked.
    #[must_use]
    pub fn with_pages(mut self, set: PageSet) -> Self {
        for (pattern, methods) in set.paths {
            self.routes.add(pattern, methods.to_vec());
        }
        self.pages.push(set);
        self
    }

    /// Says from now on that the service is not ready, because it is shutting down, and ends the answers that go on.
    pub fn begin_shutdown(&self) {
        self.health.begin_shutdown();
        self.bells.close();
    }

    /// The settings.
    pub const fn settings(&self) -> &WebSettings {
        &self.settings
    }

    /// The core.
    pub const fn application(&self) -> &Arc<Application> {
        &self.application
    }

    /// The dialect that owns the path.
    pub(crate) fn dialect_of(&self, path: &str) -> Option<&Dialect> {
        self.dialects.iter().find(|dialect| (dialect.owns)(path))
    }

    /// The pages among which the path is.
    pub(crate) fn pages_of(&self, path: &str) -> Option<&PageSet> {
        self.pages.iter().find(|set| (set.owns)(path))
    }

    pub(crate) const fn slots(&self) -> &Slots {
        &self.slots
    }

    /// Runs something of the core on one of the threads that read.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Application) -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let application = Arc::clone(&self.application);
        self.readers.run(move || f(&application)).await
    }

    pub(crate) const fn budgets(&self) -> &Budgets {
        &self.budgets
    }

    pub(crate) const fn routes(&self) -> &Routes {
        &self.routes
    }

    pub(crate) const fn bells(&self) -> &Bells {
        &self.bells
    }

    pub(crate) fn call_sink(&self) -> Option<&dyn CallSink> {
        self.call_sink.as_deref()
    }

    pub(crate) const fn health(&self) -> &Health {
        &self.health
    }

    /// The kernel that a request came in through.
    ///
    /// # Errors
    /// When its app was not made by [`app`].
    pub fn of(request: &HttpRequest) -> Result<&Arc<Self>, Fault> {
        request
            .app_data::<Arc<Self>>()
            .ok_or_else(|| Fault::bug("the app was not made by the kernel"))
    }
}

/// The app of one worker thread: the middleware, the health routes, the dialects, the pages and the answer to
/// all else.
/// Further routes may be added to it; see [`Kernel::with_page`].
pub fn app(
    kernel: &Arc<Kernel>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    // What is wrapped last sees a request first.
    App::new()
        .app_data(Arc::clone(kernel))
        .wrap(from_fn(rates::signing_in))
        .wrap(from_fn(bounds::within_bounds))
        .wrap(Condition::new(
            !kernel.settings.origins.is_empty(),
            cors(&kernel.settings),
        ))
        .wrap(from_fn(edge::edge))
        .configure(health::routes)
        .configure(|config| {
            for dialect in &kernel.dialects {
                (dialect.routes)(config);
            }
            for set in &kernel.pages {
                (set.routes)(config);
            }
        })
        .default_service(web::to(routing::fallback))
}

/// Listed origins only, letter by letter, and never with credentials: callers are known by what they send.
fn cors(settings: &WebSettings) -> Cors {
    let cors = Cors::default()
        .allowed_methods(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
        .allowed_headers([
            "accept",
            "authorization",
            "content-type",
            "idempotency-key",
            "if-match",
            "if-none-match",
            "last-event-id",
            "x-api-key",
            "x-idempotency-key",
            "x-project-id",
            "x-request-id",
            "x-super-secret-key",
            "x-tenant-id",
        ])
        .expose_headers([
            "etag",
            "idempotent-replayed",
            "link",
            "location",
            "ratelimit",
            "ratelimit-policy",
            "retry-after",
            "x-ratelimit-limit",
            "x-ratelimit-remaining",
            "x-ratelimit-reset",
            "x-request-id",
        ])
        .max_age(600);
    settings
        .origins
        .iter()
        .fold(cors, |cors, origin| cors.allowed_origin(origin))
}
