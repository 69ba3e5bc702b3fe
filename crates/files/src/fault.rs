//! What the system says of a disk, in the port's words.

use std::{io, path::Path};
use tessera_ports::files::FileError;

/// Says what could not be done with which file or folder.
pub fn fault<'a>(what: &'a str, path: &'a Path) -> impl Fn(io::Error) -> FileError + 'a {
    move |error| {
        let words = format!("{what} {}: {error}", path.display());
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                FileError::Full(words)
            }
            io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied | io::ErrorKind::AlreadyExists => {
                FileError::Failed(words)
            }
            _ => FileError::Unavailable(words),
        }
    }
}
