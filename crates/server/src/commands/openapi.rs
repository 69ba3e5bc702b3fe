//! `tessera openapi`

use super::{Failure, output};
use crate::world;
use std::{fs, path::PathBuf, process::ExitCode};
use tessera_http::dialect::Dialect;

const EXAMPLES: &str = "\
Examples:
  tessera openapi                    print the document of the mobile API
  tessera openapi integration        print that of the API for other systems
  tessera openapi --write openapi    write every API's document into that folder

Needs no settings and no database.";

/// Print or write the OpenAPI documents
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Openapi {
    /// Which API's document to print
    #[arg(value_name = "API", default_value = "mobile", conflicts_with = "write")]
    name: String,
    /// Write all of them into this folder, each as API.json
    #[arg(long, value_name = "FOLDER")]
    write: Option<PathBuf>,
}

impl Openapi {
    pub(super) fn run(&self) -> Result<ExitCode, Failure> {
        let dialects = world::dialects();
        let text = |dialect: &Dialect| {
            let text = (dialect.document)().text();
            text.map_err(|error| {
                Failure::Said(format!(
                    "the document of {} cannot be written: {error}",
                    dialect.name
                ))
            })
        };
        let Some(folder) = &self.write else {
            let known: Vec<_> = dialects.iter().map(|dialect| dialect.name).collect();
            let wanted = dialects.iter().find(|dialect| dialect.name == self.name);
            let wanted = wanted.ok_or_else(|| {
                Failure::Question(format!(
                    "there is no API {:?}; there is: {}",
                    self.name,
                    known.join(", ")
                ))
            })?;
            output::result(text(wanted)?.trim_end())?;
            return Ok(ExitCode::SUCCESS);
        };
        let fail =
            |path: &PathBuf, error| Failure::Said(format!("{} cannot be written: {error}", path.display()));
        fs::create_dir_all(folder).map_err(|error| fail(folder, error))?;
        for dialect in &dialects {
            let path = folder.join(format!("{}.json", dialect.name));
            fs::write(&path, text(dialect)?).map_err(|error| fail(&path, error))?;
            output::note(&format!("wrote {}", path.display()));
        }
        Ok(ExitCode::SUCCESS)
    }
}
