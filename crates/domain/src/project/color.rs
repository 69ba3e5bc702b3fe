//! Colours of columns and tags.

use crate::issue::Problem;
use serde::Serialize;

/// `#0052cc`: a number sign and six hexadecimal digits, kept as they were written.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct Color(String);

impl Color {
    /// What is taken where nobody says anything.
    pub const USUAL: &str = "#0052cc";

    /// How many characters it has.
    pub const LENGTH: usize = 7;

    /// Takes a text of that form.
    ///
    /// # Errors
    /// When it is not.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        crate::text::check(text, 0, Self::LENGTH)?;
        let digits = text.strip_prefix('#').unwrap_or_default();
        if digits.len() + 1 == Self::LENGTH && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Problem::Rule("must be a colour, such as #0052cc"))
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Color {
    fn default() -> Self {
        Self(Self::USUAL.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_six_hexadecimal_digits_after_a_number_sign() {
        for good in ["#0052cc", "#FFFFFF", "#Ff9800", Color::USUAL] {
            assert_eq!(Color::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "#", "red", "0052cc", "#0052c", "#0052cg", "#ééé", "##0052c"] {
            assert!(matches!(Color::parse(bad), Err(Problem::Rule(_))), "{bad}");
        }
        assert_eq!(Color::parse("#0052cc0"), Err(Problem::TooLong { max: 7 }));
        assert_eq!(Color::parse("#0052\0c"), Err(Problem::Nul));
        assert_eq!(Color::parse(Color::USUAL), Ok(Color::default()));
    }
}
