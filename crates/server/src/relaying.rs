//! Waking those who wait for what happens, in other servers on the same database and by them.

use std::{
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};
use tessera_http::bells::Bells;
use tessera_persistence::{Database, Relay};
use tessera_ports::StoreResult;
use tokio::{
    sync::oneshot,
    time::{Instant, timeout_at},
};

/// How often what is told and heard is looked at. What rings more often in between is told once.
const EVERY: Duration = Duration::from_millis(50);
/// How long a database that cannot be reached is left alone.
const PAUSE: Duration = Duration::from_secs(5);

/// Whoever wakes and is woken while the service runs.
pub struct Relaying {
    stop: mpsc::Sender<()>,
    ended: oneshot::Receiver<()>,
}

impl Relaying {
    /// Begins, on a thread of its own: the connection it waits on knows no other way. Where there can be no other servers,
    /// the thread ends at once.
    pub fn start(database: Database, bells: Bells) -> Self {
        let (stop, stopped) = mpsc::channel();
        let (end, ended) = oneshot::channel();
        let work = move || {
            work(&database, &bells, &stopped);
            drop(end);
        };
        if let Err(error) = thread::Builder::new().name("relay".into()).spawn(work) {
            tracing::warn!(%error, "other servers are not woken");
        }
        Self { stop, ended }
    }

    /// Gives the connection up. One that hangs is left alone.
    pub async fn finish(self, by: Instant) {
        drop(self.stop);
        // Either it has ended, or there is no use in waiting for it.
        let _ = timeout_at(by, self.ended).await;
    }
}

/// While the connection is lost everybody looks by themselves, so nothing is missed by that.
fn work(database: &Database, bells: &Bells, stopped: &mpsc::Receiver<()>) {
    let mut lost = false;
    loop {
        let ended = match database.relay() {
            Ok(None) => return,
            Ok(Some(relay)) => {
                if std::mem::take(&mut lost) {
                    tracing::info!("other servers are woken again");
                }
                pass_on(relay, bells, stopped)
            }
            Err(error) => Err(error),
        };
        let Err(error) = ended else { return };
        if !std::mem::replace(&mut lost, true) {
            tracing::warn!(%error, "other servers are not woken for now");
        }
        if is_over(stopped, PAUSE) {
            return;
        }
    }
}

/// Until the end, or until the connection is lost.
fn pass_on(mut relay: Relay, bells: &Bells, stopped: &mpsc::Receiver<()>) -> StoreResult<()> {
    loop {
        relay.tell(&bells.rung())?;
        for tenant in relay.heard()? {
            bells.heard(tenant);
        }
        if is_over(stopped, EVERY) {
            return Ok(());
        }
    }
}

fn is_over(stopped: &mpsc::Receiver<()>, wait: Duration) -> bool {
    stopped.recv_timeout(wait) == Err(RecvTimeoutError::Disconnected)
}
