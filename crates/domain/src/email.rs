//! E-mail addresses, as far as their form can tell.

use crate::{
    issue::{Format, Problem},
    text,
};
use std::fmt;

/// An address: something before one sign, and the name of a host with a dot in it behind. Whether anybody reads what is
/// sent there, no form can tell.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The most Unicode scalars (RFC 5321).
    pub const MAX: usize = 254;

    /// Takes a text of that form, as it is.
    ///
    /// # Errors
    /// When it is empty, too long, or of another form.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        if text.is_empty() {
            return Err(Problem::Blank);
        }
        text::check(text, 0, Self::MAX)?;
        if is_address(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Problem::Malformed(Format::Email))
        }
    }

    /// The text as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Gives the text away.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_address(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else {
        return false;
    };
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"@<>(),;:\\\"[]".contains(c);
    let label = |label: &str| {
        let hyphen = label.starts_with('-') || label.ends_with('-');
        !label.is_empty() && !hyphen && label.chars().all(|c| c == '-' || c.is_alphanumeric())
    };
    local.split('.').all(|part| !part.is_empty())
        && local.chars().all(plain)
        && host.contains('.')
        && host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_something_at_a_host() {
        for good in [
            "robin@example.com",
            "r@a.b",
            "Robin.Sample+tickets@mail.Example.COM",
            "o'neill_1%x@sub.example.org",
            "jürgen@bücher.example",
        ] {
            assert_eq!(EmailAddress::parse(good).unwrap().as_str(), good);
        }
        for bad in [
            "robin",
            "@example.com",
            "robin@",
            "robin@example",
            "robin@example.",
            "robin@.com",
            "robin@-a.com",
            "robin@a-.com",
            "robin@exa mple.com",
            "ro bin@example.com",
            "a@b@example.com",
            ".robin@example.com",
            "robin.@example.com",
            "ro..bin@example.com",
            "robin <robin@example.com>",
            "robin@example.com,kim@example.com",
            "robin@[127.0.0.1]",
            "robin@example.com\n",
        ] {
            let refused = EmailAddress::parse(bad);
            assert_eq!(refused, Err(Problem::Malformed(Format::Email)), "{bad}");
        }
    }

    #[test]
    fn an_address_has_an_end_and_no_nul() {
        assert_eq!(EmailAddress::parse(""), Err(Problem::Blank));
        assert_eq!(EmailAddress::parse("a\0@example.com"), Err(Problem::Nul));
        let long = format!("{}@example.com", "a".repeat(243));
        assert_eq!(EmailAddress::parse(&long), Err(Problem::TooLong { max: 254 }));
    }
}
