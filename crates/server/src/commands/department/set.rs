//! `tessera department set`

use super::{about, found, manager, name, wanted};
use crate::commands::{Common, Failure, InTenant, output, user::login_of};
use clap::Args;
use serde_json::Value;
use tessera_application::departments;
use tessera_domain::{department::DepartmentPatch, ticket::Patch};

const EXAMPLES: &str = "\
Examples:
  tessera department set Software --manager maria
  tessera department set 2 --name 'Software and data' --no-manager --tenant acme --json";

/// Change a department's name, or who runs it
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
#[group(id = "change", required = true, multiple = true, args = ["name", "manager", "no_manager"])]
pub struct Set {
    /// The department, by name or number
    department: String,
    /// Give it another name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Who runs it from now on
    #[arg(long, value_name = "LOGIN", conflicts_with = "no_manager")]
    manager: Option<String>,
    /// Nobody runs it any more
    #[arg(long)]
    no_manager: bool,
    #[command(flatten)]
    place: InTenant,
    /// Print everything about it as JSON
    #[arg(long)]
    json: bool,
}

impl Set {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        let wanted = wanted("DEPARTMENT", &self.department)?;
        let name = self.name.as_deref().map(|text| name("--name", text));
        let name = name.transpose()?;
        let who = self.manager.as_deref().map(|who| login_of("--manager", who));
        let who = who.transpose()?;
        let (core, tenant) = self.place.open(common)?;
        let app = &core.application;
        let manager = match who {
            Some(login) => Patch::Set(manager(app, &tenant, &login)?),
            None if self.no_manager => Patch::Clear,
            None => Patch::Keep,
        };
        let patch = DepartmentPatch { name, manager };
        let changed = departments::alter(app, tenant.id, &wanted, &patch);
        let (changed, after) = found(changed, &tenant, &wanted)?;
        if self.json {
            let mut about = about(&after, &tenant);
            if let Value::Object(members) = &mut about {
                members.insert("changed".into(), changed.into());
            }
            return Ok(output::json(&about)?);
        }
        let (name, tenant) = (&after.name, tenant.slug.as_str());
        output::note(&if changed {
            format!("The department {name} of the tenant {tenant} was changed.")
        } else {
            format!("The department {name} of the tenant {tenant} was like this already.")
        });
        Ok(())
    }
}
