//! The working hours of a week, and the days on which they do not hold.

use crate::{issue::Problem, time::NaiveDate};
use chrono::Weekday;
use std::{collections::BTreeSet, fmt};

/// Minutes of a day.
const DAY: u16 = 24 * 60;
/// Microseconds of a minute.
const MINUTE: i64 = 60_000_000;

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

    pub(super) fn micros(self) -> i64 {
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

/// The working hours of a week: from Monday on, those of each day in their order, none of them overlapping another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Week([Vec<Hours>; 7]);

impl Week {
    /// The most parts that a day may have.
    pub const MOST_PARTS: usize = 8;

    /// The hours of each day from Monday on, in any order.
    ///
    /// # Errors
    /// When hours of one day overlap, a day has too many parts, or no day has any.
    pub fn new(mut days: [Vec<Hours>; 7]) -> Result<Self, Problem> {
        if days.iter().all(Vec::is_empty) {
            return Err(Problem::Rule("must have working hours on some day"));
        }
        for day in &mut days {
            day.sort_unstable_by_key(|hours| hours.from);
            if day.len() > Self::MOST_PARTS {
                return Err(Problem::Rule("must have at most 8 parts a day"));
            }
            let overlap = |pair: &[Hours]| matches!(pair, [one, next] if next.from < one.to);
            if day.windows(2).any(overlap) {
                return Err(Problem::Rule("must not have hours that overlap"));
            }
        }
        Ok(Self(days))
    }

    /// Day and night, every day.
    pub fn always() -> Self {
        let whole = Hours {
            from: Minute::MIDNIGHT,
            to: Minute::END,
        };
        Self(std::array::from_fn(|_| vec![whole]))
    }

    /// The hours of each day from Monday on.
    pub const fn days(&self) -> &[Vec<Hours>; 7] {
        &self.0
    }

    pub(super) const fn hours_of(&self, day: Weekday) -> &[Hours] {
        let [mon, tue, wed, thu, fri, sat, sun] = &self.0;
        match day {
            Weekday::Mon => mon.as_slice(),
            Weekday::Tue => tue.as_slice(),
            Weekday::Wed => wed.as_slice(),
            Weekday::Thu => thu.as_slice(),
            Weekday::Fri => fri.as_slice(),
            Weekday::Sat => sat.as_slice(),
            Weekday::Sun => sun.as_slice(),
        }
    }
}

/// The days on which is not worked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Holidays(BTreeSet<NaiveDate>);

impl Holidays {
    /// The most days.
    pub const MOST: usize = 1_000;

    /// Those days.
    ///
    /// # Errors
    /// When they are too many.
    pub fn new(days: BTreeSet<NaiveDate>) -> Result<Self, Problem> {
        if days.len() > Self::MOST {
            return Err(Problem::Rule("must have at most 1000 days"));
        }
        Ok(Self(days))
    }

    /// The days.
    pub const fn days(&self) -> &BTreeSet<NaiveDate> {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minute(text: &str) -> Minute {
        Minute::parse(text).unwrap()
    }

    fn hours(from: &str, to: &str) -> Result<Hours, Problem> {
        Hours::new(minute(from), minute(to))
    }

    #[test]
    fn a_minute_is_written_with_four_digits() {
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
        for good in ["00:00", "08:05", "23:59", "24:00"] {
            assert_eq!(minute(good).to_string(), good);
        }
    }

    #[test]
    fn hours_of_a_day_do_not_overlap_and_some_day_has_some() {
        assert!(hours("17:00", "09:00").is_err() && hours("09:00", "09:00").is_err());
        let of = |day: Vec<Hours>| {
            Week::new(std::array::from_fn(|place| {
                if place == 0 { day.clone() } else { Vec::new() }
            }))
        };
        let (morning, noon) = (hours("08:00", "12:00").unwrap(), hours("12:00", "13:00").unwrap());
        let touching = of(vec![noon, morning]).unwrap();
        assert_eq!(touching.days()[0], [morning, noon]);
        assert!(of(vec![morning, hours("11:59", "13:00").unwrap()]).is_err());
        assert!(of(Vec::new()).is_err());
        let parts = |many: u16| {
            let part = |place| {
                Hours::new(
                    Minute::new(2 * place).unwrap(),
                    Minute::new(2 * place + 1).unwrap(),
                )
            };
            of((0..many).map(|place| part(place).unwrap()).collect())
        };
        assert!(parts(8).is_ok() && parts(9).is_err());
    }

    #[test]
    fn holidays_are_a_thousand_at_most() {
        let days = |many: u64| {
            let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
            Holidays::new(first.iter_days().take(usize::try_from(many).unwrap()).collect())
        };
        assert!(days(1_000).is_ok() && days(1_001).is_err());
    }
}
