//! What the system lets this process have.

use crate::settings::Settings;
use rustix::process::{Resource, getrlimit};

/// Files that are open beside the clients' connections: the database's, its journal, the log.
const OTHER_FILES: u64 = 128;

/// How many clients each worker may serve at once: as set, or as many as the system's limit on open files allows.
pub fn connections_per_worker(settings: &Settings) -> u32 {
    let Some(open_files) = getrlimit(Resource::Nofile).current else {
        return settings.max_connections;
    };
    let allowed = allowed(open_files, settings.pool_size, settings.workers);
    if allowed < settings.max_connections {
        tracing::warn!(
            open_files,
            allowed,
            wanted = settings.max_connections,
            "fewer connections than set, for the limit on open files"
        );
    }
    allowed.min(settings.max_connections)
}

fn allowed(open_files: u64, pool_size: u32, workers: u32) -> u32 {
    let left = open_files.saturating_sub(OTHER_FILES + 3 * u64::from(pool_size));
    u32::try_from(left / u64::from(workers))
        .unwrap_or(u32::MAX)
        .max(1)
}

#[cfg(test)]
mod tests {
    use super::allowed;

    #[test]
    fn connections_leave_room_for_the_files_of_the_service() {
        assert_eq!(allowed(1024, 4, 2), 442);
        assert_eq!(
            allowed(64, 4, 2),
            1,
            "a service that can serve one client at a time still serves"
        );
        assert_eq!(allowed(u64::MAX, 4, 2), u32::MAX);
    }
}
