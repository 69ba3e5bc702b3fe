//! `tessera user`

mod create;
mod department;
mod list;
mod password;
mod state;
mod unlock;

use super::{Common, Failure, InTenant, no_such_user};
use crate::{core::Core, password as random};
use clap::{Args, Subcommand};
use secrecy::{ExposeSecret, SecretString};
use std::{
    io::{self, BufRead},
    process::ExitCode,
};
use tessera_application::{Application, Error, hand::Hand, users};
use tessera_domain::{id::UserId, tenant::Tenant, user::Login};

/// Make and look after people's accounts
#[derive(Args, Debug)]
pub struct User {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Subcommand, Debug)]
enum UserCommand {
    Create(create::Create),
    Department(department::Department),
    List(list::List),
    Disable(state::Disable),
    Enable(state::Enable),
    Password(password::Password),
    Unlock(unlock::Unlock),
}

impl User {
    pub(super) fn run(&self, common: &Common) -> Result<ExitCode, Failure> {
        match &self.command {
            UserCommand::Create(command) => command.run(common)?,
            UserCommand::Department(command) => command.run(common)?,
            UserCommand::List(command) => command.run(common)?,
            UserCommand::Disable(command) => command.run(common)?,
            UserCommand::Enable(command) => command.run(common)?,
            UserCommand::Password(command) => command.run(common)?,
            UserCommand::Unlock(command) => command.run(common)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Whose account it is about.
#[derive(Args, Debug)]
struct Whom {
    /// The name to sign in with
    name: String,
    #[command(flatten)]
    place: InTenant,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

/// An account that a command is about. Whether it exists is found out later.
struct Account {
    core: Core,
    tenant: Tenant,
    login: Login,
}

impl Whom {
    fn open(&self, common: &Common) -> Result<Account, Failure> {
        let login = login(&self.name)?;
        let (core, tenant) = self.place.open(common)?;
        Ok(Account { core, tenant, login })
    }
}

impl Account {
    fn app(&self) -> &Application {
        &self.core.application
    }

    /// Whose account it is, and whose hand changes it.
    fn find(&self) -> Result<(UserId, Hand<'_>), Failure> {
        let found = users::find(self.app(), self.tenant.id, &self.login);
        Ok((self.found(found)?.id, Hand::Operator(self.tenant.id)))
    }

    /// An outcome, or what to do about there being no such account.
    fn found<T>(&self, outcome: Result<T, Error>) -> Result<T, Failure> {
        match outcome {
            Err(Error::NotFound(_)) => Err(no_such_user(&self.login, &self.tenant)),
            outcome => Ok(outcome?),
        }
    }
}

fn login(name: &str) -> Result<Login, Failure> {
    login_of("NAME", name)
}

/// The login that an argument of this name gives.
pub(super) fn login_of(what: &str, name: &str) -> Result<Login, Failure> {
    Login::parse(name).map_err(|problem| Failure::Question(format!("{what}: {problem}")))
}

/// How a password is given.
#[derive(Args, Clone, Copy, Debug)]
struct PasswordSource {
    /// Read the password from the first line of the standard input
    #[arg(long)]
    password_stdin: bool,
}

impl PasswordSource {
    /// The password that somebody chose, or a random one.
    fn read(self) -> Result<SecretString, Failure> {
        if self.password_stdin {
            first_line(io::stdin().lock())
        } else {
            Ok(random::random()?)
        }
    }

    /// The password, if nobody knows it yet.
    fn untold(self, password: &SecretString) -> Option<&str> {
        (!self.password_stdin).then(|| password.expose_secret())
    }
}

/// Goes on with a password that is good enough.
fn check_choice(app: &Application, password: &SecretString) -> Result<(), Failure> {
    app.passwords
        .check_choice(password.expose_secret())
        .map_err(|problem| Failure::Question(format!("--password-stdin: {problem}")))
}

/// The first line, without its end. Spaces belong to the password.
fn first_line(input: impl BufRead) -> Result<SecretString, Failure> {
    let mut line = String::new();
    // A line that is cut here is too long for a password anyway.
    let most = u64::try_from(tessera_auth::password::MAX_BYTES + 2).unwrap_or(u64::MAX);
    io::Read::take(input, most).read_line(&mut line)?;
    let password = line.strip_suffix('\n').unwrap_or(&line);
    let password = password.strip_suffix('\r').unwrap_or(password);
    Ok(password.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_the_first_line_as_it_is() {
        let read = |text: &str| first_line(text.as_bytes()).map(|line| line.expose_secret().to_owned());
        assert_eq!(read("  with spaces  \r\nnext").unwrap(), "  with spaces  ");
        assert_eq!(read("without end").unwrap(), "without end");
        assert_eq!(read(&"ä".repeat(128)).unwrap(), "ä".repeat(128));
        assert_eq!(read("\n").unwrap(), "");
        assert!(read(&"x".repeat(1_000_000)).unwrap().len() < 2000);
    }

    #[test]
    fn a_login_that_is_none_is_a_wrong_question() {
        for bad in ["", "a b", &"x".repeat(151)] {
            assert!(matches!(login(bad), Err(Failure::Question(_))), "{bad}");
        }
    }
}
