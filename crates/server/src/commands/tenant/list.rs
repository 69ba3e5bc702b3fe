//! `tessera tenant list`

use super::{about, enrolment, host, state};
use crate::commands::{
    Common, Failure,
    listing::{Listing, PAGE, moment},
    open_core,
};
use clap::Args;
use tessera_application::tenants;
use tessera_domain::tenant::Tenant;

const EXAMPLES: &str = "\
Examples:
  tessera tenant list
  tessera tenant list --json | jq '.[].slug'";

/// Show all tenants
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct List {
    /// Print them as a JSON array
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        let core = open_core(&common.settings()?)?;
        let heads = ["SLUG", "STATE", "HOST", "CREATED", "NAME", "ENROLMENT"];
        let mut listing = Listing::begin(heads, self.json)?;
        let mut after = String::new();
        loop {
            let page = tenants::list(&core.application, &after, PAGE)?;
            let Some(last) = page.last() else { break };
            last.slug.as_str().clone_into(&mut after);
            listing.page(&page, cells, about)?;
        }
        Ok(listing.end("There is no tenant yet; the first start of the server opens one.")?)
    }
}

fn cells(tenant: &Tenant) -> [String; 6] {
    [
        tenant.slug.as_str().to_owned(),
        state(tenant).to_owned(),
        host(tenant).unwrap_or_default().to_owned(),
        moment(Some(tenant.created_at)),
        tenant.name.to_string(),
        enrolment(tenant),
    ]
}
