//! `tessera token`

mod create;
mod list;
mod revoke;

use super::{Common, Failure, InTenant, no_such_user};
use clap::{Args, Subcommand};
use std::process::ExitCode;
use tessera_domain::user::Login;

/// Make and look after credentials for programs
#[derive(Args, Debug)]
pub struct Token {
    #[command(subcommand)]
    command: TokenCommand,
}

#[derive(Subcommand, Debug)]
enum TokenCommand {
    Create(create::Create),
    List(list::List),
    Revoke(revoke::Revoke),
}

impl Token {
    pub(super) fn run(&self, common: &Common) -> Result<ExitCode, Failure> {
        match &self.command {
            TokenCommand::Create(command) => command.run(common)?,
            TokenCommand::List(command) => command.run(common)?,
            TokenCommand::Revoke(command) => command.run(common)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn owner(name: &str) -> Result<Login, Failure> {
    Login::parse(name).map_err(|problem| Failure::Question(format!("--user: {problem}")))
}
