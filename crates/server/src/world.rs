//! What the service takes from the world around it: time, chance, the disk, others who know people, and the APIs
//! that it speaks.

use crate::clock::SystemClock;
use std::{io, path::Path, sync::Arc, time::Duration};
use tessera_http::dialect::Dialect;
use tessera_persistence::StatementObserver;
use tessera_ports::{
    identity::IdentityProviders,
    world::{Clock, Ids, PasswordHasher},
};

/// The world. The default is the real one; tests put in what they need to know or to break.
#[derive(Clone)]
pub struct World {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance, for ids.
    pub ids: Arc<dyn Ids>,
    /// How passwords are kept.
    pub passwords: Arc<dyn PasswordHasher>,
    /// The APIs.
    pub dialects: Vec<Dialect>,
    /// Whoever wants to see every statement that goes to the database.
    pub observer: Option<Arc<dyn StatementObserver>>,
    /// Who says who somebody is, in place of the providers in the settings.
    pub providers: Option<Arc<dyn IdentityProviders>>,
    /// Tells how much of the disk is free.
    pub disk: Arc<dyn Disk>,
    /// How often what waits is looked after.
    pub rounds: Rounds,
}

impl Default for World {
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            ids: Arc::new(tessera_auth::RandomIds),
            passwords: Arc::new(tessera_auth::ArgonPasswords),
            dialects: dialects(),
            observer: None,
            providers: None,
            disk: Arc::new(RealDisk),
            rounds: Rounds::default(),
        }
    }
}

/// How often what waits is looked after; what is never looked after, because a test does so itself, is absent.
#[derive(Clone, Copy, Debug)]
pub struct Rounds {
    /// Files that wait for the scanner, or for their deletion.
    pub files: Option<Duration>,
    /// Decisions that are late.
    pub approvals: Option<Duration>,
    /// Events that webhooks are to be told of.
    pub webhooks: Option<Duration>,
    /// Deadlines that passed.
    pub deadlines: Option<Duration>,
    /// Letters that are due.
    pub letters: Option<Duration>,
}

impl Default for Rounds {
    fn default() -> Self {
        Self {
            files: Some(Duration::from_secs(5)),
            approvals: Some(Duration::from_mins(1)),
            webhooks: Some(Duration::from_secs(1)),
            deadlines: Some(Duration::from_secs(20)),
            letters: Some(Duration::from_secs(5)),
        }
    }
}

impl Rounds {
    /// Nothing is looked after.
    pub const NONE: Self = Self {
        files: None,
        approvals: None,
        webhooks: None,
        deadlines: None,
        letters: None,
    };
}

/// The APIs that the service speaks. A new one gets its line here.
pub fn dialects() -> Vec<Dialect> {
    vec![
        tessera_api_mobile::dialect(),
        tessera_api_integration::dialect(),
        tessera_api_kanban::dialect(),
        tessera_api_enterprise::dialect(),
    ]
}

/// A disk.
pub trait Disk: Send + Sync {
    /// How much is free of what we may use on the disk under that folder, from 0 to 100 percent: the rest of what `df`
    /// shows as used.
    fn free_percent(&self, folder: &Path) -> io::Result<u64>;
}

/// The disk that is there.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn free_percent(&self, folder: &Path) -> io::Result<u64> {
        let disk = rustix::fs::statvfs(folder)?;
        // What is reserved for the system is neither used nor ours. On a disk with a large reserve, free blocks over all
        // blocks would call an empty disk full.
        let used = disk.f_blocks.saturating_sub(disk.f_bfree);
        // Some file systems have no blocks to count; they cannot be full either.
        Ok(disk
            .f_bavail
            .saturating_mul(100)
            .checked_div(used.saturating_add(disk.f_bavail))
            .unwrap_or(100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_real_disk_has_a_free_part() {
        assert!(RealDisk.free_percent(Path::new("/")).unwrap() <= 100);
        assert!(RealDisk.free_percent(Path::new("/nowhere/at/all")).is_err());
    }
}
