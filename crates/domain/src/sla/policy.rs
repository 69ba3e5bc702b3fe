//! What is promised for which tickets.

use super::{Calendar, CalendarPatch};
use crate::{
    id::{DepartmentId, SlaPolicyId},
    issue::Problem,
    priority::Rank,
    text::Name,
    ticket::{Patch, seconds_for},
};

/// How much working time something may take: a minute at least, a year at most.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Allowance(i64);

impl Allowance {
    /// The most minutes.
    pub const MAX: i64 = 366 * 24 * 60;

    /// So many minutes.
    ///
    /// # Errors
    /// When that is too few or too many.
    pub const fn minutes(minutes: i64) -> Result<Self, Problem> {
        match minutes {
            ..1 => Err(Problem::TooSmall { min: 1 }),
            1..=Self::MAX => Ok(Self(minutes)),
            _ => Err(Problem::TooLarge { max: Self::MAX }),
        }
    }

    /// What a ticket of that rank may take where no policy holds for it.
    pub const fn of_rank(rank: Rank) -> Self {
        Self(seconds_for(rank) / 60)
    }

    /// How many minutes.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// How many microseconds.
    pub const fn micros(self) -> i64 {
        self.0 * 60_000_000
    }
}

/// What is promised for some of a tenant's tickets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Policy {
    /// Its id.
    pub id: SlaPolicyId,
    /// The tenant's running number of it.
    pub number: i64,
    /// What people see.
    pub name: Name,
    /// Only for tickets of this rank.
    pub rank: Option<Rank>,
    /// Only for tickets of this department.
    pub department: Option<DepartmentId>,
    /// Within how much working time somebody answers.
    pub response: Option<Allowance>,
    /// Within how much working time it is finished.
    pub resolution: Allowance,
    /// When is worked.
    pub calendar: Calendar,
    /// Whether it is promised for tickets from now on.
    pub active: bool,
    /// Counts the changes, from 1. Writers say which one they saw.
    pub version: i64,
}

/// What a caller wants changed of a policy. Everything is left alone unless it is named.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PolicyPatch {
    /// Another name.
    pub name: Option<Name>,
    /// For which rank.
    pub rank: Patch<Rank>,
    /// For which department.
    pub department: Patch<DepartmentId>,
    /// Within how much time somebody answers.
    pub response: Patch<Allowance>,
    /// Within how much time it is finished.
    pub resolution: Option<Allowance>,
    /// When is worked.
    pub calendar: CalendarPatch,
    /// Whether it is promised from now on.
    pub active: Option<bool>,
}

impl Policy {
    /// Whether it is promised for a ticket of that rank and department. What is promised for low ones is promised for the
    /// lowest: not every client tells the two apart.
    fn covers(&self, rank: Rank, department: Option<DepartmentId>) -> bool {
        self.active
            && self.rank.is_none_or(|wanted| wanted == rank.max(Rank::LOW))
            && (self.department.is_none() || self.department == department)
    }

    /// The policy that holds for a ticket of that rank and department: of those that cover it the one that says most of
    /// which tickets it is for, where a department says more than a rank; of several such ones the one with the lowest
    /// number.
    pub fn of(policies: &[Self], rank: Rank, department: Option<DepartmentId>) -> Option<&Self> {
        let covering = policies.iter().filter(|policy| policy.covers(rank, department));
        covering.min_by_key(|policy| (policy.department.is_none(), policy.rank.is_none(), policy.number))
    }

    /// Changes what is named. Whether that changed anything; then it is of the next version.
    pub fn apply(&mut self, wanted: PolicyPatch) -> bool {
        let before = self.clone();
        let PolicyPatch {
            name,
            rank,
            department,
            response,
            resolution,
            calendar,
            active,
        } = wanted;
        rank.onto(&mut self.rank);
        department.onto(&mut self.department);
        response.onto(&mut self.response);
        self.name = name.unwrap_or_else(|| before.name.clone());
        self.resolution = resolution.unwrap_or(before.resolution);
        self.calendar = before.calendar.with(calendar);
        self.active = active.unwrap_or(before.active);
        let changed = *self != before;
        if changed {
            self.version += 1;
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn department(id: u128) -> DepartmentId {
        Uuid::from_u128(id).into()
    }

    fn policy(number: i64, rank: Option<Rank>, department: Option<DepartmentId>) -> Policy {
        Policy {
            id: Uuid::from_u128(number.unsigned_abs().into()).into(),
            number,
            name: Name::parse("Promised").unwrap(),
            rank,
            department,
            response: None,
            resolution: Allowance::minutes(60).unwrap(),
            calendar: Calendar::always(),
            active: true,
            version: 1,
        }
    }

    #[test]
    fn the_policy_that_says_most_of_a_ticket_holds_for_it() {
        let (high, mine, theirs) = (Rank::HIGH, department(1), department(2));
        let all = [
            policy(1, None, None),
            policy(2, Some(high), None),
            policy(3, None, Some(mine)),
            policy(4, Some(high), Some(mine)),
            policy(5, None, Some(mine)),
        ];
        let of = |policies: &[Policy], rank, department| {
            Policy::of(policies, rank, department).map(|policy| policy.number)
        };
        for (rank, department, number) in [
            (Rank::LOW, None, 1),
            (high, None, 2),
            (high, Some(theirs), 2),
            (Rank::LOW, Some(mine), 3),
            (Rank::LOWEST, Some(theirs), 1),
            (high, Some(mine), 4),
        ] {
            assert_eq!(of(&all, rank, department), Some(number));
        }
        assert_eq!(of(&all[2..], Rank::LOW, None), None);
        assert_eq!(
            of(&[policy(1, Some(Rank::LOW), None)], Rank::LOWEST, None),
            Some(1)
        );
        let mut resting = all.clone();
        resting[3].active = false;
        assert_eq!(of(&resting, high, Some(mine)), Some(3));
    }

    #[test]
    fn what_changes_nothing_is_no_new_version() {
        let mut one = policy(1, Some(Rank::HIGH), None);
        let same = PolicyPatch {
            name: Some(one.name.clone()),
            rank: Patch::Set(Rank::HIGH),
            active: Some(true),
            ..PolicyPatch::default()
        };
        assert!(!one.apply(same) && one.version == 1);
        let other = PolicyPatch {
            rank: Patch::Clear,
            response: Patch::Set(Allowance::minutes(5).unwrap()),
            ..PolicyPatch::default()
        };
        assert!(one.apply(other));
        assert_eq!(
            (one.rank, one.response.map(Allowance::get), one.version),
            (None, Some(5), 2)
        );
    }

    #[test]
    fn an_allowance_is_a_minute_at_least_and_a_year_at_most() {
        for bad in [i64::MIN, -1, 0, Allowance::MAX + 1, i64::MAX] {
            assert!(Allowance::minutes(bad).is_err(), "{bad}");
        }
        assert_eq!(Allowance::of_rank(Rank::HIGHEST).get(), 240);
    }
}
