//! Working time against an oracle that looks at every minute by itself, in zones whose clocks change.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that fails by panicking says what went wrong"
)]

use chrono::{Datelike, NaiveDate};
use jiff::{Timestamp, tz::TimeZone};
use proptest::prelude::*;
use std::collections::BTreeSet;
use tessera_domain::{
    sla::{Allowance, Calendar, Holidays, Hours, Minute, Reading, Stay, Week, Zone},
    status::StatusCategory,
    time::Time,
};

const MINUTE: i64 = 60_000_000;

/// Zones with changes of an hour, of half an hour and of two, at midnight, in either half of the year, with a day that
/// was left out, and with none.
const ZONES: [&str; 14] = [
    "UTC",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Havana",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Africa/Casablanca",
    "Antarctica/Troll",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Pacific/Apia",
];

/// What is worked out, in plain terms.
#[derive(Clone, Debug)]
struct Case {
    zone: &'static str,
    week: [Vec<(u16, u16)>; 7],
    holidays: BTreeSet<NaiveDate>,
    /// When the ticket was opened.
    begin: i64,
    /// The minutes from there on at which its status changed, and what it was then.
    changes: Vec<(i64, StatusCategory)>,
    /// The minute at which the clock is read.
    now: i64,
    allowed: i64,
}

/// Up to three parts of a day that do not touch.
fn day() -> impl Strategy<Value = Vec<(u16, u16)>> {
    let cuts = prop::collection::btree_set(0u16..=1_440, 0..=6);
    cuts.prop_map(|cuts| {
        let cuts: Vec<_> = cuts.into_iter().collect();
        cuts.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    })
}

fn category() -> impl Strategy<Value = StatusCategory> {
    prop::sample::select(StatusCategory::ALL.to_vec())
}

/// Two days at most, most of them around a moment at which the clocks of the zone change.
fn case() -> impl Strategy<Value = Case> {
    let week = prop::collection::vec(day(), 7);
    let changes = prop::collection::btree_map(1i64..2_800, category(), 0..5);
    let place = (
        0usize..ZONES.len(),
        946_684_800i64..2_208_988_800,
        prop::bool::weighted(0.8),
        0i64..2_000,
    );
    (
        place,
        week,
        prop::collection::btree_set(-1i64..4, 0..2),
        changes,
        0i64..2_880,
        1i64..2_000,
    )
        .prop_map(
            |((zone, second, at_change, before), week, free, changes, now, allowed)| {
                let zone = ZONES[zone];
                let begin = begin(zone, second, at_change, before);
                let first = chrono::DateTime::from_timestamp(begin * 60, 0)
                    .unwrap()
                    .date_naive();
                let holidays = free
                    .into_iter()
                    .map(|days| first + chrono::Duration::days(days))
                    .collect();
                let mut week: [Vec<(u16, u16)>; 7] = week.try_into().unwrap();
                if week.iter().all(Vec::is_empty) {
                    week[6] = vec![(540, 1_020)];
                }
                Case {
                    zone,
                    week,
                    holidays,
                    begin,
                    changes: changes.into_iter().collect(),
                    now,
                    allowed,
                }
            },
        )
}

/// The minute at which the case begins: somewhat before the next change of clocks, if there is one and it is wanted.
fn begin(zone: &str, second: i64, at_change: bool, before: i64) -> i64 {
    let moment = Timestamp::from_second(second).unwrap();
    let rules = TimeZone::get(zone).unwrap();
    let change = rules.following(moment).next().filter(|_| at_change);
    let near = change.map_or(second, |change| change.timestamp().as_second());
    near.div_euclid(60) - before
}

impl Case {
    fn calendar(&self) -> Calendar {
        let hours = |(from, to): &(u16, u16)| {
            Hours::new(Minute::new(*from).unwrap(), Minute::new(*to).unwrap()).unwrap()
        };
        let week = std::array::from_fn(|day| self.week[day].iter().map(hours).collect());
        Calendar {
            zone: Zone::parse(self.zone).unwrap(),
            week: Week::new(week).unwrap(),
            holidays: Holidays::new(self.holidays.clone()).unwrap(),
        }
    }

    fn at(&self, minute: i64) -> Time {
        Time::from_micros((self.begin + minute) * MINUTE).unwrap()
    }

    fn stays(&self) -> Vec<Stay> {
        let first = (0, StatusCategory::Open);
        let all = std::iter::once(&first)
            .chain(&self.changes)
            .filter(|(minute, _)| *minute <= self.now);
        all.map(|(minute, category)| Stay {
            since: self.at(*minute),
            category: *category,
        })
        .collect()
    }

    /// Whether the clock on the wall says that it is working time in that minute.
    fn is_open(&self, rules: &TimeZone, minute: i64) -> bool {
        let shown = rules.to_datetime(Timestamp::from_second((self.begin + minute) * 60).unwrap());
        let day = NaiveDate::from_ymd_opt(
            i32::from(shown.year()),
            u32::from(shown.month().unsigned_abs()),
            u32::from(shown.day().unsigned_abs()),
        )
        .unwrap();
        let minute = u16::from(shown.hour().unsigned_abs()) * 60 + u16::from(shown.minute().unsigned_abs());
        let hours = &self.week[usize::try_from(day.weekday().num_days_from_monday()).unwrap()];
        !self.holidays.contains(&day) && hours.iter().any(|(from, to)| (*from..*to).contains(&minute))
    }

    fn category(&self, minute: i64) -> StatusCategory {
        let last = self.changes.iter().rev().find(|(since, _)| *since <= minute);
        last.map_or(StatusCategory::Open, |(_, category)| *category)
    }

    fn counts(&self, rules: &TimeZone, minute: i64) -> bool {
        matches!(
            self.category(minute),
            StatusCategory::Open | StatusCategory::Active
        ) && self.is_open(rules, minute)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_minute_counts_as_the_clock_on_the_wall_says(case in case()) {
        let (calendar, rules) = (case.calendar(), TimeZone::get(case.zone).unwrap());
        let allowed = Allowance::minutes(case.allowed).unwrap();
        let reading = Reading::of(&calendar, allowed, &case.stays(), case.at(case.now));
        let (mut counted, mut run_out) = (0, None);
        for minute in 0..case.now {
            if case.counts(&rules, minute) {
                counted += 1;
                if counted == case.allowed {
                    run_out = Some(case.at(minute + 1));
                }
            }
        }
        prop_assert_eq!(reading.counted, counted * MINUTE);
        prop_assert_eq!(reading.intervals.iter().map(|it| it.counted).sum::<i64>(), counted * MINUTE);
        let is_running = matches!(case.category(case.now), StatusCategory::Open | StatusCategory::Active);
        match (run_out, reading.deadline) {
            (Some(run_out), deadline) => prop_assert_eq!(deadline, Some(run_out)),
            (None, None) => prop_assert!(!is_running || calendar.after(case.at(case.now), allowed.micros()).is_none()),
            // It lies ahead, and until then exactly what is left is worked.
            (None, Some(deadline)) => {
                prop_assert!(is_running && deadline >= case.at(case.now));
                prop_assert_eq!(calendar.worked(case.at(case.now), deadline), reading.left(allowed));
                let before = deadline.plus_micros(-1);
                prop_assert!(before < case.at(case.now) || calendar.worked(case.at(case.now), before) < reading.left(allowed));
            }
        }
        // Parts of the time add up to the whole of it.
        let middle = case.at(case.now / 2);
        let parts = calendar.worked(case.at(0), middle) + calendar.worked(middle, case.at(case.now));
        prop_assert_eq!(parts, calendar.worked(case.at(0), case.at(case.now)));
    }
}
