//! `tessera user department`

use super::Whom;
use crate::commands::{Common, Failure, department, output};
use clap::Args;
use serde_json::json;
use tessera_application::users;

/// The word for no department.
const NONE: &str = "none";

const EXAMPLES: &str = "\
Examples:
  tessera user department maria 'IT Department'
  tessera user department maria 2 --tenant acme --json
  tessera user department maria none

It counts with the person's next request: whoever has the role manager sees and changes the tickets
of their department, and a ticket that names no department goes to that of whoever opens it.
A department that is called none is named by its number.";

/// Move somebody to a department, or out of any
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Department {
    #[command(flatten)]
    whom: Whom,
    /// The department, by name or number; none for no department
    department: String,
}

impl Department {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        let wanted = (self.department != NONE).then(|| department::wanted("DEPARTMENT", &self.department));
        let wanted = wanted.transpose()?;
        let account = self.whom.open(common)?;
        let (user, hand) = account.find()?;
        let (app, tenant) = (account.app(), &account.tenant);
        let department = wanted.map(|wanted| department::find(app, tenant, &wanted));
        let department = department.transpose()?;
        let id = department.as_ref().map(|department| department.id);
        let changed = users::set_department(app, &hand, user, id);
        let changed = account.found(changed)?;
        let (login, slug) = (account.login.as_str(), tenant.slug.as_str());
        if self.whom.json {
            let about = json!({
                "login": login,
                "tenant": slug,
                "department": department.map(|it| json!({ "number": it.number, "name": it.name })),
                "changed": changed,
            });
            return Ok(output::json(&about)?);
        }
        let belongs = match &department {
            Some(department) => format!("to the department {}", department.name),
            None => "to no department".to_owned(),
        };
        let when = if changed { "now" } else { "already" };
        output::note(&format!("{login} of the tenant {slug} belongs {belongs} {when}."));
        Ok(())
    }
}
