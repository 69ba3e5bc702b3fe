//! How urgent and important a ticket is, and how content its requester was.

use serde::Serialize;

/// How urgent or important a ticket is, beside its priority.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Little.
    Low,
    /// As most are.
    #[default]
    Medium,
    /// Much.
    High,
    /// Above all else.
    Critical,
}

impl Level {
    /// Every level, lowest first.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// Its stored name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The level of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.key() == key)
    }
}

/// How content the requester was: 1 not at all, 5 fully.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct Rating(i16);

impl Rating {
    /// The rating of that number, if it is 1 to 5.
    pub fn new(rating: i16) -> Option<Self> {
        (1..=5).contains(&rating).then_some(Self(rating))
    }

    /// 1 to 5.
    pub const fn get(self) -> i16 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_read_back_and_medium_is_what_nobody_says() {
        for level in Level::ALL {
            assert_eq!(Level::from_key(level.key()), Some(level));
        }
        assert_eq!(
            (Level::from_key("normal"), Level::default()),
            (None, Level::Medium)
        );
    }

    #[test]
    fn a_rating_is_one_to_five() {
        let taken: Vec<_> = (-1..8).filter_map(Rating::new).map(Rating::get).collect();
        assert_eq!(taken, [1, 2, 3, 4, 5]);
    }
}
