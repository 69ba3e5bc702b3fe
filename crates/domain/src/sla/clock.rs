//! A ticket's clock: what of its life counts against what is promised, and when that runs out.

use super::{Allowance, Calendar};
use crate::{status::StatusCategory, time::Time};

/// A stretch of a ticket's life in one status. It ends where the next one begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stay {
    /// When the ticket entered the status.
    pub since: Time,
    /// What the status means.
    pub category: StatusCategory,
}

impl Stay {
    /// Whether the time in it counts: not while the ticket waits for somebody else, and not when it is over.
    const fn counts(self) -> bool {
        matches!(self.category, StatusCategory::Open | StatusCategory::Active)
    }
}

/// A part of a ticket's life, and what of it counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Interval {
    /// When it began.
    pub from: Time,
    /// When it ended.
    pub until: Time,
    /// What the ticket's status meant.
    pub category: StatusCategory,
    /// How many microseconds of working time counted: none where the ticket waited or was over.
    pub counted: i64,
}

/// Whether a clock goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It goes.
    Running,
    /// It stands still, because the ticket waits.
    Paused,
    /// It stands still, because the ticket is over.
    Stopped,
}

/// Where a clock stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reading {
    /// Whether it goes.
    pub standing: Standing,
    /// The parts of the ticket's life up to now, oldest first.
    pub intervals: Vec<Interval>,
    /// How many microseconds of working time have counted up to now.
    pub counted: i64,
    /// When the time runs out, or ran out: nothing while the clock stands still with time left, and nothing when that is
    /// farther away than twenty years.
    pub deadline: Option<Time>,
}

impl Reading {
    /// Reads the clock at `now`, from the ticket's stays, oldest first.
    pub fn of(calendar: &Calendar, allowed: Allowance, stays: &[Stay], now: Time) -> Self {
        let mut intervals = Vec::with_capacity(stays.len());
        let (mut counted, mut deadline) = (0, None);
        for (place, stay) in stays.iter().enumerate() {
            let next = stays.get(place + 1).map(|next| next.since);
            let until = next.unwrap_or(now).min(now).max(stay.since);
            let worked = if stay.counts() {
                calendar.worked(stay.since, until)
            } else {
                0
            };
            // Before the end of the stay, or whenever, if it has none yet.
            let left = allowed.micros() - counted;
            if stay.counts() && deadline.is_none() && (next.is_none() || left <= worked) {
                deadline = calendar.after(stay.since, left.max(0));
            }
            counted += worked;
            intervals.push(Interval {
                from: stay.since,
                until,
                category: stay.category,
                counted: worked,
            });
        }
        let standing = match stays.last().map(|stay| stay.category) {
            Some(StatusCategory::Done) => Standing::Stopped,
            Some(StatusCategory::Waiting) => Standing::Paused,
            Some(StatusCategory::Open | StatusCategory::Active) | None => Standing::Running,
        };
        Self {
            standing,
            intervals,
            counted,
            deadline,
        }
    }

    /// How many microseconds of working time are left; negative when the time ran out.
    pub const fn left(&self, allowed: Allowance) -> i64 {
        allowed.micros() - self.counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use StatusCategory::{Active, Done, Open, Waiting};

    fn at(clock: &str) -> Time {
        Time::parse(&format!("2026-02-03T{clock}:00Z")).unwrap()
    }

    fn read(stays: &[(&str, StatusCategory)], now: &str) -> Reading {
        let stay = |(since, category): &(&str, StatusCategory)| Stay {
            since: at(since),
            category: *category,
        };
        let stays: Vec<_> = stays.iter().map(stay).collect();
        Reading::of(
            &Calendar::always(),
            Allowance::minutes(240).unwrap(),
            &stays,
            at(now),
        )
    }

    #[test]
    fn waiting_moves_the_deadline_and_leaves_none_while_it_lasts() {
        let all = [("08:00", Open), ("09:00", Waiting), ("11:00", Active)];
        let waiting = read(&all[..2], "10:00");
        assert_eq!((waiting.standing, waiting.deadline), (Standing::Paused, None));
        let running = read(&all, "11:30");
        assert_eq!(
            (running.standing, running.deadline),
            (Standing::Running, Some(at("14:00")))
        );
        let counted: Vec<_> = running
            .intervals
            .iter()
            .map(|it| it.counted / 60_000_000)
            .collect();
        assert_eq!(counted, [60, 0, 30]);
        assert_eq!(running.left(Allowance::minutes(240).unwrap()) / 60_000_000, 150);
    }

    #[test]
    fn a_deadline_that_passed_stays_where_it_was() {
        for (stays, now) in [
            (&[("08:00", Open)][..], "13:00"),
            (&[("08:00", Open), ("13:00", Waiting)], "14:00"),
            (&[("08:00", Open), ("13:00", Waiting), ("15:00", Active)], "16:00"),
            (&[("08:00", Open), ("13:00", Done)], "20:00"),
            (&[("08:00", Open), ("12:00", Done)], "20:00"),
        ] {
            assert_eq!(read(stays, now).deadline, Some(at("12:00")), "{now}");
        }
    }

    #[test]
    fn a_ticket_that_was_finished_in_time_has_no_deadline_until_it_is_opened_again() {
        let all = [("08:00", Open), ("09:00", Done), ("12:00", Open)];
        let over = read(&all[..2], "20:00");
        assert_eq!((over.standing, over.deadline), (Standing::Stopped, None));
        assert_eq!(read(&all, "12:30").deadline, Some(at("15:00")));
    }
}
