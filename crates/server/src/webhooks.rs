//! Webhooks, wired by the settings.

use crate::{
    settings::{Settings, SettingsError},
    token_keys,
};
use secrecy::SecretString;
use std::{io, path::PathBuf, sync::Arc};
use tessera_application::webhooks::Gear;
use tessera_webhooks::{BadKey, Courier, Keyring, Reach};

const SETTING: &str = "webhook_keys";
const KEY_FILE: &str = "webhook-key";

/// Why webhooks cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The setting is wrong.
    #[error(transparent)]
    Setting(#[from] SettingsError),
    /// The key cannot be kept.
    #[error("the key of webhooks cannot be kept in {}: {cause}", file.display())]
    Key {
        /// The file.
        file: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// Something else stands in the file.
    #[error("{} holds no key of webhooks: it {cause}", file.display())]
    Content {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        cause: BadKey,
    },
}

/// What the use cases need. The data folder must be there.
pub fn open(settings: &Settings) -> Result<Gear, Error> {
    Ok(Gear {
        guard: Arc::new(reach(settings)),
        vault: Arc::new(keyring(settings)?),
    })
}

/// Whoever calls them. The data folder must be there.
pub fn courier(settings: &Settings) -> Result<Courier, Error> {
    Ok(Courier::new(Arc::new(keyring(settings)?), reach(settings)))
}

/// The keys of the settings, if they name any.
pub fn keys_of_settings(settings: &Settings) -> Result<Option<Keyring>, SettingsError> {
    let Some(text) = &settings.webhook_keys else {
        return Ok(None);
    };
    let keys = Keyring::from_text(text);
    keys.map(Some)
        .map_err(|cause| SettingsError::new(settings.name_of(SETTING), cause.to_string()))
}

fn reach(settings: &Settings) -> Reach {
    Reach::new(&settings.webhook_networks)
}

/// The keys of the settings, or one of this server's own that is made at its first start and kept in the data folder.
fn keyring(settings: &Settings) -> Result<Keyring, Error> {
    if let Some(keys) = keys_of_settings(settings)? {
        return Ok(keys);
    }
    let file = settings.data_dir.join(KEY_FILE);
    let text = token_keys::kept_or_made(&file).map_err(|cause| Error::Key {
        file: file.clone(),
        cause,
    })?;
    keys_in(&text, file)
}

fn keys_in(text: &SecretString, file: PathBuf) -> Result<Keyring, Error> {
    Keyring::from_text(text).map_err(|cause| Error::Content { file, cause })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Sources;
    use std::fs;

    fn settings(folder: &std::path::Path, key: Option<&str>) -> Settings {
        let sources = Sources::new().flag("data_dir", folder.to_str());
        let key = key.map(|key| ("TESSERA_WEBHOOK_KEYS".to_owned(), key.to_owned()));
        sources.environment(key).read().unwrap()
    }

    #[test]
    fn a_key_is_made_once_and_another_word_in_its_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        keyring(&settings(folder.path(), None)).unwrap();
        let file = folder.path().join(KEY_FILE);
        let made = fs::read_to_string(&file).unwrap();
        keyring(&settings(folder.path(), None)).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), made);
        fs::write(&file, "canary").unwrap();
        let error = keyring(&settings(folder.path(), None)).err().unwrap().to_string();
        assert!(
            error.contains("webhook-key holds no key") && !error.contains("canary"),
            "{error}"
        );
    }

    #[test]
    fn a_key_that_can_be_guessed_is_refused_by_the_name_of_its_setting() {
        let folder = tempfile::tempdir().unwrap();
        let error = keyring(&settings(folder.path(), Some("canary-canary")));
        let error = error.err().unwrap().to_string();
        assert!(
            error.starts_with("TESSERA_WEBHOOK_KEYS") && !error.contains("canary"),
            "{error}"
        );
    }
}
