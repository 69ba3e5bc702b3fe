//! Writing to people while the service runs.
//!
//! Any number of servers may do it at a time on one database: what one has claimed, the others leave alone until its time
//! is over. Letters of one server go out one after the other, on a thread that may wait.

use crate::core::Core;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};
use tessera_application::{
    Application,
    notifications::{self, Mailed, Mailer},
};
use tokio::{
    sync::{oneshot, watch},
    task::{JoinHandle, spawn_blocking, spawn_local},
    time::{Instant, MissedTickBehavior, interval, sleep, timeout_at},
};

/// How long is waited for more when something happened, so that a server that is busy is not asked after each change.
const GATHER: Duration = Duration::from_millis(200);

/// Whoever writes to people.
pub struct Mailing {
    stop: oneshot::Sender<()>,
    stopping: Arc<AtomicBool>,
    work: JoinHandle<()>,
}

impl Mailing {
    /// Begins to look for letters that are due, so often and whenever something happens. Must be called inside an actix
    /// system.
    pub fn start(core: &Core, mailer: Arc<dyn Mailer>, every: Duration) -> Self {
        let (stop, stopped) = oneshot::channel();
        let stopping = Arc::new(AtomicBool::new(false));
        let round = Round {
            application: Arc::clone(&core.application),
            mailer,
            stopping: Arc::clone(&stopping),
        };
        Self {
            stop,
            stopping,
            work: spawn_local(work(round, every, core.bells.any(), stopped)),
        }
    }

    /// Begins no more letters, gives those back that were claimed, and waits for the one that was begun. What is not over by
    /// then is sent once more by whoever claims it next.
    pub async fn finish(self, by: Instant) {
        self.stopping.store(true, Relaxed);
        drop(self.stop);
        let mut work = self.work;
        if timeout_at(by, &mut work).await.is_err() {
            work.abort();
            tracing::info!("a letter was left to be sent again");
        }
    }
}

#[derive(Clone)]
struct Round {
    application: Arc<Application>,
    mailer: Arc<dyn Mailer>,
    stopping: Arc<AtomicBool>,
}

async fn work(round: Round, every: Duration, mut rung: watch::Receiver<()>, mut stop: oneshot::Receiver<()>) {
    let mut due = interval(every);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut failing = false;
    loop {
        tokio::select! {
            _ = due.tick() => {}
            // The bells are there as long as the service is, which ends this by `stop`.
            Ok(()) = rung.changed() => sleep(GATHER).await,
            _ = &mut stop => break,
        }
        let this = round.clone();
        let went = match spawn_blocking(move || this.go()).await {
            Ok(went) => went,
            Err(panicked) => Err(panicked.to_string()),
        };
        match went {
            Ok(()) if failing => {
                failing = false;
                tracing::info!("people are written to again");
            }
            Ok(()) => {}
            Err(error) => {
                if !failing {
                    tracing::warn!(error, "people cannot be written to");
                }
                failing = true;
            }
        }
    }
}

impl Round {
    /// Sends what is due, some letters of each tenant in turn. What cannot be done for one tenant is done for the others
    /// all the same, unless there is no mail server; the last of such failures is given.
    fn go(&self) -> Result<(), String> {
        let mut outcome = Ok(());
        let mut tenants =
            notifications::with_letters(&self.application).map_err(|error| error.to_string())?;
        while !tenants.is_empty() {
            let mut left = Vec::new();
            for tenant in tenants {
                if self.stops() {
                    return outcome;
                }
                let sent =
                    notifications::claim_letters(&self.application, tenant).and_then(|(letters, more)| {
                        let stops = || self.stops();
                        let mailed = notifications::send(&self.application, &*self.mailer, letters, &stops)?;
                        Ok((mailed, more))
                    });
                match sent {
                    Ok((mailed, more)) => {
                        count(&mailed);
                        if mailed.no_server {
                            return Err("the mail server cannot be used".into());
                        }
                        left.extend(more.then_some(tenant));
                    }
                    Err(error) => outcome = Err(error.to_string()),
                }
            }
            tenants = left;
        }
        outcome
    }

    fn stops(&self) -> bool {
        self.stopping.load(Relaxed)
    }
}

fn count(mailed: &Mailed) {
    for (outcome, letters) in [
        ("sent", mailed.sent),
        ("put_off", mailed.put_off),
        ("given_up", mailed.given_up),
    ] {
        metrics::counter!("tessera_letters_total", "outcome" => outcome).increment(letters);
    }
}
