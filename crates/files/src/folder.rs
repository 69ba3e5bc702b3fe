//! Files in a folder of this machine: `attachments/<tenant>/ab/cd/<file>`, where `ab` and `cd` are the last digits of
//! the file's id, which are random.

use crate::{
    fault::fault,
    spool::{SpoolFolder, changed_at, make_folder, path_of, uuid_of},
};
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};
use tessera_domain::time::Time;
use tessera_ports::files::{FilePlace, FileResult, FileStore, OpenBytes, Spool, Spooled};
use uuid::Uuid;

/// A folder that keeps files.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
    spool: SpoolFolder,
}

/// How many files are handed on at a time.
const BATCH: usize = 500;

impl Folder {
    /// The folder `attachments` in the data folder, made if it is not there. What comes in lies in `tmp` beside it.
    ///
    /// # Errors
    /// When one of the two cannot be made.
    pub fn open(data: &Path) -> io::Result<Self> {
        let root = data.join("attachments");
        make_folder(&root)?;
        let spool = SpoolFolder::open(data)?;
        Ok(Self { root, spool })
    }

    fn path(&self, place: FilePlace) -> PathBuf {
        let file = place.file.to_string();
        let digits = |from: usize| file.get(from..from + 2).unwrap_or("00").to_owned();
        self.root
            .join(place.tenant.to_string())
            .join(digits(file.len().saturating_sub(4)))
            .join(digits(file.len().saturating_sub(2)))
            .join(&file)
    }

    /// Makes the folders above the file, so that they are still there after the machine lost its power.
    fn make_parents(&self, path: &Path) -> FileResult<()> {
        let Some(parent) = path.parent() else {
            return Ok(());
        };
        if parent.is_dir() {
            return Ok(());
        }
        make_folder(parent).map_err(fault("make", parent))?;
        for folder in parent.ancestors().skip(1) {
            sync_folder(folder)?;
            if folder == self.root {
                break;
            }
        }
        Ok(())
    }
}

fn sync_folder(folder: &Path) -> FileResult<()> {
    let opened = File::open(folder).map_err(fault("open", folder))?;
    opened.sync_all().map_err(fault("sync", folder))
}

impl FileStore for Folder {
    fn begin(&self) -> FileResult<Box<dyn Spool>> {
        self.spool.begin()
    }

    fn keep(&self, spooled: &Spooled, place: FilePlace) -> FileResult<()> {
        let (from, to) = (path_of(spooled)?, self.path(place));
        self.make_parents(&to)?;
        fs::rename(from, &to).map_err(fault("move a file to", &to))?;
        let synced = to.parent().map_or(Ok(()), sync_folder);
        if synced.is_err() {
            // Whether it would stay is not known, so it must not be taken for kept.
            drop(fs::remove_file(&to));
        }
        synced
    }

    fn open(&self, place: FilePlace) -> FileResult<Option<OpenBytes>> {
        let path = self.path(place);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(fault("open", &path)(error)),
        };
        let length = file.metadata().map_err(fault("look at", &path))?.len();
        let reader = Box::new(file);
        Ok(Some(OpenBytes { length, reader }))
    }

    fn delete(&self, place: FilePlace) -> FileResult<()> {
        let path = self.path(place);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(fault("delete", &path)(error)),
            _ => Ok(()),
        }
    }

    fn each_before(
        &self,
        before: Time,
        each: &mut dyn FnMut(&[FilePlace]) -> FileResult<()>,
    ) -> FileResult<()> {
        for tenant in entries(&self.root)? {
            let Some(id) = id_of(&tenant) else { continue };
            let mut places = Vec::new();
            for file in files_of(&tenant)? {
                if changed_at(&file).is_none_or(|at| at >= before) {
                    continue;
                }
                let Some(file) = id_of(&file) else { continue };
                places.push(FilePlace {
                    tenant: id.into(),
                    file: file.into(),
                });
            }
            places.chunks(BATCH).try_for_each(&mut *each)?;
        }
        Ok(())
    }

    fn reap_unfinished(&self, before: Time) -> FileResult<u64> {
        self.spool.reap(before)
    }

    fn check(&self) -> FileResult<()> {
        self.spool.check()?;
        sync_folder(&self.root)
    }
}

fn id_of(path: &Path) -> Option<Uuid> {
    path.file_name().and_then(uuid_of)
}

/// The files of a tenant, two folders down.
fn files_of(tenant: &Path) -> FileResult<Vec<PathBuf>> {
    let mut files = Vec::new();
    for first in entries(tenant)? {
        for second in entries(&first)? {
            files.extend(entries(&second)?);
        }
    }
    Ok(files)
}

/// What is in a folder; nothing is in what is no folder.
fn entries(folder: &Path) -> FileResult<Vec<PathBuf>> {
    let listing = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Ok(Vec::new()),
        listing => listing.map_err(fault("read", folder))?,
    };
    listing
        .map(|entry| entry.map(|entry| entry.path()).map_err(fault("read", folder)))
        .collect()
}
