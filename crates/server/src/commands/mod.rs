//! The command line: one file per command. Results go to the standard output, everything else to the standard
//! error stream; the exit code is 0 when all is done, 1 when something is not, 2 when the question was wrong.

mod backup;
mod check;
mod department;
mod failure;
mod import;
mod import_progress;
mod import_report;
mod listing;
mod migrate;
mod openapi;
mod output;
mod serve;
mod tenant;
mod token;
mod user;

pub use failure::Failure;

use crate::{
    core::{Core, CoreError},
    logging,
    settings::{Settings, SettingsError, Sources},
    world::World,
};
use clap::{Args, Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};
use tessera_application::tenants;
use tessera_domain::{
    tenant::{Slug, Tenant},
    user::Login,
};

const EXAMPLES: &str = "\
Examples:
  Try it on this machine, with sample data:
    tessera serve --dev
  Bring over tickets from Jira, then look at them:
    tessera import jira ./issues.tar.zst
    tessera token create --kind api-key --user admin
  Let another system open tickets and follow them:
    tessera token create --kind integration --user admin --name 'Web shop'
  See whether everything is as it should be:
    tessera check

Settings come from flags, then the environment, then the file of --config, then defaults.
`tessera serve --help` lists them.";

/// Tessera, a ticketing service: one core, several documented APIs.
#[derive(Parser, Debug)]
#[command(name = "tessera", version, after_help = EXAMPLES, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Settings for every command")]
struct Common {
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        help = "Read settings from this TOML file [TESSERA_CONFIG]"
    )]
    config: Option<PathBuf>,
    #[arg(
        long,
        global = true,
        value_name = "URL",
        help = "The database: sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME [DATABASE_URL]",
        long_help = "The database: sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME [DATABASE_URL]. \
                     Others can read a password in a command line; the environment is the better place for it"
    )]
    database_url: Option<String>,
    #[arg(
        long,
        global = true,
        value_name = "FOLDER",
        help = "The folder for the database file and everything else that is kept [TESSERA_DATA_DIR]"
    )]
    data_dir: Option<String>,
    #[arg(
        long,
        global = true,
        value_name = "FILTER",
        help = "What is logged, such as info or info,tessera_http=debug [TESSERA_LOG]"
    )]
    log: Option<String>,
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        help = "text or json; json when the log goes to no terminal [TESSERA_LOG_FORMAT]"
    )]
    log_format: Option<String>,
}

impl Common {
    fn sources(&self) -> Sources {
        Sources::from_environment()
            .file(self.config.clone())
            .flag("database_url", self.database_url.clone())
            .flag("data_dir", self.data_dir.clone())
            .flag("log", self.log.clone())
            .flag("log_format", self.log_format.clone())
    }

    /// The settings of a command that has none of its own.
    fn settings(&self) -> Result<Settings, SettingsError> {
        let settings = self.sources().read()?;
        logging::start(&settings);
        Ok(settings)
    }

    /// The settings of a command that works in one tenant.
    fn settings_of_tenant(&self, tenant: Option<&String>) -> Result<Settings, SettingsError> {
        let settings = self.sources().flag("tenant", tenant).read()?;
        logging::start(&settings);
        Ok(settings)
    }
}

/// The tenant that a command works in.
#[derive(Args, Clone, Debug)]
struct InTenant {
    #[arg(
        long,
        value_name = "SLUG",
        help = "The tenant that it is about [TESSERA_TENANT]"
    )]
    tenant: Option<String>,
}

impl InTenant {
    fn open(&self, common: &Common) -> Result<(Core, Tenant), Failure> {
        let settings = common.settings_of_tenant(self.tenant.as_ref())?;
        let core = open_core(&settings)?;
        let tenant = find_tenant(&core, &settings.tenant)?;
        Ok((core, tenant))
    }
}

#[derive(Subcommand, Debug)]
enum Command {
    Serve(serve::Serve),
    Migrate(migrate::Migrate),
    Import(import::Import),
    Token(token::Token),
    User(user::User),
    Department(department::Department),
    Tenant(tenant::TenantCommand),
    Openapi(openapi::Openapi),
    Check(check::Check),
    Backup(backup::Backup),
}

/// Does what the command line says.
pub fn run(cli: &Cli) -> ExitCode {
    let done = match &cli.command {
        Command::Serve(command) => command.run(&cli.common),
        Command::Migrate(command) => command.run(&cli.common),
        Command::Import(command) => command.run(&cli.common),
        Command::Token(command) => command.run(&cli.common),
        Command::User(command) => command.run(&cli.common),
        Command::Department(command) => command.run(&cli.common),
        Command::Tenant(command) => command.run(&cli.common),
        Command::Openapi(command) => command.run(),
        Command::Check(command) => command.run(&cli.common),
        Command::Backup(command) => command.run(&cli.common),
    };
    done.unwrap_or_else(|failure| {
        // Whoever reads our results may have seen enough, as `head` has after some lines.
        if !failure.is_broken_pipe() {
            output::note(&format!("error: {failure}"));
        }
        failure.exit_code()
    })
}

/// The core for a command that works on data. A schema that is behind is brought up to date first, as at the
/// start of the server.
fn open_core(settings: &Settings) -> Result<Core, CoreError> {
    let core = Core::open(settings, &World::default())?;
    core.migrate()?;
    Ok(core)
}

/// The tenant, or what to do about there being none.
fn find_tenant(core: &Core, slug: &Slug) -> Result<Tenant, Failure> {
    match tenants::find(&core.application, slug) {
        Err(tessera_application::Error::NotFound(_)) => Err(Failure::Said(format!(
            "there is no tenant {slug}; `tessera tenant create {slug} --name NAME` opens it",
            slug = slug.as_str()
        ))),
        found => Ok(found?),
    }
}

/// What to do about somebody who is not there.
fn no_such_user(login: &Login, tenant: &Tenant) -> Failure {
    let (login, tenant) = (login.as_str(), tenant.slug.as_str());
    Failure::Said(format!(
        "there is no user {login} in the tenant {tenant}; `tessera user list --tenant {tenant}` shows who is there, \
         `tessera user create {login} --tenant {tenant}` makes the account"
    ))
}

#[cfg(test)]
mod tests;
