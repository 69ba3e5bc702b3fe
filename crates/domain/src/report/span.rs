//! The time that a report is about.

use crate::{issue::Problem, time::Time};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// A length of time up to now: `30d`, also in hours (`h`), weeks (`w`), months of 30 days (`m`) and years of 365 (`y`).
///
/// ```
/// use tessera_domain::report::Span;
///
/// assert_eq!(Span::parse("30d"), Ok(Span::USUAL));
/// assert_eq!(Span::parse("2w").unwrap().seconds(), 14 * 24 * 3600);
/// assert!(Span::parse("soon").is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span(i64);

impl Span {
    /// 30 days, what is meant where nothing is said.
    pub const USUAL: Self = Self(30 * DAY);
    /// The most digits of a number of years, and of anything shorter: two spans of it end within the calendar.
    const DIGITS: (usize, usize) = (3, 4);

    /// Reads a number and a letter.
    ///
    /// # Errors
    /// When it is of another form, begins with a 0, or has more than four digits, of years more than three.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let bad = Problem::Rule("must be a number of up to four digits and one of h, d, w, m and y, as 30d");
        let (most_years, most) = Self::DIGITS;
        let (unit, most) = match text.chars().last() {
            Some('h') => (HOUR, most),
            Some('d') => (DAY, most),
            Some('w') => (7 * DAY, most),
            Some('m') => (30 * DAY, most),
            Some('y') => (365 * DAY, most_years),
            _ => return Err(bad),
        };
        let digits = text.get(..text.len() - 1).unwrap_or_default();
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
        if !is_number || digits.len() > most {
            return Err(bad);
        }
        let number = digits.parse::<i64>().ok();
        number.map(|number| Self(number * unit)).ok_or(bad)
    }

    /// How many seconds it is.
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// The span that ends with `now`, and the one of the same length before it.
    pub fn ending(self, now: Time) -> (Stretch, Stretch) {
        let until = now.plus_micros(1);
        let from = until.plus_seconds(-self.0);
        let last = Stretch { from, until };
        let before = Stretch {
            from: from.plus_seconds(-self.0),
            until: from,
        };
        (last, before)
    }
}

/// A stretch of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stretch {
    /// Its first moment.
    pub from: Time,
    /// The first moment that is no longer in it.
    pub until: Time,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_a_number_and_a_letter() {
        for (text, hours) in [
            ("1h", 1),
            ("24h", 24),
            ("7d", 168),
            ("2w", 336),
            ("1m", 720),
            ("1y", 8_760),
            ("10y", 87_600),
            ("9999h", 9_999),
            ("9999w", 9_999 * 168),
            ("999y", 999 * 8_760),
        ] {
            assert_eq!(Span::parse(text).unwrap().seconds(), hours * HOUR, "{text}");
        }
        for bad in [
            "",
            "d",
            "30",
            "0d",
            "-1d",
            "+1d",
            "1.5d",
            " 30d",
            "30 d",
            "30D",
            "30s",
            "030d",
            "1000y",
            "10000d",
            "99999999999999999999d",
            "30\u{e4}",
            "\u{663}d",
        ] {
            assert!(Span::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn two_spans_follow_each_other_without_gap_and_the_last_one_holds_now() {
        let now = Time::parse("2026-11-27T10:00:00.5Z").unwrap();
        let (last, before) = Span::parse("1h").unwrap().ending(now);
        assert!(last.from <= now && now < last.until);
        assert_eq!(before.until, last.from);
        let length = |stretch: Stretch| stretch.until.micros() - stretch.from.micros();
        assert_eq!(
            (length(last), length(before)),
            (HOUR * 1_000_000, HOUR * 1_000_000)
        );
    }
}
