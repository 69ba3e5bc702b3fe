//! `tessera backup`

use super::{Common, Failure, output};
use crate::{core::Core, world::World};
use std::{path::PathBuf, process::ExitCode};

const EXAMPLES: &str = "\
Examples:
  tessera backup /var/backups/tessera-$(date +%F).db
  DATABASE_URL=sqlite:///srv/tessera/tessera.db tessera backup copy.db

The server may run meanwhile. To restore, stop it and put the copy in the database's place.
PostgreSQL is backed up by its own tools, such as pg_dump.";

/// Copy an SQLite database into a new file, while it is in use
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Backup {
    /// The new file; one that exists is never written over
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Backup {
    pub(super) fn run(&self, common: &Common) -> Result<ExitCode, Failure> {
        let settings = common.settings()?;
        let core = Core::open(&settings, &World::default())?;
        core.database.backup(&self.file)?;
        let size = self.file.metadata().map_or(0, |metadata| metadata.len());
        output::result(&self.file.display().to_string())?;
        output::note(&format!("copied {} bytes", output::grouped(size)));
        Ok(ExitCode::SUCCESS)
    }
}
