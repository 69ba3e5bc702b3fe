//! Having the scanner look at a kept file.

use super::{FilePlace, Files, ScanError};
use tessera_domain::attachment::ScanState;
use tessera_ports::files::{FileError, Scanned};

/// What the scanner says of the file. If it does not answer, the file stays pending.
pub(super) fn look(files: &Files, place: FilePlace) -> ScanState {
    match try_to_look(files, place) {
        Ok(state) => state,
        Err(error) => {
            tracing::warn!(%error, file = %place.file, "a file could not be scanned yet");
            ScanState::Pending
        }
    }
}

/// Why a file could not be looked at for now.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotYet {
    /// The scanner.
    #[error(transparent)]
    Scanner(ScanError),
    /// The store.
    #[error(transparent)]
    Store(#[from] FileError),
}

/// What the scanner says of the file.
pub(super) fn try_to_look(files: &Files, place: FilePlace) -> Result<ScanState, NotYet> {
    let Some(scanner) = &files.scanner else {
        return Ok(ScanState::Skipped);
    };
    let Some(mut file) = files.store.open(place)? else {
        return Err(FileError::Failed(format!("the file {} is not there", place.file)).into());
    };
    match scanner.scan(&mut file.reader) {
        Ok(Scanned::Clean) => Ok(ScanState::Clean),
        Ok(Scanned::Infected { name }) => {
            tracing::warn!(file = %place.file, tenant = %place.tenant, virus = name, "an attached file is infected");
            Ok(ScanState::Infected { name })
        }
        Err(ScanError::Refused(why)) => {
            tracing::warn!(file = %place.file, why, "the virus scanner does not take a file");
            Ok(ScanState::Failed)
        }
        Err(error @ ScanError::Down(_)) => Err(NotYet::Scanner(error)),
    }
}
