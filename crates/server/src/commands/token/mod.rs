//! `tessera token`

mod create;
mod delete;
mod integration;
mod list;
mod regenerate;
mod revoke;
mod set;
mod state;

use super::{Common, Failure, InTenant, no_such_user};
use crate::core::Core;
use clap::{Args, Subcommand, ValueEnum};
use std::process::ExitCode;
use tessera_application::{Error, users};
use tessera_domain::{
    tenant::Tenant,
    user::{Login, User},
};
use uuid::Uuid;

/// Make and look after credentials for programs: API keys of people, and tokens of other systems
#[derive(Args, Debug)]
pub struct Token {
    #[command(subcommand)]
    command: TokenCommand,
}

#[derive(Subcommand, Debug)]
enum TokenCommand {
    Create(create::Create),
    List(list::List),
    Set(set::Set),
    Disable(state::Disable),
    Enable(state::Enable),
    Regenerate(regenerate::Regenerate),
    Revoke(revoke::Revoke),
    Delete(delete::Delete),
}

impl Token {
    pub(super) fn run(&self, common: &Common) -> Result<ExitCode, Failure> {
        match &self.command {
            TokenCommand::Create(command) => command.run(common)?,
            TokenCommand::List(command) => command.run(common)?,
            TokenCommand::Set(command) => command.run(common)?,
            TokenCommand::Disable(command) => command.run(common)?,
            TokenCommand::Enable(command) => command.run(common)?,
            TokenCommand::Regenerate(command) => command.run(common)?,
            TokenCommand::Revoke(command) => command.run(common)?,
            TokenCommand::Delete(command) => command.run(common)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Kind {
    /// A key that is sent as `x-api-key` and does what its person may do
    ApiKey,
    /// Another system's token, sent as `Authorization: Bearer`, that reaches only what it opened itself
    Integration,
}

fn owner(name: &str) -> Result<Login, Failure> {
    Login::parse(name).map_err(|problem| Failure::Question(format!("--user: {problem}")))
}

/// The account of that login, or what to do about there being none.
fn user(core: &Core, tenant: &Tenant, login: &Login) -> Result<User, Failure> {
    match users::find(&core.application, tenant.id, login) {
        Err(Error::NotFound(_)) => Err(no_such_user(login, tenant)),
        found => Ok(found?),
    }
}

/// The id of a key or token. It is not shown again: it may be the key itself, put here by mistake.
fn key_id(text: &str) -> Result<Uuid, Failure> {
    Uuid::try_parse(text).map_err(|_not_an_id| {
        Failure::Question("ID: is not the id of a key; `tessera token list` shows the ids".into())
    })
}
