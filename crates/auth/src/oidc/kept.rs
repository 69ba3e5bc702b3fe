//! What providers publish, kept for a while, so that they are not asked for it at every sign-in.

use super::web::Deadline;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use tessera_domain::time::Time;
use tessera_ports::{identity::ProviderError, world::Clock};

/// For how many seconds what was published counts.
const FRESH: i64 = 3_600;
/// For how many seconds a provider that failed is not asked again, so that it does not hold up everybody in turn.
const FAILED: i64 = 5;
/// The fewest seconds between two times at which something is asked for again before its time.
const RENEWAL: i64 = 60;

/// One thing that one provider publishes. One caller asks for it; the others wait for that answer, and nobody who
/// wants something else waits.
#[derive(Debug)]
pub(super) struct Kept<T> {
    slot: Mutex<Slot<T>>,
    answered: Condvar,
}

#[derive(Debug)]
struct Slot<T> {
    value: Option<(Arc<T>, Time)>,
    failure: Option<(ProviderError, Time)>,
    renewed: Option<Time>,
    is_being_asked: bool,
}

type Answer<T> = Result<Arc<T>, ProviderError>;

impl<T> Kept<T> {
    pub(super) const fn new() -> Self {
        Self {
            slot: Mutex::new(Slot {
                value: None,
                failure: None,
                renewed: None,
                is_being_asked: false,
            }),
            answered: Condvar::new(),
        }
    }

    /// What is kept, or else what the provider says now.
    pub(super) fn get(
        &self,
        clock: &dyn Clock,
        until: Deadline,
        ask: impl FnOnce() -> Result<T, ProviderError>,
    ) -> Answer<T> {
        let known = |slot: &mut Slot<T>| {
            let now = clock.now();
            if let Some((value, at)) = &slot.value
                && is_within(FRESH, *at, now)
            {
                return Some(Ok(Arc::clone(value)));
            }
            match &slot.failure {
                Some((error, at)) if is_within(FAILED, *at, now) => Some(Err(error.clone())),
                _ => None,
            }
        };
        self.obtain(clock, until, known, ask)
    }

    /// Something newer than `old`, which turned out not to be enough. Gives `old` back when it is too early to ask
    /// once more.
    pub(super) fn renew(
        &self,
        old: &Arc<T>,
        clock: &dyn Clock,
        until: Deadline,
        ask: impl FnOnce() -> Result<T, ProviderError>,
    ) -> Answer<T> {
        let known = |slot: &mut Slot<T>| {
            if let Some((value, _)) = &slot.value
                && !Arc::ptr_eq(value, old)
            {
                return Some(Ok(Arc::clone(value)));
            }
            let now = clock.now();
            if slot.renewed.is_some_and(|at| is_within(RENEWAL, at, now)) {
                return Some(Ok(Arc::clone(old)));
            }
            slot.renewed = Some(now);
            None
        };
        self.obtain(clock, until, known, ask)
    }

    fn obtain(
        &self,
        clock: &dyn Clock,
        until: Deadline,
        known: impl Fn(&mut Slot<T>) -> Option<Answer<T>>,
        ask: impl FnOnce() -> Result<T, ProviderError>,
    ) -> Answer<T> {
        let mut slot = self.lock();
        while slot.is_being_asked {
            let left = until.left();
            if left.is_zero() {
                return Err(ProviderError::Down("another caller still waits for it".into()));
            }
            let woken = self.answered.wait_timeout(slot, left);
            slot = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
        if let Some(answer) = known(&mut slot) {
            return answer;
        }
        slot.is_being_asked = true;
        drop(slot);
        let asking = Asking(self);
        let answer = ask().map(Arc::new);
        let mut slot = self.lock();
        match &answer {
            Ok(value) => slot.value = Some((Arc::clone(value), clock.now())),
            Err(error) => slot.failure = Some((error.clone(), clock.now())),
        }
        drop(slot);
        drop(asking);
        answer
    }

    fn lock(&self) -> MutexGuard<'_, Slot<T>> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets the next one ask, however the asking ends.
struct Asking<'a, T>(&'a Kept<T>);

impl<T> Drop for Asking<'_, T> {
    fn drop(&mut self) {
        self.0.lock().is_being_asked = false;
        self.0.answered.notify_all();
    }
}

/// Whether less than that many seconds have passed. The clock may step back; then nothing is known.
fn is_within(seconds: i64, at: Time, now: Time) -> bool {
    at <= now && now < at.plus_seconds(seconds)
}
