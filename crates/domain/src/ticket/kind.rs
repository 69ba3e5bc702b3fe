//! What sort of thing a ticket is.

use serde::Serialize;

/// What sort of thing a ticket is, in the words of all dialects together.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Something broke.
    Incident,
    /// Somebody wants something.
    Request,
    /// The cause behind incidents.
    Problem,
    /// A change to be made.
    Change,
    /// Work to be done.
    Task,
    /// A fault in a product.
    Bug,
    /// A wish told from the user's side.
    Story,
    /// A large piece of work.
    Epic,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Incident,
        Self::Request,
        Self::Problem,
        Self::Change,
        Self::Task,
        Self::Bug,
        Self::Story,
        Self::Epic,
    ];

    /// Its stored name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Incident => "incident",
            Self::Request => "request",
            Self::Problem => "problem",
            Self::Change => "change",
            Self::Task => "task",
            Self::Bug => "bug",
            Self::Story => "story",
            Self::Epic => "epic",
        }
    }

    /// The kind of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}
