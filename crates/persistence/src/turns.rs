//! Turns: who may go on, in the order of asking.

use std::{
    collections::VecDeque,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

/// A number of turns that are given out first come, first served. Neither `Mutex` nor r2d2 is fair: under load
/// the unlucky would wait many times as long as the others.
///
/// Whoever has a turn gives it to the one who waits longest, alone or together with something, a baton. Nobody else is
/// woken for it: with many who wait, waking them all costs more than what they wait for.
pub struct Turns<B = ()> {
    state: Mutex<State<B>>,
}

struct State<B> {
    free: u32,
    queue: VecDeque<Waiter>,
    /// Whose turn it is by somebody's hand, and with what; they are about to wake.
    given: Vec<(u64, Option<B>)>,
    next_ticket: u64,
    given_back: u64,
    /// Somebody waited in vain and nothing has been given back since. Whoever comes now would only wait in vain
    /// too, and hold a thread meanwhile.
    stuck: bool,
}

/// Somebody who waits, and the bell that wakes nobody but them.
struct Waiter {
    ticket: u64,
    bell: Arc<Condvar>,
}

/// A turn; given back when it is dropped.
pub struct Turn<B = ()> {
    turns: Arc<Turns<B>>,
    baton: Option<B>,
    /// It is somebody else's now.
    is_handed_on: bool,
}

impl<B> State<B> {
    /// A turn is no longer the one's who had it: it is the waiter's, with the baton, or free where nobody waits.
    fn pass_on(&mut self, to: Option<&Waiter>, baton: Option<B>) {
        match to {
            Some(waiter) => self.given.push((waiter.ticket, baton)),
            None => self.free += 1,
        }
        self.given_back += 1;
        self.stuck = false;
    }
}

impl<B> Turns<B> {
    pub fn new(amount: u32) -> Arc<Self> {
        let state = State {
            free: amount,
            queue: VecDeque::new(),
            given: Vec::new(),
            next_ticket: 0,
            given_back: 0,
            stuck: false,
        };
        Arc::new(Self {
            state: Mutex::new(state),
        })
    }

    /// Waits for a turn, until then at the latest.
    pub fn take(self: &Arc<Self>, until: Instant) -> Option<Turn<B>> {
        let mut state = self.lock();
        // A turn is free only while nobody waits.
        if state.free > 0 {
            state.free -= 1;
            return Some(self.turn(None));
        }
        if state.stuck {
            return None;
        }
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        let bell = Arc::new(Condvar::new());
        state.queue.push_back(Waiter {
            ticket,
            bell: Arc::clone(&bell),
        });
        self.wait(state, ticket, &bell, until)
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.lock().queue.len()
    }

    /// How many turns are free.
    pub fn free(&self) -> u32 {
        self.lock().free
    }

    fn wait(
        self: &Arc<Self>,
        mut state: MutexGuard<'_, State<B>>,
        ticket: u64,
        bell: &Condvar,
        until: Instant,
    ) -> Option<Turn<B>> {
        let given_back_before = state.given_back;
        loop {
            if let Some(place) = state.given.iter().position(|(to, _)| *to == ticket) {
                let (_, baton) = state.given.swap_remove(place);
                return Some(self.turn(baton));
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                state.queue.retain(|waiter| waiter.ticket != ticket);
                state.stuck = state.given_back == given_back_before;
                return None;
            }
            state = bell
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    fn turn(self: &Arc<Self>, baton: Option<B>) -> Turn<B> {
        Turn {
            turns: Arc::clone(self),
            baton,
            is_handed_on: false,
        }
    }

    // No code that can panic runs under the lock, so a poisoned state is a whole one.
    fn lock(&self) -> MutexGuard<'_, State<B>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<B> Turn<B> {
    /// What it was handed on with, if it was and that was not taken yet.
    pub const fn baton(&mut self) -> Option<B> {
        self.baton.take()
    }

    /// Hands the turn on to whoever waits longest, with something; or gives both back, where nobody waits.
    ///
    /// Who is handed a turn has it, even if their patience ends at this moment.
    pub fn hand_on(mut self, baton: B) -> Result<(), Box<(Self, B)>> {
        let mut state = self.turns.lock();
        let Some(next) = state.queue.pop_front() else {
            drop(state);
            return Err(Box::new((self, baton)));
        };
        state.pass_on(Some(&next), Some(baton));
        // Whoever is woken needs the lock at once.
        drop(state);
        next.bell.notify_one();
        self.is_handed_on = true;
        Ok(())
    }
}

impl<B> Drop for Turn<B> {
    fn drop(&mut self) {
        if self.is_handed_on {
            return;
        }
        // What nobody took goes first: the next one must not find it still there.
        drop(self.baton.take());
        let mut state = self.turns.lock();
        let next = state.queue.pop_front();
        state.pass_on(next.as_ref(), None);
        drop(state);
        if let Some(next) = next {
            next.bell.notify_one();
        }
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
        let turns = Turns::<()>::new(1);
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
        let turns = Turns::<()>::new(1);
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
        let turns = Turns::<()>::new(1);
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

    #[test]
    fn a_turn_is_handed_on_with_something_to_whoever_waits_longest() {
        let turns = Turns::<&str>::new(1);
        let mut first = turns.take(in_ms(0)).unwrap();
        assert_eq!(first.baton(), None);
        let (first, baton) = *first.hand_on("unwanted").err().unwrap();
        assert_eq!((baton, turns.free()), ("unwanted", 0));
        thread::scope(|scope| {
            let waiting: Vec<_> = (1..=2)
                .map(|waiting| {
                    let turns = &turns;
                    let waits = scope.spawn(move || {
                        let mut turn = turns.take(in_ms(10_000)).unwrap();
                        turn.baton()
                    });
                    while turns.waiting() < waiting {
                        thread::yield_now();
                    }
                    waits
                })
                .collect();
            assert!(first.hand_on("theirs").is_ok());
            let batons: Vec<_> = waiting.into_iter().map(|waits| waits.join().unwrap()).collect();
            assert_eq!(
                batons,
                [Some("theirs"), None],
                "the second got it back in the usual way"
            );
        });
        assert_eq!((turns.free(), turns.waiting()), (1, 0));
    }
}
