//! Where files are, wired by the settings.

use crate::{settings::Settings, token_keys};
use secrecy::{ExposeSecret, SecretString};
use std::{io, path::PathBuf, sync::Arc};
use tessera_application::files::{FileStore, Files, Scanner};
use tessera_files::{Bucket, BucketError, Clamd, Folder, LinkKey};

const KEY_FILE: &str = "link-key";

/// Why files cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The data folder does not take them.
    #[error("files cannot be kept in {}: {cause}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// The bucket cannot be set up like that.
    #[error("{setting}: {cause}")]
    Bucket {
        /// The setting that names it.
        setting: String,
        /// What is wrong with it.
        cause: BucketError,
    },
    /// The key of links cannot be kept.
    #[error("the key of links to files cannot be kept in {}: {cause}", file.display())]
    Key {
        /// The file.
        file: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
}

/// The files of a server. The data folder must be there.
pub fn open(settings: &Settings) -> Result<Files, Error> {
    Ok(Files {
        store: store(settings)?,
        scanner: scanner(settings),
        signer: Arc::new(LinkKey::from_text(link_key(settings)?.expose_secret())),
        policy: settings.files.policy.clone(),
    })
}

/// What keeps files.
pub fn store(settings: &Settings) -> Result<Arc<dyn FileStore>, Error> {
    let folder = &settings.data_dir;
    if let Some(config) = &settings.files.bucket {
        let bucket = Bucket::open(folder, config).map_err(|cause| Error::Bucket {
            setting: settings.name_of("s3_bucket"),
            cause,
        })?;
        Ok(Arc::new(bucket))
    } else {
        let opened = Folder::open(folder).map_err(|cause| Error::Folder {
            folder: folder.clone(),
            cause,
        })?;
        Ok(Arc::new(opened))
    }
}

/// What looks for viruses in them.
pub fn scanner(settings: &Settings) -> Option<Arc<dyn Scanner>> {
    let address = settings.files.clamd.clone()?;
    Some(Arc::new(Clamd::new(address, settings.files.clamd_limit)))
}

/// The key of the settings, or one of this server's own that is made at its first start and kept in the data folder.
fn link_key(settings: &Settings) -> Result<SecretString, Error> {
    if let Some(key) = &settings.files.link_key {
        return Ok(key.clone());
    }
    let file = settings.data_dir.join(KEY_FILE);
    token_keys::kept_or_made(&file).map_err(|cause| Error::Key { file, cause })
}
