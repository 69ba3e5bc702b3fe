//! `tessera user create`

use super::{PasswordSource, check_choice, login};
use crate::commands::{Common, Failure, InTenant, department, output};
use clap::Args;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use std::io;
use tessera_application::{
    Clash, Error,
    users::{self, NewUser},
};
use tessera_domain::{
    tenant::Tenant,
    text,
    user::{Permissions, Role, User},
};

const EXAMPLES: &str = "\
Examples:
  tessera user create robin --role technician --first-name Robin --last-name Sample
  tessera user create kim --email kim@example.com --password-stdin < password.txt
  tessera user create maria --role manager --department 'IT Department'

Roles: user asks for things, technician works on all tickets, manager runs a department,
admin runs the tenant, super_admin runs the tenant and its admins.";

/// Make an account; prints a random password unless one is given
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Create {
    /// The name to sign in with
    name: String,
    /// What the person is
    #[arg(long, default_value = "user", value_parser = ["user", "technician", "manager", "admin", "super_admin"])]
    role: String,
    #[command(flatten)]
    place: InTenant,
    /// Where mail goes
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// Given name
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    first_name: String,
    /// Family name
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    last_name: String,
    /// The department, by name or number
    #[arg(long, value_name = "DEPARTMENT")]
    department: Option<String>,
    #[command(flatten)]
    source: PasswordSource,
    /// Print everything about the account as JSON
    #[arg(long)]
    json: bool,
}

impl Create {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        let login = login(&self.name)?;
        let role = Role::from_key(&self.role)
            .ok_or_else(|| Failure::Question("--role: there is none such".into()))?;
        self.check_texts()?;
        let wanted = self.department.as_deref();
        let wanted = wanted.map(|word| department::wanted("--department", word));
        let wanted = wanted.transpose()?;
        let password = self.source.read()?;
        let (core, tenant) = self.place.open(common)?;
        check_choice(&core.application, &password)?;
        let department = wanted.map(|wanted| department::find(&core.application, &tenant, &wanted));
        let department = department.transpose()?;
        let new = NewUser {
            tenant: tenant.id,
            login,
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            email: self.email.clone(),
            role,
            extra: Permissions::NONE,
            department: department.map(|department| department.id),
            password: Some(password.expose_secret().to_owned()),
        };
        let user = match users::create(&core.application, &new) {
            Err(Error::Conflict(Clash::LoginTaken)) => return Err(self.taken(&tenant)),
            made => made?,
        };
        Ok(self.tell(&tenant, &user, &password)?)
    }

    fn check_texts(&self) -> Result<(), Failure> {
        let email = self.email.as_ref().map(|email| ("--email", email, 3, 254));
        let names = [
            ("--first-name", &self.first_name, 0, 255),
            ("--last-name", &self.last_name, 0, 255),
        ];
        for (what, given, min, max) in names.into_iter().chain(email) {
            text::check(given, min, max)
                .map_err(|problem| Failure::Question(format!("{what}: {problem}")))?;
        }
        Ok(())
    }

    fn taken(&self, tenant: &Tenant) -> Failure {
        let (name, tenant) = (&self.name, tenant.slug.as_str());
        Failure::Said(format!(
            "there is a user {name} in the tenant {tenant} already; \
             `tessera user password {name} --tenant {tenant}` gives another password"
        ))
    }

    fn tell(&self, tenant: &Tenant, user: &User, password: &SecretString) -> io::Result<()> {
        let untold = self.source.untold(password);
        if self.json {
            let mut about = json!({
                "id": user.id,
                "number": user.number,
                "login": user.login.as_str(),
                "role": user.role.key(),
                "tenant": tenant.slug.as_str(),
            });
            if let (Some(password), Value::Object(members)) = (untold, &mut about) {
                members.insert("password".into(), password.into());
            }
            return output::json(&about);
        }
        let (login, role, tenant) = (user.login.as_str(), user.role.key(), tenant.slug.as_str());
        output::note(&format!(
            "The account {login} was made in the tenant {tenant}, as {role}."
        ));
        if let Some(password) = untold {
            output::note("Its password, shown only this once:");
            output::result(password)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{CommandFactory, Parser};

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        create: Create,
    }

    #[test]
    fn texts_that_cannot_be_kept_are_wrong_questions_that_name_them() {
        let long = "ä".repeat(256);
        for (option, value) in [
            ("--first-name", long.as_str()),
            ("--last-name", &long),
            ("--last-name", "a\0b"),
            ("--email", "x"),
            ("--email", &long),
        ] {
            let line = Line::parse_from(["create", "robin", option, value]);
            match line.create.check_texts() {
                Err(Failure::Question(told)) => assert!(told.starts_with(option), "{told}"),
                other => panic!("{option}: {other:?}"),
            }
        }
        let longest = "ä".repeat(255);
        let line = Line::parse_from(["create", "robin", "--first-name", &longest]);
        assert!(line.create.check_texts().is_ok());
    }

    #[test]
    fn the_roles_of_the_command_line_are_the_roles() {
        let command = Line::command();
        let role = command
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
