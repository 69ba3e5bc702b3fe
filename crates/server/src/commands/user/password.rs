//! `tessera user password`

use super::{PasswordSource, Whom, check_choice};
use crate::commands::{Common, Failure, output};
use clap::Args;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tessera_application::users;

const EXAMPLES: &str = "\
Examples:
  tessera user password robin
  tessera user password robin --tenant acme --password-stdin < password.txt

Every session of the person ends, and so does a lock after wrong passwords. Keys that were made
by `tessera token create` go on working; `tessera token revoke` ends them.";

/// Give somebody another password; prints a random one unless one is given
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Password {
    #[command(flatten)]
    whom: Whom,
    #[command(flatten)]
    source: PasswordSource,
}

impl Password {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        let password = self.source.read()?;
        let account = self.whom.open(common)?;
        check_choice(account.app(), &password)?;
        let (tenant, (user, hand)) = (&account.tenant, account.find()?);
        let changed = users::set_password(account.app(), &hand, user, password.expose_secret());
        let user = account.found(changed)?;
        let untold = self.source.untold(&password);
        if self.whom.json {
            let mut about = json!({
                "login": user.login.as_str(),
                "number": user.number,
                "tenant": tenant.slug.as_str(),
            });
            if let (Some(password), Value::Object(members)) = (untold, &mut about) {
                members.insert("password".into(), password.into());
            }
            return Ok(output::json(&about)?);
        }
        output::note(&format!(
            "{} of the tenant {} has another password, and all sessions have ended.",
            user.login.as_str(),
            tenant.slug.as_str()
        ));
        if let Some(password) = untold {
            output::note("The password, shown only this once:");
            output::result(password)?;
        }
        Ok(())
    }
}
