//! `tessera user disable` and `tessera user enable`

use super::Whom;
use crate::commands::{Common, Failure, output};
use clap::Args;
use serde_json::json;
use tessera_application::users;

const DISABLING: &str = "\
Examples:
  tessera user disable robin
  tessera user disable robin --tenant acme --json

Every session of the person ends at once, and every key is refused from the next request on.
What the person wrote stays. `tessera user enable` undoes it.";

const ENABLING: &str = "\
Examples:
  tessera user enable robin

The person's keys work again, unless they have ended; sessions have to begin anew.";

/// Keep somebody out: sessions end, keys are refused
#[derive(Args, Debug)]
#[command(after_help = DISABLING)]
pub struct Disable {
    #[command(flatten)]
    whom: Whom,
}

/// Let somebody in again
#[derive(Args, Debug)]
#[command(after_help = ENABLING)]
pub struct Enable {
    #[command(flatten)]
    whom: Whom,
}

impl Disable {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        let told = "is disabled: all sessions have ended, and all keys are refused.";
        set(&self.whom, common, false, [told, "was disabled already."])
    }
}

impl Enable {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        let told = "can sign in again, and keys that have not ended work again.";
        set(&self.whom, common, true, [told, "was not disabled."])
    }
}

fn set(whom: &Whom, common: &Common, active: bool, words: [&str; 2]) -> Result<(), Failure> {
    let account = whom.open(common)?;
    let (user, hand) = account.find()?;
    let changed = users::set_active(account.app(), &hand, user, active);
    let changed = account.found(changed)?;
    let (login, tenant) = (account.login.as_str(), account.tenant.slug.as_str());
    if whom.json {
        let about = json!({ "login": login, "tenant": tenant, "active": active, "changed": changed });
        return Ok(output::json(&about)?);
    }
    let [done, already] = words;
    let words = if changed { done } else { already };
    output::note(&format!("{login} of the tenant {tenant} {words}"));
    Ok(())
}
