//! `tessera token list`

mod api_keys;
mod integrations;

use super::{InTenant, Kind, integration as token, owner, user};
use crate::commands::{Common, Failure, output};
use clap::Args;

const EXAMPLES: &str = "\
Examples:
  tessera token list
  tessera token list --user robin --limit 1000
  tessera token list --json | jq '.[] | select(.state == \"live\") | .id'
  tessera token list --kind integration

The newest come first. A key itself is never shown again; its first characters are the prefix.
State of an API key: live, expired, revoked, or disabled, when its owner is. The keys of signed-in
browsers and phones are not among them; they end with their sessions.
State of an integration's token: active, expired, disabled, revoked, or owner_disabled.";

/// Show the API keys or the integrations' tokens of a tenant, or of one of its people
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct List {
    /// What sort of credential
    #[arg(long, value_enum, default_value = "api-key")]
    kind: Kind,
    /// Only those that stand for this person, by login
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    #[command(flatten)]
    place: InTenant,
    /// Show so many at most
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    limit: u16,
    /// Print them as a JSON array
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        let login = self.user.as_deref().map(owner).transpose()?;
        let (core, tenant) = self.place.open(common)?;
        let more = match self.kind {
            Kind::ApiKey => self.api_keys(&core, &tenant, login.as_ref())?,
            Kind::Integration => self.integrations(&core, &tenant, login.as_ref())?,
        };
        if more {
            output::note(&format!(
                "There are more than these {}; --limit shows more.",
                self.limit
            ));
        }
        Ok(())
    }
}
