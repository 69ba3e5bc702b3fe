//! An API key.

use super::{Create, end, no_such_user, output, owner, token};
use crate::commands::{Common, Failure};
use serde_json::json;
use std::io;
use tessera_application::{
    Error,
    credentials::{Issued, NewApiKey, issue_api_key},
};
use tessera_domain::{tenant::Tenant, text};

/// What a key is for if nobody says it.
const DESCRIPTION: &str = "made at the command line";

impl Create {
    pub(super) fn api_key(&self, common: &Common) -> Result<(), Failure> {
        let login = owner(&self.user)?;
        for (option, given) in [
            ("--name", self.name.is_some()),
            ("--per-hour", self.per_hour.is_some()),
        ] {
            if given {
                return Err(Failure::Question(format!("{option}: is for integrations only")));
            }
        }
        let description = self.description.as_deref().unwrap_or(DESCRIPTION);
        if let Err(problem) = text::check(description, 1, 255) {
            return Err(Failure::Question(format!("--description: {problem}")));
        }
        let (core, tenant) = self.place.open(common)?;
        let new = NewApiKey {
            tenant: tenant.id,
            login,
            description: description.to_owned(),
            expires_at: token::end(&core, self.expires_in),
        };
        let issued = match issue_api_key(&core.application, &new) {
            Err(Error::NotFound(_)) => return Err(no_such_user(&new.login, &tenant)),
            issued => issued?,
        };
        Ok(self.tell_api_key(&tenant, &issued)?)
    }

    fn tell_api_key(&self, tenant: &Tenant, issued: &Issued) -> io::Result<()> {
        let credential = &issued.credential;
        if self.json {
            return output::json(&json!({
                "secret": issued.secret,
                "id": credential.id,
                "kind": credential.kind.key(),
                "prefix": credential.prefix,
                "tenant": tenant.slug.as_str(),
                "user": self.user,
                "description": credential.description,
                "created_at": credential.created_at,
                "expires_at": credential.expires_at,
            }));
        }
        output::result(&issued.secret)?;
        let (user, tenant, end) = (&self.user, tenant.slug.as_str(), end(credential.expires_at));
        output::note(&format!(
            "An API key of {user} in the tenant {tenant}; it {end}. It is shown only this once."
        ));
        Ok(())
    }
}
