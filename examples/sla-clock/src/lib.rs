//! How much time is left to finish a ticket, told by another service that reuses Tessera's domain.
//!
//! The core knows what counts and what does not: statuses that wait, working hours in a time zone, holidays. This service
//! brings what it knows better itself: how many minutes each rank is granted, and when its own people work. There is no
//! database and no web here.

use tessera_domain::{
    priority::Rank,
    sla::{Allowance, Calendar, Reading, Standing},
    time::Time,
};

pub use tessera_domain::sla::Stay;

const MINUTE: i64 = 60_000_000;

/// Where the clock stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Clock {
    /// So many minutes of working time are left.
    Running(i64),
    /// So many minutes are left, and they are not being counted.
    Paused(i64),
    /// It was finished with so many minutes left; negative when it was late.
    Stopped(i64),
    /// It ran out so many minutes of working time ago.
    Breached(i64),
}

/// The minutes that a rank is granted.
pub fn granted(rank: Rank) -> Allowance {
    let hours = match rank.get() {
        5 => 4,
        4 => 8,
        3 => 24,
        _ => 72,
    };
    Allowance::minutes(hours * 60).unwrap_or_else(|_| unreachable!("these are minutes of a few days"))
}

/// Reads the clock at `now` from the ticket's stays, oldest first. Neither waiting nor what lies outside of the working
/// hours is counted.
pub fn read(rank: Rank, hours: &Calendar, stays: &[Stay], now: Time) -> Clock {
    let granted = granted(rank);
    let reading = Reading::of(hours, granted, stays, now);
    let left = reading.left(granted).div_euclid(MINUTE);
    match reading.standing {
        Standing::Stopped => Clock::Stopped(left),
        Standing::Paused => Clock::Paused(left),
        Standing::Running if left < 0 => Clock::Breached(-left),
        Standing::Running => Clock::Running(left),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tessera_domain::{
        sla::{Hours, Minute, Week, Zone},
        status::StatusCategory,
    };

    /// A moment of a Tuesday.
    fn at(clock: &str) -> Time {
        Time::parse(&format!("2026-02-03T{clock}:00Z")).expect("a time of that day")
    }

    fn stay(clock: &str, category: StatusCategory) -> Stay {
        Stay {
            since: at(clock),
            category,
        }
    }

    fn highest(stays: &[Stay], now: &str) -> Clock {
        read(Rank::HIGHEST, &Calendar::always(), stays, at(now))
    }

    #[test]
    fn waiting_is_not_counted() {
        let stays = [
            stay("08:00", StatusCategory::Open),
            stay("09:00", StatusCategory::Waiting),
            stay("11:00", StatusCategory::Active),
        ];
        assert_eq!(highest(&stays, "11:30"), Clock::Running(150));
        assert_eq!(highest(&stays[..2], "11:00"), Clock::Paused(180));
    }

    #[test]
    fn a_finished_ticket_stops_the_clock() {
        let stays = [
            stay("08:00", StatusCategory::Open),
            stay("09:00", StatusCategory::Done),
        ];
        assert_eq!(highest(&stays, "23:00"), Clock::Stopped(180));
    }

    #[test]
    fn it_says_by_how_much_it_is_late() {
        let stays = [stay("08:00", StatusCategory::Open)];
        assert_eq!(highest(&stays, "12:01"), Clock::Breached(1));
    }

    /// Nine to five in Berlin is eight to four in UTC, in winter.
    #[test]
    fn only_working_hours_are_counted() {
        let minute = |text| Minute::parse(text).expect("a time of day");
        let hours = Hours::new(minute("09:00"), minute("17:00")).expect("hours");
        let week = std::array::from_fn(|day| if day < 5 { vec![hours] } else { Vec::new() });
        let zone = Zone::parse("Europe/Berlin").expect("a zone");
        let office = Calendar {
            zone,
            week: Week::new(week).expect("a week"),
            ..Calendar::always()
        };
        let stays = [stay("06:00", StatusCategory::Open)];
        assert_eq!(
            read(Rank::HIGHEST, &office, &stays, at("09:00")),
            Clock::Running(180)
        );
        assert_eq!(read(Rank::HIGH, &office, &stays, at("23:00")), Clock::Running(0));
    }
}
