//! One issue after the other, out of any source.

use crate::{
    Error, Files, Progress,
    issue::{self, FileContent},
    left_behind::LeftBehind,
    source::{Content, Source},
};
use std::path::Path;
use tessera_application::import::ForeignIssue;

/// What of a source did not become issues.
#[derive(Default)]
pub struct Found {
    /// Those that are no issues.
    pub passed_over: Files,
    /// Those that cannot be read.
    pub broken: Files,
    /// What the others hold and the core has no place for.
    pub left_behind: LeftBehind,
}

/// What happens with an issue: it comes with the number of bytes it took, and with where the run stands.
pub type Take<'t> = &'t mut dyn FnMut(ForeignIssue, usize, &mut Progress) -> Result<(), Error>;

/// Reads the source from end to end.
pub fn read(
    path: &Path,
    take: Take<'_>,
    watch: &mut dyn FnMut(&Progress),
) -> Result<(Found, Progress), Error> {
    let source = Source::open(path)?;
    let mut found = Found::default();
    let mut progress = Progress {
        total: source.total,
        ..Progress::default()
    };
    watch(&progress);
    source.each(&mut |entry| {
        progress.read = entry.read;
        match entry.content {
            Content::OtherSort => found.passed_over.add(entry.name, "not a .json file"),
            Content::Unreadable(reason) => found.broken.add(entry.name, reason),
            Content::Bytes(bytes) => match issue::read(bytes, &mut found.left_behind) {
                Ok(FileContent::Issue(issue)) => {
                    progress.issues += 1;
                    take(*issue, bytes.len(), &mut progress)?;
                }
                Ok(FileContent::OtherSort) => found.passed_over.add(entry.name, "JSON, but not an issue"),
                Err(reason) => found.broken.add(entry.name, reason),
            },
        }
        watch(&progress);
        Ok(())
    })?;
    progress.read = source.total;
    Ok((found, progress))
}
