//! Texts with a rule: parsed once at the border, then trusted.
//!
//! Lengths are counted in Unicode scalars on both databases, and the NUL character is refused everywhere,
//! because PostgreSQL cannot store it.

use crate::issue::Problem;
use serde::Serialize;
use std::fmt;

/// Checks a text against `min..=max` Unicode scalars and for NUL.
///
/// # Errors
/// The first rule that it breaks.
pub fn check(text: &str, min: usize, max: usize) -> Result<(), Problem> {
    if text.contains('\0') {
        return Err(Problem::Nul);
    }
    // A text of at most `max` bytes cannot have more scalars, so most texts are never counted.
    let over = text.len() > max && text.chars().nth(max).is_some();
    if over {
        return Err(Problem::TooLong { max });
    }
    if text.len() < min || (min > 1 && text.chars().nth(min - 1).is_none()) {
        return Err(Problem::TooShort { min });
    }
    Ok(())
}

/// A text in the one form that searching compares: lower case by Unicode's rules on both databases, which
/// the databases' own `lower` would not give.
pub fn fold(text: &str) -> String {
    text.to_lowercase()
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident: $min:literal..=$max:literal),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The most Unicode scalars it may have.
            pub const MAX: usize = $max;

            /// Takes a text that keeps the rule.
            ///
            /// # Errors
            /// What is wrong with it: too short, too long, or holding NUL.
            pub fn parse(text: impl Into<String>) -> Result<Self, Problem> {
                let text = text.into();
                check(&text, $min, $max)?;
                Ok(Self(text))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Gives the text away.
            pub fn into_string(self) -> String {
                self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    )*};
}

texts! {
    /// What a ticket is called. The widest of the dialects allows 500; narrower ones check their own limit.
    Title: 1..=500,
    /// The long text of a ticket.
    Description: 0..=1_000_000,
    /// What somebody wrote under a ticket. Dialects may allow less.
    CommentText: 1..=1_000_000,
    /// Notes on a time entry.
    Notes: 0..=100_000,
    /// A name shown to people: of a status, a tag, a client, a project …
    Name: 1..=255,
    /// A few words beside something: a job title, the name of a department, what a contact is to a tag.
    Label: 0..=100,
    /// A link stored with a ticket.
    Link: 1..=2048,
    /// What is said to a decision.
    Remark: 1..=5_000,
    /// A condition on which something is approved.
    Condition: 1..=500,
}

impl Title {
    /// What a thing without a name is called.
    pub fn untitled() -> Self {
        Self("Untitled".into())
    }
}

/// The words to search for: at most 200 Unicode scalars, matched literally and without regard to case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SearchTerm(String);

impl SearchTerm {
    /// The most Unicode scalars that may be searched for; matching costs the product of both lengths.
    pub const MAX: usize = 200;

    /// Trims and folds the text. An empty term is nothing: it matches everything.
    ///
    /// # Errors
    /// When it is too long or holds NUL.
    pub fn parse(text: &str) -> Result<Option<Self>, Problem> {
        let text = text.trim();
        check(text, 0, Self::MAX)?;
        Ok((!text.is_empty()).then(|| Self(fold(text))))
    }

    /// The folded term.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_are_counted_in_scalars() {
        assert!(Title::parse("é".repeat(500)).is_ok());
        assert!(Title::parse("🎫".repeat(500)).is_ok());
        assert_eq!(Title::parse("🎫".repeat(501)), Err(Problem::TooLong { max: 500 }));
        assert_eq!(Title::parse(""), Err(Problem::TooShort { min: 1 }));
    }

    #[test]
    fn nul_is_refused() {
        assert_eq!(Title::parse("a\0b"), Err(Problem::Nul));
        assert_eq!(SearchTerm::parse("\0"), Err(Problem::Nul));
    }

    #[test]
    fn an_empty_search_is_no_search() {
        assert_eq!(SearchTerm::parse("  \t"), Ok(None));
        assert_eq!(SearchTerm::parse(" Füße ").unwrap().unwrap().as_str(), "füße");
    }

    proptest! {
        #[test]
        fn whatever_is_accepted_is_kept_unchanged(text in "\\PC{0,600}") {
            match Title::parse(text.clone()) {
                Ok(title) => {
                    prop_assert!((1..=500).contains(&text.chars().count()));
                    prop_assert_eq!(title.as_str(), text);
                }
                Err(_) => prop_assert!(text.is_empty() || text.chars().count() > 500),
            }
        }
    }
}
