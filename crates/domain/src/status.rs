//! The tenant's list of statuses, and what each means to the rules.

use crate::{id::StatusId, text::Name};

/// One entry of the tenant's list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Status {
    /// Its id.
    pub id: StatusId,
    /// `in_progress`: what dialects with fixed words map from; unique in the tenant.
    pub key: String,
    /// What people see.
    pub name: Name,
    /// What it means to the rules.
    pub category: StatusCategory,
    /// Where it stands in lists, from 0.
    pub position: i32,
    /// Whether new tickets start here; one of the list does.
    pub initial: bool,
}

/// What a status means to the rules, whatever the tenant calls it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StatusCategory {
    /// Nobody has begun.
    Open,
    /// Somebody works on it.
    Active,
    /// It waits for somebody or something else.
    Waiting,
    /// It is over.
    Done,
}

impl StatusCategory {
    /// Every category, in the order of a ticket's life.
    pub const ALL: [Self; 4] = [Self::Open, Self::Active, Self::Waiting, Self::Done];

    /// Its stored name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Active => "active",
            Self::Waiting => "waiting",
            Self::Done => "done",
        }
    }

    /// The category of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.key() == key)
    }

    /// Whether a ticket here is closed.
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Done)
    }
}

/// A status that every new tenant gets: key, name, category. The first one is where tickets start.
pub const DEFAULTS: [(&str, &str, StatusCategory); 7] = [
    ("open", "Open", StatusCategory::Open),
    ("in_progress", "In Progress", StatusCategory::Active),
    ("review", "In Review", StatusCategory::Active),
    ("waiting", "Waiting", StatusCategory::Waiting),
    ("pending_approval", "Pending Approval", StatusCategory::Waiting),
    ("resolved", "Resolved", StatusCategory::Done),
    ("closed", "Closed", StatusCategory::Done),
];

/// The key made of a name: lower case, every run of other characters one underscore.
///
/// ```
/// assert_eq!(tessera_domain::status::key_of("In Review!"), "in_review");
/// ```
pub fn key_of(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            key.push(c);
        } else if !key.is_empty() && !key.ends_with('_') {
            key.push('_');
        }
    }
    key.trim_end_matches('_').to_owned()
}

/// The key of the status that a column of this name stands for. Names that teams usually give their columns mean
/// the statuses of the default list; any other name is a status of its own. A name without letters and digits
/// stands for where tickets start.
///
/// ```
/// use tessera_domain::status::key_of_column;
///
/// assert_eq!(key_of_column("To Do"), "open");
/// assert_eq!(key_of_column("Waiting for parts"), "waiting_for_parts");
/// ```
pub fn key_of_column(name: &str) -> String {
    let slug = key_of(name);
    let known = match slug.as_str() {
        "" | "new" | "to_do" | "todo" | "backlog" | "open" => "open",
        "in_progress" | "doing" => "in_progress",
        "review" | "in_review" | "testing" => "review",
        "done" | "closed" | "resolved" => "resolved",
        // Some letters become several in lower case.
        other => return other.chars().take(Name::MAX).collect(),
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_keys_are_those_of_their_own_kind() {
        assert_eq!(
            DEFAULTS
                .iter()
                .filter(|(_, _, category)| category.is_done())
                .count(),
            2
        );
        for (key, _, _) in DEFAULTS {
            assert_eq!(key_of(key), key);
        }
    }

    #[test]
    fn categories_read_back() {
        for category in StatusCategory::ALL {
            assert_eq!(StatusCategory::from_key(category.key()), Some(category));
        }
    }

    #[test]
    fn usual_names_of_columns_mean_the_default_statuses() {
        let table = [
            ("New", "open"),
            ("To Do", "open"),
            ("ToDo", "open"),
            ("backlog", "open"),
            ("OPEN", "open"),
            ("!?", "open"),
            ("In Progress", "in_progress"),
            ("in-progress", "in_progress"),
            ("Doing", "in_progress"),
            ("Review", "review"),
            ("In Review", "review"),
            ("Testing", "review"),
            ("Done", "resolved"),
            ("Closed", "resolved"),
            ("Resolved!", "resolved"),
            ("Waiting", "waiting"),
            ("QA sign-off", "qa_sign_off"),
            ("Fertig für Übergabe", "fertig_für_übergabe"),
            ("Reviewed", "reviewed"),
        ];
        for (name, key) in table {
            assert_eq!(key_of_column(name), key, "{name}");
        }
        assert!(key_of_column(&"İx".repeat(127)).chars().count() <= Name::MAX);
    }
}
