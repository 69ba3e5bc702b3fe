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

A rule of enrolment is replaced as a whole. While a tenant is suspended, nobody gets in and every
key of it is refused; its data is kept.
";

/// Change a tenant: its host name, whom it takes in by themselves, whether anybody gets in at all
#[derive(Args, Debug)]
#[command(after_help = format!("{EXAMPLES}\n{}", rules::ENROLMENT))]
#[command(group = ArgGroup::new("change").multiple(true).required(true)
    .args(["host", "no_host", "enrol_domain", "no_enrolment", "suspend", "resume"]))]
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
        })?;
        if self.json {
            return Ok(output::json(&about(&tenant))?);
        }
        Ok(output::result(&lines(&tenant))?)
    }
}
