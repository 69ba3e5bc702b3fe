//! Tenants: customers of the service who never see each other.

use crate::{id::TenantId, text::Name, time::Time};

/// One isolated customer. Everything else belongs to exactly one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tenant {
    /// Its id, the first column of every key.
    pub id: TenantId,
    /// The short name operators use on the command line, unique across the service.
    pub slug: Slug,
    /// The name people see.
    pub name: Name,
    /// A suspended tenant's credentials are all refused.
    pub state: TenantState,
    /// When it was opened.
    pub created_at: Time,
}

/// Whether a tenant's people get in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TenantState {
    /// In use.
    Active,
    /// Locked: data kept, credentials refused.
    Suspended,
}

/// `acme`: 1 to 63 of `a-z`, `0-9` and inner hyphens, so that it can be a host name's label.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Slug(String);

impl Slug {
    /// Takes a text of that form.
    ///
    /// # Errors
    /// When it is not.
    pub fn parse(text: &str) -> Result<Self, crate::issue::Problem> {
        let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let good = !text.is_empty()
            && text.len() <= 63
            && text.chars().all(letters)
            && !text.starts_with('-')
            && !text.ends_with('-');
        if good {
            Ok(Self(text.to_owned()))
        } else {
            Err(crate::issue::Problem::Rule(
                "must be 1 to 63 of a-z, 0-9 and inner hyphens",
            ))
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_can_be_a_host_label() {
        for good in ["a", "acme", "acme-2", "0"] {
            assert!(Slug::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "-a", "a-", "Acme", "a_b", "ä", &"a".repeat(64)] {
            assert!(Slug::parse(bad).is_err(), "{bad}");
        }
    }
}
