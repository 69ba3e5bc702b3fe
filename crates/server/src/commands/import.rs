//! `tessera import`

use super::{Common, Failure, find_tenant, open_core, output};
use crate::{
    commands::{import_progress::Watcher, import_report, serve},
    core::Core,
    first_start,
    settings::Settings,
};
use clap::{Args, Subcommand};
use std::{path::PathBuf, process::ExitCode, time::Instant};
use tessera_domain::tenant::Tenant;
use tessera_import_jira::Error;

const EXAMPLES: &str = "\
Examples:
  tessera import jira ./issues              a folder, with all folders in it
  tessera import jira ./issues.tar.zst      an archive; .tar and .tzst as well
  tessera import jira ./issues --json > report.json

The files are answers of Jira's REST interface, one issue each (GET /rest/api/2/issue/KEY).
Issues, people, statuses, priorities, labels, comments, authors and times are carried over; the
report says what is not. Nothing is imported twice, so a run that was cut off is simply run again.
The server may run meanwhile. A new database gets its default tenant first, as by `tessera serve`.
Exit code 1 if a file could not be read.";

/// Bring over tickets from another system
#[derive(Args, Debug)]
pub struct Import {
    #[command(subcommand)]
    from: From,
}

#[derive(Subcommand, Debug)]
enum From {
    Jira(Jira),
}

/// Bring over issues from Jira
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
struct Jira {
    /// A folder, or a .tar, .tar.zst or .tzst file
    #[arg(value_name = "PATH")]
    path: PathBuf,
    #[arg(
        long,
        value_name = "SLUG",
        help = "The tenant that gets them [TESSERA_TENANT]"
    )]
    tenant: Option<String>,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

impl Import {
    pub(super) fn run(&self, common: &Common) -> Result<ExitCode, Failure> {
        let From::Jira(jira) = &self.from;
        jira.run(common)
    }
}

impl Jira {
    fn run(&self, common: &Common) -> Result<ExitCode, Failure> {
        // Before a new database is made for nothing.
        if let Err(error) = self.path.metadata() {
            return Err(Failure::Question(format!(
                "PATH: {} cannot be opened: {error}",
                self.path.display()
            )));
        }
        let settings = common.settings_of_tenant(self.tenant.as_ref())?;
        let core = open_core(&settings)?;
        let tenant = self.tenant(&core, &settings)?;
        let begun = Instant::now();
        let mut watcher = Watcher::new();
        let outcome =
            tessera_import_jira::import(&core.application, tenant.id, &self.path, &mut |progress| {
                watcher.see(progress);
            });
        let stored = watcher.finish();
        let outcome = outcome.map_err(|error| failure(&error, stored))?;
        let broken = outcome.broken.count;
        let about = import_report::Report {
            source: self.path.display().to_string(),
            tenant: tenant.slug.as_str().to_owned(),
            took: begun.elapsed(),
            outcome,
        };
        if self.json {
            output::json(&about.json())?;
        } else {
            output::result(&about.text())?;
        }
        Ok(if broken == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }

    fn tenant(&self, core: &Core, settings: &Settings) -> Result<Tenant, Failure> {
        if self.tenant.is_some() {
            return find_tenant(core, &settings.tenant);
        }
        let (tenant, admin) = first_start::ensure_tenant(&core.application, &settings.tenant)?;
        if let Some(admin) = admin {
            output::note(&serve::first_start(&admin, None));
        }
        Ok(tenant)
    }
}

fn failure(error: &Error, stored: u64) -> Failure {
    match error {
        Error::Open { .. } | Error::UnknownSort(_) => Failure::Question(error.to_string()),
        Error::Archive { .. } | Error::Core(_) => Failure::Said(format!(
            "{error}; {} issues are stored, and another run goes on from there",
            output::grouped(stored)
        )),
    }
}
