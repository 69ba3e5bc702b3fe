//! Calls and errors by hour, drawn here: a bar for each of the last 24 hours.

use crate::words;
use tessera_application::integration::HourOfCalls;
use tessera_domain::time::Time;

const HOURS: i64 = 24;
const HOUR: i64 = 3600;
/// Where the bars stand, and how high the highest is.
const FLOOR: i64 = 120;
const HIGHEST: i64 = 104;
/// From one bar to the next.
const STEP: i64 = 15;

/// The picture, and the same in numbers.
pub(super) struct Chart {
    pub(super) bars: Vec<Bar>,
    pub(super) calls: i64,
    pub(super) errors: i64,
    /// The most calls of one hour.
    pub(super) most: i64,
}

/// One hour.
pub(super) struct Bar {
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) height: i64,
    pub(super) error_y: i64,
    pub(super) error_height: i64,
    /// The hour of the day, where it is written under the bar.
    pub(super) label: Option<String>,
    pub(super) hour: String,
    pub(super) calls: i64,
    pub(super) errors: i64,
}

/// When its first hour begins.
pub(super) fn since(now: Time) -> Time {
    now.start_of_hour().plus_seconds(-HOUR * (HOURS - 1))
}

impl Chart {
    pub(super) fn of(hours: &[HourOfCalls], now: Time) -> Self {
        let most = hours.iter().map(|hour| hour.calls).max().unwrap_or_default();
        let bars: Vec<_> = (0..HOURS)
            .map(|place| bar(hours, since(now), place, most))
            .collect();
        Self {
            calls: bars.iter().map(|bar| bar.calls).sum(),
            errors: bars.iter().map(|bar| bar.errors).sum(),
            bars,
            most,
        }
    }
}

fn bar(hours: &[HourOfCalls], since: Time, place: i64, most: i64) -> Bar {
    let begins = since.plus_seconds(HOUR * place);
    let found = hours.iter().find(|hour| hour.hour == begins);
    let (calls, errors) = found.map_or((0, 0), |hour| (hour.calls, hour.errors));
    let (height, error_height) = (height(calls, most), height(errors, most));
    let is_labelled = place % 6 == 5;
    Bar {
        x: STEP * place,
        y: FLOOR - height,
        height,
        error_y: FLOOR - error_height,
        error_height,
        label: is_labelled.then(|| begins.to_chrono().format("%H:%M").to_string()),
        hour: words::moment(begins),
        calls,
        errors,
    }
}

/// One that there was at all can be seen.
fn height(count: i64, most: i64) -> i64 {
    let share = count
        .saturating_mul(HIGHEST)
        .checked_div(most)
        .unwrap_or_default();
    share.max(2 * i64::from(count > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = crate::tests::world::NOW + 1_800_000_000;

    fn hour(ago: i64, calls: i64, errors: i64) -> HourOfCalls {
        let now = Time::from_micros(NOW).unwrap();
        HourOfCalls {
            hour: now.start_of_hour().plus_seconds(-HOUR * ago),
            calls,
            errors,
        }
    }

    #[test]
    fn every_hour_of_the_day_has_its_bar() {
        let now = Time::from_micros(NOW).unwrap();
        let chart = Chart::of(&[hour(23, 1000, 500), hour(0, 1, 0), hour(24, 9, 9)], now);
        assert_eq!(
            (chart.bars.len(), chart.calls, chart.errors, chart.most),
            (24, 1001, 500, 1000)
        );
        let first = &chart.bars[0];
        assert_eq!((first.x, first.y, first.height), (0, 16, 104));
        assert_eq!((first.error_y, first.error_height), (68, 52));
        assert_eq!(first.hour, "2026-02-02 13:00 UTC");
        let last = &chart.bars[23];
        assert_eq!(
            (last.x, last.height, last.error_height),
            (345, 2, 0),
            "one call can be seen"
        );
        assert_eq!(last.label.as_deref(), Some("12:00"));
        assert_eq!(chart.bars[1].height, 0);
    }

    #[test]
    fn a_day_without_calls_is_flat() {
        let chart = Chart::of(&[], Time::from_micros(NOW).unwrap());
        assert!(chart.bars.iter().all(|bar| bar.height == 0 && bar.calls == 0));
    }
}
