//! `tessera tenant`

mod create;
mod list;
mod rules;
mod set;

use super::{Common, Failure, listing};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::process::ExitCode;
use tessera_domain::{
    tenant::{Enrolment, HostName, Slug, Tenant, TenantState},
    user::Role,
};

/// Open and look after tenants: customers of the service, who never see each other
#[derive(Args, Debug)]
pub struct TenantCommand {
    #[command(subcommand)]
    command: Commands,
}

#[derive(Subcommand, Debug)]
enum Commands {
    Create(create::Create),
    List(list::List),
    Set(set::Set),
}

impl TenantCommand {
    pub(super) fn run(&self, common: &Common) -> Result<ExitCode, Failure> {
        match &self.command {
            Commands::Create(command) => command.run(common)?,
            Commands::List(command) => command.run(common)?,
            Commands::Set(command) => command.run(common)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn slug(text: &str) -> Result<Slug, Failure> {
    Slug::parse(text).map_err(|problem| Failure::Question(format!("SLUG: {problem}")))
}

const fn state(tenant: &Tenant) -> &'static str {
    match tenant.state {
        TenantState::Active => "active",
        TenantState::Suspended => "suspended",
    }
}

fn host(tenant: &Tenant) -> Option<&str> {
    tenant.host.as_ref().map(HostName::as_str)
}

fn domains(enrolment: &Enrolment) -> Vec<&str> {
    enrolment.domains.iter().map(HostName::as_str).collect()
}

fn about(tenant: &Tenant) -> Value {
    let enrolment = tenant.enrolment.as_ref().map(|enrolment| {
        json!({
            "domains": domains(enrolment),
            "role": enrolment.role.map(Role::key),
        })
    });
    json!({
        "id": tenant.id,
        "slug": tenant.slug.as_str(),
        "name": tenant.name,
        "state": state(tenant),
        "host": host(tenant),
        "enrolment": enrolment,
        "record_bodies": tenant.records_bodies,
        "created_at": tenant.created_at,
    })
}

/// Who is taken in by a provider's word, in a few words.
fn enrolment(tenant: &Tenant) -> String {
    match &tenant.enrolment {
        None => "nobody".into(),
        Some(rule) => {
            let newcomers = rule.role.map_or_else(
                || "known people only".to_owned(),
                |role| format!("newcomers as {}", role.key()),
            );
            format!("{}: {newcomers}", domains(rule).join(", "))
        }
    }
}

/// The tenant as people read of it.
fn lines(tenant: &Tenant) -> String {
    let name = listing::shown(tenant.name.as_str());
    format!(
        "{}  {name}\n  State      {}\n  Host       {}\n  Enrolment  {}\n  Bodies     {}",
        tenant.slug.as_str(),
        state(tenant),
        host(tenant).unwrap_or("-"),
        enrolment(tenant),
        if tenant.records_bodies {
            "recorded with integrations' calls"
        } else {
            "not recorded"
        },
    )
}
