//! Taking away files that belong to nothing: what was never finished, and what a crash left without its row.

use super::{FileError, FilePlace};
use crate::{command::Application, error::Result};
use std::collections::{BTreeMap, BTreeSet};
use tessera_domain::id::{FileId, TenantId};
use tessera_ports::files::FileResult;

/// How old a file must be before it can be told that nothing will come of it, in seconds: longer than any upload may
/// take.
const UNCLAIMED_AFTER: i64 = 3600;

/// What was taken away.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Reaped {
    /// Files that were begun and never finished.
    pub unfinished: u64,
    /// Kept files without an attachment.
    pub orphans: u64,
}

/// Takes away what is older than an hour and belongs to nothing. Files of tenants that this database does not know are
/// left alone: they may be another database's.
///
/// # Errors
/// When the database or the file store do not answer; what was done until then stays done.
pub fn reap(app: &Application) -> Result<Reaped> {
    let before = app.clock.now().plus_seconds(-UNCLAIMED_AFTER);
    let unfinished = app.files.store.reap_unfinished(before)?;
    let mut known = BTreeSet::new();
    crate::tenants::each(app, |tenant| {
        known.insert(tenant.id);
        Ok(())
    })?;
    let mut orphans = 0;
    app.files.store.each_before(before, &mut |places| {
        for place in unclaimed(app, &known, places)? {
            app.files.store.delete(place)?;
            orphans += 1;
        }
        Ok(())
    })?;
    Ok(Reaped { unfinished, orphans })
}

/// Those of the files that no attachment has.
fn unclaimed(
    app: &Application,
    known: &BTreeSet<TenantId>,
    places: &[FilePlace],
) -> FileResult<Vec<FilePlace>> {
    let mut by_tenant: BTreeMap<TenantId, Vec<FileId>> = BTreeMap::new();
    for place in places.iter().filter(|place| known.contains(&place.tenant)) {
        by_tenant.entry(place.tenant).or_default().push(place.file);
    }
    let mut unclaimed = Vec::new();
    for (tenant, files) in by_tenant {
        let used = app.queries.files_in_use(tenant, &files);
        let used = used.map_err(|error| FileError::Unavailable(error.to_string()))?;
        let unused = files.into_iter().filter(|file| !used.contains(file));
        unclaimed.extend(unused.map(|file| FilePlace { tenant, file }));
    }
    Ok(unclaimed)
}
