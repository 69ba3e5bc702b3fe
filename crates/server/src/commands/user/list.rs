//! `tessera user list`

use crate::commands::{
    Common, Failure, InTenant,
    listing::{Listing, PAGE},
};
use clap::Args;
use serde_json::{Value, json};
use tessera_application::{hand::Hand, users};
use tessera_domain::user::User;

const EXAMPLES: &str = "\
Examples:
  tessera user list
  tessera user list --tenant acme --json | jq '.[] | select(.active | not) | .login'";

/// Show the accounts of a tenant
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
        let heads = ["NUMBER", "LOGIN", "ROLE", "NAME", "E-MAIL", "ACTIVE"];
        let mut listing = Listing::begin(heads, self.json)?;
        let mut after = 0;
        loop {
            let page = users::list(&core.application, &Hand::Operator(tenant.id), after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = last.number;
            listing.page(&page, cells, about)?;
        }
        let slug = tenant.slug.as_str();
        Ok(listing.end(&format!(
            "There is nobody yet; `tessera user create NAME --tenant {slug}` makes an account."
        ))?)
    }
}

fn cells(user: &User) -> [String; 6] {
    let name = [user.first_name.as_str(), user.last_name.as_str()].join(" ");
    [
        user.number.to_string(),
        user.login.as_str().to_owned(),
        user.role.key().to_owned(),
        name.trim().to_owned(),
        user.email.clone().unwrap_or_default(),
        if user.active { "yes" } else { "no" }.to_owned(),
    ]
}

fn about(user: &User) -> Value {
    json!({
        "id": user.id,
        "number": user.number,
        "login": user.login.as_str(),
        "role": user.role.key(),
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "active": user.active,
        "created_at": user.created_at,
    })
}
