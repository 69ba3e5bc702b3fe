use super::*;
use proptest::prelude::*;
use std::{sync::Barrier, thread};

const LIMIT: Limit = Limit {
    name: "try",
    count: 3,
    window_seconds: 60,
    block_seconds: 300,
};
const REST_OF_WINDOW: Limit = Limit {
    block_seconds: 0,
    ..LIMIT
};

/// A moment this many milliseconds after some time.
fn at(milliseconds: i64) -> Time {
    Time::from_micros(1_770_120_000_000_000 + milliseconds * 1_000).unwrap()
}

/// How long one take has to wait, in milliseconds; 0 if it is let through.
fn take(throttle: &InProcess, limit: &Limit, milliseconds: i64) -> i64 {
    let taken = throttle.take(limit, "robin", at(milliseconds));
    taken.map_or_else(
        |too_many| i64::try_from(too_many.milliseconds.get()).unwrap(),
        |()| 0,
    )
}

fn takes(limit: &Limit, script: &[(i64, i64)]) {
    let throttle = InProcess::new();
    for (place, (milliseconds, wait)) in script.iter().enumerate() {
        assert_eq!(take(&throttle, limit, *milliseconds), *wait, "take {place}");
    }
}

#[test]
fn a_window_begins_with_the_first_take_and_ends_sharply() {
    takes(
        &REST_OF_WINDOW,
        &[
            (0, 0),
            (30_000, 0),
            (59_000, 0),
            (59_999, 1),
            (60_000, 0),
            (60_001, 0),
            (119_999, 0),
            (119_999, 1),
        ],
    );
}

#[test]
fn a_block_outlasts_the_window_and_is_not_extended_by_coming_again() {
    takes(
        &LIMIT,
        &[
            (0, 0),
            (0, 0),
            (0, 0),
            (10_000, 300_000),
            (60_000, 250_000),
            (309_999, 1),
            (310_000, 0),
        ],
    );
}

#[test]
fn a_block_shorter_than_the_rest_of_the_window_lets_nothing_more_through_in_it() {
    let limit = Limit {
        block_seconds: 5,
        ..LIMIT
    };
    takes(
        &limit,
        &[
            (0, 0),
            (0, 0),
            (0, 0),
            (10_000, 50_000),
            (16_000, 44_000),
            (60_000, 0),
        ],
    );
}

#[test]
fn a_wait_is_rounded_up() {
    let throttle = InProcess::new();
    let limit = Limit {
        count: 1,
        ..REST_OF_WINDOW
    };
    throttle.take(&limit, "robin", at(0)).unwrap();
    let late = Time::from_micros(at(60_000).micros() - 1).unwrap();
    assert_eq!(
        throttle
            .take(&limit, "robin", late)
            .unwrap_err()
            .milliseconds
            .get(),
        1
    );
}

#[test]
fn a_limit_of_nothing_lets_nothing_through() {
    takes(
        &Limit { count: 0, ..LIMIT },
        &[(0, 300_000), (299_999, 1), (300_000, 300_000)],
    );
}

#[test]
fn subjects_and_limits_do_not_meet() {
    let throttle = InProcess::new();
    let limit = Limit { count: 1, ..LIMIT };
    let other = Limit { name: "tr", ..limit };
    for (limit, subject) in [
        (limit, "robin"),
        (limit, "kim"),
        (other, "robin"),
        (other, "yrobin"),
    ] {
        assert!(throttle.take(&limit, subject, at(0)).is_ok());
        assert!(throttle.take(&limit, subject, at(0)).is_err());
    }
}

#[test]
fn a_clock_set_back_lets_nobody_through_and_keeps_nobody_waiting_longer() {
    let day = 86_400_000;
    takes(
        &REST_OF_WINDOW,
        &[(day, 0), (0, 0), (0, 0), (1_000, 59_000), (60_000, 0)],
    );
    takes(
        &LIMIT,
        &[
            (day, 0),
            (day, 0),
            (day, 0),
            (day, 300_000),
            (0, 300_000),
            (100_000, 200_000),
            (300_000, 0),
        ],
    );
}

#[test]
fn exactly_the_limit_passes_out_of_64_in_parallel() {
    for count in [1, 10, 63] {
        let throttle = InProcess::new();
        let limit = Limit { count, ..LIMIT };
        let together = Barrier::new(64);
        let passed = thread::scope(|scope| {
            let threads: Vec<_> = (0..64)
                .map(|_| {
                    scope.spawn(|| {
                        together.wait();
                        throttle.take(&limit, "robin", at(0)).is_ok()
                    })
                })
                .collect();
            let outcomes = threads.into_iter().map(|thread| thread.join().unwrap());
            outcomes.filter(|passed| *passed).count()
        });
        assert_eq!(passed, usize::try_from(count).unwrap());
    }
}

#[test]
fn memory_is_bounded_and_the_latest_are_remembered() {
    let throttle = InProcess::remembering(100);
    let limit = Limit { count: 1, ..LIMIT };
    for subject in 0..5_000 {
        assert!(throttle.take(&limit, &subject.to_string(), at(0)).is_ok());
    }
    throttle.counts.run_pending_tasks();
    assert!(throttle.counts.entry_count() <= 100);
    assert!(throttle.take(&limit, "4999", at(0)).is_err());
    assert!(throttle.take(&limit, "0", at(0)).is_ok());
}

#[test]
fn a_count_is_kept_for_as_long_as_it_matters() {
    for (limit, seconds) in [(LIMIT, 360), (REST_OF_WINDOW, 120)] {
        let (count, _) = Count::take(None, &limit, 0);
        assert_eq!(Forgetting::after(&count), Some(Duration::from_secs(seconds)));
    }
}

proptest! {
    #[test]
    fn no_wait_is_too_long_and_waiting_it_out_helps(
        count in 0_u32..4,
        window in 1_i64..100,
        block in 0_i64..200,
        steps in prop::collection::vec(-50_000_i64..50_000, 1..40),
    ) {
        let limit = Limit { name: "any", count, window_seconds: window, block_seconds: block };
        let throttle = InProcess::new();
        let mut now = 10_000_000;
        for step in steps {
            now += step;
            let wait = take(&throttle, &limit, now);
            prop_assert!(wait <= 1_000 * window.max(block));
            if wait > 1 {
                prop_assert!(take(&throttle, &limit, now + wait - 1) > 0, "not a moment too early");
            }
            if wait > 0 && count > 0 {
                now += wait;
                prop_assert_eq!(take(&throttle, &limit, now), 0);
            }
        }
    }

    #[test]
    fn no_window_of_a_clock_that_goes_forward_has_more_than_the_limit(
        count in 1_u32..4,
        block in 0_i64..200,
        steps in prop::collection::vec(0_i64..20_000, 1..80),
    ) {
        let limit = Limit { name: "any", count, window_seconds: 60, block_seconds: block };
        let throttle = InProcess::new();
        let (mut now, mut begun, mut passed) = (0, i64::MIN / 2, 0);
        for step in steps {
            now += step;
            if take(&throttle, &limit, now) == 0 {
                if now >= begun + 60_000 {
                    (begun, passed) = (now, 0);
                }
                passed += 1;
                prop_assert!(passed <= count);
            }
        }
    }
}
