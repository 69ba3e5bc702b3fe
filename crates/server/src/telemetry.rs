//! The figures at `/metrics`.

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use tessera_persistence::Database;

/// Upper bounds in seconds: from what a read from memory takes to what a handler may take.
const SECONDS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0,
];

/// The process's one recorder. Several servers in one process, as tests have them, share it.
static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// Begins to count, and gives what renders the counts.
pub fn start() -> Result<PrometheusHandle, BuildError> {
    if let Some(handle) = RECORDER.get() {
        return Ok(handle.clone());
    }
    let builder =
        PrometheusBuilder::new().set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &SECONDS)?;
    let recorder = builder.build_recorder();
    let handle = recorder.handle();
    // Who comes second keeps the recorder of who came first.
    if metrics::set_global_recorder(recorder).is_ok() {
        describe();
    }
    Ok(RECORDER.get_or_init(|| handle).clone())
}

fn describe() {
    metrics::describe_counter!(
        "tessera_http_requests_total",
        "Requests answered, by method, route and status"
    );
    metrics::describe_histogram!(
        "tessera_http_request_seconds",
        "Time from the head of a request to its answer"
    );
    metrics::describe_counter!("tessera_http_panics_total", "Requests that ended in a panic");
    metrics::describe_gauge!(
        "tessera_database_connections",
        "Connections to the database, by what they do"
    );
    metrics::describe_gauge!(
        "tessera_database_waiting",
        "Callers that wait for a connection or for their turn to write"
    );
    metrics::describe_counter!(
        "tessera_throttled_total",
        "Tries that were refused because there were too many, by limit"
    );
    metrics::describe_counter!(
        "tessera_calls_dropped_total",
        "Calls of integrations that were answered and could not be recorded"
    );
}

/// Notes how the pool is doing.
pub fn observe_pool(database: &Database) {
    let pool = database.pool_state();
    let idle = pool.open.saturating_sub(pool.busy);
    metrics::gauge!("tessera_database_connections", "state" => "busy").set(f64::from(pool.busy));
    metrics::gauge!("tessera_database_connections", "state" => "idle").set(f64::from(idle));
    metrics::gauge!("tessera_database_waiting")
        .set(f64::from(u32::try_from(pool.waiting).unwrap_or(u32::MAX)));
}
