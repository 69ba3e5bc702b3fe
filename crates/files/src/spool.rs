//! Files on their way in: in a folder of their own, under random names, for their owner alone.

use crate::{fault::fault, sniff::Sniffer};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    time::SystemTime,
};
use tessera_domain::time::Time;
use tessera_ports::files::{FileError, FileResult, Spool, Spooled};
use uuid::{Builder, Uuid};

/// The folder.
#[derive(Clone, Debug)]
pub struct SpoolFolder(PathBuf);

impl SpoolFolder {
    /// The folder `tmp` in the data folder, made if it is not there.
    pub fn open(data: &Path) -> io::Result<Self> {
        let folder = data.join("tmp");
        make_folder(&folder)?;
        Ok(Self(folder))
    }

    /// Begins a file.
    pub fn begin(&self) -> FileResult<Box<dyn Spool>> {
        let path = self.0.join(random_name()?.to_string());
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .map_err(fault("make", &path))?;
        Ok(Box::new(Running {
            file,
            path: TempPath(path),
            hash: Sha256::new(),
            sniffer: Sniffer::default(),
            size: 0,
        }))
    }

    /// Takes away what was begun before that time: nobody waits for it any more.
    pub fn reap(&self, before: Time) -> FileResult<u64> {
        let mut reaped = 0;
        for entry in fs::read_dir(&self.0).map_err(fault("read", &self.0))? {
            let path = entry.map_err(fault("read", &self.0))?.path();
            // It may have been finished meanwhile.
            let is_ours = path.file_name().and_then(uuid_of).is_some();
            if is_ours && changed_at(&path).is_some_and(|at| at < before) && fs::remove_file(&path).is_ok() {
                reaped += 1;
            }
        }
        Ok(reaped)
    }

    /// Shows that files can be made here.
    pub fn check(&self) -> FileResult<()> {
        let mut spool = self.begin()?;
        spool.write(b"check")?;
        spool.finish().map(drop)
    }
}

/// Makes a folder for its owner alone, and those above it.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// The id that a file's name is, in the one form that ids are written in.
pub fn uuid_of(name: &std::ffi::OsStr) -> Option<Uuid> {
    let text = name.to_str()?;
    let id = Uuid::try_parse(text).ok()?;
    (id.to_string() == text).then_some(id)
}

/// When a file was written to last; nothing when it is gone.
pub fn changed_at(path: &Path) -> Option<Time> {
    let changed = fs::metadata(path).ok()?.modified().ok()?;
    let micros = changed.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_micros();
    Time::from_micros(i64::try_from(micros).ok()?)
}

fn random_name() -> FileResult<Uuid> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| FileError::Failed(error.to_string()))?;
    Ok(Builder::from_random_bytes(bytes).into_uuid())
}

/// A file that goes when this is dropped, unless it was moved away.
pub struct TempPath(PathBuf);

impl TempPath {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempPath {
    fn drop(&mut self) {
        match fs::remove_file(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "a temporary file stays until the next clearing");
            }
            _ => {}
        }
    }
}

/// The path of a spooled file, wherever it came from.
pub fn path_of(spooled: &Spooled) -> FileResult<&Path> {
    let path = spooled.bytes.downcast_ref::<TempPath>();
    path.map(TempPath::path)
        .ok_or_else(|| FileError::Failed("a file of another store".into()))
}

struct Running {
    file: File,
    path: TempPath,
    hash: Sha256,
    sniffer: Sniffer,
    size: u64,
}

impl Spool for Running {
    fn write(&mut self, bytes: &[u8]) -> FileResult<()> {
        self.file
            .write_all(bytes)
            .map_err(fault("write", self.path.path()))?;
        self.hash.update(bytes);
        self.sniffer.take(bytes);
        self.size += u64::try_from(bytes.len()).unwrap_or(0);
        Ok(())
    }

    fn finish(self: Box<Self>) -> FileResult<Spooled> {
        self.file.sync_all().map_err(fault("sync", self.path.path()))?;
        Ok(Spooled {
            size: self.size,
            sha256: self.hash.finalize().into(),
            content: self.sniffer.content(),
            bytes: Box::new(self.path),
        })
    }
}
