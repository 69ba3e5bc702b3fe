//! The API key and the integration's token of development mode. They are kept in the data folder, so that every start
//! prints the same ones and what was written down yesterday works today.

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
    hand::Hand,
    integration::{self, NewToken},
    users,
};
use tessera_domain::{integration::HourlyLimit, tenant::Tenant};
use tessera_ports::{StoreError, credentials::CredentialKind};

const KEY_FILE: &str = "development-key";
const TOKEN_FILE: &str = "development-token";

/// A file cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("what development mode signs in with cannot be kept in {}: {cause}", file.display())]
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
    let file = settings.data_dir.join(KEY_FILE);
    if let Some(key) = kept(&file) {
        let presented = Presentation {
            secret: key.expose_secret(),
            kinds: &[CredentialKind::ApiKey],
            tenant: None,
        };
        if authenticate(app, &presented).is_ok_and(|caller| caller.tenant == tenant.id) {
            return Ok(key);
        }
    }
    let new = NewApiKey {
        tenant: tenant.id,
        login: first_start::login(ADMIN)?,
        description: "Key of tessera serve --dev".into(),
        expires_at: None,
    };
    let issued = some_admins(issue_api_key(app, &new), tenant)?;
    Ok(keep(file, issued.secret)?)
}

/// The same for the token of an integration.
pub fn find_or_issue_token(
    app: &Application,
    settings: &Settings,
    tenant: &Tenant,
) -> Result<SecretString, first_start::Error> {
    let file = settings.data_dir.join(TOKEN_FILE);
    if let Some(token) = kept(&file)
        && is_accepted(app, &token, tenant).map_err(Refused::from)?
    {
        return Ok(token);
    }
    let login = first_start::login(ADMIN)?;
    let new = NewToken {
        name: first_start::name("Trial")?,
        description: Some("Token of tessera serve --dev".into()),
        owner: some_admins(users::find(app, tenant.id, &login), tenant)?.id,
        per_hour: HourlyLimit::DEFAULT,
        expires_at: None,
    };
    let issued = integration::create(app, &Hand::Operator(tenant.id), &new)?;
    Ok(keep(file, issued.secret)?)
}

/// Whether the tenant would let the token in. Does not count as a call.
fn is_accepted(app: &Application, token: &SecretString, tenant: &Tenant) -> Result<bool, StoreError> {
    let fingerprint = app.secrets.fingerprint(token.expose_secret());
    let found = app.queries.presented_token(&fingerprint)?;
    Ok(found.is_some_and(|found| {
        let refusal = found.token.refusal(app.clock.now());
        found.token.tenant == tenant.id && found.owner.active && refusal.is_none()
    }))
}

/// What was found or made for the administrator, or what to do about there being none.
fn some_admins<T>(outcome: Result<T, Refused>, tenant: &Tenant) -> Result<T, first_start::Error> {
    match outcome {
        Err(Refused::NotFound(_)) => Err(first_start::Error::NoAdmin(tenant.slug.as_str().to_owned())),
        outcome => Ok(outcome?),
    }
}

fn kept(file: &Path) -> Option<SecretString> {
    let kept = fs::read_to_string(file).ok()?;
    Some(kept.trim().into())
}

fn keep(file: PathBuf, secret: String) -> Result<SecretString, Error> {
    match write(&file, &secret) {
        Ok(()) => Ok(secret.into()),
        Err(cause) => Err(Error { file, cause }),
    }
}

/// Nobody but the owner may read it, from the first moment on.
fn write(file: &Path, secret: &str) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)?;
    writeln!(file, "{secret}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_file_is_for_its_owner_only_even_over_an_older_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(KEY_FILE);
        fs::write(&file, "old").unwrap();
        write(&file, "sample").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "sample\n");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
