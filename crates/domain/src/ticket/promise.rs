//! When a ticket should be finished, and whether that was kept.

use super::Ticket;
use crate::{priority::Rank, sla::Allowance, time::Time};

const HOUR: i64 = 3_600;

/// What is promised for a ticket that has no due time of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Promise {
    /// What its rank allows, counted from its opening: no policy of the tenant holds for it.
    #[default]
    ByRank,
    /// That it is finished by this moment, by the policy that holds for it.
    Until(Time),
    /// Nothing for now: a policy holds for it, and its clock stands still.
    Paused,
}

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
    /// When the ticket should be finished: when it is due, or else when it is promised; nothing while its clock stands
    /// still.
    pub fn deadline(&self) -> Option<Time> {
        self.due_at.or(match self.promise {
            Promise::ByRank => Some(self.created_at.plus_seconds(seconds_for(self.rank))),
            Promise::Until(moment) => Some(moment),
            Promise::Paused => None,
        })
    }

    /// The deadline that was missed, as of `now`. A stamp that is there stays, whatever happened to the deadline
    /// since; a finished ticket is judged by when it was finished.
    pub fn breach(&self, now: Time) -> Option<Time> {
        let until = self.closure.map_or(now, |closure| closure.at);
        let missed = self.deadline().filter(|deadline| *deadline < until);
        self.breached_at.or(missed)
    }

    /// How many whole minutes it took from opening to finishing; nothing while it is open.
    pub fn resolution_minutes(&self) -> Option<i64> {
        let taken = self.closure?.at.micros().saturating_sub(self.created_at.micros());
        Some(taken.max(0) / 60_000_000)
    }

    /// How much time its rank allows, where no policy says so.
    pub fn usual_allowance(&self) -> Allowance {
        Allowance::of_rank(self.rank)
    }
}
