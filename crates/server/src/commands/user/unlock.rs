//! `tessera user unlock`

use super::Whom;
use crate::commands::{Common, Failure, output};
use clap::Args;
use serde_json::json;
use tessera_application::users;

const EXAMPLES: &str = "\
Examples:
  tessera user unlock robin

Five wrong passwords lock an account for 30 seconds, each further one for twice as long, up to
15 minutes. A lock ends by itself; this ends it at once, and forgets the wrong passwords.";

/// End the lock of an account after wrong passwords
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Unlock {
    #[command(flatten)]
    whom: Whom,
}

impl Unlock {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        let account = self.whom.open(common)?;
        let (user, hand) = account.find()?;
        let unlocked = users::unlock(account.app(), &hand, user);
        let unlocked = account.found(unlocked)?;
        let (login, tenant) = (account.login.as_str(), account.tenant.slug.as_str());
        if self.whom.json {
            let about = json!({ "login": login, "tenant": tenant, "unlocked": unlocked });
            return Ok(output::json(&about)?);
        }
        let words = if unlocked {
            "can sign in at once; the wrong passwords are forgotten."
        } else {
            "was not locked; no wrong passwords are remembered."
        };
        output::note(&format!("{login} of the tenant {tenant} {words}"));
        Ok(())
    }
}
