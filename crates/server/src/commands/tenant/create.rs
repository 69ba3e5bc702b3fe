//! `tessera tenant create`

use super::{about, rules, slug};
use crate::commands::{Common, Failure, open_core, output};
use clap::Args;
use tessera_application::{Clash, Error, tenants};
use tessera_domain::text::Name;

const EXAMPLES: &str = "\
Examples:
  tessera tenant create acme --name 'Acme Ltd'
  tessera tenant create acme --name 'Acme Ltd' --host tickets.acme.example \\
    --enrol-domain acme.example --enrol-role user
  tessera user create admin --tenant acme --role super_admin
";

/// Open a tenant with the usual statuses, priorities and a project
#[derive(Args, Debug)]
#[command(after_help = format!("{EXAMPLES}\n{}", rules::ENROLMENT))]
pub struct Create {
    /// Its short name: a-z, 0-9 and inner hyphens
    slug: String,
    /// The name that people see
    #[arg(long, value_name = "TEXT")]
    name: String,
    #[command(flatten)]
    rules: rules::Rules,
    /// Print everything about it as JSON
    #[arg(long)]
    json: bool,
}

impl Create {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        let slug = slug(&self.slug)?;
        let name = Name::parse(self.name.as_str())
            .map_err(|problem| Failure::Question(format!("--name: {problem}")))?;
        let change = self.rules.change()?;
        let core = open_core(&common.settings()?)?;
        let app = &core.application;
        if let Some(host) = &change.host {
            // Before anything is made that the operator would then have to mend.
            if app.queries.tenant_by_host(host)?.is_some() {
                return Err(rules::host_taken());
            }
        }
        let mut tenant = match tenants::create(app, &slug, &name) {
            Err(Error::Conflict(Clash::SlugTaken)) => return Err(self.taken()),
            made => made?,
        };
        if !change.is_empty() {
            tenant = rules::update(&core, slug.as_str(), |tenant| change.apply(tenant))?;
        }
        if self.json {
            return Ok(output::json(&about(&tenant))?);
        }
        output::result(&tenant.id.to_string())?;
        let slug = slug.as_str();
        output::note(&format!(
            "The tenant {slug} is open. Its first user: tessera user create admin --tenant {slug} --role super_admin"
        ));
        Ok(())
    }

    fn taken(&self) -> Failure {
        let slug = &self.slug;
        Failure::Said(format!(
            "there is a tenant {slug} already; `tessera tenant set {slug}` changes it"
        ))
    }
}
