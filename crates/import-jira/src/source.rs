//! Finds the files of a source: a folder, an archive, or a single file.

use crate::{Error, counting_order::as_counted};
use std::{
    cell::Cell,
    ffi::OsStr,
    fs::File,
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
    rc::Rc,
};

/// The largest file that is read. Issues with thousands of comments have a few MB.
const LARGEST: u64 = 64 << 20;

/// One file of the source.
pub struct Entry<'e> {
    /// Its name within the source.
    pub name: &'e str,
    /// Its bytes, or why they were not read.
    pub content: Content<'e>,
    /// How many bytes of the source were read so far.
    pub read: u64,
}

/// The bytes of a file.
pub enum Content<'e> {
    /// All of them.
    Bytes(&'e [u8]),
    /// It is no JSON file by its name, so it was left alone.
    OtherSort,
    /// It could not be read.
    Unreadable(String),
}

/// What is called with each file.
pub type Visit<'v> = &'v mut dyn FnMut(Entry<'_>) -> Result<(), Error>;

/// A source whose size is known.
pub struct Source {
    path: PathBuf,
    sort: Sort,
    /// Bytes to read; of the packed ones where it is packed.
    pub total: u64,
}

enum Sort {
    Folder,
    Single,
    Tar,
    PackedTar,
}

impl Source {
    /// Looks at what the path leads to.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let fail = |cause| Error::Open {
            path: path.to_owned(),
            cause,
        };
        let metadata = path.metadata().map_err(fail)?;
        let sort = if metadata.is_dir() {
            Sort::Folder
        } else {
            sort_of(path)?
        };
        let total = match sort {
            Sort::Folder => size_of_folder(path).map_err(fail)?,
            Sort::Single | Sort::Tar | Sort::PackedTar => metadata.len(),
        };
        Ok(Self {
            path: path.to_owned(),
            sort,
            total,
        })
    }

    /// Calls `visit` with one file after the other, those of a folder in the order people count in, those of an
    /// archive as they stand in it.
    pub fn each(&self, visit: Visit<'_>) -> Result<(), Error> {
        let fail = |cause| Error::Open {
            path: self.path.clone(),
            cause,
        };
        match self.sort {
            Sort::Folder => Folder {
                root: &self.path,
                read: 0,
                buffer: Vec::new(),
            }
            .each(&self.path, visit),
            Sort::Single => {
                let root = self.path.parent().unwrap_or(Path::new(""));
                Folder {
                    root,
                    read: 0,
                    buffer: Vec::new(),
                }
                .file(&self.path, visit)
            }
            Sort::Tar | Sort::PackedTar => {
                let position = Rc::new(Cell::new(0));
                let file = Counting {
                    inner: File::open(&self.path).map_err(fail)?,
                    position: position.clone(),
                };
                if matches!(self.sort, Sort::Tar) {
                    self.entries(BufReader::with_capacity(1 << 16, file), &position, visit)
                } else {
                    self.entries(
                        zstd::stream::read::Decoder::new(file).map_err(fail)?,
                        &position,
                        visit,
                    )
                }
            }
        }
    }

    fn entries(&self, archive: impl Read, position: &Cell<u64>, visit: Visit<'_>) -> Result<(), Error> {
        let mut archive = tar::Archive::new(archive);
        let mut buffer = Vec::new();
        let damaged = |entries, cause| Error::Archive {
            path: self.path.clone(),
            entries,
            cause,
        };
        for (place, entry) in archive.entries().map_err(|cause| damaged(0, cause))?.enumerate() {
            let mut entry = entry.map_err(|cause| damaged(place, cause))?;
            if !entry.header().entry_type().is_file() {
                continue;
            }
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let content = if !is_json(Path::new(&name)) {
                Content::OtherSort
            } else if entry.size() > LARGEST {
                too_large(entry.size())
            } else {
                buffer.clear();
                entry
                    .read_to_end(&mut buffer)
                    .map_err(|cause| damaged(place, cause))?;
                Content::Bytes(&buffer)
            };
            visit(Entry {
                name: &name,
                content,
                read: position.get(),
            })?;
        }
        Ok(())
    }
}

fn sort_of(path: &Path) -> Result<Sort, Error> {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let ends = |suffixes: &[&str]| suffixes.iter().any(|suffix| name.ends_with(suffix));
    if ends(&[".tar.zst", ".tzst"]) {
        Ok(Sort::PackedTar)
    } else if ends(&[".tar"]) {
        Ok(Sort::Tar)
    } else if ends(&[".json"]) {
        Ok(Sort::Single)
    } else {
        Err(Error::UnknownSort(path.to_owned()))
    }
}

fn is_json(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

fn too_large(size: u64) -> Content<'static> {
    Content::Unreadable(format!(
        "{size} bytes are more than the {LARGEST} that are read of a file"
    ))
}

struct Folder<'f> {
    root: &'f Path,
    read: u64,
    buffer: Vec<u8>,
}

impl Folder<'_> {
    fn each(&mut self, folder: &Path, visit: Visit<'_>) -> Result<(), Error> {
        let children = children(folder).map_err(|cause| Error::Open {
            path: folder.to_owned(),
            cause,
        })?;
        for (path, is_folder) in children {
            if is_folder {
                self.each(&path, visit)?;
            } else {
                self.file(&path, visit)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, visit: Visit<'_>) -> Result<(), Error> {
        let name = path
            .strip_prefix(self.root)
            .unwrap_or(path)
            .to_string_lossy()
            .into_owned();
        let size = path.metadata().map_or(0, |metadata| metadata.len());
        let content = if !is_json(path) {
            Content::OtherSort
        } else if size > LARGEST {
            too_large(size)
        } else {
            self.buffer.clear();
            match File::open(path).and_then(|file| file.take(LARGEST).read_to_end(&mut self.buffer)) {
                Ok(_) => Content::Bytes(&self.buffer),
                Err(cause) => Content::Unreadable(cause.to_string()),
            }
        };
        self.read += size;
        visit(Entry {
            name: &name,
            content,
            read: self.read,
        })
    }
}

/// What lies in a folder, and whether each is a folder itself. Symbolic links are not followed: they can lead
/// round in a circle.
fn children(folder: &Path) -> io::Result<Vec<(PathBuf, bool)>> {
    let mut children = Vec::new();
    for entry in folder.read_dir()? {
        let entry = entry?;
        let sort = entry.file_type()?;
        if sort.is_dir() || sort.is_file() {
            children.push((entry.path(), sort.is_dir()));
        }
    }
    children.sort_by(|(a, _), (b, _)| as_counted(file_name(a), file_name(b)));
    Ok(children)
}

fn file_name(path: &Path) -> &[u8] {
    path.file_name().unwrap_or(OsStr::new("")).as_encoded_bytes()
}

fn size_of_folder(folder: &Path) -> io::Result<u64> {
    let mut size = 0;
    for entry in folder.read_dir()? {
        let entry = entry?;
        let sort = entry.file_type()?;
        if sort.is_dir() {
            size += size_of_folder(&entry.path())?;
        } else if sort.is_file() {
            size += entry.metadata()?.len();
        }
    }
    Ok(size)
}

/// Counts what is read of a file, for the progress.
struct Counting {
    inner: File,
    position: Rc<Cell<u64>>,
}

impl Read for Counting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.position
            .set(self.position.get() + u64::try_from(count).unwrap_or_default());
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_read_through_without_following_links() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("SMP/1-999");
        std::fs::create_dir_all(&inner).unwrap();
        for name in ["SMP-2.json", "SMP-10.json", "notes.txt"] {
            std::fs::write(inner.join(name), "{}").unwrap();
        }
        std::os::unix::fs::symlink(folder.path(), inner.join("round")).unwrap();
        let source = Source::open(folder.path()).unwrap();
        let mut seen = Vec::new();
        source
            .each(&mut |entry| {
                seen.push((entry.name.to_owned(), entry.read));
                Ok(())
            })
            .unwrap();
        let names: Vec<_> = seen.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "SMP/1-999/SMP-2.json",
                "SMP/1-999/SMP-10.json",
                "SMP/1-999/notes.txt"
            ]
        );
        assert_eq!(seen.last().unwrap().1, source.total);
    }

    #[test]
    fn other_sorts_of_files_are_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("issues.zip");
        std::fs::write(&path, "").unwrap();
        let error = Source::open(&path).err().unwrap();
        assert!(
            error.to_string().contains("issues.zip is neither a folder nor"),
            "{error}"
        );
        assert!(Source::open(&folder.path().join("nowhere")).is_err());
    }
}
