//! Where the bytes of attachments are: a folder of this machine, or an S3 bucket; what they are; and who looks for
//! viruses in them.
//!
//! Implements the ports of [`tessera_ports::files`]: [`FileStore`](tessera_ports::files::FileStore) by [`Folder`] and
//! [`Bucket`], [`Scanner`](tessera_ports::files::Scanner) by [`Clamd`], and
//! [`LinkSigner`](tessera_ports::files::LinkSigner) by [`LinkKey`]. All of it is synchronous and blocks; what is
//! asynchronous inside runs on threads of its own.
//!
//! Every file first comes into a folder of this machine, whose name nobody knows and which is emptied when nobody
//! waits for it any more. Its type is told from its bytes on the way, and its hash is taken. Nothing that a client
//! sends becomes part of a path: a file is kept under ids.
//!
//! ```
//! use tessera_files::Folder;
//! use tessera_ports::files::{FilePlace, FileStore};
//!
//! let folder = tempfile::tempdir().unwrap();
//! let store = Folder::open(folder.path()).unwrap();
//! let mut spool = store.begin().unwrap();
//! spool.write(b"hello").unwrap();
//! let spooled = spool.finish().unwrap();
//! let id = uuid::Uuid::from_u128(7);
//! let place = FilePlace { tenant: id.into(), file: id.into() };
//! store.keep(&spooled, place).unwrap();
//! assert_eq!(store.open(place).unwrap().unwrap().length, 5);
//! ```

mod bucket;
mod clamd;
mod fault;
mod folder;
mod links;
mod sniff;
mod spool;

pub use bucket::{Bucket, BucketConfig, BucketError};
pub use clamd::{Clamd, ClamdAddress};
pub use folder::Folder;
pub use links::LinkKey;
