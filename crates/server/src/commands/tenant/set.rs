//! `tessera tenant set`

use super::{about, lines, rules};
use crate::commands::{Common, Failure, open_core, output};
use clap::{ArgGroup, Args};
use tessera_domain::tenant::TenantState;

const EXAMPLES: &str = "\
Examples:
  tessera tenant set acme --host tickets.acme.example
  tessera tenant set acme --enrol-domain acme.example --enrol-domain acme.test --enrol-role user
  tessera tenant set acme --no-enrolment --no-host
  tessera tenant set acme --suspend
  tessera tenant set acme --record-bodies true

A rule of enrolment is replaced as a whole. While a tenant is suspended, nobody gets in and every
key of it is refused; its data is kept.

Each call of an integration is recorded: when, by which token, which path, from where, and how it
was answered. With --record-bodies true, the first 10,000 characters of the request's body are kept
with it, and the tenant's admins can read them, whatever the other system put there; so it is off
unless somebody wants it. It counts from the next call on; what was kept before stays until its time
is over, as TESSERA_CALLS_KEPT_DAYS says.
";

/// Change a tenant: its host name, whom it takes in by themselves, whether anybody gets in at all, what is recorded
#[derive(Args, Debug)]
#[command(after_help = format!("{EXAMPLES}\n{}", rules::ENROLMENT))]
#[command(group = ArgGroup::new("change").multiple(true).required(true)
    .args(["host", "no_host", "enrol_domain", "no_enrolment", "suspend", "resume", "record_bodies"]))]
pub struct Set {
    /// Its short name
    slug: String,
    #[command(flatten)]
    rules: rules::Rules,
    /// Take its host name away
    #[arg(long, conflicts_with = "host")]
    no_host: bool,
    #[command(flatten)]
    door: Door,
    /// Keep the bodies of integrations' requests with the record of their calls, or stop keeping them
    #[arg(long, value_name = "true|false")]
    record_bodies: Option<bool>,
    /// Print everything about it as JSON
    #[arg(long)]
    json: bool,
}

/// Whether anybody gets in.
#[derive(Args, Clone, Copy, Debug)]
struct Door {
    /// Let nobody in
    #[arg(long, conflicts_with = "resume")]
    suspend: bool,
    /// Let people in again
    #[arg(long)]
    resume: bool,
}

impl Door {
    const fn state(self) -> Option<TenantState> {
        match (self.suspend, self.resume) {
            (true, _) => Some(TenantState::Suspended),
            (_, true) => Some(TenantState::Active),
            (false, false) => None,
        }
    }
}

impl Set {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        let change = self.rules.change()?;
        let core = open_core(&common.settings()?)?;
        let tenant = rules::update(&core, &self.slug, |tenant| {
            change.apply(tenant);
            if self.no_host {
                tenant.host = None;
            }
            tenant.state = self.door.state().unwrap_or(tenant.state);
            tenant.records_bodies = self.record_bodies.unwrap_or(tenant.records_bodies);
        })?;
        if self.json {
            return Ok(output::json(&about(&tenant))?);
        }
        Ok(output::result(&lines(&tenant))?)
    }
}
