//! The API key of development mode. It is kept in the data folder, so that every start prints the same one and
//! what was written down yesterday works today.

use crate::{
    first_start::{self, ADMIN},
    settings::Settings,
};
use secrecy::{ExposeSecret, SecretString};
use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};
use tessera_application::{
    Application, Error as Refused,
    access::{Presentation, authenticate},
    credentials::{NewApiKey, issue_api_key},
};
use tessera_domain::tenant::Tenant;
use tessera_ports::credentials::CredentialKind;

const FILE: &str = "development-key";

/// The file cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("the development key cannot be kept in {}: {cause}", file.display())]
pub struct Error {
    file: PathBuf,
    cause: io::Error,
}

/// The kept key if it still opens the tenant, else a new one.
pub fn find_or_issue(
    app: &Application,
    settings: &Settings,
    tenant: &Tenant,
) -> Result<SecretString, first_start::Error> {
    let file = settings.data_dir.join(FILE);
    if let Ok(kept) = fs::read_to_string(&file) {
        let key = kept.trim();
        let presented = Presentation {
            secret: key,
            kinds: &[CredentialKind::ApiKey],
            tenant: None,
        };
        if authenticate(app, &presented).is_ok_and(|caller| caller.tenant == tenant.id) {
            return Ok(key.into());
        }
    }
    let new = NewApiKey {
        tenant: tenant.id,
        login: first_start::login(ADMIN)?,
        description: "Key of tessera serve --dev".into(),
        expires_at: None,
    };
    let issued = match issue_api_key(app, &new) {
        Err(Refused::NotFound(_)) => {
            return Err(first_start::Error::NoAdmin(tenant.slug.as_str().to_owned()));
        }
        issued => issued?,
    };
    let secret = SecretString::from(issued.secret);
    keep(&file, secret.expose_secret()).map_err(|cause| Error { file, cause })?;
    Ok(secret)
}

/// Nobody but the owner may read it, from the first moment on.
fn keep(file: &Path, key: &str) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)?;
    writeln!(file, "{key}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_file_is_for_its_owner_only_even_over_an_older_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);
        fs::write(&file, "old").unwrap();
        keep(&file, "sample").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "sample\n");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
