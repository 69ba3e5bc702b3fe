//! `tessera token delete`

use super::integration::Which;
use crate::commands::{Common, Failure, listing, output};
use clap::Args;
use tessera_application::{hand::Hand, integration};

const EXAMPLES: &str = "\
Examples:
  tessera token list --kind integration --json | jq '.[] | select(.state == \"revoked\") | .id'
  tessera token delete 0196a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b

The next call with the token is refused, and the record of its calls goes with it. The tickets that
it opened stay, but no integration reaches them any more. It cannot be undone; `tessera token
revoke` ends a token and keeps what there is to look at.";

/// Take an integration's token away, with the record of its calls
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Delete {
    #[command(flatten)]
    which: Which,
}

impl Delete {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        let chosen = self.which.open(common)?;
        let (app, hand) = (&chosen.core.application, Hand::Operator(chosen.tenant.id));
        chosen.found(integration::remove(app, &hand, chosen.card.token.id))?;
        if self.which.json {
            return Ok(output::json(&chosen.about("deleted", true))?);
        }
        let token = &chosen.card.token;
        output::note(&format!(
            "The token {} ({}) is gone, and so is the record of its calls.",
            listing::shown(&token.prefix),
            listing::shown(token.name.as_str())
        ));
        Ok(())
    }
}
