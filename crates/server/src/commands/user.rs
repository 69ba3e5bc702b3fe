//! `tessera user`

use super::{Common, Failure, find_tenant, open_core, output};
use crate::password;
use clap::{Args, Subcommand};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use std::{
    io::{self, BufRead},
    process::ExitCode,
};
use tessera_application::users::{self, NewUser};
use tessera_domain::{
    tenant::Tenant,
    text,
    user::{self as domain, Login, Permissions, Role},
};

const EXAMPLES: &str = "\
Examples:
  tessera user create robin --role technician --first-name Robin --last-name Sample
  tessera user create kim --email kim@example.com --password-stdin < password.txt

Roles: user asks for things, technician works on all tickets, manager runs a department,
admin runs the tenant, super_admin runs the tenant and its admins.";

/// Make accounts for people
#[derive(Args, Debug)]
pub struct User {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Subcommand, Debug)]
enum UserCommand {
    Create(Create),
}

/// Make an account; prints a random password unless one is given
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
struct Create {
    /// The name to sign in with
    name: String,
    /// What the person is
    #[arg(long, default_value = "user", value_parser = ["user", "technician", "manager", "admin", "super_admin"])]
    role: String,
    #[arg(long, value_name = "SLUG", help = "The person's tenant [TESSERA_TENANT]")]
    tenant: Option<String>,
    /// Where mail goes
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// Given name
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    first_name: String,
    /// Family name
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    last_name: String,
    /// Read the password from the first line of the standard input
    #[arg(long)]
    password_stdin: bool,
    /// Print everything about the account as JSON
    #[arg(long)]
    json: bool,
}

impl User {
    pub(super) fn run(&self, common: &Common) -> Result<ExitCode, Failure> {
        let UserCommand::Create(create) = &self.command;
        create.run(common)
    }
}

impl Create {
    fn run(&self, common: &Common) -> Result<ExitCode, Failure> {
        let wrong = |what: &str, problem| Failure::Question(format!("{what}: {problem}"));
        let login = Login::parse(&self.name).map_err(|problem| wrong("NAME", problem))?;
        let role = Role::from_key(&self.role)
            .ok_or_else(|| Failure::Question("--role: there is none such".into()))?;
        for (what, name) in [
            ("--first-name", &self.first_name),
            ("--last-name", &self.last_name),
        ] {
            text::check(name, 0, 255).map_err(|problem| wrong(what, problem))?;
        }
        if let Some(email) = &self.email {
            text::check(email, 3, 254).map_err(|problem| wrong("--email", problem))?;
        }
        let settings = common.settings_of_tenant(self.tenant.as_ref())?;
        let password = self.password()?;
        let core = open_core(&settings)?;
        let tenant = find_tenant(&core, &settings.tenant)?;
        let new = NewUser {
            tenant: tenant.id,
            login,
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            email: self.email.clone(),
            role,
            extra: Permissions::NONE,
            password: Some(password.expose_secret().to_owned()),
        };
        let user = users::create(&core.application, &new)?;
        self.tell(&tenant, &user, &password)?;
        Ok(ExitCode::SUCCESS)
    }

    fn password(&self) -> Result<SecretString, Failure> {
        if self.password_stdin {
            read_password(io::stdin().lock())
        } else {
            Ok(password::random()?)
        }
    }

    fn tell(&self, tenant: &Tenant, user: &domain::User, password: &SecretString) -> io::Result<()> {
        let shown = (!self.password_stdin).then(|| password.expose_secret());
        if self.json {
            let mut about = json!({
                "id": user.id,
                "number": user.number,
                "login": user.login.as_str(),
                "role": user.role.key(),
                "tenant": tenant.slug.as_str(),
            });
            if let (Some(password), Value::Object(members)) = (shown, &mut about) {
                members.insert("password".into(), password.into());
            }
            return output::json(&about);
        }
        let (login, role, tenant) = (user.login.as_str(), user.role.key(), tenant.slug.as_str());
        output::note(&format!(
            "The account {login} was made in the tenant {tenant}, as {role}."
        ));
        if let Some(password) = shown {
            output::note("Its password, shown only this once:");
            output::result(password)?;
        }
        Ok(())
    }
}

/// The first line, without its end. Spaces belong to the password.
fn read_password(input: impl BufRead) -> Result<SecretString, Failure> {
    let mut line = String::new();
    // A line that is cut here is too long for a password anyway.
    let most = u64::try_from(tessera_auth::password::MAX_BYTES + 2).unwrap_or(u64::MAX);
    io::Read::take(input, most).read_line(&mut line)?;
    let password = line.strip_suffix('\n').unwrap_or(&line);
    let password = password.strip_suffix('\r').unwrap_or(password);
    tessera_auth::password::check(password)
        .map_err(|problem| Failure::Question(format!("--password-stdin: {problem}")))?;
    Ok(password.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_the_first_line_as_it_is() {
        let read =
            |text: &str| read_password(text.as_bytes()).map(|password| password.expose_secret().to_owned());
        assert_eq!(read("  with spaces  \r\nnext").unwrap(), "  with spaces  ");
        assert_eq!(read("without end").unwrap(), "without end");
        assert_eq!(read(&"ä".repeat(128)).unwrap(), "ä".repeat(128));
        for bad in ["", "\n", "short", &"x".repeat(129), &"x".repeat(1_000_000)] {
            assert!(read(bad).is_err(), "{} bytes", bad.len());
        }
    }

    #[test]
    fn the_roles_of_the_command_line_are_the_roles() {
        use clap::CommandFactory;
        let cli = crate::commands::Cli::command();
        let create = cli
            .find_subcommand("user")
            .unwrap()
            .find_subcommand("create")
            .unwrap();
        let role = create
            .get_arguments()
            .find(|argument| argument.get_id() == "role")
            .unwrap();
        let offered: Vec<_> = role
            .get_possible_values()
            .iter()
            .map(|value| value.get_name().to_owned())
            .collect();
        assert_eq!(offered, Role::ALL.map(Role::key));
    }
}
