//! Moments in whole microseconds of UTC: what both databases can hold without rounding.

pub use chrono::NaiveDate;
use chrono::{DateTime, Datelike, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A moment, in UTC, truncated to the microsecond.
///
/// ```
/// use tessera_domain::time::Time;
///
/// let noon = Time::parse("2026-02-03T12:00:00.123456Z").unwrap();
/// assert_eq!(noon.to_millis_text(), "2026-02-03T12:00:00.123Z");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Time(DateTime<Utc>);

impl Time {
    /// The moment this many microseconds after 1970 began, or nothing when the calendar does not reach it.
    pub fn from_micros(micros: i64) -> Option<Self> {
        DateTime::from_timestamp_micros(micros).map(Self)
    }

    /// Microseconds since 1970 began; negative before.
    pub fn micros(self) -> i64 {
        self.0.timestamp_micros()
    }

    /// Reads an RFC 3339 text of any offset. Nothing when it is not one, or its year is outside 0001..=9999.
    pub fn parse(text: &str) -> Option<Self> {
        let moment = DateTime::parse_from_rfc3339(text).ok()?;
        Self::try_from(moment.with_timezone(&Utc)).ok()
    }

    /// The calendar day in UTC.
    pub fn date(self) -> NaiveDate {
        self.0.date_naive()
    }

    /// The last whole second of that UTC day: when what is due on a day should be done.
    #[must_use]
    pub fn end_of(day: NaiveDate) -> Self {
        Self(day.and_hms_opt(23, 59, 59).unwrap_or_default().and_utc())
    }

    /// As a chrono value, for adapters.
    pub const fn to_chrono(self) -> DateTime<Utc> {
        self.0
    }

    /// `2026-02-03T12:00:00.123Z`: ISO 8601 with milliseconds.
    pub fn to_millis_text(self) -> String {
        self.0.to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    /// This moment cut down to its whole minute.
    #[must_use]
    pub fn whole_minute(self) -> Self {
        let micros = self.micros();
        Self::from_micros(micros - micros.rem_euclid(60_000_000)).unwrap_or(self)
    }

    /// The first moment of this hour of the clock.
    #[must_use]
    pub fn start_of_hour(self) -> Self {
        let micros = self.micros();
        Self::from_micros(micros - micros.rem_euclid(3_600_000_000)).unwrap_or(self)
    }

    /// The first moment of this UTC day.
    #[must_use]
    pub fn start_of_day(self) -> Self {
        let micros = self.micros();
        Self::from_micros(micros - micros.rem_euclid(86_400_000_000)).unwrap_or(self)
    }

    /// This moment moved by whole seconds, saturating at the ends of the calendar.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_micros(seconds.saturating_mul(1_000_000))
    }

    /// This moment moved by microseconds, saturating at the ends of the calendar.
    #[must_use]
    pub fn plus_micros(self, micros: i64) -> Self {
        Self::from_micros(self.micros().saturating_add(micros)).unwrap_or(self)
    }
}

/// Reads a plain calendar day, `2026-02-03` and nothing else. Nothing when it is not one, or its year is outside
/// 0001..=9999.
pub fn parse_day(text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    let plain = (1..=9999).contains(&day.year()) && day.to_string() == text;
    plain.then_some(day)
}

impl TryFrom<DateTime<Utc>> for Time {
    type Error = OutOfCalendar;

    fn try_from(moment: DateTime<Utc>) -> Result<Self, OutOfCalendar> {
        if !(1..=9999).contains(&moment.year()) {
            return Err(OutOfCalendar);
        }
        Self::from_micros(moment.timestamp_micros()).ok_or(OutOfCalendar)
    }
}

/// The moment's year is outside 0001..=9999, which not both databases and JSON readers can hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the year is outside 1 to 9999")]
pub struct OutOfCalendar;

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an RFC 3339 time"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_turned_into_utc_and_nanoseconds_cut() {
        let time = Time::parse("2026-02-03T13:00:00.123456789+01:00").unwrap();
        assert_eq!(time.to_string(), "2026-02-03T12:00:00.123456Z");
    }

    #[test]
    fn impossible_dates_and_years_are_refused() {
        for text in [
            "2026-02-30T00:00:00Z",
            "2026-02-03",
            "10000-01-01T00:00:00Z",
            "",
            "0000-01-01T00:00:00Z",
        ] {
            assert_eq!(Time::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_ends_with_its_last_second() {
        let day = parse_day("2026-02-03").unwrap();
        assert_eq!(Time::end_of(day), Time::parse("2026-02-03T23:59:59Z").unwrap());
    }

    #[test]
    fn a_day_is_written_in_one_way_only() {
        assert_eq!(parse_day("2026-02-03").unwrap().to_string(), "2026-02-03");
        for text in [
            "2026-2-3",
            "2026-02-30",
            "2026-02-03T00:00:00Z",
            "",
            "+2026-02-03",
            "0000-01-01",
            " 2026-02-03",
        ] {
            assert_eq!(parse_day(text), None, "{text}");
        }
    }

    #[test]
    fn a_minute_and_a_day_begin_before_the_epoch_too() {
        let time = Time::from_micros(-1).unwrap();
        assert_eq!(time.whole_minute().micros(), -60_000_000);
        assert_eq!(time.start_of_hour().micros(), -3_600_000_000);
        assert_eq!(time.start_of_day().micros(), -86_400_000_000);
    }
}
