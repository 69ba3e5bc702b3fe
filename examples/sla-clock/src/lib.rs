//! How much time is left to answer a ticket, told by another service that reuses Tessera's domain.
//!
//! It speaks of tickets in the core's own words (statuses that wait, ranks, finished or not) and brings what
//! it knows better itself: how many minutes each rank is granted. There is no database and no web here.

use tessera_domain::{priority::Rank, status::StatusCategory, time::Time};

/// A stretch of a ticket's life in one status, as an event log tells it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stay {
    /// When the ticket entered the status.
    pub since: Time,
    /// What the status means.
    pub category: StatusCategory,
}

/// Where the clock stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Clock {
    /// So many minutes are left.
    Running(i64),
    /// So many minutes are left, and they are not being counted.
    Paused(i64),
    /// It was finished with so many minutes left; negative when it was late.
    Stopped(i64),
    /// It ran out so many minutes ago.
    Breached(i64),
}

/// The minutes that a rank is granted.
pub fn granted(rank: Rank) -> i64 {
    match rank.get() {
        5 => 4 * 60,
        4 => 8 * 60,
        3 => 24 * 60,
        _ => 72 * 60,
    }
}

/// Reads the clock at `now` from the ticket's stays, oldest first. Waiting is not counted.
pub fn read(rank: Rank, stays: &[Stay], now: Time) -> Clock {
    let mut spent = 0;
    for (place, stay) in stays.iter().enumerate() {
        let until = stays.get(place + 1).map_or(now, |next| next.since);
        match stay.category {
            StatusCategory::Open | StatusCategory::Active => spent += minutes(stay.since, until),
            StatusCategory::Waiting | StatusCategory::Done => {}
        }
    }
    let left = granted(rank) - spent;
    match stays.last().map(|stay| stay.category) {
        Some(StatusCategory::Done) => Clock::Stopped(left),
        Some(StatusCategory::Waiting) => Clock::Paused(left),
        _ if left < 0 => Clock::Breached(-left),
        _ => Clock::Running(left),
    }
}

fn minutes(from: Time, to: Time) -> i64 {
    (to.micros() - from.micros()).max(0) / 60_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(clock: &str) -> Time {
        Time::parse(&format!("2026-02-03T{clock}:00Z")).expect("a time of that day")
    }

    fn stay(clock: &str, category: StatusCategory) -> Stay {
        Stay { since: at(clock), category }
    }

    #[test]
    fn waiting_is_not_counted() {
        let stays = [
            stay("08:00", StatusCategory::Open),
            stay("09:00", StatusCategory::Waiting),
            stay("11:00", StatusCategory::Active),
        ];
        assert_eq!(read(Rank::HIGHEST, &stays, at("11:30")), Clock::Running(150));
        assert_eq!(read(Rank::HIGHEST, &stays[..2], at("11:00")), Clock::Paused(180));
    }

    #[test]
    fn a_finished_ticket_stops_the_clock() {
        let stays = [stay("08:00", StatusCategory::Open), stay("09:00", StatusCategory::Done)];
        assert_eq!(read(Rank::HIGHEST, &stays, at("23:00")), Clock::Stopped(180));
    }

    #[test]
    fn it_says_by_how_much_it_is_late() {
        let stays = [stay("08:00", StatusCategory::Open)];
        assert_eq!(read(Rank::HIGHEST, &stays, at("12:01")), Clock::Breached(1));
    }
}
