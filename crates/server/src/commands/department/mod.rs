//! `tessera department`

mod create;
mod delete;
mod list;
mod set;

use super::{Common, Failure, no_such_user};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::process::ExitCode;
use tessera_application::{
    Application, Clash, Error,
    departments::{self, Wanted},
    users,
};
use tessera_domain::{
    department,
    id::UserId,
    tenant::Tenant,
    text::Name,
    user::{Login, User},
};

/// Make and look after a tenant's departments
#[derive(Args, Debug)]
pub struct Department {
    #[command(subcommand)]
    command: DepartmentCommand,
}

#[derive(Subcommand, Debug)]
enum DepartmentCommand {
    Create(create::Create),
    List(list::List),
    Set(set::Set),
    Delete(delete::Delete),
}

impl Department {
    pub(super) fn run(&self, common: &Common) -> Result<ExitCode, Failure> {
        match &self.command {
            DepartmentCommand::Create(command) => command.run(common)?,
            DepartmentCommand::List(command) => command.run(common)?,
            DepartmentCommand::Set(command) => command.run(common)?,
            DepartmentCommand::Delete(command) => command.run(common)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// What a word for a department means.
pub(super) fn wanted(what: &str, word: &str) -> Result<Wanted, Failure> {
    Wanted::parse(word).map_err(|problem| Failure::Question(format!("{what}: {problem}")))
}

/// The department, or what to do about there being none.
pub(super) fn find(
    app: &Application,
    tenant: &Tenant,
    wanted: &Wanted,
) -> Result<department::Department, Failure> {
    found(departments::find(app, tenant.id, wanted), tenant, wanted)
}

/// An outcome, or what to do about there being no such department, or one of that name already.
fn found<T>(outcome: Result<T, Error>, tenant: &Tenant, wanted: &Wanted) -> Result<T, Failure> {
    let slug = tenant.slug.as_str();
    match outcome {
        Err(Error::NotFound(_)) => Err(Failure::Said(match wanted {
            Wanted::Number(number) => format!(
                "there is no department {number} in the tenant {slug}; \
                 `tessera department list --tenant {slug}` shows which there are"
            ),
            Wanted::Name(name) => format!(
                "there is no department {name} in the tenant {slug}; `tessera department list --tenant {slug}` shows \
                 which there are, `tessera department create '{name}' --tenant {slug}` makes it"
            ),
        })),
        Err(Error::Conflict(Clash::DepartmentNameTaken)) => Err(Failure::Said(format!(
            "there is a department of this name in the tenant {slug} already; \
             `tessera department list --tenant {slug}` shows which there are"
        ))),
        outcome => Ok(outcome?),
    }
}

fn name(what: &str, text: &str) -> Result<Name, Failure> {
    Name::parse(text).map_err(|problem| Failure::Question(format!("{what}: {problem}")))
}

/// Who is to run a department. Whether they may is found out when they are to.
fn manager(app: &Application, tenant: &Tenant, login: &Login) -> Result<UserId, Failure> {
    match users::find(app, tenant.id, login) {
        Err(Error::NotFound(_)) => Err(no_such_user(login, tenant)),
        Ok(User { id, active: true, .. }) => Ok(id),
        Ok(_) => Err(Failure::Said(format!(
            "{login} is disabled; `tessera user enable {login} --tenant {tenant}` lets them in again",
            login = login.as_str(),
            tenant = tenant.slug.as_str()
        ))),
        Err(error) => Err(error.into()),
    }
}

fn about(department: &department::Department, tenant: &Tenant) -> Value {
    json!({
        "id": department.id,
        "number": department.number,
        "name": department.name,
        "manager_id": department.manager,
        "tenant": tenant.slug.as_str(),
    })
}
