//! Reads the issue files of Jira's REST interface and hands them to the core's import, batch by batch.
//!
//! The source is a folder, a `.tar`, or a `.tar.zst` with one issue per file, as `GET /rest/api/2/issue/KEY`
//! answers it. Files are read one after the other and never held together, so an archive of any size needs the
//! memory of its largest file and of one batch.
//!
//! What a site did not write (no priority, no summary, comments without text) is met often in real archives and
//! never ends a run. What has no place in the core is counted by name, so that the report says what was left
//! behind.
//!
//! | Module | Does |
//! |---|---|
//! | `source`, `counting_order` | find the files, in a folder or an archive |
//! | `issue`, `comment`, `person`, `status` | turn Jira's JSON into the core's import types |
//! | `left_behind` | names and counts what is not carried over |
//! | `reader` | puts both together, one issue at a time |
//! | `batches` | hands them on |

mod batches;
mod comment;
mod counting_order;
mod issue;
mod json;
mod left_behind;
mod person;
mod reader;
mod rich_text;
mod source;
mod status;
mod time;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};
use tessera_application::{Application, import::Report};
use tessera_domain::id::TenantId;

/// What Jira's keys are remembered under. A second run finds them again and changes nothing.
pub const SOURCE: &str = "jira";

/// Where a run stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// Bytes of the source that were read; of the packed ones where it is packed.
    pub read: u64,
    /// Bytes of the source in all.
    pub total: u64,
    /// Issues read.
    pub issues: u64,
    /// Issues handed to the core and stored, or found to be there already.
    pub stored: u64,
}

/// What a run did.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What the core carried over, and what it had to change on the way.
    pub report: Report,
    /// What the files hold and the core has no place for, by name. Counted over all issues of the source, those
    /// that were known already included.
    pub left_behind: BTreeMap<&'static str, u64>,
    /// Files that are no issues.
    pub passed_over: Files,
    /// Files that should be issues and cannot be read, each with the reason.
    pub broken: Files,
}

/// Some files: how many, and the first of them by name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Files {
    /// How many there are.
    pub count: u64,
    /// Name and reason of the first [`Files::NAMED`].
    pub named: Vec<(String, String)>,
}

impl Files {
    /// How many are kept by name; an archive of nothing but rubbish must not fill the memory.
    pub const NAMED: usize = 1000;

    pub(crate) fn add(&mut self, name: &str, reason: impl Into<String>) {
        self.count += 1;
        if self.named.len() < Self::NAMED {
            self.named.push((name.to_owned(), reason.into()));
        }
    }
}

/// Why a run ended early. What was stored before stays, and a new run goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The path leads nowhere, or to something that cannot be opened.
    #[error("cannot open {}: {cause}", path.display())]
    Open {
        /// The path as it was given.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The path leads to a file of another sort.
    #[error("{} is neither a folder nor a .tar, .tar.zst, .tzst or .json file", .0.display())]
    UnknownSort(PathBuf),
    /// The archive is cut off or damaged.
    #[error("{} cannot be read any further after {entries} entries: {cause}", path.display())]
    Archive {
        /// The archive.
        path: PathBuf,
        /// How many of its entries were read.
        entries: usize,
        /// What is wrong with it.
        cause: std::io::Error,
    },
    /// The core could not store a batch.
    #[error("{0}")]
    Core(#[from] tessera_application::Error),
}

/// Imports every issue of the source into the tenant, and tells `watch` after each file how far it is.
///
/// # Errors
/// When the source cannot be opened, an archive is damaged, or a batch cannot be stored. Single files that
/// cannot be read are no error; [`Outcome::broken`] names them.
pub fn import(
    app: &Application,
    tenant: TenantId,
    path: &Path,
    watch: &mut dyn FnMut(&Progress),
) -> Result<Outcome, Error> {
    let mut report = Report::default();
    let mut store = |batch: &[_]| -> Result<(), Error> {
        Ok(tessera_application::import::run(
            app,
            tenant,
            SOURCE,
            batch,
            &mut report,
        )?)
    };
    let found = batches::read_all(path, &mut store, watch)?;
    Ok(Outcome {
        report,
        passed_over: found.passed_over,
        broken: found.broken,
        left_behind: found.left_behind.into_counts(),
    })
}
