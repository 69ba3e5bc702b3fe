//! When a delivery that failed is tried again.

use super::delivery::Outcome;

/// How many seconds each try waits after the one before: about three days in all.
pub const STEPS: [i64; 9] = [
    5,
    5 * 60,
    30 * 60,
    2 * 3600,
    5 * 3600,
    10 * 3600,
    14 * 3600,
    20 * 3600,
    24 * 3600,
];

/// The least that is waited for one who has too much to do: a minute.
const BUSY_SECONDS: i64 = 60;
/// The most that is waited because the other side asks for it: a day.
const MOST_ASKED: i64 = 86_400;

/// How many milliseconds to wait after that many tries, of which the last one came out so; nothing when it is to be given
/// up.
///
/// The wait is a fifth shorter or longer by chance, so that what failed together does not come back together. Who says
/// when to come back is not bothered before, but for a day at most.
pub fn wait(tries: u32, last: &Outcome, chance: u64) -> Option<i64> {
    let place = usize::try_from(tries.checked_sub(1)?).ok()?;
    let step = STEPS.get(place)?;
    let spread = i64::try_from(chance % 401).unwrap_or(200);
    let wait = step * (800 + spread);
    let (busy, asked) = match last {
        Outcome::Answered { status, retry_after } => (matches!(status, 429 | 503), retry_after.unwrap_or(0)),
        Outcome::TimedOut => (true, 0),
        Outcome::Unreachable | Outcome::Refused => (false, 0),
    };
    let at_least = if busy { BUSY_SECONDS } else { 0 };
    Some(wait.max(at_least * 1000).max(asked.clamp(0, MOST_ASKED) * 1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, retry_after: Option<i64>) -> Outcome {
        Outcome::Answered { status, retry_after }
    }

    #[test]
    fn each_wait_is_the_documented_one_give_or_take_a_fifth() {
        for (tries, step) in (1..).zip([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]) {
            for chance in [0, 200, 400, u64::MAX] {
                let wait = wait(tries, &answered(500, None), chance).unwrap();
                assert!((step * 800..=step * 1200).contains(&wait), "{tries} {chance}");
            }
            assert_eq!(wait(tries, &answered(500, None), 0), Some(step * 800));
            assert_eq!(wait(tries, &answered(500, None), 400), Some(step * 1200));
        }
        assert_eq!(wait(10, &answered(500, None), 0), None);
        assert_eq!(wait(u32::MAX, &answered(500, None), 0), None);
        assert_eq!(wait(0, &answered(500, None), 0), None);
    }

    #[test]
    fn who_has_too_much_to_do_is_left_alone_for_a_minute() {
        for last in [answered(429, None), answered(503, None), Outcome::TimedOut] {
            assert_eq!(wait(1, &last, 0), Some(60_000));
            assert_eq!(wait(2, &last, 0), Some(240_000));
        }
        for last in [answered(301, None), Outcome::Unreachable, Outcome::Refused] {
            assert_eq!(wait(1, &last, 0), Some(4000));
        }
    }

    #[test]
    fn nobody_is_bothered_before_they_say_but_for_a_day_at_most() {
        assert_eq!(wait(1, &answered(429, Some(120)), 0), Some(120_000));
        assert_eq!(wait(1, &answered(500, Some(1)), 0), Some(4000));
        assert_eq!(wait(1, &answered(500, Some(-5)), 0), Some(4000));
        assert_eq!(wait(1, &answered(503, Some(i64::MAX)), 0), Some(86_400_000));
        assert_eq!(wait(4, &answered(503, Some(30)), 0), Some(7200 * 800));
    }
}
