//! Telling webhooks what happened while the service runs.
//!
//! Any number of servers may do it at a time on one database: what one has claimed, the others leave alone until its time
//! is over. A webhook that hangs keeps only its own deliveries waiting, because each has a few tries at a time and no more.

use crate::core::Core;
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
    sync::Arc,
    time::Duration,
};
use tessera_application::{
    Application,
    webhooks::{self, Job, Tried},
};
use tessera_domain::id::{TenantId, WebhookId};
use tessera_webhooks::Courier;
use tokio::{
    sync::{Notify, oneshot, watch},
    task::{JoinHandle, spawn_blocking, spawn_local},
    time::{Instant, MissedTickBehavior, interval, sleep, timeout_at},
};

/// Tries of one webhook at a time.
const OF_WEBHOOK: usize = 2;
/// Tries of one tenant at a time.
const OF_TENANT: usize = 16;
/// Tries at a time in all. They wait more than they work.
const OF_ALL: usize = 256;
/// How long is waited for more when something happened, so that what happens at once is told at once.
const GATHER: Duration = Duration::from_millis(20);

/// Whoever tells webhooks.
pub struct Deliverer {
    stop: oneshot::Sender<()>,
    work: JoinHandle<()>,
}

impl Deliverer {
    /// Begins to look for what is to be told, so often and whenever something happens. Must be called inside an actix
    /// system.
    pub fn start(core: &Core, courier: Courier, every: Duration) -> Self {
        let (stop, stopped) = oneshot::channel();
        let round = Rc::new(Round {
            application: Arc::clone(&core.application),
            courier,
            on_the_way: RefCell::default(),
            served: Cell::default(),
            done: Notify::new(),
        });
        Self {
            stop,
            work: spawn_local(round.work(every, core.bells.any(), stopped)),
        }
    }

    /// Begins no more tries and waits for those that were begun. What is not over by then is made again by whoever comes
    /// next.
    pub async fn finish(self, by: Instant) {
        drop(self.stop);
        let mut work = self.work;
        if timeout_at(by, &mut work).await.is_err() {
            work.abort();
            tracing::info!("deliveries to webhooks were left to be made again");
        }
    }
}

struct Round {
    application: Arc<Application>,
    courier: Courier,
    /// How many tries of each webhook are being made.
    on_the_way: RefCell<HashMap<(TenantId, WebhookId), usize>>,
    /// The webhook of which tries were begun last.
    served: Cell<Option<(TenantId, WebhookId)>>,
    /// A try is over, so there is room for another one.
    done: Notify,
}

impl Round {
    async fn work(
        self: Rc<Self>,
        every: Duration,
        mut rung: watch::Receiver<()>,
        mut stop: oneshot::Receiver<()>,
    ) {
        let mut due = interval(every);
        due.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut failing = false;
        loop {
            tokio::select! {
                _ = due.tick() => {}
                // The bells are there as long as the service is, which ends this by `stop`.
                Ok(()) = rung.changed() => sleep(GATHER).await,
                () = self.done.notified() => {}
                _ = &mut stop => break,
            }
            match self.go().await {
                Ok(()) if failing => {
                    failing = false;
                    tracing::info!("webhooks are told again");
                }
                Ok(()) => {}
                Err(error) => {
                    if !failing {
                        tracing::warn!(error, "webhooks cannot be told");
                    }
                    failing = true;
                }
            }
        }
        while self.room() < OF_ALL {
            self.done.notified().await;
        }
    }

    /// Puts what happened on its way, and begins as many tries as there is room for. What cannot be done for one tenant or
    /// webhook is done for the others all the same; the last of such failures is given.
    async fn go(self: &Rc<Self>) -> Result<(), String> {
        let told = self.in_background(tell_each).await?;
        let begun = self.begin_tries().await;
        if told.more {
            // Without waiting, but not before everybody else had their turn.
            self.done.notify_one();
        }
        told.failure.map_or(begun, Err)
    }

    async fn begin_tries(self: &Rc<Self>) -> Result<(), String> {
        if self.room() == 0 {
            return Ok(());
        }
        let behind = self.served.get();
        let due = self.in_background(move |app| webhooks::due(app, behind)).await?;
        let mut outcome = Ok(());
        for (tenant, webhook) in due {
            let room = self.room_of(tenant, webhook);
            if room == 0 {
                continue;
            }
            let limit = i64::try_from(room).unwrap_or(1);
            let claim = move |app: &Application| webhooks::claim(app, tenant, webhook, limit);
            match self.in_background(claim).await {
                Ok(jobs) => jobs.into_iter().for_each(|job| self.begin(job)),
                Err(error) => outcome = Err(error),
            }
            self.served.set(Some((tenant, webhook)));
        }
        outcome
    }

    fn begin(self: &Rc<Self>, job: Job) {
        let of = (job.webhook.tenant, job.webhook.id);
        *self.on_the_way.borrow_mut().entry(of).or_default() += 1;
        let round = Rc::clone(self);
        drop(spawn_local(async move {
            let _over = Over {
                round: Rc::clone(&round),
                of,
            };
            round.make(job).await;
        }));
    }

    async fn make(&self, job: Job) {
        let (at, begun) = (self.application.clock.now(), Instant::now());
        let sent = self.courier.send(&job.claimed.delivery, &job.webhook, at).await;
        let sent = match sent {
            Ok(sent) => sent,
            Err(error) => {
                // It is due again when its claim ends, and succeeds once what is missing is there.
                tracing::error!(%error, webhook = %job.webhook.id, "a try of a webhook could not be made");
                return;
            }
        };
        let delivered = if sent.outcome.is_success() {
            "delivered"
        } else {
            "failed"
        };
        metrics::counter!("tessera_webhook_attempts_total", "outcome" => delivered).increment(1);
        let tried = Tried {
            at,
            milliseconds: i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX),
            outcome: sent.outcome,
            answer: sent.answer,
        };
        let delivery = job.claimed.delivery.id;
        let recorded = self
            .in_background(move |app| webhooks::record(app, &job, &tried))
            .await;
        if let Err(error) = recorded {
            tracing::warn!(error, %delivery, "a delivery could not be written down, and is made again");
        }
    }

    /// How many more tries there is room for.
    fn room(&self) -> usize {
        let under_way: usize = self.on_the_way.borrow().values().sum();
        OF_ALL.saturating_sub(under_way)
    }

    /// The same for one webhook.
    fn room_of(&self, tenant: TenantId, webhook: WebhookId) -> usize {
        let under_way = self.on_the_way.borrow();
        let of_webhook = under_way.get(&(tenant, webhook)).copied().unwrap_or(0);
        let of_tenant: usize = under_way
            .iter()
            .filter(|((other, _), _)| *other == tenant)
            .map(|(_, tries)| tries)
            .sum();
        let of_all: usize = under_way.values().sum();
        OF_WEBHOOK
            .saturating_sub(of_webhook)
            .min(OF_TENANT.saturating_sub(of_tenant))
            .min(OF_ALL.saturating_sub(of_all))
    }

    async fn in_background<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Application) -> tessera_application::Result<T> + Send + 'static,
    ) -> Result<T, String> {
        let application = Arc::clone(&self.application);
        let done = spawn_blocking(move || work(&application)).await;
        done.map_err(|panicked| panicked.to_string())?
            .map_err(|error| error.to_string())
    }
}

/// How telling went.
struct Told {
    /// Whether there may be more to tell.
    more: bool,
    /// Why somebody's events could not be told.
    failure: Option<String>,
}

/// Puts some events of each tenant on their way: one that has very many keeps the others waiting for no more than that.
fn tell_each(app: &Application) -> tessera_application::Result<Told> {
    let mut all = Told {
        more: false,
        failure: None,
    };
    for tenant in webhooks::with_untold(app)? {
        match webhooks::tell(app, tenant) {
            Ok(told) => all.more |= told.more,
            Err(error) => all.failure = Some(error.to_string()),
        }
    }
    Ok(all)
}

/// A try that is over when this is dropped, however it ended.
struct Over {
    round: Rc<Round>,
    of: (TenantId, WebhookId),
}

impl Drop for Over {
    fn drop(&mut self) {
        let mut under_way = self.round.on_the_way.borrow_mut();
        if let Some(tries) = under_way.get_mut(&self.of) {
            *tries -= 1;
            if *tries == 0 {
                under_way.remove(&self.of);
            }
        }
        drop(under_way);
        self.round.done.notify_one();
    }
}
