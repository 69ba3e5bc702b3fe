//! When a ticket should be finished, and whether that was kept.

use super::Ticket;
use crate::{priority::Rank, time::Time};

const HOUR: i64 = 3_600;

/// How many seconds a ticket of that rank may take that has no due time of its own.
pub const fn seconds_for(rank: Rank) -> i64 {
    match rank.get() {
        5 => 4 * HOUR,
        4 => 8 * HOUR,
        3 => 24 * HOUR,
        _ => 72 * HOUR,
    }
}

impl Ticket {
    /// When the ticket should be finished: when it is due, or as long after it was opened as its rank allows.
    pub fn deadline(&self) -> Time {
        self.due_at
            .unwrap_or_else(|| self.created_at.plus_seconds(seconds_for(self.rank)))
    }

    /// The deadline that was missed, as of `now`. A stamp that is there stays, whatever happened to the deadline
    /// since; a finished ticket is judged by when it was finished.
    pub fn breach(&self, now: Time) -> Option<Time> {
        let until = self.closure.map_or(now, |closure| closure.at);
        let deadline = self.deadline();
        self.breached_at
            .or_else(|| (deadline < until).then_some(deadline))
    }

    /// How many whole minutes it took from opening to finishing; nothing while it is open.
    pub fn resolution_minutes(&self) -> Option<i64> {
        let taken = self.closure?.at.micros().saturating_sub(self.created_at.micros());
        Some(taken.max(0) / 60_000_000)
    }
}
