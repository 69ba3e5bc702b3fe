//! Writers of one process that wait for each other share a transaction, and with it one wait for the disk.
//!
//! Whoever is at their turn runs their unit in the open transaction, in a savepoint of its own, or begins one. If
//! somebody waits behind them, the transaction is handed on; whoever has nobody behind them commits for all. Nobody
//! learns how their unit ended before that commit, because what they saw was not stored until then. Should it fail, then
//! each runs their unit again in a transaction of its own: nobody pays for what another did.

use crate::{
    store::{DatabaseKind, Seat},
    turns::{Turn, Turns},
};
use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// The turns of those who write.
pub type Writers<D> = Turns<Convoy<D>>;

/// The most units in one transaction.
const MOST: u32 = 64;
/// How old a transaction may be and still be handed on, so that whoever came first does not wait for many.
const LONGEST: Duration = Duration::from_millis(50);

/// An open transaction with units of several writers in it. Those learn that it was lost when it is dropped without
/// having been committed.
pub struct Convoy<D: DatabaseKind> {
    // Dropped before anybody learns of it: the pool closes a connection that comes back with a transaction.
    seat: Seat<D>,
    fate: Teller,
    units: u32,
    began: Instant,
}

impl<D: DatabaseKind> Convoy<D> {
    /// A transaction that was just begun on the connection.
    pub fn new(seat: Seat<D>) -> Self {
        Self {
            seat,
            fate: Teller::default(),
            units: 0,
            began: Instant::now(),
        }
    }

    /// Its connection.
    pub fn conn(&mut self) -> &mut D::Connection {
        self.seat.conn()
    }

    /// How many units are in it.
    pub const fn units(&self) -> u32 {
        self.units
    }

    /// One more unit is in it.
    pub const fn take_in(&mut self) {
        self.units += 1;
    }

    /// Hands it on with the turn and waits for its end: whether it was stored. Where nobody waits for it, or it has
    /// enough, both are given back.
    pub fn hand_on(self, turn: Turn<Self>) -> Result<bool, Box<(Turn<Self>, Self)>> {
        if self.units >= MOST || self.began.elapsed() >= LONGEST {
            return Err(Box::new((turn, self)));
        }
        let fate = Arc::clone(&self.fate.0);
        turn.hand_on(self)?;
        Ok(fate.wait())
    }

    /// It was committed.
    pub fn arrive(self) {
        let Self { seat, fate, .. } = self;
        drop(seat);
        fate.0.tell(true);
    }
}

/// Tells that a transaction was lost, unless something else was told before.
#[derive(Default)]
struct Teller(Arc<Fate>);

impl Drop for Teller {
    fn drop(&mut self) {
        self.0.tell(false);
    }
}

/// Whether a transaction was stored, for those who wait to learn it.
#[derive(Default)]
struct Fate {
    stored: Mutex<Option<bool>>,
    told: Condvar,
}

impl Fate {
    /// What is told first, stands.
    fn tell(&self, stored: bool) {
        self.lock().get_or_insert(stored);
        self.told.notify_all();
    }

    fn wait(&self) -> bool {
        let mut known = self.lock();
        loop {
            if let Some(stored) = *known {
                return stored;
            }
            known = self.told.wait(known).unwrap_or_else(PoisonError::into_inner);
        }
    }

    // No code that can panic runs under the lock, so a poisoned state is a whole one.
    fn lock(&self) -> MutexGuard<'_, Option<bool>> {
        self.stored.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
