//! The short names of projects.

use crate::issue::Problem;
use serde::Serialize;
use std::fmt;

/// `HELP`: 2 to 10 capital letters of A to Z.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct ProjectKey(String);

impl ProjectKey {
    /// The fewest letters.
    pub const MIN: usize = 2;
    /// The most letters.
    pub const MAX: usize = 10;

    /// Takes a text of that form, as it is.
    ///
    /// # Errors
    /// When it is not.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        crate::text::check(text, 0, Self::MAX)?;
        if text.len() >= Self::MIN && text.bytes().all(|b| b.is_ascii_uppercase()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Problem::Rule("must be 2 to 10 capital letters"))
        }
    }

    /// Takes a text in any case: people type keys as they like.
    ///
    /// # Errors
    /// When it holds anything but letters of A to Z, or too few or many of them.
    pub fn parse_any_case(text: &str) -> Result<Self, Problem> {
        Self::parse(&text.to_ascii_uppercase())
    }

    /// The letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_2_to_10_capital_letters() {
        for good in ["AB", "HELP", "ABCDEFGHIJ"] {
            assert_eq!(ProjectKey::parse(good).unwrap().as_str(), good);
            assert_eq!(
                ProjectKey::parse_any_case(&good.to_lowercase()).unwrap().as_str(),
                good
            );
        }
        for bad in ["", "A", "A1", "help", "AB CD", "ÄB", "A-B"] {
            assert!(matches!(ProjectKey::parse(bad), Err(Problem::Rule(_))), "{bad}");
        }
        for never in ["", "a", "a1", "ab cd", "äb", "straße"] {
            assert!(ProjectKey::parse_any_case(never).is_err(), "{never}");
        }
        assert_eq!(
            ProjectKey::parse("ABCDEFGHIJK"),
            Err(Problem::TooLong { max: 10 })
        );
    }
}
