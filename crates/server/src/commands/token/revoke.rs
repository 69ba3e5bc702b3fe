//! `tessera token revoke`

use super::InTenant;
use crate::commands::{Common, Failure, listing, output};
use clap::Args;
use serde_json::json;
use tessera_application::{Error, credentials};
use uuid::Uuid;

const EXAMPLES: &str = "\
Examples:
  tessera token list --user robin
  tessera token revoke 0196a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b

The next request with the key is refused. It cannot be undone.";

/// End an API key for good
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Revoke {
    /// The key's id, as `tessera token list` shows it; not the key itself
    id: String,
    #[command(flatten)]
    place: InTenant,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

impl Revoke {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        // Not shown again: it may be the key itself, put here by mistake.
        let id = Uuid::try_parse(&self.id).map_err(|_not_an_id| {
            Failure::Question("ID: is not the id of a key; `tessera token list` shows the ids".into())
        })?;
        let (core, tenant) = self.place.open(common)?;
        let slug = tenant.slug.as_str();
        let credential = match credentials::revoke(&core.application, tenant.id, id.into()) {
            Err(Error::NotFound(_)) => {
                return Err(Failure::Said(format!(
                    "no key with the id {id} is live in the tenant {slug}; \
                     `tessera token list --tenant {slug}` shows them"
                )));
            }
            revoked => revoked?,
        };
        if self.json {
            let about =
                json!({ "id": credential.id, "tenant": slug, "prefix": credential.prefix, "revoked": true });
            return Ok(output::json(&about)?);
        }
        output::note(&format!(
            "The key {} ({}) is refused from now on.",
            listing::shown(&credential.prefix),
            listing::shown(&credential.description)
        ));
        Ok(())
    }
}
