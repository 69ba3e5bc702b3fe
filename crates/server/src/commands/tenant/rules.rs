//! What can be chosen about a tenant, when it is opened and later.

use crate::{
    commands::{Failure, tenant::slug},
    core::Core,
};
use clap::Args;
use tessera_application::{Clash, Error, tenants};
use tessera_domain::{
    tenant::{Enrolment, HostName, Tenant},
    ticket::Patch,
    user::Role,
};

/// Told in the help of all commands that take these.
pub const ENROLMENT: &str = "\
Enrolment: whoever an identity provider vouches for, with a verified e-mail address of one of the
--enrol-domain, gets the account with that address without anybody's doing. With --enrol-role,
those who have no account yet get a new one of that role; admins are made by `tessera user create`.
Name only domains whose mailboxes are all the tenant's own.";

/// A host name and a rule of enrolment.
#[derive(Args, Debug)]
pub struct Rules {
    /// Host name under which the tenant's people reach the service
    #[arg(long, value_name = "HOST")]
    host: Option<String>,
    /// Take in people with e-mail addresses of this domain; can be given several times
    #[arg(long, value_name = "DOMAIN")]
    enrol_domain: Vec<String>,
    /// Make accounts of this role for newcomers; without it only accounts that exist are found
    #[arg(long, value_name = "ROLE", requires = "enrol_domain", value_parser = ["user", "technician", "manager"])]
    enrol_role: Option<String>,
    /// Take in nobody by a provider's word alone
    #[arg(long, conflicts_with = "enrol_domain")]
    no_enrolment: bool,
}

/// What of a tenant is to be another.
#[derive(Clone, Default)]
pub struct Change {
    /// A host name.
    pub host: Option<HostName>,
    /// A rule of enrolment, or that there is none.
    pub enrolment: Patch<Enrolment>,
}

impl Rules {
    /// What was chosen.
    pub fn change(&self) -> Result<Change, Failure> {
        let host_name = |what: &str, text: &String| {
            HostName::parse(text).map_err(|problem| Failure::Question(format!("{what}: {problem}")))
        };
        let host = self
            .host
            .as_ref()
            .map(|host| host_name("--host", host))
            .transpose()?;
        let mut domains = Vec::new();
        for text in &self.enrol_domain {
            let domain = host_name("--enrol-domain", text)?;
            if !domains.contains(&domain) {
                domains.push(domain);
            }
        }
        let role = self.enrol_role.as_deref().and_then(Role::from_key);
        let enrolment = if self.no_enrolment {
            Patch::Clear
        } else if domains.is_empty() {
            Patch::Keep
        } else {
            Patch::Set(Enrolment { domains, role })
        };
        Ok(Change { host, enrolment })
    }
}

impl Change {
    /// Whether there is anything in it.
    pub const fn is_empty(&self) -> bool {
        self.host.is_none() && self.enrolment.keeps()
    }

    /// Makes it so.
    pub fn apply(&self, tenant: &mut Tenant) {
        if let Some(host) = &self.host {
            tenant.host = Some(host.clone());
        }
        if !self.enrolment.keeps() {
            tenant.enrolment = self.enrolment.value().cloned();
        }
    }
}

/// Changes the tenant of that slug, or says what to do about its not being there.
pub fn update(core: &Core, text: &str, change: impl Fn(&mut Tenant)) -> Result<Tenant, Failure> {
    match tenants::update(&core.application, &slug(text)?, change) {
        Err(Error::NotFound(_)) => Err(Failure::Said(format!(
            "there is no tenant {text}; `tessera tenant list` shows all, \
             `tessera tenant create {text} --name NAME` opens it"
        ))),
        Err(Error::Conflict(Clash::HostTaken)) => Err(host_taken()),
        changed => Ok(changed?),
    }
}

/// Why a host name cannot be had.
pub fn host_taken() -> Failure {
    Failure::Said(
        "--host: another tenant has this host name; `tessera tenant list` shows which, and \
         `tessera tenant set OTHER --no-host` takes it away"
            .into(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        rules: Rules,
    }

    fn change(line: &str) -> Result<Change, Failure> {
        Line::parse_from(line.split_whitespace()).rules.change()
    }

    #[test]
    fn a_rule_of_enrolment_is_said_as_a_whole() {
        let said =
            change("x --enrol-domain Example.com --enrol-domain example.com --enrol-role user").unwrap();
        let rule = said.enrolment.value().unwrap();
        assert_eq!((rule.domains.len(), rule.role), (1, Some(Role::User)));
        let said = change("x --enrol-domain a.example --enrol-domain b.example").unwrap();
        let rule = said.enrolment.value().unwrap();
        assert_eq!((rule.domains.len(), rule.role), (2, None));
        assert_eq!(change("x --no-enrolment").unwrap().enrolment, Patch::Clear);
        assert!(change("x").unwrap().is_empty());
        assert!(!change("x --host t.example").unwrap().is_empty());
    }

    #[test]
    fn what_is_no_host_name_is_a_wrong_question() {
        for (line, names) in [
            ("x --host https://a.example", "--host: "),
            ("x --host a.example:80", "--host: "),
            ("x --enrol-domain @example.com", "--enrol-domain: "),
            ("x --enrol-domain *.example.com", "--enrol-domain: "),
        ] {
            match change(line) {
                Err(Failure::Question(told)) => assert!(told.starts_with(names), "{told}"),
                other => panic!("{line}: {}", other.is_ok()),
            }
        }
    }

    #[test]
    fn nobody_becomes_an_admin_by_a_domain() {
        for role in ["admin", "super_admin", "king"] {
            let line = ["x", "--enrol-domain", "a.example", "--enrol-role", role];
            assert!(Line::try_parse_from(line).is_err(), "{role}");
        }
        assert!(Line::try_parse_from(["x", "--enrol-role", "user"]).is_err());
    }
}
