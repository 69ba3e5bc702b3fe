//! What is done from time to time while the service runs.

use crate::{core::Core, telemetry};
use metrics_exporter_prometheus::PrometheusHandle;
use std::time::Duration;
use tokio::{
    task::{JoinHandle, spawn_blocking, spawn_local},
    time::{Instant, MissedTickBehavior, interval, interval_at},
};

/// How often the figures are brought up to date.
const LOOK: Duration = Duration::from_secs(5);
/// How often old rows are taken away.
const PURGE: Duration = Duration::from_hours(1);
/// How long after the start that is done first: a server that has just started has other things to do.
const SETTLE: Duration = Duration::from_mins(5);

/// Begins. Ends when the handle is aborted; a purge that runs then is finished by the thread that it is on.
pub fn start(core: Core, figures: PrometheusHandle) -> JoinHandle<()> {
    spawn_local(async move {
        let (mut look, mut purge) = (interval(LOOK), interval_at(Instant::now() + SETTLE, PURGE));
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        purge.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = look.tick() => {
                    telemetry::observe_pool(&core.database);
                    figures.run_upkeep();
                }
                _ = purge.tick() => purge_in_background(core.clone()),
            }
        }
    })
}

/// A purge that takes long must not keep the figures waiting.
fn purge_in_background(core: Core) {
    drop(spawn_blocking(move || {
        match core.database.purge(core.application.clock.now()) {
            Ok(rows) => tracing::info!(rows, "old rows purged"),
            Err(error) => tracing::warn!(%error, "old rows could not be purged"),
        }
    }));
}
