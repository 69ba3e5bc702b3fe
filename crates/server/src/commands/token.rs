//! `tessera token`

use super::{Common, Failure, find_tenant, open_core, output};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;
use std::process::ExitCode;
use tessera_application::{
    Error,
    credentials::{Issued, NewApiKey, issue_api_key},
};
use tessera_domain::{tenant::Tenant, user::Login};

const EXAMPLES: &str = "\
Examples:
  tessera token create --kind api-key --user admin
  tessera token create --kind api-key --user admin --description 'phone app' --expires-in 90
  KEY=$(tessera token create --kind api-key --user admin)
  curl --header \"x-api-key: $KEY\" http://127.0.0.1:8080/api/v1/tickets";

/// Make credentials for programs
#[derive(Args, Debug)]
pub struct Token {
    #[command(subcommand)]
    command: TokenCommand,
}

#[derive(Subcommand, Debug)]
enum TokenCommand {
    Create(Create),
}

/// Make a credential and print it, this once
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
struct Create {
    /// What sort of credential
    #[arg(long, value_enum)]
    kind: Kind,
    /// Whom it stands for, by login
    #[arg(long, value_name = "NAME")]
    user: String,
    #[arg(long, value_name = "SLUG", help = "The user's tenant [TESSERA_TENANT]")]
    tenant: Option<String>,
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

impl Token {
    pub(super) fn run(&self, common: &Common) -> Result<ExitCode, Failure> {
        let TokenCommand::Create(create) = &self.command;
        create.run(common)
    }
}

impl Create {
    fn run(&self, common: &Common) -> Result<ExitCode, Failure> {
        let Kind::ApiKey = self.kind;
        let login =
            Login::parse(&self.user).map_err(|problem| Failure::Question(format!("--user: {problem}")))?;
        if let Err(problem) = tessera_domain::text::check(&self.description, 1, 255) {
            return Err(Failure::Question(format!("--description: {problem}")));
        }
        let settings = common.settings_of_tenant(self.tenant.as_ref())?;
        let core = open_core(&settings)?;
        let tenant = find_tenant(&core, &settings.tenant)?;
        let days = self.expires_in.map(|days| i64::from(days) * 86_400);
        let new = NewApiKey {
            tenant: tenant.id,
            login,
            description: self.description.clone(),
            expires_at: days.map(|seconds| core.application.clock.now().plus_seconds(seconds)),
        };
        let issued = match issue_api_key(&core.application, &new) {
            Err(Error::NotFound(_)) => return Err(Failure::Said(self.no_such_user(&tenant))),
            issued => issued?,
        };
        self.tell(&tenant, &issued)?;
        Ok(ExitCode::SUCCESS)
    }

    fn no_such_user(&self, tenant: &Tenant) -> String {
        let (user, tenant) = (&self.user, tenant.slug.as_str());
        format!("there is no user {user} in the tenant {tenant}; `tessera user create {user}` makes one")
    }

    fn tell(&self, tenant: &Tenant, issued: &Issued) -> std::io::Result<()> {
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
