//! `tessera department delete`

use super::{about, found, wanted};
use crate::commands::{Common, Failure, InTenant, output};
use clap::Args;
use tessera_application::{Clash, Error, departments};

const EXAMPLES: &str = "\
Examples:
  tessera department delete Software
  tessera department delete 2 --tenant acme --json

A department stays as long as tickets or people belong to it.";

/// Take a department away that nothing belongs to
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Delete {
    /// The department, by name or number
    department: String,
    #[command(flatten)]
    place: InTenant,
    /// Print what it was as JSON
    #[arg(long)]
    json: bool,
}

impl Delete {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        let wanted = wanted("DEPARTMENT", &self.department)?;
        let (core, tenant) = self.place.open(common)?;
        let removed = departments::remove(&core.application, tenant.id, &wanted);
        if removed == Err(Error::Conflict(Clash::DepartmentInUse)) {
            return Err(Failure::Said(format!(
                "tickets or people belong to the department {}; they have to be moved first",
                self.department
            )));
        }
        let was = found(removed, &tenant, &wanted)?;
        if self.json {
            return Ok(output::json(&about(&was, &tenant))?);
        }
        output::note(&format!(
            "The department {} of the tenant {} is gone.",
            was.name,
            tenant.slug.as_str()
        ));
        Ok(())
    }
}
