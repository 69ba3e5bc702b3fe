//! The bytes of files: where they are kept, and what looks for viruses in them.

use std::{any::Any, fmt, io::Read};
use tessera_domain::{
    attachment::Content,
    id::{FileId, TenantId},
    time::Time,
};

/// What a file store answers.
pub type FileResult<T> = Result<T, FileError>;

/// Why a file could not be kept or read.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FileError {
    /// There is no room left.
    #[error("the file store is full: {0}")]
    Full(String),
    /// It does not answer, or not in time.
    #[error("the file store is unavailable: {0}")]
    Unavailable(String),
    /// Anything else: a fault of ours.
    #[error("the file store failed: {0}")]
    Failed(String),
}

/// Whose file it is, and which.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FilePlace {
    /// Whose.
    pub tenant: TenantId,
    /// Which.
    pub file: FileId,
}

/// Where the bytes of files are kept. Everything blocks.
pub trait FileStore: Send + Sync {
    /// Begins a file that nobody else knows of yet.
    ///
    /// # Errors
    /// When there is no room for it.
    fn begin(&self) -> FileResult<Box<dyn Spool>>;

    /// Takes a finished file into its place. It is there, whole and for good, when this returns, whatever happens to
    /// the machine; before that it is not there at all.
    ///
    /// # Errors
    /// When it cannot be kept; then nothing of it is in its place.
    fn keep(&self, spooled: &Spooled, place: FilePlace) -> FileResult<()>;

    /// Opens a kept file for reading; nothing when there is none.
    ///
    /// # Errors
    /// When the store does not answer.
    fn open(&self, place: FilePlace) -> FileResult<Option<OpenBytes>>;

    /// Takes a kept file away. Nothing is wrong if there is none.
    ///
    /// # Errors
    /// When the store does not answer.
    fn delete(&self, place: FilePlace) -> FileResult<()>;

    /// Hands every file that was kept before that time to `each`, some at a time, until that says to stop by an
    /// error of its own.
    ///
    /// # Errors
    /// When the store does not answer, or what `each` says.
    fn each_before(
        &self,
        before: Time,
        each: &mut dyn FnMut(&[FilePlace]) -> FileResult<()>,
    ) -> FileResult<()>;

    /// Takes away what was begun before that time and never finished, and says how many that were.
    ///
    /// # Errors
    /// When the store does not answer.
    fn reap_unfinished(&self, before: Time) -> FileResult<u64>;

    /// Shows that files can be kept.
    ///
    /// # Errors
    /// Why they cannot.
    fn check(&self) -> FileResult<()>;
}

/// A file on its way in. Dropped before it is finished, it leaves nothing behind.
pub trait Spool: Send {
    /// Adds bytes at its end.
    ///
    /// # Errors
    /// When there is no room for them.
    fn write(&mut self, bytes: &[u8]) -> FileResult<()>;

    /// No more bytes come.
    ///
    /// # Errors
    /// When they cannot be kept.
    fn finish(self: Box<Self>) -> FileResult<Spooled>;
}

/// A file that came in whole and has no place yet. Dropped, it leaves nothing behind.
pub struct Spooled {
    /// Its length in bytes.
    pub size: u64,
    /// The SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// What its bytes look like.
    pub content: Content,
    /// The store's own: the way to the bytes. Dropping it takes them away.
    pub bytes: Box<dyn Any + Send + Sync>,
}

impl fmt::Debug for Spooled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spooled")
            .field("size", &self.size)
            .field("content", &self.content)
            .finish_non_exhaustive()
    }
}

/// A kept file, open for reading.
pub struct OpenBytes {
    /// How many bytes there are.
    pub length: u64,
    /// The bytes, from the first to the last. Reading blocks, and fails when the store does not go on.
    pub reader: Box<dyn Read + Send>,
}

impl fmt::Debug for OpenBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenBytes")
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// What a scanner found in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Scanned {
    /// Nothing.
    Clean,
    /// A virus, or what it takes for one.
    Infected {
        /// Its name for it.
        name: String,
    },
}

/// Why a file could not be scanned.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ScanError {
    /// The scanner does not answer, or not in time. Later it may.
    #[error("the virus scanner does not answer: {0}")]
    Down(String),
    /// The scanner does not take this file, now or later.
    #[error("the virus scanner refuses the file: {0}")]
    Refused(String),
}

/// Looks for viruses. Blocks, for as long as its settings allow.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Scanner: Send + Sync {
    /// Looks at all that the reader gives.
    ///
    /// # Errors
    /// When it could not look, or not to the end.
    fn scan(&self, bytes: &mut dyn Read) -> Result<Scanned, ScanError>;

    /// Shows that the scanner is there.
    ///
    /// # Errors
    /// [`ScanError::Down`].
    fn check(&self) -> Result<(), ScanError>;
}

/// Signs what links carry, so that nobody else can make one.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait LinkSigner: Send + Sync {
    /// The tag of a message: the same for the same message, and for nobody else to make.
    fn sign(&self, message: &[u8]) -> [u8; 32];

    /// Whether the tag is the message's. Takes as long for a wrong one as for the right one.
    fn verify(&self, message: &[u8], tag: &[u8; 32]) -> bool;
}

/// No file store: keeps nothing, has nothing, and signs nothing that it would take for its own. For programs that have
/// nothing to do with files.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFiles;

impl NoFiles {
    fn none<T>() -> FileResult<T> {
        Err(FileError::Unavailable("there is no file store".into()))
    }
}

impl FileStore for NoFiles {
    fn begin(&self) -> FileResult<Box<dyn Spool>> {
        Self::none()
    }

    fn keep(&self, _: &Spooled, _: FilePlace) -> FileResult<()> {
        Self::none()
    }

    fn open(&self, _: FilePlace) -> FileResult<Option<OpenBytes>> {
        Ok(None)
    }

    fn delete(&self, _: FilePlace) -> FileResult<()> {
        Ok(())
    }

    fn each_before(&self, _: Time, _: &mut dyn FnMut(&[FilePlace]) -> FileResult<()>) -> FileResult<()> {
        Ok(())
    }

    fn reap_unfinished(&self, _: Time) -> FileResult<u64> {
        Ok(0)
    }

    fn check(&self) -> FileResult<()> {
        Self::none()
    }
}

impl LinkSigner for NoFiles {
    fn sign(&self, _: &[u8]) -> [u8; 32] {
        [0; 32]
    }

    fn verify(&self, _: &[u8], _: &[u8; 32]) -> bool {
        false
    }
}
