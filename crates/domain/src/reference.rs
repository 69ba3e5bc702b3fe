//! `TKT-20260203-007`: the reference people read out on the phone.

use crate::time::Time;
use chrono::NaiveDate;
use std::fmt;

/// A ticket's reference: the UTC day it was opened and its place in that day, at least three digits. The
/// place is taken from a counter inside the transaction that inserts the ticket, so a tenant's day has no
/// gaps; a number is never used again.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Reference(String);

impl Reference {
    /// The reference of the `place`th ticket (from 1) of the day of `at`.
    pub fn new(at: Time, place: i64) -> Self {
        Self(format!("TKT-{}-{place:03}", at.date().format("%Y%m%d")))
    }

    /// Takes a stored reference as it is.
    pub const fn stored(text: String) -> Self {
        Self(text)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The counter that gives out the places of a day.
    pub fn counter_of(day: NaiveDate) -> String {
        format!("reference:{}", day.format("%Y%m%d"))
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_utc_and_the_place_grows_past_three_digits() {
        let at = Time::parse("2026-02-03T00:30:00+01:00").unwrap();
        assert_eq!(Reference::new(at, 7).as_str(), "TKT-20260202-007");
        assert_eq!(Reference::new(at, 12345).as_str(), "TKT-20260202-12345");
    }
}
