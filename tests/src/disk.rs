//! A disk that is as full as a test wants it.

use std::{
    io,
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};
use tessera_server::world::Disk;

/// Half empty until told otherwise.
#[derive(Debug)]
pub struct TestDisk(AtomicU64);

impl Default for TestDisk {
    fn default() -> Self {
        Self(AtomicU64::new(50))
    }
}

impl TestDisk {
    /// Leaves that many percent free.
    pub fn set_free(&self, percent: u64) {
        self.0.store(percent, Ordering::SeqCst);
    }
}

impl Disk for TestDisk {
    fn free_percent(&self, _: &Path) -> io::Result<u64> {
        Ok(self.0.load(Ordering::SeqCst))
    }
}
