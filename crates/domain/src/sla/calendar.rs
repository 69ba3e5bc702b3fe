//! When is worked: the hours of a week, in a time zone, without the holidays.

use super::{Holidays, Hours, Week};
use crate::{
    issue::Problem,
    time::{NaiveDate, Time},
};
use chrono::{DateTime, Datelike, Days};
use jiff::{Timestamp, tz::TimeZone};
use std::fmt;

const SECOND: i64 = 1_000_000;
/// Microseconds of a day.
const WHOLE_DAY: i64 = 24 * 3_600 * SECOND;

/// A time zone by its name in the IANA database, as `Europe/Berlin`.
#[derive(Clone)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

impl Zone {
    /// The most characters of a name.
    const MAX: usize = 64;

    /// The zone of that name, in the spelling of the database.
    ///
    /// # Errors
    /// When there is none.
    pub fn parse(name: &str) -> Result<Self, Problem> {
        let unknown = Problem::Rule("must be a time zone of the IANA database, as Europe/Berlin");
        if name.len() > Self::MAX {
            return Err(unknown);
        }
        let rules = TimeZone::get(name).ok().ok_or_else(|| unknown.clone())?;
        let name = rules.iana_name().map(ToOwned::to_owned).ok_or(unknown)?;
        Ok(Self { name, rules })
    }

    /// The zone whose clocks show UTC.
    pub fn utc() -> Self {
        Self {
            name: "UTC".to_owned(),
            rules: TimeZone::UTC,
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// By how many microseconds its clocks are ahead of UTC at a moment, and until when that is so.
    fn shift(&self, at: Time) -> (i64, Option<Time>) {
        let Ok(moment) = Timestamp::from_microsecond(at.micros()) else {
            return (0, None);
        };
        let ahead = i64::from(self.rules.to_offset(moment).seconds()) * SECOND;
        let next = self.rules.following(moment).next();
        let until = next.and_then(|next| Time::from_micros(next.timestamp().as_microsecond()));
        (ahead, until)
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Zone").field(&self.name).finish()
    }
}

/// When is worked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Calendar {
    /// Where its clocks hang.
    pub zone: Zone,
    /// The working hours.
    pub week: Week,
    /// The days on which is not worked, whatever day of the week they are.
    pub holidays: Holidays,
}

/// What a caller wants changed of a calendar. Everything is left alone unless it is named.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CalendarPatch {
    /// Another time zone.
    pub zone: Option<Zone>,
    /// The working hours, replaced as a whole.
    pub week: Option<Week>,
    /// The holidays, replaced as a whole.
    pub holidays: Option<Holidays>,
}

impl Calendar {
    /// Day and night, every day.
    pub fn always() -> Self {
        Self {
            zone: Zone::utc(),
            week: Week::always(),
            holidays: Holidays::default(),
        }
    }

    /// The calendar with what is named of it changed.
    #[must_use]
    pub fn with(&self, wanted: CalendarPatch) -> Self {
        let CalendarPatch { zone, week, holidays } = wanted;
        Self {
            zone: zone.unwrap_or_else(|| self.zone.clone()),
            week: week.unwrap_or_else(|| self.week.clone()),
            holidays: holidays.unwrap_or_else(|| self.holidays.clone()),
        }
    }

    /// How many microseconds of working time there are between two moments.
    pub fn worked(&self, from: Time, until: Time) -> i64 {
        self.stretches(from, until).map(|(begin, end)| end - begin).sum()
    }

    /// The moment at which so many microseconds of working time have passed since `from`: the first one, if the work then
    /// rests. Nothing when that takes more than twenty years.
    pub fn after(&self, from: Time, micros: i64) -> Option<Time> {
        if micros <= 0 {
            return Some(from);
        }
        let horizon = from.plus_seconds(20 * 366 * 24 * 3_600);
        let mut left = micros;
        for (begin, end) in self.stretches(from, horizon) {
            if left <= end - begin {
                return Time::from_micros(begin + left);
            }
            left -= end - begin;
        }
        None
    }

    /// The stretches of working time between two moments, in their order, as microseconds since 1970. Within each part of
    /// that time in which the clocks are equally far ahead of UTC, a day's hours are the same as on the wall.
    fn stretches(&self, from: Time, until: Time) -> impl Iterator<Item = (i64, i64)> + '_ {
        let mut at = from;
        let parts = std::iter::from_fn(move || {
            if at >= until {
                return None;
            }
            let (ahead, next) = self.zone.shift(at);
            let begin = at;
            at = next
                .filter(|next| *next < until && *next > begin)
                .unwrap_or(until);
            Some((begin.micros(), at.micros(), ahead))
        });
        parts.flat_map(move |(begin, end, ahead)| {
            days(begin + ahead, end + ahead)
                .flat_map(move |(day, midnight)| {
                    self.hours_of(day).iter().map(move |hours| (midnight, *hours))
                })
                .filter_map(move |(midnight, hours)| {
                    let opens = (midnight + hours.from().micros() - ahead).max(begin);
                    let closes = (midnight + hours.to().micros() - ahead).min(end);
                    (opens < closes).then_some((opens, closes))
                })
        })
    }

    fn hours_of(&self, day: NaiveDate) -> &[Hours] {
        if self.holidays.days().contains(&day) {
            return &[];
        }
        self.week.hours_of(day.weekday())
    }
}

/// The days on a wall calendar that a part of time touches, each with its midnight, in microseconds as if it were UTC.
fn days(begin: i64, end: i64) -> impl Iterator<Item = (NaiveDate, i64)> {
    let first = begin.div_euclid(WHOLE_DAY);
    let last = (end - 1).div_euclid(WHOLE_DAY);
    let epoch = DateTime::UNIX_EPOCH.date_naive();
    (first..=last).filter_map(move |number| {
        let days = Days::new(number.unsigned_abs());
        let day = if number < 0 {
            epoch.checked_sub_days(days)
        } else {
            epoch.checked_add_days(days)
        };
        Some((day?, number * WHOLE_DAY))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sla::Minute;

    const MINUTE: i64 = 60 * SECOND;

    fn at(text: &str) -> Time {
        Time::parse(text).unwrap()
    }

    /// Nine to five on working days.
    fn office(zone: &str, holidays: &[&str]) -> Calendar {
        let hours = Hours::new(Minute::parse("09:00").unwrap(), Minute::parse("17:00").unwrap()).unwrap();
        let week = std::array::from_fn(|day| if day < 5 { vec![hours] } else { Vec::new() });
        let holidays = holidays.iter().map(|day| day.parse().unwrap()).collect();
        Calendar {
            zone: Zone::parse(zone).unwrap(),
            week: Week::new(week).unwrap(),
            holidays: Holidays::new(holidays).unwrap(),
        }
    }

    #[test]
    fn nights_weekends_and_holidays_do_not_count() {
        let calendar = office("Europe/Berlin", &["2026-12-25"]);
        // Thursday at four in the afternoon: an hour is left, Friday is a holiday, and Monday begins at nine.
        let friday = at("2026-12-24T15:00:00Z");
        assert_eq!(
            calendar.after(friday, 2 * 60 * MINUTE),
            Some(at("2026-12-28T09:00:00Z"))
        );
        assert_eq!(
            calendar.after(friday, 60 * MINUTE),
            Some(at("2026-12-24T16:00:00Z"))
        );
        assert_eq!(
            calendar.worked(friday, at("2026-12-28T09:00:00Z")),
            2 * 60 * MINUTE
        );
        assert_eq!(calendar.worked(friday, friday), 0);
    }

    #[test]
    fn the_hour_that_comes_twice_counts_twice_and_the_missing_one_not_at_all() {
        let nights = |zone: &str| {
            let hours = Hours::new(Minute::parse("01:00").unwrap(), Minute::parse("04:00").unwrap()).unwrap();
            Calendar {
                zone: Zone::parse(zone).unwrap(),
                week: Week::new(std::array::from_fn(|_| vec![hours])).unwrap(),
                ..Calendar::always()
            }
        };
        for (zone, day, hours) in [
            ("Europe/Berlin", "2026-03-29", 2),
            ("Europe/Berlin", "2026-10-25", 4),
            ("Europe/Berlin", "2026-10-24", 3),
            ("America/New_York", "2026-03-08", 2),
            ("America/New_York", "2026-11-01", 4),
        ] {
            let midnight = at(&format!("{day}T00:00:00Z"));
            let ahead = nights(zone).zone.shift(midnight).0;
            let from = midnight.plus_micros(-ahead);
            assert_eq!(
                nights(zone).worked(from, from.plus_seconds(20 * 3_600)),
                hours * 60 * MINUTE,
                "{zone} {day}"
            );
        }
    }

    #[test]
    fn a_day_that_a_country_left_out_has_no_hours() {
        let calendar = Calendar {
            zone: Zone::parse("Pacific/Apia").unwrap(),
            ..Calendar::always()
        };
        let (from, until) = (at("2011-12-29T10:00:00Z"), at("2011-12-31T10:00:00Z"));
        assert_eq!(calendar.worked(from, until), 48 * 60 * MINUTE);
        let without = Calendar {
            holidays: Holidays::new(["2011-12-30".parse().unwrap()].into()).unwrap(),
            ..calendar
        };
        assert_eq!(
            without.worked(from, until),
            48 * 60 * MINUTE,
            "that day never was"
        );
    }

    #[test]
    fn a_zone_is_one_of_the_database_in_its_spelling() {
        for bad in [
            "",
            "Berlin",
            "Europe/Berlin/",
            "../etc/passwd",
            "CET-1CEST",
            "+01:00",
        ] {
            assert!(Zone::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(Zone::parse("europe/berlin").unwrap().name(), "Europe/Berlin");
    }

    #[test]
    fn what_is_not_named_of_a_calendar_stays() {
        let office = office("Europe/Berlin", &["2026-12-25"]);
        assert_eq!(office.with(CalendarPatch::default()), office);
        let moved = office.with(CalendarPatch {
            zone: Some(Zone::utc()),
            ..CalendarPatch::default()
        });
        assert_eq!((&moved.week, &moved.holidays), (&office.week, &office.holidays));
        assert_eq!(moved.zone.name(), "UTC");
    }

    #[test]
    fn a_calendar_that_never_opens_again_gives_no_moment() {
        let all = (0..Holidays::MOST)
            .map(|week| {
                at("2026-01-05T00:00:00Z")
                    .plus_seconds(i64::try_from(week).unwrap() * 7 * 86_400)
                    .date()
            })
            .collect();
        let mondays = std::array::from_fn(|day| {
            if day == 0 {
                vec![Hours::new(Minute::MIDNIGHT, Minute::parse("00:01").unwrap()).unwrap()]
            } else {
                Vec::new()
            }
        });
        let calendar = Calendar {
            zone: Zone::utc(),
            week: Week::new(mondays).unwrap(),
            holidays: Holidays::new(all).unwrap(),
        };
        assert_eq!(calendar.after(at("2026-01-05T00:00:00Z"), 1_000 * MINUTE), None);
    }
}
