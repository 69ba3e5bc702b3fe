//! What the commands about integration tokens have in common.

use super::{InTenant, key_id};
use crate::{
    commands::{Common, Failure},
    core::Core,
};
use clap::Args;
use serde_json::{Value, json};
use tessera_application::{
    Error,
    hand::Hand,
    integration::{self, TokenCard},
};
use tessera_domain::{
    integration::{HourlyLimit, IntegrationToken, Refusal, TokenState},
    tenant::Tenant,
    text::Name,
    time::Time,
};
use uuid::Uuid;

/// Which token a command is about.
#[derive(Args, Debug)]
pub struct Which {
    /// The token's id, as `tessera token list --kind integration` shows it; not the token itself
    id: String,
    #[command(flatten)]
    place: InTenant,
    /// Print everything about it as JSON
    #[arg(long)]
    pub json: bool,
}

/// The token as it was found.
pub struct Chosen {
    /// Where it was found.
    pub core: Core,
    /// Its tenant.
    pub tenant: Tenant,
    /// The token and its owner.
    pub card: TokenCard,
}

impl Which {
    pub fn open(&self, common: &Common) -> Result<Chosen, Failure> {
        let id = key_id(&self.id)?;
        let (core, tenant) = self.place.open(common)?;
        match core.application.queries.token(tenant.id, id.into())? {
            Some(card) => Ok(Chosen { core, tenant, card }),
            None => Err(no_such_token(id, &tenant)),
        }
    }
}

impl Chosen {
    /// An outcome, or what to do about the token's having gone meanwhile.
    pub fn found<T>(&self, outcome: Result<T, Error>) -> Result<T, Failure> {
        match outcome {
            Err(Error::NotFound(_)) => Err(no_such_token(self.card.token.id.uuid(), &self.tenant)),
            outcome => Ok(outcome?),
        }
    }

    /// Goes on with a token that is not revoked.
    pub fn not_revoked(&self) -> Result<(), Failure> {
        if self.card.token.state != TokenState::Revoked {
            return Ok(());
        }
        let (owner, tenant) = (self.card.owner.login.as_str(), self.tenant.slug.as_str());
        Err(Failure::Said(format!(
            "the token is revoked for good; `tessera token create --kind integration --user {owner} --name NAME \
             --tenant {tenant}` makes another"
        )))
    }

    /// Gives it that state. Whether that is a change.
    pub fn set_state(&mut self, state: TokenState) -> Result<bool, Failure> {
        let (app, hand) = (&self.core.application, Hand::Operator(self.tenant.id));
        let changed = self.card.token.state != state;
        let set = integration::set_state(app, &hand, self.card.token.id, state);
        self.card.token = self.found(set)?;
        Ok(changed)
    }

    /// Everything about it for programs, with what was done.
    pub fn about(&self, what: &str, done: impl Into<Value>) -> Value {
        let mut about = about(&self.card, self.core.application.clock.now());
        if let Some(members) = about.as_object_mut() {
            members.insert("tenant".into(), self.tenant.slug.as_str().into());
            members.insert(what.to_owned(), done.into());
        }
        about
    }
}

/// What to do about there being no such token.
fn no_such_token(id: Uuid, tenant: &Tenant) -> Failure {
    Failure::Said(format!(
        "there is no integration token with the id {id} in the tenant {slug}; \
         `tessera token list --kind integration --tenant {slug}` shows them",
        slug = tenant.slug.as_str()
    ))
}

/// Whether the token is accepted, in a word.
pub fn state(card: &TokenCard, now: Time) -> &'static str {
    match card.token.refusal(now) {
        Some(Refusal::Disabled) => TokenState::Disabled.key(),
        Some(Refusal::Revoked) => TokenState::Revoked.key(),
        Some(Refusal::Expired) => "expired",
        None if card.owner.active => TokenState::Active.key(),
        None => "owner_disabled",
    }
}

/// Everything about a token for programs.
pub fn about(card: &TokenCard, now: Time) -> Value {
    let token = &card.token;
    json!({
        "id": token.id,
        "kind": "integration",
        "prefix": token.prefix,
        "name": token.name,
        "user": card.owner.login.as_str(),
        "state": state(card, now),
        "per_hour": token.per_hour.get(),
        "description": token.description,
        "created_at": token.created_at,
        "updated_at": token.updated_at,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
    })
}

/// When a token ends that is given so many days.
pub fn end(core: &Core, days: Option<u32>) -> Option<Time> {
    let now = core.application.clock.now();
    days.map(|days| now.plus_seconds(i64::from(days) * 86_400))
}

/// Reads what a token may be called.
pub fn name(text: &str) -> Result<Name, String> {
    Name::parse(text).map_err(|problem| problem.to_string())
}

/// Reads what may be said about one.
pub fn description(text: &str) -> Result<String, String> {
    IntegrationToken::check_description(text).map_err(|problem| problem.to_string())?;
    Ok(text.to_owned())
}

/// Reads how many calls it may make in an hour.
pub fn per_hour(text: &str) -> Result<HourlyLimit, String> {
    let number = text
        .parse()
        .map_err(|_not_a_number| "is not a whole number".to_owned())?;
    HourlyLimit::parse(number).map_err(|problem| problem.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_number_from_one_to_a_million() {
        assert_eq!(per_hour("1000"), Ok(HourlyLimit::DEFAULT));
        for bad in ["", "0", "-1", "1000001", "many", "1.5"] {
            assert!(per_hour(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn names_and_descriptions_have_an_end() {
        assert!(name("Shop").is_ok() && name("").is_err() && name(&"x".repeat(256)).is_err());
        assert!(description("").is_ok() && description(&"x".repeat(1001)).is_err());
    }
}
