//! `tessera token disable` and `tessera token enable`

use super::integration::Which;
use crate::commands::{Common, Failure, listing, output};
use clap::Args;
use tessera_domain::integration::TokenState;

const DISABLING: &str = "\
Examples:
  tessera token list --kind integration
  tessera token disable 0196a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b

The next call with the token is refused. Its tickets, its calls and its secret stay, and
`tessera token enable` undoes it. An API key cannot be disabled, only revoked.";

const ENABLING: &str = "\
Examples:
  tessera token enable 0196a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b

The same secret is accepted again, unless the token has expired. What is revoked stays so.";

/// Refuse an integration's token for a while
#[derive(Args, Debug)]
#[command(after_help = DISABLING)]
pub struct Disable {
    #[command(flatten)]
    which: Which,
}

/// Accept an integration's token again
#[derive(Args, Debug)]
#[command(after_help = ENABLING)]
pub struct Enable {
    #[command(flatten)]
    which: Which,
}

impl Disable {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        let words = ["is refused from now on.", "was disabled already."];
        set(&self.which, common, TokenState::Disabled, words)
    }
}

impl Enable {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        let words = [
            "is accepted from now on, unless it has expired.",
            "was not disabled.",
        ];
        set(&self.which, common, TokenState::Active, words)
    }
}

fn set(which: &Which, common: &Common, state: TokenState, words: [&str; 2]) -> Result<(), Failure> {
    let mut chosen = which.open(common)?;
    chosen.not_revoked()?;
    let changed = chosen.set_state(state)?;
    if which.json {
        return Ok(output::json(&chosen.about("changed", changed))?);
    }
    let [done, already] = words;
    let words = if changed { done } else { already };
    let token = &chosen.card.token;
    output::note(&format!(
        "The token {} ({}) {words}",
        listing::shown(&token.prefix),
        listing::shown(token.name.as_str())
    ));
    Ok(())
}
