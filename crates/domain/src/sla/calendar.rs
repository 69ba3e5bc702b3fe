//! Working hours: of a week, in a time zone, without the holidays.

use crate::{
    issue::Problem,
    time::{NaiveDate, Time},
};
use chrono::{DateTime, Datelike, Days, Weekday};
use jiff::{Timestamp, tz::TimeZone};
use std::{collections::BTreeSet, fmt};

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
/// Minutes of a day.
const DAY: u16 = 24 * 60;
/// Microseconds of a day.
const WHOLE_DAY: i64 = 24 * 60 * MINUTE;

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

/// A minute of a day, from 0 for midnight to 1,440 for the midnight after.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Minute(u16);

impl Minute {
    /// The beginning of a day.
    pub const MIDNIGHT: Self = Self(0);
    /// The end of a day.
    pub const END: Self = Self(DAY);

    /// Reads `08:30`; `24:00` is the end of the day.
    ///
    /// # Errors
    /// When it is no time of a day.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let bad = Problem::Rule("must be a time of day from 00:00 to 24:00");
        let (hour, minute) = text.split_once(':').ok_or_else(|| bad.clone())?;
        let number = |part: &str| {
            let is_plain = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse::<u16>().ok().filter(|_| is_plain)
        };
        match (number(hour), number(minute)) {
            (Some(hour), Some(minute)) if minute < 60 && hour * 60 + minute <= DAY => {
                Ok(Self(hour * 60 + minute))
            }
            _ => Err(bad),
        }
    }

    /// The minute of that number, if there is one.
    pub const fn new(number: u16) -> Option<Self> {
        if number <= DAY { Some(Self(number)) } else { None }
    }

    fn micros(self) -> i64 {
        i64::from(self.0) * MINUTE
    }
}

impl fmt::Display for Minute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// A part of a day in which is worked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hours {
    from: Minute,
    to: Minute,
}

impl Hours {
    /// From the one minute to right before the other.
    ///
    /// # Errors
    /// When that is no time at all.
    pub fn new(from: Minute, to: Minute) -> Result<Self, Problem> {
        if from < to {
            Ok(Self { from, to })
        } else {
            Err(Problem::Rule("must end after it begins"))
        }
    }

    /// When it begins.
    pub const fn from(self) -> Minute {
        self.from
    }

    /// When it ends.
    pub const fn to(self) -> Minute {
        self.to
    }
}

/// When is worked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Calendar {
    zone: Zone,
    /// From Monday on; the hours of each day in their order, none of them touching another.
    week: [Vec<Hours>; 7],
    holidays: BTreeSet<NaiveDate>,
}

impl Calendar {
    /// The most parts that a day may have.
    pub const MOST_HOURS: usize = 8;
    /// The most holidays.
    pub const MOST_HOLIDAYS: usize = 1_000;

    /// A calendar of these working hours, from Monday on, in any order.
    ///
    /// # Errors
    /// When hours of one day overlap, there are too many of anything, or no day has any.
    pub fn new(
        zone: Zone,
        mut week: [Vec<Hours>; 7],
        holidays: BTreeSet<NaiveDate>,
    ) -> Result<Self, Problem> {
        if holidays.len() > Self::MOST_HOLIDAYS {
            return Err(Problem::Rule("must have at most 1000 holidays"));
        }
        if week.iter().all(Vec::is_empty) {
            return Err(Problem::Rule("must have working hours on some day"));
        }
        for day in &mut week {
            day.sort_unstable_by_key(|hours| hours.from);
            if day.len() > Self::MOST_HOURS {
                return Err(Problem::Rule("must have at most 8 parts a day"));
            }
            if day
                .windows(2)
                .any(|pair| matches!(pair, [one, next] if next.from < one.to))
            {
                return Err(Problem::Rule("must not have hours that overlap"));
            }
        }
        Ok(Self { zone, week, holidays })
    }

    /// Day and night, every day.
    pub fn always() -> Self {
        let whole = Hours {
            from: Minute::MIDNIGHT,
            to: Minute::END,
        };
        Self {
            zone: Zone::utc(),
            week: std::array::from_fn(|_| vec![whole]),
            holidays: BTreeSet::new(),
        }
    }

    /// Where its clocks hang.
    pub const fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The working hours from Monday on.
    pub const fn week(&self) -> &[Vec<Hours>; 7] {
        &self.week
    }

    /// The days on which is not worked, whatever day of the week they are.
    pub const fn holidays(&self) -> &BTreeSet<NaiveDate> {
        &self.holidays
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
                    let opens = (midnight + hours.from.micros() - ahead).max(begin);
                    let closes = (midnight + hours.to.micros() - ahead).min(end);
                    (opens < closes).then_some((opens, closes))
                })
        })
    }

    fn hours_of(&self, day: NaiveDate) -> &[Hours] {
        if self.holidays.contains(&day) {
            return &[];
        }
        let place = match day.weekday() {
            Weekday::Mon => 0,
            Weekday::Tue => 1,
            Weekday::Wed => 2,
            Weekday::Thu => 3,
            Weekday::Fri => 4,
            Weekday::Sat => 5,
            Weekday::Sun => 6,
        };
        self.week.get(place).map_or(&[], Vec::as_slice)
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

    fn at(text: &str) -> Time {
        Time::parse(text).unwrap()
    }

    /// Nine to five on working days.
    fn office(zone: &str, holidays: &[&str]) -> Calendar {
        let hours = Hours::new(Minute::parse("09:00").unwrap(), Minute::parse("17:00").unwrap()).unwrap();
        let week = std::array::from_fn(|day| if day < 5 { vec![hours] } else { Vec::new() });
        let holidays = holidays.iter().map(|day| day.parse().unwrap()).collect();
        Calendar::new(Zone::parse(zone).unwrap(), week, holidays).unwrap()
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
            Calendar::new(
                Zone::parse(zone).unwrap(),
                std::array::from_fn(|_| vec![hours]),
                BTreeSet::new(),
            )
            .unwrap()
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
            holidays: BTreeSet::from(["2011-12-30".parse().unwrap()]),
            ..calendar
        };
        assert_eq!(
            without.worked(from, until),
            48 * 60 * MINUTE,
            "that day never was"
        );
    }

    #[test]
    fn what_is_no_calendar_is_refused() {
        let minute = |text| Minute::parse(text).unwrap();
        let hours = |from, to| Hours::new(minute(from), minute(to));
        assert!(hours("17:00", "09:00").is_err() && hours("09:00", "09:00").is_err());
        let week =
            |day: Vec<Hours>| std::array::from_fn(|place| if place == 0 { day.clone() } else { Vec::new() });
        let of = |day: Vec<Hours>| Calendar::new(Zone::utc(), week(day), BTreeSet::new());
        let (morning, noon) = (hours("08:00", "12:00").unwrap(), hours("12:00", "13:00").unwrap());
        assert!(of(vec![noon, morning]).is_ok(), "they touch and do not overlap");
        assert!(of(vec![morning, hours("11:59", "13:00").unwrap()]).is_err());
        assert!(of(Vec::new()).is_err());
        for bad in [
            "",
            "9:00",
            "24:01",
            "25:00",
            "12:60",
            "12",
            "12:00:00",
            "-1:00",
            "1\u{663}:00",
        ] {
            assert!(Minute::parse(bad).is_err(), "{bad}");
        }
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
        assert_eq!(minute("24:00").to_string(), "24:00");
    }

    #[test]
    fn a_calendar_that_never_opens_again_gives_no_moment() {
        let all: BTreeSet<NaiveDate> = (0..Calendar::MOST_HOLIDAYS)
            .map(|week| {
                at("2026-01-05T00:00:00Z")
                    .plus_seconds(i64::try_from(week).unwrap() * 7 * 86_400)
                    .date()
            })
            .collect();
        let mondays = std::array::from_fn(|day| {
            if day == 0 {
                vec![Hours {
                    from: Minute::MIDNIGHT,
                    to: Minute(1),
                }]
            } else {
                Vec::new()
            }
        });
        let calendar = Calendar::new(Zone::utc(), mondays, all).unwrap();
        assert_eq!(calendar.after(at("2026-01-05T00:00:00Z"), 1_000 * MINUTE), None);
    }
}
