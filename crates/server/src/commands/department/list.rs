//! `tessera department list`

use crate::commands::{
    Common, Failure, InTenant,
    listing::{Listing, PAGE},
};
use clap::Args;
use serde_json::{Value, json};
use tessera_application::{departments, views::DepartmentSheet};
use tessera_domain::listing::Window;

const EXAMPLES: &str = "\
Examples:
  tessera department list
  tessera department list --tenant acme --json | jq '.[] | select(.manager == null) | .name'";

/// Show a tenant's departments
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct List {
    #[command(flatten)]
    place: InTenant,
    /// Print them as a JSON array
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        let (core, tenant) = self.place.open(common)?;
        let heads = ["NUMBER", "NAME", "MANAGER", "PEOPLE"];
        let mut listing = Listing::begin(heads, self.json)?;
        let mut offset = 0;
        loop {
            let window = Window { offset, limit: PAGE };
            let page = departments::list_all(&core.application, tenant.id, window)?;
            listing.page(&page.items, cells, about)?;
            offset += PAGE;
            if offset >= page.total {
                break;
            }
        }
        let slug = tenant.slug.as_str();
        Ok(listing.end(&format!(
            "There is no department yet; `tessera department create NAME --tenant {slug}` makes one."
        ))?)
    }
}

fn manager(sheet: &DepartmentSheet) -> Option<&str> {
    sheet.manager.as_ref().map(|person| person.login.as_str())
}

fn cells(sheet: &DepartmentSheet) -> [String; 4] {
    [
        sheet.department.number.to_string(),
        sheet.department.name.to_string(),
        manager(sheet).unwrap_or_default().to_owned(),
        sheet.people.to_string(),
    ]
}

fn about(sheet: &DepartmentSheet) -> Value {
    json!({
        "id": sheet.department.id,
        "number": sheet.department.number,
        "name": sheet.department.name,
        "manager": manager(sheet),
        "people": sheet.people,
    })
}
