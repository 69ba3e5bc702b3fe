//! The tenant's list of priorities: names over a rank that all dialects share.

use crate::{id::PriorityId, text::Name};

/// One entry of the tenant's list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Priority {
    /// Its id.
    pub id: PriorityId,
    /// `high`: unique in the tenant.
    pub key: String,
    /// What people see.
    pub name: Name,
    /// How much it matters.
    pub rank: Rank,
}

/// How much a ticket matters: 1 lowest, 2 low, 3 medium, 4 high, 5 highest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Rank(i16);

impl Rank {
    /// 1.
    pub const LOWEST: Self = Self(1);
    /// 2.
    pub const LOW: Self = Self(2);
    /// 3, what a ticket gets when nobody says.
    pub const MEDIUM: Self = Self(3);
    /// 4.
    pub const HIGH: Self = Self(4);
    /// 5.
    pub const HIGHEST: Self = Self(5);

    /// The rank of that number, if it is 1 to 5.
    pub fn new(rank: i16) -> Option<Self> {
        (1..=5).contains(&rank).then_some(Self(rank))
    }

    /// 1 to 5.
    pub const fn get(self) -> i16 {
        self.0
    }
}

/// The priorities that every new tenant gets: key, name, rank.
pub const DEFAULTS: [(&str, &str, Rank); 5] = [
    ("lowest", "Lowest", Rank::LOWEST),
    ("low", "Low", Rank::LOW),
    ("medium", "Medium", Rank::MEDIUM),
    ("high", "High", Rank::HIGH),
    ("highest", "Highest", Rank::HIGHEST),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rank_is_one_to_five() {
        assert_eq!(Rank::new(0), None);
        assert_eq!(Rank::new(6), None);
        assert_eq!(Rank::new(3), Some(Rank::MEDIUM));
    }
}
