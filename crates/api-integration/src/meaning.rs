//! What the core's statuses and priorities are called here. A new status category breaks the build here.

use serde::{Serialize, Serializer};
use std::borrow::Cow;
use tessera_application::tickets::{Otherwise, StatusWanted};
use tessera_domain::{issue::Problem, priority::Rank, status::StatusCategory};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr, Type,
        schema::{ObjectBuilder, Schema},
    },
};

/// A status, as other systems know it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StatusWord {
    /// Nobody has begun.
    Open,
    /// Somebody works on it.
    InProgress,
    /// It waits for somebody or something else.
    Waiting,
    /// It is solved.
    Resolved,
    /// It is over.
    Closed,
}

impl StatusWord {
    const ALL: [Self; 5] = [
        Self::Open,
        Self::InProgress,
        Self::Waiting,
        Self::Resolved,
        Self::Closed,
    ];
    /// Every word.
    pub const WORDS: &[&str] = &["open", "in_progress", "waiting", "resolved", "closed"];

    /// The word itself, which is also the key in a tenant's list that has not been changed.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in_progress",
            Self::Waiting => "waiting",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
        }
    }

    /// Takes one of the words, letter by letter.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let found = Self::ALL.into_iter().find(|status| status.word() == text);
        found.ok_or_else(|| Problem::not_one_of(Self::WORDS, text))
    }

    /// How a tenant's status is spelled: by its key if that is known, else by what it means to the rules.
    pub fn of(key: &str, category: StatusCategory) -> Self {
        let known = match key {
            "review" => Some(Self::InProgress),
            "pending_approval" => Some(Self::Waiting),
            other => Self::parse(other).ok(),
        };
        known.unwrap_or(match category {
            StatusCategory::Open => Self::Open,
            StatusCategory::Active => Self::InProgress,
            StatusCategory::Waiting => Self::Waiting,
            StatusCategory::Done => Self::Closed,
        })
    }

    /// What to look for in the tenant's list.
    pub const fn wanted(self) -> StatusWanted {
        let category = match self {
            Self::Open => StatusCategory::Open,
            Self::InProgress => StatusCategory::Active,
            Self::Waiting => StatusCategory::Waiting,
            Self::Resolved | Self::Closed => StatusCategory::Done,
        };
        StatusWanted {
            key: Cow::Borrowed(self.word()),
            alike: &[],
            otherwise: Otherwise::Take(category),
        }
    }
}

/// A priority, as other systems know it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PriorityWord {
    /// It can wait.
    Low,
    /// As most do.
    Medium,
    /// It should come before others.
    High,
    /// It comes first.
    Urgent,
}

impl PriorityWord {
    const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Urgent];
    /// Every word.
    pub const WORDS: &[&str] = &["low", "medium", "high", "urgent"];

    /// The word itself.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Urgent => "urgent",
        }
    }

    /// Takes one of the words, letter by letter.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let found = Self::ALL.into_iter().find(|priority| priority.word() == text);
        found.ok_or_else(|| Problem::not_one_of(Self::WORDS, text))
    }

    /// How a rank is spelled.
    pub fn of(rank: Rank) -> Self {
        if rank <= Rank::LOW {
            Self::Low
        } else if rank <= Rank::MEDIUM {
            Self::Medium
        } else if rank <= Rank::HIGH {
            Self::High
        } else {
            Self::Urgent
        }
    }

    /// The rank that is asked for.
    pub const fn rank(self) -> Rank {
        match self {
            Self::Low => Rank::LOW,
            Self::Medium => Rank::MEDIUM,
            Self::High => Rank::HIGH,
            Self::Urgent => Rank::HIGHEST,
        }
    }
}

macro_rules! words {
    ($($name:ident),*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let words = Self::WORDS.iter().copied();
                ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).into()
            }
        }

        impl ToSchema for $name {}
    )*};
}

words!(StatusWord, PriorityWord);

#[cfg(test)]
mod tests {
    use super::*;
    use tessera_domain::status;

    #[test]
    fn the_words_are_the_documented_ones() {
        let statuses: Vec<_> = StatusWord::ALL.into_iter().map(StatusWord::word).collect();
        assert_eq!(statuses, StatusWord::WORDS);
        let priorities: Vec<_> = PriorityWord::ALL.into_iter().map(PriorityWord::word).collect();
        assert_eq!(priorities, PriorityWord::WORDS);
        for wrong in ["", "OPEN", " open", "review", "done", "critical"] {
            assert!(StatusWord::parse(wrong).is_err(), "{wrong}");
            assert!(PriorityWord::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_status_of_a_new_tenant_is_spelled_as_designed() {
        let spelled: Vec<_> = status::DEFAULTS
            .iter()
            .map(|(key, _, category)| (*key, StatusWord::of(key, *category).word()))
            .collect();
        assert_eq!(
            spelled,
            [
                ("open", "open"),
                ("in_progress", "in_progress"),
                ("review", "in_progress"),
                ("waiting", "waiting"),
                ("pending_approval", "waiting"),
                ("resolved", "resolved"),
                ("closed", "closed"),
            ]
        );
    }

    #[test]
    fn a_status_of_the_tenants_own_is_spelled_by_its_meaning() {
        let spelled = StatusCategory::ALL.map(|category| StatusWord::of("at_the_workshop", category).word());
        assert_eq!(spelled, ["open", "in_progress", "waiting", "closed"]);
    }

    #[test]
    fn what_is_asked_for_is_spelled_the_same_again() {
        for word in StatusWord::ALL {
            let wanted = word.wanted();
            let Otherwise::Take(category) = wanted.otherwise else {
                panic!("{wanted:?}")
            };
            assert_eq!(StatusWord::of(&wanted.key, category), word);
            let listed = status::DEFAULTS
                .iter()
                .find(|(key, ..)| *key == wanted.key)
                .unwrap();
            assert_eq!(listed.2, category, "{wanted:?}");
        }
        for word in PriorityWord::ALL {
            assert_eq!(PriorityWord::of(word.rank()), word);
        }
    }

    #[test]
    fn five_ranks_are_four_words() {
        let spelled: Vec<_> = (1..=5)
            .map(|rank| PriorityWord::of(Rank::new(rank).unwrap()).word())
            .collect();
        assert_eq!(spelled, ["low", "low", "medium", "high", "urgent"]);
    }
}
