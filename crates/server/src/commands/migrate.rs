//! `tessera migrate`

use super::{Common, Failure, output};
use crate::{
    core::{Core, CoreError},
    world::World,
};
use std::process::ExitCode;

const EXAMPLES: &str = "\
Examples:
  tessera migrate             bring the schema up to date
  tessera migrate --check     say what is missing; exit code 1 if anything is
  tessera migrate --down 1    undo the last step, with all that it made and the data in it

`tessera serve` brings the schema up to date by itself when it starts.";

/// Bring the database's schema up to date
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Migrate {
    /// Only say what is missing
    #[arg(long, conflicts_with = "down")]
    check: bool,
    /// Undo the last N steps; the data in what they made is lost
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    down: Option<u32>,
}

impl Migrate {
    pub(super) fn run(&self, common: &Common) -> Result<ExitCode, Failure> {
        let settings = common.settings()?;
        let core = Core::open(&settings, &World::default())?;
        if self.check {
            return check(&core);
        }
        let (names, verb) = match self.down {
            Some(steps) => (core.database.revert(steps).map_err(CoreError::from)?, "undone"),
            None => (core.database.migrate().map_err(CoreError::from)?, "run"),
        };
        for name in &names {
            output::result(&format!("{verb}: {name}"))?;
        }
        if names.is_empty() {
            output::note("nothing to do");
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn check(core: &Core) -> Result<ExitCode, Failure> {
    let pending = core.database.pending()?;
    for name in &pending {
        output::result(&format!("missing: {name}"))?;
    }
    if pending.is_empty() {
        output::note("the schema is up to date");
        Ok(ExitCode::SUCCESS)
    } else {
        Ok(ExitCode::FAILURE)
    }
}
