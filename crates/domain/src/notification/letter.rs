//! When a letter that could not be sent is tried again.

use crate::time::Time;

/// The first wait, in seconds. Each further one is twice as long.
const FIRST: i64 = 60;
/// The longest wait, in seconds: two hours.
const LONGEST: i64 = 7_200;
/// How old a letter may get, in seconds: a day. Nobody wants to hear later of what they have long seen.
pub const GIVEN_UP_AFTER: i64 = 86_400;

/// When a letter about something that happened `since` then is tried again, after so many tries that failed, the last of
/// them now; nothing when it is given up.
pub fn again(tries: i64, since: Time, now: Time) -> Option<Time> {
    let doublings = u32::try_from(tries.clamp(1, 8) - 1).unwrap_or(0);
    let wait = FIRST.saturating_mul(1 << doublings).min(LONGEST);
    let next = now.plus_seconds(wait);
    (next <= since.plus_seconds(GIVEN_UP_AFTER)).then_some(next)
}
