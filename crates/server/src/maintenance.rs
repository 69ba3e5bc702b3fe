//! What is done from time to time while the service runs.

use crate::{core::Core, telemetry, world::Rounds};
use metrics_exporter_prometheus::PrometheusHandle;
use std::time::Duration;
use tessera_application::{
    approvals,
    files::{self, Tended},
    sla,
};
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
pub fn start(core: Core, figures: PrometheusHandle, rounds: Rounds) -> JoinHandle<()> {
    spawn_local(async move {
        let _files = rounds
            .files
            .map(|every| AbortOnDrop(spawn_local(tend_files(core.clone(), every))));
        let _approvals = rounds
            .approvals
            .map(|every| AbortOnDrop(spawn_local(escalate_approvals(core.clone(), every))));
        let _deadlines = rounds
            .deadlines
            .map(|every| AbortOnDrop(spawn_local(watch_deadlines(core.clone(), every))));
        let (mut look, mut purge) = (interval(LOOK), interval_at(Instant::now() + SETTLE, PURGE));
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        purge.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = look.tick() => {
                    telemetry::observe_pool(&core.database);
                    figures.run_upkeep();
                }
                _ = purge.tick() => {
                    purge_in_background(core.clone());
                    reap_files_in_background(core.clone());
                }
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

/// Scans and deletes what waits for it, one time after the other, however long each takes.
async fn tend_files(core: Core, every: Duration) {
    let mut due = interval(every);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        due.tick().await;
        let application = core.application.clone();
        match spawn_blocking(move || files::tend(&application)).await {
            Ok(Ok(done)) if done == Tended::default() => {}
            Ok(Ok(done)) => tracing::info!(
                scanned = done.scanned,
                deleted = done.deleted,
                "waiting files tended"
            ),
            Ok(Err(error)) => tracing::warn!(%error, "waiting files could not be tended"),
            Err(error) => tracing::error!(%error, "tending files broke off"),
        }
    }
}

/// Lets late decisions go to somebody else, one time after the other.
async fn escalate_approvals(core: Core, every: Duration) {
    let mut due = interval(every);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        due.tick().await;
        let application = core.application.clone();
        match spawn_blocking(move || approvals::escalate_overdue(&application)).await {
            Ok(Ok(0)) => {}
            Ok(Ok(steps)) => tracing::info!(steps, "late approvals escalated"),
            Ok(Err(error)) => tracing::warn!(%error, "late approvals could not be escalated"),
            Err(error) => tracing::error!(%error, "escalating approvals broke off"),
        }
    }
}

/// Notices deadlines that passed, one time after the other.
async fn watch_deadlines(core: Core, every: Duration) {
    let mut due = interval(every);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        due.tick().await;
        let application = core.application.clone();
        match spawn_blocking(move || sla::watch(&application)).await {
            Ok(Ok(0)) => {}
            Ok(Ok(missed)) => tracing::info!(missed, "missed deadlines noticed"),
            Ok(Err(error)) => tracing::warn!(%error, "deadlines could not be looked at"),
            Err(error) => tracing::error!(%error, "looking at deadlines broke off"),
        }
    }
}

fn reap_files_in_background(core: Core) {
    drop(spawn_blocking(move || match files::reap(&core.application) {
        Ok(reaped) => tracing::info!(
            unfinished = reaped.unfinished,
            orphans = reaped.orphans,
            "files of nothing deleted"
        ),
        Err(error) => tracing::warn!(%error, "files of nothing could not be deleted"),
    }));
}

/// A task that ends with whoever began it.
struct AbortOnDrop(JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
