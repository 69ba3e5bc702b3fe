//! `tessera token regenerate`

use super::integration::Which;
use crate::commands::{Common, Failure, listing, output};
use clap::Args;
use tessera_application::{
    hand::Hand,
    integration::{self, Secret},
};

const EXAMPLES: &str = "\
Examples:
  tessera token list --kind integration
  TOKEN=$(tessera token regenerate 0196a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b)

The old secret is refused from the next call on. The token keeps its id, its name, its limit, the
tickets that it opened and the record of its calls.";

/// Give an integration's token another secret and print it, this once
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Regenerate {
    #[command(flatten)]
    which: Which,
}

impl Regenerate {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        let mut chosen = self.which.open(common)?;
        chosen.not_revoked()?;
        let (app, hand) = (&chosen.core.application, Hand::Operator(chosen.tenant.id));
        let made = integration::regenerate(app, &hand, chosen.card.token.id);
        let Secret { token, secret } = chosen.found(made)?;
        chosen.card.token = token;
        if self.which.json {
            return Ok(output::json(&chosen.about("secret", secret))?);
        }
        output::result(&secret)?;
        output::note(&format!(
            "The new secret of the token {}. It is shown only this once, and the old one is refused from now on.",
            listing::shown(chosen.card.token.name.as_str())
        ));
        Ok(())
    }
}
