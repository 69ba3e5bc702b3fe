//! What goes to the database: written down, and broken off or held up where a test says so.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use tessera_persistence::StatementObserver;

/// Sees every statement of one application.
#[derive(Default)]
pub struct StatementLog {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    seen: Vec<String>,
    panic_in: Option<u64>,
    /// Statements that contain this are held up.
    holding: Option<&'static str>,
    held: usize,
}

impl State {
    fn holds(&self, sql: &str) -> bool {
        self.holding.is_some_and(|part| sql.contains(part))
    }
}

impl StatementLog {
    /// Takes what was seen since the last time.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.lock().seen)
    }

    /// Forgets what was seen.
    pub fn clear(&self) {
        self.take();
    }

    /// Lets the n-th statement from now panic before it is sent; the next one is the first.
    pub fn panic_at(&self, nth: u64) {
        assert!(nth > 0, "the next statement is the first");
        self.lock().panic_in = Some(nth);
    }

    /// Lets everything pass again. Whether the panic had not happened yet.
    pub fn disarm(&self) -> bool {
        self.lock().panic_in.take().is_some()
    }

    /// Holds up every statement that contains this, and its connection with it, from now on.
    pub fn hold(&self, part: &'static str) {
        self.lock().holding = Some(part);
    }

    /// Lets those held up go on.
    pub fn release(&self) {
        self.lock().holding = None;
        self.changed.notify_all();
    }

    /// How many are held up.
    pub fn held(&self) -> usize {
        self.lock().held
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StatementObserver for StatementLog {
    fn statement(&self, sql: &str) {
        let mut state = self.lock();
        state.seen.push(sql.to_owned());
        if state.holds(sql) {
            state.held += 1;
            self.changed.notify_all();
            while state.holds(sql) {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            state.held -= 1;
        }
        let Some(left) = state.panic_in else { return };
        state.panic_in = (left > 1).then(|| left - 1);
        drop(state);
        assert!(left > 1, "a fault injected before: {sql}");
    }
}
