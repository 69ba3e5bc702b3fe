//! Hands issues on in batches: one transaction for many issues, but never for too many.

use crate::{
    Error, Progress,
    reader::{self, Found},
};
use std::{mem, path::Path};
use tessera_application::import::ForeignIssue;

/// The most issues of a batch.
const ISSUES: usize = 200;

/// The most bytes of a batch's files. A file above it is a batch of its own.
const BYTES: usize = 8 << 20;

/// What happens with a batch.
pub type Store<'s> = &'s mut dyn FnMut(&[ForeignIssue]) -> Result<(), Error>;

/// Reads the whole source and stores it.
pub fn read_all(path: &Path, store: Store<'_>, watch: &mut dyn FnMut(&Progress)) -> Result<Found, Error> {
    let mut batch = Batch { issues: Vec::with_capacity(ISSUES), bytes: 0 };
    let mut take = |issue: ForeignIssue, bytes: usize, progress: &mut Progress| {
        if batch.bytes + bytes > BYTES {
            batch.store(store, progress)?;
        }
        batch.issues.push(issue);
        batch.bytes += bytes;
        if batch.issues.len() == ISSUES {
            batch.store(store, progress)?;
        }
        Ok(())
    };
    let (found, mut progress) = reader::read(path, &mut take, watch)?;
    batch.store(store, &mut progress)?;
    watch(&progress);
    Ok(found)
}

struct Batch {
    issues: Vec<ForeignIssue>,
    bytes: usize,
}

impl Batch {
    fn store(&mut self, store: Store<'_>, progress: &mut Progress) -> Result<(), Error> {
        if !self.issues.is_empty() {
            store(&self.issues)?;
        }
        progress.stored += u64::try_from(self.issues.len()).unwrap_or_default();
        self.bytes = 0;
        // Emptied, not replaced: the next batch has much the same size.
        drop(mem::take(&mut self.issues));
        Ok(())
    }
}
