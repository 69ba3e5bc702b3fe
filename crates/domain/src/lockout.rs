//! Not getting in by guessing: an account is locked for a while after wrong passwords.
//!
//! The lock is never for ever and never longer than a quarter of an hour, so that nobody can keep a person out
//! for good by guessing wrong on purpose. Names that no account has follow the same rule, so that a lock tells
//! nobody which names exist. Sessions that were there before go on.

use crate::time::Time;

/// After so many wrong passwords in a row the account is locked.
pub const FREE_TRIES: u32 = 5;
/// For how long at first, in seconds. Each further wrong password doubles it.
pub const FIRST_LOCK: i64 = 30;
/// For how long at most, in seconds.
pub const LONGEST_LOCK: i64 = 15 * 60;
/// After so many seconds without a try the earlier ones are forgotten.
pub const FORGOTTEN_AFTER: i64 = 24 * 60 * 60;

/// What is remembered of the tries at one account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tries {
    /// Wrong passwords in a row, the one being looked at included.
    pub wrong: u32,
    /// When the last one was.
    pub last: Time,
    /// Until when no password is looked at.
    pub locked_until: Option<Time>,
}

/// What becomes of a try.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Try {
    /// The password is looked at. The try counts as wrong from now on, until it proves right: many at the same
    /// time must not get more of them than one after the other.
    Allowed(Tries),
    /// The account is locked, and the password is not looked at, so the wait tells nothing about it.
    Locked {
        /// Until then.
        until: Time,
    },
}

/// Judges a try at an account of which `before` is remembered.
pub fn attempt(before: Option<Tries>, now: Time) -> Try {
    let before = before.filter(|tries| now < tries.last.plus_seconds(FORGOTTEN_AFTER));
    if let Some(until) = before
        .and_then(|tries| tries.locked_until)
        .filter(|until| now < *until)
    {
        return Try::Locked { until };
    }
    let wrong = before.map_or(0, |tries| tries.wrong).saturating_add(1);
    let locked_until = (wrong >= FREE_TRIES).then(|| now.plus_seconds(lock_seconds(wrong)));
    Try::Allowed(Tries {
        wrong,
        last: now,
        locked_until,
    })
}

fn lock_seconds(wrong: u32) -> i64 {
    let doublings = wrong.saturating_sub(FREE_TRIES).min(16);
    (FIRST_LOCK << doublings).min(LONGEST_LOCK)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Time {
        Time::from_micros(1_770_000_000_000_000)
            .unwrap()
            .plus_seconds(seconds)
    }

    fn allowed(before: Option<Tries>, now: Time) -> Tries {
        match attempt(before, now) {
            Try::Allowed(tries) => tries,
            Try::Locked { until } => panic!("locked until {until}"),
        }
    }

    #[test]
    fn five_tries_are_free_and_each_further_one_waits_twice_as_long() {
        let (mut tries, mut now) = (None, at(0));
        let mut waits = Vec::new();
        for _ in 0..12 {
            let next = allowed(tries, now);
            let end = next.locked_until.unwrap_or(now);
            waits.push((end.micros() - now.micros()) / 1_000_000);
            (tries, now) = (Some(next), end);
        }
        assert_eq!(waits, [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
    }

    #[test]
    fn nothing_is_looked_at_while_it_is_locked_and_the_lock_ends_by_itself() {
        let mut tries = None;
        for _ in 0..5 {
            tries = Some(allowed(tries, at(0)));
        }
        assert_eq!(attempt(tries, at(0)), Try::Locked { until: at(30) });
        assert_eq!(attempt(tries, at(29)), Try::Locked { until: at(30) });
        assert_eq!(allowed(tries, at(30)).wrong, 6);
    }

    #[test]
    fn old_tries_are_forgotten() {
        let tries = Tries {
            wrong: 40,
            last: at(0),
            locked_until: Some(at(900)),
        };
        assert_eq!(allowed(Some(tries), at(FORGOTTEN_AFTER)).wrong, 1);
    }
}
