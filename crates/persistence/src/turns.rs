//! Turns: who may go on, in the order of asking.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

/// A number of turns that are given out first come, first served. Neither `Mutex` nor r2d2 is fair: under load
/// the unlucky would wait many times as long as the others.
pub struct Turns {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    free: u32,
    queue: VecDeque<u64>,
    next_ticket: u64,
    given_back: u64,
    /// Somebody waited in vain and nothing has been given back since. Whoever comes now would only wait in vain
    /// too, and hold a thread meanwhile.
    stuck: bool,
}

/// A turn; given back when it is dropped.
pub struct Turn<'t>(&'t Turns);

impl Turns {
    pub fn new(amount: u32) -> Self {
        let state = State {
            free: amount,
            queue: VecDeque::new(),
            next_ticket: 0,
            given_back: 0,
            stuck: false,
        };
        Self {
            state: Mutex::new(state),
            changed: Condvar::new(),
        }
    }

    /// Waits for a turn, until then at the latest.
    pub fn take(&self, until: Instant) -> Option<Turn<'_>> {
        let mut state = self.lock();
        if state.free > 0 && state.queue.is_empty() {
            state.free -= 1;
            return Some(Turn(self));
        }
        if state.stuck {
            return None;
        }
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        state.queue.push_back(ticket);
        self.wait(state, ticket, until)
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.lock().queue.len()
    }

    /// How many turns are taken, of that many.
    pub fn free(&self) -> u32 {
        self.lock().free
    }

    fn wait<'t>(&'t self, mut state: MutexGuard<'t, State>, ticket: u64, until: Instant) -> Option<Turn<'t>> {
        let given_back_before = state.given_back;
        loop {
            if state.free > 0 && state.queue.front() == Some(&ticket) {
                state.queue.pop_front();
                state.free -= 1;
                self.changed.notify_all();
                return Some(Turn(self));
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                state.queue.retain(|waiting| *waiting != ticket);
                state.stuck = state.given_back == given_back_before;
                self.changed.notify_all();
                return None;
            }
            state = self
                .changed
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    // No code that can panic runs under the lock, so a poisoned state is a whole one.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.free += 1;
        state.given_back += 1;
        state.stuck = false;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{thread, time::Duration};

    fn in_ms(ms: u64) -> Instant {
        Instant::now() + Duration::from_millis(ms)
    }

    #[test]
    fn turns_are_given_in_the_order_of_asking() {
        let turns = Turns::new(1);
        let order = Mutex::new(Vec::new());
        let first = turns.take(in_ms(0)).unwrap();
        thread::scope(|scope| {
            for place in 0..8 {
                let (turns, order) = (&turns, &order);
                scope.spawn(move || {
                    let _turn = turns.take(in_ms(10_000)).unwrap();
                    order.lock().unwrap().push(place);
                });
                while turns.waiting() <= place {
                    thread::yield_now();
                }
            }
            drop(first);
        });
        assert_eq!(*order.lock().unwrap(), [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!((turns.free(), turns.waiting()), (1, 0));
    }

    #[test]
    fn after_one_waited_in_vain_the_next_are_refused_at_once_until_a_turn_is_given_back() {
        let turns = Turns::new(1);
        let held = turns.take(in_ms(0)).unwrap();
        assert!(turns.take(in_ms(30)).is_none());

        let asked = Instant::now();
        assert!(turns.take(in_ms(10_000)).is_none());
        assert!(asked.elapsed() < Duration::from_secs(1));

        drop(held);
        let held = turns.take(in_ms(0)).unwrap();
        assert!(turns.take(in_ms(1)).is_none(), "it waits again");
        drop(held);
    }

    #[test]
    fn a_waiter_who_gives_up_lets_the_next_one_through() {
        let turns = Turns::new(1);
        let held = turns.take(in_ms(0)).unwrap();
        thread::scope(|scope| {
            let impatient = scope.spawn(|| turns.take(in_ms(50)).is_some());
            while turns.waiting() == 0 {
                thread::yield_now();
            }
            let patient = scope.spawn(|| turns.take(in_ms(10_000)).is_some());
            assert!(!impatient.join().unwrap());
            drop(held);
            assert!(patient.join().unwrap());
        });
    }
}
