//! `tessera token revoke`

use super::{InTenant, Kind, integration::Chosen, key_id};
use crate::{
    commands::{Common, Failure, listing, output},
    core::Core,
};
use clap::Args;
use serde_json::json;
use tessera_application::{Error, credentials};
use tessera_domain::{integration::TokenState, tenant::Tenant};
use uuid::Uuid;

const EXAMPLES: &str = "\
Examples:
  tessera token list --user robin
  tessera token revoke 0196a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b

The next request with it is refused. It cannot be undone. An integration's token can still be
looked at, with the record of its calls; `tessera token delete` takes all of that away.";

/// End an API key or an integration's token for good
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Revoke {
    /// The id, as `tessera token list` shows it; not the key itself
    id: String,
    #[command(flatten)]
    place: InTenant,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

impl Revoke {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        let id = key_id(&self.id)?;
        let (core, tenant) = self.place.open(common)?;
        match core.application.queries.token(tenant.id, id.into())? {
            Some(card) => self.revoke_token(Chosen { core, tenant, card }),
            None => self.revoke_key(&core, &tenant, id),
        }
    }

    fn revoke_key(&self, core: &Core, tenant: &Tenant, id: Uuid) -> Result<(), Failure> {
        let slug = tenant.slug.as_str();
        let credential = match credentials::revoke(&core.application, tenant.id, id.into()) {
            Err(Error::NotFound(_)) => return Err(none_live(id, tenant, Kind::ApiKey)),
            revoked => revoked?,
        };
        if self.json {
            let about =
                json!({ "id": credential.id, "tenant": slug, "prefix": credential.prefix, "revoked": true });
            return Ok(output::json(&about)?);
        }
        tell("key", &credential.prefix, &credential.description);
        Ok(())
    }

    fn revoke_token(&self, mut chosen: Chosen) -> Result<(), Failure> {
        if !chosen.set_state(TokenState::Revoked)? {
            return Err(none_live(
                chosen.card.token.id.uuid(),
                &chosen.tenant,
                Kind::Integration,
            ));
        }
        if self.json {
            return Ok(output::json(&chosen.about("revoked", true))?);
        }
        let token = &chosen.card.token;
        tell("token", &token.prefix, token.name.as_str());
        Ok(())
    }
}

fn none_live(id: Uuid, tenant: &Tenant, kind: Kind) -> Failure {
    let slug = tenant.slug.as_str();
    let (what, option) = match kind {
        Kind::ApiKey => ("key", ""),
        Kind::Integration => ("token", " --kind integration"),
    };
    Failure::Said(format!(
        "no {what} with the id {id} is live in the tenant {slug}; \
         `tessera token list{option} --tenant {slug}` shows them"
    ))
}

fn tell(what: &str, prefix: &str, words: &str) {
    output::note(&format!(
        "The {what} {} ({}) is refused from now on.",
        listing::shown(prefix),
        listing::shown(words)
    ));
}
