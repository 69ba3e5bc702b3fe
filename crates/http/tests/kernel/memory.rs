//! A file store in memory that knows what has come in and was not given up.

use std::{
    io::Cursor,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tessera_application::files::{FilePolicy, Files, NoFiles};
use tessera_domain::{attachment::Content, time::Time};
use tessera_ports::files::{FilePlace, FileResult, FileStore, OpenBytes, Spool, Spooled};

/// The most bytes of a file here.
pub const MOST: usize = 600_000;

pub fn files() -> Files {
    Files {
        store: Arc::new(Memory::default()),
        policy: FilePolicy {
            max_bytes: u64::try_from(MOST).unwrap(),
            ..FilePolicy::default()
        },
        ..Files::none()
    }
}

#[derive(Default)]
struct Memory(Arc<AtomicUsize>);

/// One of those that are not given up yet.
struct Alive(Arc<AtomicUsize>);

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

struct Running {
    bytes: Vec<u8>,
    alive: Alive,
}

impl Spool for Running {
    fn write(&mut self, bytes: &[u8]) -> FileResult<()> {
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn finish(self: Box<Self>) -> FileResult<Spooled> {
        let mut sha256 = [0; 32];
        for (place, byte) in self.bytes.iter().enumerate() {
            sha256[place % 32] ^= byte;
        }
        Ok(Spooled {
            size: u64::try_from(self.bytes.len()).unwrap(),
            sha256,
            content: Content::Text,
            bytes: Box::new((self.bytes, self.alive)),
        })
    }
}

impl FileStore for Memory {
    fn begin(&self) -> FileResult<Box<dyn Spool>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(Box::new(Running {
            bytes: Vec::new(),
            alive: Alive(Arc::clone(&self.0)),
        }))
    }

    fn keep(&self, _: &Spooled, _: FilePlace) -> FileResult<()> {
        Ok(())
    }

    fn open(&self, _: FilePlace) -> FileResult<Option<OpenBytes>> {
        let bytes = b"0123456789".repeat(30_000);
        Ok(Some(OpenBytes {
            length: u64::try_from(bytes.len()).unwrap(),
            reader: Box::new(Cursor::new(bytes)),
        }))
    }

    fn delete(&self, place: FilePlace) -> FileResult<()> {
        NoFiles.delete(place)
    }

    fn each_before(
        &self,
        before: Time,
        each: &mut dyn FnMut(&[FilePlace]) -> FileResult<()>,
    ) -> FileResult<()> {
        NoFiles.each_before(before, each)
    }

    /// How many have come in and were not given up.
    fn reap_unfinished(&self, _: Time) -> FileResult<u64> {
        Ok(u64::try_from(self.0.load(Ordering::SeqCst)).unwrap())
    }

    fn check(&self) -> FileResult<()> {
        Ok(())
    }
}
