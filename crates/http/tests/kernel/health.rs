//! `/healthz`, `/readyz` and `/metrics`.

use crate::client::{Client, get, kernel};
use serde_json::json;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread::sleep,
    time::{Duration, Instant},
};
use tessera_http::{
    health::{Check, Readiness},
    kernel::{Kernel, WebSettings},
};

/// A database that answers after a while, well or not, and counts how often it is asked.
struct Database {
    after: Duration,
    ok: bool,
    asked: AtomicUsize,
}

impl Readiness for Database {
    fn checks(&self) -> Vec<Check> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        sleep(self.after);
        vec![
            Check {
                name: "database",
                ok: self.ok,
            },
            Check {
                name: "disk",
                ok: true,
            },
        ]
    }
}

fn with(after: Duration, ok: bool) -> (Arc<Kernel>, Arc<Database>) {
    let database = Arc::new(Database {
        after,
        ok,
        asked: AtomicUsize::new(0),
    });
    let kernel = Arc::into_inner(kernel(WebSettings::default())).unwrap();
    (Arc::new(kernel.with_readiness(database.clone())), database)
}

#[actix_web::test]
async fn readiness_tells_names_and_states_only() {
    let (kernel, database) = with(Duration::ZERO, true);
    let client = Client::of(&kernel).await;
    let answer = client.send(get("/readyz")).await;
    assert_eq!(answer.status, 200);
    let checks = json!({ "database": "ok", "disk": "ok", "running": "ok" });
    assert_eq!(answer.json(), json!({ "status": "ok", "checks": checks }));
    client.send(get("/readyz")).await;
    assert_eq!(
        database.asked.load(Ordering::Relaxed),
        1,
        "the second answer comes from the first one's checks"
    );
}

#[actix_web::test]
async fn a_failing_check_makes_it_unready() {
    let (kernel, _) = with(Duration::ZERO, false);
    let answer = Client::of(&kernel).await.send(get("/readyz")).await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.json()["status"], "failing");
    assert_eq!(answer.json()["checks"]["database"], "failing");
}

/// A-OP-2, the hanging database.
#[actix_web::test]
async fn a_hanging_check_is_told_within_a_second_and_asked_once() {
    let (kernel, database) = with(Duration::from_secs(2), true);
    let client = Client::of(&kernel).await;
    for _ in 0..2 {
        let begun = Instant::now();
        let answer = client.send(get("/readyz")).await;
        assert_eq!(answer.status, 503);
        assert!(begun.elapsed() < Duration::from_secs(1));
        assert_eq!(client.send(get("/healthz")).await.status, 200);
    }
    assert_eq!(database.asked.load(Ordering::Relaxed), 1);
}

#[actix_web::test]
async fn shutting_down_is_unready_at_once() {
    let (kernel, _) = with(Duration::ZERO, true);
    let client = Client::of(&kernel).await;
    assert_eq!(client.send(get("/readyz")).await.status, 200);
    kernel.begin_shutdown();
    assert_eq!(client.send(get("/readyz")).await.status, 503);
    assert_eq!(
        client.send(get("/healthz")).await.json(),
        json!({ "status": "ok" })
    );
}

#[actix_web::test]
async fn metrics_are_given_by_who_keeps_them() {
    assert_eq!(Client::new().await.send(get("/metrics")).await.status, 404);
    let kernel = Arc::into_inner(kernel(WebSettings::default())).unwrap();
    let kernel = Arc::new(kernel.with_metrics(Arc::new(|| "requests 7\n".to_owned())));
    let answer = Client::of(&kernel).await.send(get("/metrics")).await;
    assert_eq!(
        (answer.status.as_u16(), answer.text.as_str()),
        (200, "requests 7\n")
    );
    assert!(answer.header("content-type").unwrap().starts_with("text/plain"));
}
