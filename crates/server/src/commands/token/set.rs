//! `tessera token set`

use super::integration::{self as token, Which};
use crate::commands::{Common, Failure, listing, output};
use clap::{ArgGroup, Args};
use tessera_application::{
    hand::Hand,
    integration::{self, TokenEdit},
};
use tessera_domain::{integration::HourlyLimit, text::Name};

const EXAMPLES: &str = "\
Examples:
  tessera token set 0196a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b --per-hour 5000
  tessera token set 0196a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b --name 'Web shop' --no-description
  tessera token set 0196a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b --expires-in 90

It counts from the next call on, in the hour that has begun as well.";

/// Change an integration's token: its name, its limit, its end
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
#[command(group = ArgGroup::new("change").multiple(true).required(true)
    .args(["name", "description", "no_description", "per_hour", "expires_in", "no_end"]))]
pub struct Set {
    #[command(flatten)]
    which: Which,
    /// What people call it
    #[arg(long, value_name = "TEXT", value_parser = token::name)]
    name: Option<Name>,
    /// What it is for
    #[arg(long, value_name = "TEXT", value_parser = token::description)]
    description: Option<String>,
    /// Take its description away
    #[arg(long, conflicts_with = "description")]
    no_description: bool,
    /// How many calls it may make in each hour of the clock
    #[arg(long, value_name = "N", value_parser = token::per_hour)]
    per_hour: Option<HourlyLimit>,
    /// Ends it so many days from now
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    expires_in: Option<u32>,
    /// Let it never end by itself
    #[arg(long, conflicts_with = "expires_in")]
    no_end: bool,
}

impl Set {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        let mut chosen = self.which.open(common)?;
        let before = &chosen.card.token;
        let edit = TokenEdit {
            name: self.name.clone().unwrap_or_else(|| before.name.clone()),
            description: if self.no_description {
                None
            } else {
                self.description.clone().or_else(|| before.description.clone())
            },
            per_hour: self.per_hour.unwrap_or(before.per_hour),
            expires_at: if self.no_end {
                None
            } else {
                token::end(&chosen.core, self.expires_in).or(before.expires_at)
            },
        };
        let (app, hand) = (&chosen.core.application, Hand::Operator(chosen.tenant.id));
        let edited = integration::edit(app, &hand, before.id, &edit);
        let edited = chosen.found(edited)?;
        let changed = edited.updated_at != before.updated_at;
        chosen.card.token = edited;
        if self.which.json {
            return Ok(output::json(&chosen.about("changed", changed))?);
        }
        let token = &chosen.card.token;
        output::note(&format!(
            "The token {} ({}) may make {} calls in an hour.",
            listing::shown(&token.prefix),
            listing::shown(token.name.as_str()),
            output::grouped(token.per_hour.get().into()),
        ));
        Ok(())
    }
}
