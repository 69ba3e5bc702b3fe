//! `tessera department create`

use super::{about, found, manager, name};
use crate::commands::{Common, Failure, InTenant, output, user::login_of};
use clap::Args;
use tessera_application::departments::{self, Wanted};

const EXAMPLES: &str = "\
Examples:
  tessera department create 'IT Department'
  tessera department create Software --manager maria --tenant acme --json

A person of the role manager sees and changes the tickets of the department that they belong to;
`tessera user department` says which that is. Whoever runs a department decides what needs its approval.";

/// Make a department
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Create {
    /// What people see; unique in the tenant without regard to case
    name: String,
    /// Who runs it
    #[arg(long, value_name = "LOGIN")]
    manager: Option<String>,
    #[command(flatten)]
    place: InTenant,
    /// Print everything about it as JSON
    #[arg(long)]
    json: bool,
}

impl Create {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        let name = name("NAME", &self.name)?;
        let who = self.manager.as_deref().map(|who| login_of("--manager", who));
        let who = who.transpose()?;
        let (core, tenant) = self.place.open(common)?;
        let app = &core.application;
        let who = who.map(|login| manager(app, &tenant, &login)).transpose()?;
        let made = departments::make(app, tenant.id, &name, who);
        let made = found(made, &tenant, &Wanted::Name(name))?;
        if self.json {
            return Ok(output::json(&about(&made, &tenant))?);
        }
        output::note(&format!(
            "The department {} was made in the tenant {}; its number is {}.",
            made.name,
            tenant.slug.as_str(),
            made.number
        ));
        Ok(())
    }
}
