//! A store that keeps files in memory and fails when it is told to, a scanner with one answer, and a signer.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
    sync::Mutex,
};
use tessera_application::files::{
    FileError, FilePlace, FileStore, LinkSigner, OpenBytes, ScanError, Scanner, Spool, Spooled,
};
use tessera_domain::{attachment::Content, time::Time};
use tessera_ports::files::{FileResult, Scanned};

/// The store.
#[derive(Default)]
pub struct Shelf {
    kept: Mutex<BTreeMap<FilePlace, Vec<u8>>>,
    /// What it says to everything, if it does not work.
    down: Mutex<Option<FileError>>,
    /// Before which moments it was asked to look for what nobody needs.
    asked: Mutex<Vec<Time>>,
}

/// How many files were begun and never finished, as the store says.
pub const UNFINISHED: u64 = 2;

impl Shelf {
    /// With those files on it, each with five bytes.
    pub fn with(places: &[FilePlace]) -> Self {
        let kept = places.iter().map(|place| (*place, b"hello".to_vec())).collect();
        Self {
            kept: Mutex::new(kept),
            ..Self::default()
        }
    }

    /// Lets it work no more, for that reason.
    pub fn break_down(&self, why: FileError) {
        *self.down.lock().unwrap() = Some(why);
    }

    /// What is on it.
    pub fn places(&self) -> Vec<FilePlace> {
        self.kept.lock().unwrap().keys().copied().collect()
    }

    /// Before which moments it was asked to look for what nobody needs.
    pub fn asked(&self) -> Vec<Time> {
        self.asked.lock().unwrap().clone()
    }

    fn work(&self) -> FileResult<()> {
        self.down.lock().unwrap().clone().map_or(Ok(()), Err)
    }
}

impl FileStore for Shelf {
    fn begin(&self) -> FileResult<Box<dyn Spool>> {
        panic!("whoever brings a file has spooled it before")
    }

    fn keep(&self, spooled: &Spooled, place: FilePlace) -> FileResult<()> {
        self.work()?;
        let bytes = spooled.bytes.downcast_ref::<Vec<u8>>().expect("bytes");
        self.kept.lock().unwrap().insert(place, bytes.clone());
        Ok(())
    }

    fn open(&self, place: FilePlace) -> FileResult<Option<OpenBytes>> {
        self.work()?;
        let found = self.kept.lock().unwrap().get(&place).cloned();
        Ok(found.map(|bytes| OpenBytes {
            length: u64::try_from(bytes.len()).unwrap(),
            reader: Box::new(Cursor::new(bytes)),
        }))
    }

    fn delete(&self, place: FilePlace) -> FileResult<()> {
        self.work()?;
        self.kept.lock().unwrap().remove(&place);
        Ok(())
    }

    fn each_before(
        &self,
        before: Time,
        each: &mut dyn FnMut(&[FilePlace]) -> FileResult<()>,
    ) -> FileResult<()> {
        self.work()?;
        self.asked.lock().unwrap().push(before);
        // One at a time, so that more than one batch is seen.
        self.places().chunks(1).try_for_each(each)
    }

    fn reap_unfinished(&self, before: Time) -> FileResult<u64> {
        self.work()?;
        self.asked.lock().unwrap().push(before);
        Ok(UNFINISHED)
    }

    fn check(&self) -> FileResult<()> {
        self.work()
    }
}

/// A text of five bytes, come in whole.
pub fn spooled() -> Spooled {
    spooled_bytes(b"hello")
}

/// Those bytes, taken for a text.
pub fn spooled_bytes(bytes: &[u8]) -> Spooled {
    Spooled {
        size: u64::try_from(bytes.len()).unwrap(),
        sha256: [7; 32],
        content: Content::Text,
        bytes: Box::new(bytes.to_vec()),
    }
}

/// A scanner that says the same of every file.
pub struct Says(pub Result<Scanned, ScanError>);

impl Scanner for Says {
    fn scan(&self, bytes: &mut dyn Read) -> Result<Scanned, ScanError> {
        let mut seen = Vec::new();
        bytes.read_to_end(&mut seen).unwrap();
        assert_eq!(seen, b"hello", "it is shown the whole file");
        self.0.clone()
    }

    fn check(&self) -> Result<(), ScanError> {
        match &self.0 {
            Err(error @ ScanError::Down(_)) => Err(error.clone()),
            _ => Ok(()),
        }
    }
}

/// A signer whose tags differ where messages do.
pub struct Stamp;

impl LinkSigner for Stamp {
    fn sign(&self, message: &[u8]) -> [u8; 32] {
        let mut tag = [0_u8; 32];
        for part in message.chunks(tag.len()) {
            for (stamped, byte) in tag.iter_mut().zip(part) {
                *stamped = stamped.wrapping_mul(31).wrapping_add(*byte);
            }
        }
        tag
    }

    fn verify(&self, message: &[u8], tag: &[u8; 32]) -> bool {
        self.sign(message) == *tag
    }
}
