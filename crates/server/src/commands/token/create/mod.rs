//! `tessera token create`

mod api_key;
mod integration;

use super::{InTenant, Kind, integration as token, no_such_user, owner, user};
use crate::commands::{Common, Failure, output};
use clap::Args;
use tessera_domain::{integration::HourlyLimit, text::Name, time::Time};

const EXAMPLES: &str = "\
Examples:
  tessera token create --kind api-key --user admin
  tessera token create --kind api-key --user admin --description 'nightly export' --expires-in 90
  KEY=$(tessera token create --kind api-key --user admin)
  curl --header \"x-api-key: $KEY\" http://127.0.0.1:8080/api/v1/tickets

  tessera token create --kind integration --user admin --name 'Web shop'
  tessera token create --kind integration --user admin --name 'Monitoring' --per-hour 5000 --expires-in 90
  TOKEN=$(tessera token create --kind integration --user admin --name 'Web shop')
  curl --header \"Authorization: Bearer $TOKEN\" http://127.0.0.1:8080/functions/v1/integration-tickets

Only the secret goes to the standard output. What an integration opens is opened in the name of
--user, and is refused while that account is disabled.";

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
    /// Integrations only: what people call it
    #[arg(long, value_name = "TEXT", required_if_eq("kind", "integration"), value_parser = token::name)]
    name: Option<Name>,
    /// What it is for, so that it is known again in lists
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Integrations only: how many calls it may make in each hour of the clock; 1000 unless said
    #[arg(long, value_name = "N", value_parser = token::per_hour)]
    per_hour: Option<HourlyLimit>,
    /// Ends it after so many days; without this it never ends by itself
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    expires_in: Option<u32>,
    /// Print everything about it as JSON
    #[arg(long)]
    json: bool,
}

impl Create {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        match self.kind {
            Kind::ApiKey => self.api_key(common),
            Kind::Integration => self.integration(common),
        }
    }
}

/// When a credential ends, in words.
fn end(at: Option<Time>) -> String {
    at.map_or_else(|| "never ends by itself".into(), |at| format!("ends at {at}"))
}
