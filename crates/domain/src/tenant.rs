//! Tenants: customers of the service who never see each other.

use crate::{id::TenantId, issue::Problem, text::Name, time::Time, user::Role};

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
    /// The host name under which its people reach the service, if it has one of its own.
    pub host: Option<HostName>,
    /// Who may come in by a provider's word alone. Nobody, unless the tenant says so.
    pub enrolment: Option<Enrolment>,
    /// Whether the record of integrations' calls holds the bodies of their requests.
    pub records_bodies: bool,
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

/// Which people, proven by an identity provider, a tenant takes in without anybody's doing: those with a verified
/// e-mail address of one of its domains. Whoever has an account with that address gets that one; others get a new
/// one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Enrolment {
    /// The domains, one at least.
    pub domains: Vec<HostName>,
    /// What a newcomer is. Without it nobody new is taken in: only accounts that exist are linked.
    pub role: Option<Role>,
}

impl Enrolment {
    /// Whether the address is of one of the domains, letter for letter after the last `@`. A domain's subdomains are other domains.
    pub fn covers(&self, email: &str) -> bool {
        let domain = email.rsplit_once('@').and_then(|(local, domain)| {
            let plain = !local.is_empty();
            HostName::parse(domain).ok().filter(|_| plain)
        });
        domain.is_some_and(|domain| self.domains.contains(&domain))
    }
}

/// A host name of letters, digits and hyphens in labels, in lower case: at most 253 characters.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct HostName(String);

impl HostName {
    /// Takes a host name in any case; without port, without a dot at its end.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let name = text.to_ascii_lowercase();
        let good = name.len() <= 253 && name.split('.').all(|label| Slug::parse(label).is_ok());
        if good {
            Ok(Self(name))
        } else {
            Err(Problem::Rule("must be a host name, such as tickets.example.com"))
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `acme`: 1 to 63 of `a-z`, `0-9` and inner hyphens, so that it can be a host name's label.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Slug(String);

impl Slug {
    /// Takes a text of that form.
    ///
    /// # Errors
    /// When it is not.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let good = !text.is_empty()
            && text.len() <= 63
            && text.chars().all(letters)
            && !text.starts_with('-')
            && !text.ends_with('-');
        if good {
            Ok(Self(text.to_owned()))
        } else {
            Err(Problem::Rule("must be 1 to 63 of a-z, 0-9 and inner hyphens"))
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
    fn a_host_name_is_kept_in_lower_case() {
        for good in ["localhost", "Tickets.Example.com", "a.b-c.d9"] {
            assert_eq!(HostName::parse(good).unwrap().as_str(), good.to_lowercase());
        }
        for bad in [
            "",
            ".",
            "a.",
            ".a",
            "a..b",
            "a:80",
            "a/b",
            "ä.example",
            &"a.".repeat(127),
        ] {
            assert!(HostName::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_addresses_of_the_very_domain_are_taken_in() {
        let domains = vec![HostName::parse("example.com").unwrap()];
        let enrolment = Enrolment { domains, role: None };
        for good in ["robin@example.com", "robin@EXAMPLE.com", "a@b@example.com"] {
            assert!(enrolment.covers(good), "{good}");
        }
        for bad in [
            "",
            "example.com",
            "@example.com",
            "robin@example.com.",
            "robin@sub.example.com",
            "robin@notexample.com",
            "robin@example.com@evil.example",
        ] {
            assert!(!enrolment.covers(bad), "{bad}");
        }
    }

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
