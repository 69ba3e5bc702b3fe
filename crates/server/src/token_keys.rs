//! The keys of signed tokens: those of the settings, or one of this server's own that is made at its first start and
//! kept in the data folder.

use crate::settings::{Settings, SettingsError};
use secrecy::{ExposeSecret, SecretString};
use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    process,
};
use tessera_auth::tokens::{self, KeyError, SignedTokens};
use tessera_domain::time::Time;
use tessera_ports::tokens::{Audience, BadToken, Claims, Profile, SigningFailed, TokenSigner};

const SETTING: &str = "jwt_keys";
const FILE: &str = "token-key";

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The setting is wrong.
    #[error(transparent)]
    Setting(#[from] SettingsError),
    /// The file cannot be used.
    #[error("the key of signed tokens cannot be kept in {}: {cause}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// Something else stands in the file.
    #[error("{} holds no key of signed tokens: it {cause}", file.display())]
    Content {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        cause: KeyError,
    },
}

/// The signer of the settings, if they name keys.
pub fn of_settings(settings: &Settings) -> Result<Option<SignedTokens>, SettingsError> {
    let Some(text) = &settings.jwt_keys else {
        return Ok(None);
    };
    let signer =
        signer(text).map_err(|error| SettingsError::new(settings.name_of(SETTING), error.to_string()))?;
    Ok(Some(signer))
}

/// The signer for serving. The data folder must be there.
pub fn open(settings: &Settings) -> Result<SignedTokens, Error> {
    if let Some(signer) = of_settings(settings)? {
        return Ok(signer);
    }
    let file = settings.data_dir.join(FILE);
    let text = kept_or_made(&file).map_err(|cause| Error::File {
        file: file.clone(),
        cause,
    })?;
    signer(&text).map_err(|cause| Error::Content { file, cause })
}

fn signer(text: &SecretString) -> Result<SignedTokens, KeyError> {
    SignedTokens::new(&tokens::read_keys(text)?)
}

/// The key in the file, which is made if it is not there.
pub fn kept_or_made(file: &Path) -> io::Result<SecretString> {
    match fs::read_to_string(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(file)?,
        Err(error) => return Err(error),
        Ok(text) => return Ok(text.trim().into()),
    }
    fs::read_to_string(file).map(|text| text.trim().into())
}

/// The file is there with all that is in it or not at all, for its owner only, and of many who make it at once one
/// does.
fn make(file: &Path) -> io::Result<()> {
    let draft = file.with_extension(process::id().to_string());
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let mut written = options.open(&draft)?;
    writeln!(written, "{}", tokens::random_key().expose_secret())?;
    written.sync_all()?;
    let put = fs::hard_link(&draft, file);
    fs::remove_file(&draft)?;
    match put {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Nobody signs: for commands, which sign nobody in.
pub struct NoTokens;

impl TokenSigner for NoTokens {
    fn sign(&self, _: &Claims, _: &Profile) -> Result<String, SigningFailed> {
        Err(SigningFailed("commands sign nobody in".into()))
    }

    fn verify(&self, _: &str, _: Audience, _: Time) -> Result<Claims, BadToken> {
        Err(BadToken("commands sign nobody in"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Sources;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_key_is_made_once_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Sources::new()
            .flag("data_dir", folder.path().to_str())
            .read()
            .unwrap();
        assert!(of_settings(&settings).unwrap().is_none());
        open(&settings).unwrap();
        let file = folder.path().join(FILE);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let made = fs::read_to_string(&file).unwrap();
        open(&settings).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), made);
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            1,
            "no draft is left"
        );
    }

    #[test]
    fn whoever_comes_second_takes_the_key_that_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);
        make(&file).unwrap();
        let first = fs::read_to_string(&file).unwrap();
        make(&file).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), first);
    }

    #[test]
    fn a_file_with_something_else_in_it_is_refused_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Sources::new()
            .flag("data_dir", folder.path().to_str())
            .read()
            .unwrap();
        fs::write(folder.path().join(FILE), "canary").unwrap();
        let error = open(&settings).err().unwrap().to_string();
        assert!(
            error.contains("token-key holds no key") && !error.contains("canary"),
            "{error}"
        );
    }
}
