//! `tessera tenant`

use super::{Common, Failure, open_core, output};
use clap::{Args, Subcommand};
use serde_json::json;
use std::process::ExitCode;
use tessera_application::tenants;
use tessera_domain::{tenant::Slug, text::Name};

const EXAMPLES: &str = "\
Examples:
  tessera tenant create acme --name 'Acme Ltd'
  tessera user create admin --tenant acme --role super_admin";

/// Open tenants: customers of the service, who never see each other
#[derive(Args, Debug)]
pub struct TenantCommand {
    #[command(subcommand)]
    command: Commands,
}

#[derive(Subcommand, Debug)]
enum Commands {
    Create(Create),
}

/// Open a tenant with the usual statuses, priorities and a project
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
struct Create {
    /// Its short name: a-z, 0-9 and inner hyphens
    slug: String,
    /// The name that people see
    #[arg(long, value_name = "TEXT")]
    name: String,
    /// Print everything about it as JSON
    #[arg(long)]
    json: bool,
}

impl TenantCommand {
    pub(super) fn run(&self, common: &Common) -> Result<ExitCode, Failure> {
        let Commands::Create(create) = &self.command;
        create.run(common)
    }
}

impl Create {
    fn run(&self, common: &Common) -> Result<ExitCode, Failure> {
        let wrong = |what: &str, problem| Failure::Question(format!("{what}: {problem}"));
        let slug = Slug::parse(&self.slug).map_err(|problem| wrong("SLUG", problem))?;
        let name = Name::parse(self.name.as_str()).map_err(|problem| wrong("--name", problem))?;
        let core = open_core(&common.settings()?)?;
        let tenant = tenants::create(&core.application, &slug, &name)?;
        if self.json {
            let about = json!({
                "id": tenant.id,
                "slug": tenant.slug.as_str(),
                "name": tenant.name,
                "created_at": tenant.created_at,
            });
            output::json(&about)?;
        } else {
            output::result(&tenant.id.to_string())?;
            let slug = slug.as_str();
            output::note(&format!(
                "The tenant {slug} is open. Its first user: tessera user create admin --tenant {slug} --role super_admin"
            ));
        }
        Ok(ExitCode::SUCCESS)
    }
}
