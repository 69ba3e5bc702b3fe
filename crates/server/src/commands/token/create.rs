//! `tessera token create`

use super::{InTenant, no_such_user, owner};
use crate::commands::{Common, Failure, output};
use clap::{Args, ValueEnum};
use serde_json::json;
use std::io;
use tessera_application::{
    Error,
    credentials::{Issued, NewApiKey, issue_api_key},
};
use tessera_domain::{tenant::Tenant, text};

const EXAMPLES: &str = "\
Examples:
  tessera token create --kind api-key --user admin
  tessera token create --kind api-key --user admin --description 'nightly export' --expires-in 90
  KEY=$(tessera token create --kind api-key --user admin)
  curl --header \"x-api-key: $KEY\" http://127.0.0.1:8080/api/v1/tickets";

/// Make a credential and print it, this once
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Create {
    /// What sort of credential
    #[arg(long, value_enum)]
    kind: Kind,
    /// Whom it stands for, by login
    #[arg(long, value_name = "NAME")]
    user: String,
    #[command(flatten)]
    place: InTenant,
    /// What it is for, so that it is known again in lists
    #[arg(long, value_name = "TEXT", default_value = "made at the command line")]
    description: String,
    /// Ends it after so many days; without this it never ends by itself
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    expires_in: Option<u32>,
    /// Print everything about it as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    /// A key that is sent as `x-api-key`
    ApiKey,
}

impl Create {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        let Kind::ApiKey = self.kind;
        let login = owner(&self.user)?;
        if let Err(problem) = text::check(&self.description, 1, 255) {
            return Err(Failure::Question(format!("--description: {problem}")));
        }
        let (core, tenant) = self.place.open(common)?;
        let days = self.expires_in.map(|days| i64::from(days) * 86_400);
        let new = NewApiKey {
            tenant: tenant.id,
            login,
            description: self.description.clone(),
            expires_at: days.map(|seconds| core.application.clock.now().plus_seconds(seconds)),
        };
        let issued = match issue_api_key(&core.application, &new) {
            Err(Error::NotFound(_)) => return Err(no_such_user(&new.login, &tenant)),
            issued => issued?,
        };
        Ok(self.tell(&tenant, &issued)?)
    }

    fn tell(&self, tenant: &Tenant, issued: &Issued) -> io::Result<()> {
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
        let end = credential
            .expires_at
            .map_or_else(|| "never ends by itself".into(), |at| format!("ends at {at}"));
        let (user, tenant) = (&self.user, tenant.slug.as_str());
        output::note(&format!(
            "An API key of {user} in the tenant {tenant}; it {end}. It is shown only this once."
        ));
        Ok(())
    }
}
