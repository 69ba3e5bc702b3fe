//! Whether the process lives, whether the service is ready, and how it is doing.

use crate::{
    answer,
    fault::{Fault, FaultKind},
    kernel::Kernel,
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::header::CONTENT_TYPE,
    rt::task::{JoinHandle, spawn_blocking},
    web::{self, ServiceConfig},
};
use serde_json::{Map, Value, json};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{sync::Mutex, time::timeout};

/// Where health is told.
pub(crate) const PATHS: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// How long what was found out holds.
const HOLDS: Duration = Duration::from_secs(1);
/// How long finding out may take. Checks that hang must be told within a second.
const PATIENCE: Duration = Duration::from_millis(800);

/// One thing that readiness depends on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Check {
    /// Its name, the only thing told about it besides whether it is well.
    pub name: &'static str,
    /// Whether it is well.
    pub ok: bool,
}

/// Finds out whether the service is ready.
pub trait Readiness: Send + Sync {
    /// Checks everything. Runs on a thread that may block, and never twice at a time; whatever it takes, clients
    /// are answered within a second.
    fn checks(&self) -> Vec<Check>;
}

/// What is known of the service's health.
#[derive(Default)]
pub(crate) struct Health {
    pub(crate) readiness: Option<Arc<dyn Readiness>>,
    pub(crate) metrics: Option<Arc<dyn Fn() -> String + Send + Sync>>,
    shutting_down: AtomicBool,
    probe: Mutex<Probe>,
}

#[derive(Default)]
struct Probe {
    last: Option<(Instant, Vec<Check>)>,
    running: Option<JoinHandle<Vec<Check>>>,
}

impl Health {
    pub(crate) fn begin_shutdown(&self) {
        self.shutting_down.store(true, Ordering::Relaxed);
    }

    /// The checks, at most a second old. Those that come while they are made wait for the same result.
    async fn checks(&self) -> Vec<Check> {
        let Some(readiness) = &self.readiness else {
            return Vec::new();
        };
        let mut probe = self.probe.lock().await;
        if let Some((at, checks)) = &probe.last
            && at.elapsed() < HOLDS
        {
            return checks.clone();
        }
        // A probe that hung before is waited for again instead of being joined by another.
        let mut running = probe.running.take().unwrap_or_else(|| {
            let readiness = Arc::clone(readiness);
            spawn_blocking(move || readiness.checks())
        });
        let checks = match timeout(PATIENCE, &mut running).await {
            Ok(Ok(checks)) => checks,
            Ok(Err(_)) => vec![Check {
                name: "checks",
                ok: false,
            }],
            Err(_) => {
                probe.running = Some(running);
                vec![Check {
                    name: "checks",
                    ok: false,
                }]
            }
        };
        probe.last = Some((Instant::now(), checks.clone()));
        checks
    }
}

pub(crate) fn routes(config: &mut ServiceConfig) {
    let [live, ready, metrics] = PATHS;
    config
        .service(web::resource(live).route(web::get().to(healthz)))
        .service(web::resource(ready).route(web::get().to(readyz)))
        .service(web::resource(metrics).route(web::get().to(self::metrics)));
}

async fn healthz() -> HttpResponse {
    answer::respond(200, &json!({ "status": "ok" }))
}

async fn readyz(request: HttpRequest) -> Result<HttpResponse, Fault> {
    let health = Kernel::of(&request)?.health();
    let shutting_down = health.shutting_down.load(Ordering::Relaxed);
    let mut checks = if shutting_down {
        Vec::new()
    } else {
        health.checks().await
    };
    checks.push(Check {
        name: "running",
        ok: !shutting_down,
    });
    let ok = checks.iter().all(|check| check.ok);
    let told: Map<_, _> = checks
        .iter()
        .map(|check| (check.name.to_owned(), word(check.ok)))
        .collect();
    let status = if ok { 200 } else { 503 };
    Ok(answer::respond(
        status,
        &json!({ "status": word(ok), "checks": told }),
    ))
}

fn word(ok: bool) -> Value {
    if ok { "ok".into() } else { "failing".into() }
}

async fn metrics(request: HttpRequest) -> Result<HttpResponse, Fault> {
    let text = Kernel::of(&request)?.health().metrics.as_ref();
    let text = text.ok_or_else(|| Fault::new(FaultKind::NotFound))?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"))
        .body(text()))
}
