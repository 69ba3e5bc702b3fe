//! What an account may be called: every field looked at, so that all that is wrong is told at once.

use super::Registration;
use crate::{
    command::Application,
    error::{Error, Result},
};
use tessera_domain::{
    email::EmailAddress,
    id::TenantId,
    issue::{Issue, Problem},
    project::ProjectKey,
    text::{self, Name},
    user::Login,
};
use tessera_ports::tx::Tx;

/// The fields, as issues name them.
pub mod field {
    /// The login.
    pub const LOGIN: &str = "username";
    /// The e-mail address.
    pub const EMAIL: &str = "email";
    /// The password.
    pub const PASSWORD: &str = "password";
    /// The given name.
    pub const FIRST_NAME: &str = "first_name";
    /// The family name.
    pub const LAST_NAME: &str = "last_name";
    /// The project's key.
    pub const PROJECT_KEY: &str = "project_key";
    /// The project's name.
    pub const PROJECT_NAME: &str = "project_name";
}

/// The most Unicode scalars of a person's name.
const LONGEST_NAME: usize = 255;

/// A registration whose every field keeps its rule.
#[derive(Clone)]
pub(super) struct Checked {
    pub(super) login: Login,
    pub(super) email: EmailAddress,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) project_key: Option<ProjectKey>,
    pub(super) project_name: Option<Name>,
}

/// Looks at every field, and at what is taken already.
pub(super) fn check(app: &Application, wanted: &Registration) -> Result<Checked> {
    let mut issues = Vec::new();
    let login = read(&mut issues, field::LOGIN, Login::parse(&wanted.login));
    let email = read(&mut issues, field::EMAIL, EmailAddress::parse(&wanted.email));
    let password = app.passwords.check_choice(&wanted.password);
    read(&mut issues, field::PASSWORD, password);
    let first_name = text::check(&wanted.first_name, 0, LONGEST_NAME);
    read(&mut issues, field::FIRST_NAME, first_name);
    let last_name = text::check(&wanted.last_name, 0, LONGEST_NAME);
    read(&mut issues, field::LAST_NAME, last_name);
    let key = wanted.project_key.as_deref().map(ProjectKey::parse_any_case);
    let key = read(&mut issues, field::PROJECT_KEY, key.transpose()).flatten();
    let name = wanted.project_name.as_deref().map(Name::parse);
    let name = read(&mut issues, field::PROJECT_NAME, name.transpose()).flatten();
    let taken = app.store.transact(|tx| {
        taken(
            tx,
            wanted.tenant.id,
            (login.as_ref(), email.as_ref(), key.as_ref()),
        )
    })?;
    issues.extend(taken);
    match (login, email) {
        (Some(login), Some(email)) if issues.is_empty() => Ok(Checked {
            login,
            email,
            first_name: wanted.first_name.clone(),
            last_name: wanted.last_name.clone(),
            project_key: key,
            project_name: name,
        }),
        _ => Err(Error::Invalid(issues)),
    }
}

fn read<T>(issues: &mut Vec<Issue>, field: &str, read: Result<T, Problem>) -> Option<T> {
    read.map_err(|problem| issues.push(Issue::new(field, problem)))
        .ok()
}

/// Looks again at what is taken, now that nobody else can take any of it.
pub(super) fn refuse_taken(tx: &mut dyn Tx, tenant: TenantId, checked: &Checked) -> Result<()> {
    let names = (
        Some(&checked.login),
        Some(&checked.email),
        checked.project_key.as_ref(),
    );
    let issues = taken(tx, tenant, names)?;
    if issues.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(issues))
    }
}

type Names<'n> = (
    Option<&'n Login>,
    Option<&'n EmailAddress>,
    Option<&'n ProjectKey>,
);

/// Those of the names that somebody has, without regard to case.
fn taken(tx: &mut dyn Tx, tenant: TenantId, (login, email, key): Names<'_>) -> Result<Vec<Issue>> {
    let mut issues = Vec::new();
    let mut note = |field, what, is_taken| {
        if is_taken {
            issues.push(Issue::new(field, Problem::Taken { what }));
        }
    };
    if let Some(login) = login {
        let found = tx.users().by_login(tenant, login)?;
        note(field::LOGIN, "user", found.is_some());
    }
    if let Some(email) = email {
        let found = tx.sign_in().by_email(tenant, email.as_str())?;
        note(field::EMAIL, "user", !found.is_empty());
    }
    if let Some(key) = key {
        let found = tx.lists().project_by_key(tenant, key.as_str())?;
        note(field::PROJECT_KEY, "project", found.is_some());
    }
    Ok(issues)
}
