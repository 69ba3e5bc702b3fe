//! What the product keeps on the disk beside its database.

use crate::TestApp;
use std::{fs, path::Path};

/// How many files lie in the data folder besides the database's own.
pub fn files(app: &TestApp) -> usize {
    fn below(folder: &Path) -> usize {
        let entries = fs::read_dir(folder).expect("the folder can be read");
        entries
            .map(|entry| entry.expect("it can be read").path())
            .map(|path| {
                if path.is_dir() {
                    below(&path)
                } else {
                    usize::from(!is_database(&path))
                }
            })
            .sum()
    }
    below(app.database.folder.path())
}

fn is_database(path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    name.starts_with("tessera.db") || name.starts_with("output") || name.starts_with("development-")
}
