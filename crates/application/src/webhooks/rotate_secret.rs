//! Giving a webhook another secret.

use super::{event, named, require_admin, sealed};
use crate::{
    command::{Application, Command, Scene},
    error::{Error, Result, Thing},
};
use tessera_domain::{
    caller::Caller,
    event::EventKind,
    webhook::{SealedSecret, SecretText, Webhook},
};
use tessera_ports::tx::Tx;

/// Another secret, as somebody wants it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WantedSecret {
    /// Which webhook.
    pub webhook: i64,
    /// The secret; nothing: one is made, and told once.
    pub secret: Option<SecretText>,
}

/// Puts another secret in the place of a webhook's own. For a day both sign. Admins may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RotateSecret {
    webhook: i64,
    secret: SealedSecret,
}

impl WantedSecret {
    /// What has to be done before the transaction: seals the secret. Besides the command, it gives a secret that was
    /// made, which nobody can be told a second time.
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::NotFound`]; [`Error::Invalid`] naming a secret that nothing can be signed with.
    pub fn prepare(self, app: &Application, caller: &Caller) -> Result<(RotateSecret, Option<SecretText>)> {
        require_admin(caller)?;
        let found = app.queries.webhook(caller.tenant, self.webhook)?;
        let id = found.ok_or(Error::NotFound(Thing::Webhook))?.id;
        let (secret, minted) = sealed(&*app.webhooks.vault, (caller.tenant, id), self.secret)?;
        let command = RotateSecret {
            webhook: self.webhook,
            secret,
        };
        Ok((command, minted))
    }
}

impl Command for RotateSecret {
    type Outcome = Webhook;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Webhook> {
        let tenant = scene.caller.tenant;
        require_admin(scene.caller)?;
        let mut webhook = named(tx, tenant, self.webhook)?;
        webhook.rotate(self.secret.clone(), scene.now);
        tx.webhooks().update(tenant, &webhook)?;
        let rotated = event(scene, EventKind::WebhookSecretRotated, &webhook, Vec::new());
        tx.events().append(tenant, &[rotated])?;
        Ok(webhook)
    }
}
