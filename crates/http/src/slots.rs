//! Slow work, and how much of it runs at a time in the whole process.

use crate::fault::Fault;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// What makes the work slow.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Slot {
    /// A password is hashed: much memory and a whole core.
    Password,
    /// An identity provider is asked, which may take seconds to answer.
    Provider,
    /// A file is kept, and a scanner looks at it, which may take seconds.
    File,
}

/// How many wait for one kind of slot.
const WAITING: usize = 64;
/// How long they wait.
const PATIENCE: Duration = Duration::from_secs(10);

/// The slots of the process, shared by its worker threads.
pub(crate) struct Slots {
    passwords: Gate,
    providers: Gate,
    files: Gate,
}

impl Slots {
    /// At least one slot of each kind.
    pub(crate) fn new(passwords: usize, providers: usize, files: usize) -> Self {
        Self {
            passwords: Gate::new(passwords, WAITING, PATIENCE),
            providers: Gate::new(providers, WAITING, PATIENCE),
            files: Gate::new(files, WAITING, PATIENCE),
        }
    }

    /// Waits for a slot. It is given back when the permit is dropped.
    ///
    /// # Errors
    /// [`Unavailable`](crate::fault::FaultKind::Unavailable) when too many wait already, or none came free in time.
    pub(crate) async fn take(&self, slot: Slot) -> Result<OwnedSemaphorePermit, Fault> {
        let gate = match slot {
            Slot::Password => &self.passwords,
            Slot::Provider => &self.providers,
            Slot::File => &self.files,
        };
        gate.pass().await
    }
}

/// So many at a time, so many waiting, and no longer than that.
struct Gate {
    running: Arc<Semaphore>,
    waiting: Semaphore,
    patience: Duration,
}

impl Gate {
    fn new(running: usize, waiting: usize, patience: Duration) -> Self {
        Self {
            running: Arc::new(Semaphore::new(running.clamp(1, Semaphore::MAX_PERMITS))),
            waiting: Semaphore::new(waiting),
            patience,
        }
    }

    async fn pass(&self) -> Result<OwnedSemaphorePermit, Fault> {
        if let Ok(permit) = Arc::clone(&self.running).try_acquire_owned() {
            return Ok(permit);
        }
        let Ok(_waiting) = self.waiting.try_acquire() else {
            return Err(Fault::unavailable("too many wait for slow work already"));
        };
        match timeout(self.patience, Arc::clone(&self.running).acquire_owned()).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(closed)) => Err(Fault::bug(closed.to_string())),
            Err(_) => Err(Fault::unavailable("no slot for slow work came free in time")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::FaultKind;
    use futures_util::{FutureExt, future::join_all};
    use std::pin::pin;

    const SOON: Duration = Duration::from_millis(20);

    fn refused(outcome: Result<OwnedSemaphorePermit, Fault>) {
        let fault = outcome.unwrap_err();
        assert_eq!(
            (fault.kind, fault.retry_after),
            (FaultKind::Unavailable, Some(Duration::from_secs(1)))
        );
    }

    #[actix_web::test]
    async fn surplus_waits_and_what_is_too_much_is_refused_at_once() {
        let gate = Gate::new(2, 3, Duration::from_mins(1));
        let running: Vec<_> = join_all([gate.pass(), gate.pass()]).await;
        let mut waiting: Vec<_> = (0..3).map(|_| Box::pin(gate.pass())).collect();
        for one in &mut waiting {
            assert!(one.as_mut().now_or_never().is_none());
        }
        refused(gate.pass().await);
        drop(running);
        let served = join_all(waiting.iter_mut().take(2)).await;
        assert!(served.iter().all(Result::is_ok));
        assert_eq!(gate.running.available_permits(), 0);
    }

    #[actix_web::test]
    async fn nobody_waits_for_ever() {
        let gate = Gate::new(1, 1, SOON);
        let permit = gate.pass().await.unwrap();
        refused(gate.pass().await);
        drop(permit);
        assert!(gate.pass().await.is_ok());
    }

    #[actix_web::test]
    async fn whoever_goes_away_while_waiting_leaves_the_place_to_others() {
        let gate = Gate::new(1, 1, Duration::from_mins(1));
        let permit = gate.pass().await.unwrap();
        {
            let mut gone = pin!(gate.pass());
            assert!(gone.as_mut().now_or_never().is_none());
            refused(gate.pass().await);
        }
        let mut stays = pin!(gate.pass());
        assert!(stays.as_mut().now_or_never().is_none());
        drop(permit);
        assert!(stays.await.is_ok());
    }

    #[actix_web::test]
    async fn the_kinds_do_not_wait_for_each_other() {
        let slots = Slots::new(0, 0, 0);
        let password = slots.take(Slot::Password).now_or_never().unwrap();
        let provider = slots.take(Slot::Provider).now_or_never().unwrap();
        assert!(password.is_ok() && provider.is_ok());
        assert!(slots.take(Slot::Password).now_or_never().is_none());
    }
}
