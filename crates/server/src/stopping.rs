//! Ending in good order, within the time that is given.

use crate::settings::Settings;
use std::{io, time::Duration};
use tessera_persistence::Database;
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    task::{spawn_blocking, spawn_local},
    time::timeout,
};

/// How the time of a stop is spent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Manner {
    /// How long new connections are still taken while the service says that it is not ready, so that whoever
    /// spreads the load hears of it.
    pub farewell: Duration,
    /// How long requests that have begun may go on after that.
    pub finish: Duration,
    /// How long after its beginning the record of calls must be complete. It has all the time that requests left.
    pub recorded: Duration,
}

/// How long the database may take to be left tidy.
const TIDY: Duration = Duration::from_secs(1);

impl Manner {
    /// As set: all steps together stay below the time that a stop may take.
    pub fn of(settings: &Settings) -> Self {
        let whole = settings.shutdown;
        let farewell = (whole / 10).min(Duration::from_secs(1));
        // What is left for the record of calls if requests take all of theirs.
        let record = farewell;
        let reserve = TIDY + TIDY / 2;
        Self {
            farewell,
            finish: whole.saturating_sub(farewell + record + reserve),
            recorded: whole.max(TIDY * 2).saturating_sub(TIDY + TIDY / 4),
        }
    }
}

/// The signals that ask the process to end.
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Takes them over from the system. Must be called inside a runtime.
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Waits for the first. From then on another one ends the process at once.
    pub async fn first_then_exit_on_second(mut self) {
        self.next().await;
        drop(spawn_local(async move {
            let number = self.next().await;
            tracing::warn!("ended at once by a second signal");
            std::process::exit(128 + number);
        }));
    }

    async fn next(&mut self) -> i32 {
        let kind = tokio::select! {
            _ = self.terminate.recv() => SignalKind::terminate(),
            _ = self.interrupt.recv() => SignalKind::interrupt(),
        };
        kind.as_raw_value()
    }
}

/// Moves what is only in the database's journal into its file. A database that does not answer is left as it
/// is: nothing is lost by that.
pub async fn tidy(database: Database) {
    match timeout(TIDY, spawn_blocking(move || database.checkpoint())).await {
        Ok(Ok(Ok(()))) => {}
        Ok(Ok(Err(error))) => tracing::warn!(%error, "the database's journal was left as it is"),
        Ok(Err(_)) | Err(_) => tracing::warn!("the database's journal was left as it is"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Sources;

    #[test]
    fn the_steps_of_a_stop_fit_into_its_time() {
        for seconds in ["1", "2", "10", "60"] {
            let settings = Sources::new().environment([("TESSERA_SHUTDOWN_SECONDS".into(), seconds.into())]);
            let settings = settings.read().unwrap();
            let manner = Manner::of(&settings);
            assert!(manner.farewell + manner.finish < manner.recorded, "{manner:?}");
            let sum = manner.recorded + TIDY;
            assert!(sum < settings.shutdown.max(TIDY * 2), "{manner:?}");
        }
        let manner = Manner::of(&Sources::new().read().unwrap());
        assert_eq!(
            (manner.farewell, manner.finish),
            (Duration::from_secs(1), Duration::from_millis(6500))
        );
    }
}
