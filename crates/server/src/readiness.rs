//! Whether the service could do its work if somebody asked.

use crate::world::Disk;
use std::{path::PathBuf, sync::Arc};
use tessera_http::health::{Check, Readiness};
use tessera_persistence::Database;

/// Below this part of the disk the service calls itself not ready, while there is still room to act.
const FREE_PERCENT: u64 = 5;

/// The service's own checks.
pub struct Checks {
    database: Database,
    disk: Arc<dyn Disk>,
    data_dir: PathBuf,
}

impl Checks {
    /// Checks of that database and of the disk that holds the folder.
    pub fn new(database: Database, disk: Arc<dyn Disk>, data_dir: PathBuf) -> Self {
        Self {
            database,
            disk,
            data_dir,
        }
    }

    fn is_migrated(&self) -> bool {
        self.database.pending().is_ok_and(|pending| pending.is_empty())
    }

    fn has_room(&self) -> bool {
        self.disk
            .free_percent(&self.data_dir)
            .is_ok_and(|free| free >= FREE_PERCENT)
    }
}

impl Readiness for Checks {
    fn checks(&self) -> Vec<Check> {
        let answers = self.database.ping().is_ok();
        vec![
            Check {
                name: "database",
                ok: answers,
            },
            // A database that does not answer is not asked anything else.
            Check {
                name: "migrations",
                ok: answers && self.is_migrated(),
            },
            Check {
                name: "disk",
                ok: self.has_room(),
            },
        ]
    }
}
