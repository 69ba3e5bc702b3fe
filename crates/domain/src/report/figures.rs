//! Averages, shares and trends out of whole numbers.

/// Minutes of an hour.
const HOUR: i64 = 60;

/// Sums over some tickets.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// How many there are.
    pub tickets: i64,
    /// How many of them are finished.
    pub finished: i64,
    /// How many of the finished ones missed their deadline.
    pub missed: i64,
    /// How many whole minutes the finished ones took from opening to finishing, altogether.
    pub minutes: i64,
    /// How many were rated by their requester.
    pub rated: i64,
    /// The ratings, altogether.
    pub stars: i64,
}

impl Tally {
    /// Adds the sums over other tickets.
    pub const fn add(&mut self, other: &Self) {
        self.tickets += other.tickets;
        self.finished += other.finished;
        self.missed += other.missed;
        self.minutes += other.minutes;
        self.rated += other.rated;
        self.stars += other.stars;
    }

    /// How many minutes it took to finish one.
    pub fn resolution(&self) -> Option<Mean> {
        Mean::new(self.minutes, self.finished)
    }

    /// How content the requesters were, from 1 to 5.
    pub fn satisfaction(&self) -> Option<Mean> {
        Mean::new(self.stars, self.rated)
    }

    /// How many of a hundred finished tickets kept their deadline; all of them where none is finished.
    pub fn compliance(&self) -> Tenths {
        let kept = Mean::new((self.finished - self.missed).saturating_mul(100), self.finished);
        kept.map_or(Tenths(1000), |kept| kept.tenths(1))
    }
}

/// Sums over the answers that some tickets got from others than their requester.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Answers {
    /// How many tickets were answered.
    pub answered: i64,
    /// How many whole minutes passed from opening to the first answer, altogether.
    pub minutes: i64,
    /// How many of the finished tickets needed one answer at most.
    pub at_once: i64,
}

impl Answers {
    /// Adds the sums over other tickets.
    pub const fn add(&mut self, other: &Self) {
        self.answered += other.answered;
        self.minutes += other.minutes;
        self.at_once += other.at_once;
    }

    /// How many minutes passed until a ticket was answered.
    pub fn response(&self) -> Option<Mean> {
        Mean::new(self.minutes, self.answered)
    }

    /// How many of a hundred finished tickets needed one answer at most, given how many are finished.
    pub fn first_contact(&self, finished: i64) -> Option<Tenths> {
        Mean::new(self.at_once.saturating_mul(100), finished).map(|share| share.tenths(1))
    }
}

/// An average, as the exact fraction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mean {
    sum: i64,
    of: i64,
}

impl Mean {
    /// The average of so many values, none of them negative, that make so much together; of no values there is none.
    pub fn new(sum: i64, of: i64) -> Option<Self> {
        (of > 0).then_some(Self { sum: sum.max(0), of })
    }

    /// It in tenths of a unit that is made of so many of what was added up. Halves are rounded up.
    pub fn tenths(self, unit: i64) -> Tenths {
        let parts = i128::from(self.of) * i128::from(unit.max(1));
        let tenths = rounded(i128::from(self.sum) * 10, parts);
        Tenths(i64::try_from(tenths).unwrap_or(i64::MAX))
    }

    /// It in tenths of an hour, where minutes were added up.
    pub fn hours(self) -> Tenths {
        self.tenths(HOUR)
    }

    /// By how many percent `now` is more or less than `before`; 0 where there is nothing to compare.
    ///
    /// ```
    /// use tessera_domain::report::Mean;
    ///
    /// let (before, now) = (Mean::new(100, 4), Mean::new(28, 1));
    /// assert_eq!(Mean::trend(before, now), 12);
    /// assert_eq!(Mean::trend(None, now), 0);
    /// ```
    pub fn trend(before: Option<Self>, now: Option<Self>) -> i64 {
        let Some((before, now)) = before.zip(now).filter(|(before, _)| before.sum > 0) else {
            return 0;
        };
        let (new, old) = (
            i128::from(now.sum) * i128::from(before.of),
            i128::from(before.sum) * i128::from(now.of),
        );
        let more = new.saturating_sub(old).saturating_mul(100);
        let percent = if more < 0 {
            -rounded(more.saturating_neg(), old)
        } else {
            rounded(more, old)
        };
        i64::try_from(percent).unwrap_or(i64::MAX)
    }
}

/// A number with one decimal, as so many tenths.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Tenths(pub i64);

impl Tenths {
    /// The nearest number that a double holds, which is written as it is meant.
    pub fn to_f64(self) -> f64 {
        f64::from(i32::try_from(self.0).unwrap_or(i32::MAX)) / 10.0
    }
}

/// The nearest whole number; the upper one of two that are equally near. Neither is negative.
const fn rounded(sum: i128, of: i128) -> i128 {
    (sum.saturating_mul(2).saturating_add(of)) / (of.saturating_mul(2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn averages_have_one_decimal_and_halves_go_up() {
        for (sum, of, unit, told) in [
            (252, 1, 60, 4.2),
            (1, 1, 60, 0.0),
            (3, 1, 60, 0.1),
            (9, 1, 60, 0.2),
            (13, 3, 1, 4.3),
            (5, 1, 1, 5.0),
            (0, 3, 1, 0.0),
        ] {
            let mean = Mean::new(sum, of).unwrap();
            assert!(
                (mean.tenths(unit).to_f64() - told).abs() < f64::EPSILON,
                "{sum}/{of}"
            );
        }
        assert_eq!((Mean::new(5, 0), Mean::new(0, 0)), (None, None));
    }

    #[test]
    fn compliance_is_of_the_finished_ones_and_whole_where_there_are_none() {
        let tally = |finished, missed| Tally {
            tickets: 1_000,
            finished,
            missed,
            ..Tally::default()
        };
        for (finished, missed, told) in [(200, 11, 945), (3, 1, 667), (3, 3, 0), (7, 0, 1000), (0, 0, 1000)] {
            assert_eq!(tally(finished, missed).compliance(), Tenths(told));
        }
    }

    #[test]
    fn trends_are_whole_percent_of_what_was_before() {
        let of = |sum| Mean::new(sum, 1);
        for (before, now, told) in [
            (100, 112, 12),
            (100, 92, -8),
            (3, 4, 33),
            (3, 2, -33),
            (200, 201, 1),
            (200, 199, -1),
            (1_000, 1_004, 0),
            (10, 0, -100),
            (0, 10, 0),
            (0, 0, 0),
            (1, 25, 2_400),
        ] {
            assert_eq!(Mean::trend(of(before), of(now)), told, "{before} to {now}");
        }
        assert_eq!((Mean::trend(of(4), None), Mean::trend(None, of(4))), (0, 0));
    }

    #[test]
    fn first_contact_is_a_share_of_the_finished_ones() {
        let answers = Answers {
            answered: 3,
            minutes: 90,
            at_once: 2,
        };
        assert_eq!(answers.first_contact(3), Some(Tenths(667)));
        assert_eq!(answers.first_contact(0), None);
        assert_eq!(answers.response().unwrap().hours(), Tenths(5));
    }

    proptest! {
        #[test]
        fn sums_of_parts_are_the_sums_of_the_whole(parts in prop::collection::vec(0i64..1_000_000, 0..20)) {
            let mut whole = Tally::default();
            for part in &parts {
                whole.add(&Tally { tickets: *part, finished: 1, missed: *part, minutes: *part, rated: 1, stars: 5 });
            }
            let (sum, count) = (parts.iter().sum::<i64>(), i64::try_from(parts.len()).unwrap());
            prop_assert_eq!((whole.tickets, whole.missed, whole.minutes), (sum, sum, sum));
            prop_assert_eq!((whole.finished, whole.rated, whole.stars), (count, count, 5 * count));
        }

        #[test]
        fn no_sum_is_too_large(sum: i64, of: i64, unit: i64, other: i64) {
            let mean = Mean::new(sum, of);
            let _ = mean.map(|mean| (mean.tenths(unit).to_f64(), mean.hours()));
            let _ = Mean::trend(mean, Mean::new(other, of));
        }
    }
}
