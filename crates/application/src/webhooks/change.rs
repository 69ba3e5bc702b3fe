//! Changing a webhook.

use super::{event, fields, named, not_reachable, require_admin, sealed};
use crate::{
    boards::expect_version,
    changes::differences,
    command::{Application, Command, Scene},
    error::{Error, Result, Thing},
};
use tessera_domain::{
    caller::Caller,
    event::EventKind,
    webhook::{SealedSecret, SecretText, Webhook, WebhookPatch},
};
use tessera_ports::{tx::Tx, webhooks::NotReachable};

/// What somebody wants changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// Which webhook.
    pub webhook: i64,
    /// What changes.
    pub patch: WebhookPatch,
    /// Another secret, which signs beside the one before for a day.
    pub secret: Option<SecretText>,
    /// The versions that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
}

/// Changes what is named. Admins may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangeWebhook {
    webhook: i64,
    patch: WebhookPatch,
    secret: Option<SealedSecret>,
    expected: Option<Vec<i64>>,
    reachable: Result<(), NotReachable>,
}

impl Wanted {
    /// What has to be done before the transaction: finds out whether another address may be called, and seals another
    /// secret.
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::NotFound`]; [`Error::Invalid`] naming a secret that nothing can be signed with.
    pub fn prepare(self, app: &Application, caller: &Caller) -> Result<ChangeWebhook> {
        require_admin(caller)?;
        let reachable = match &self.patch.url {
            Some(url) => app.webhooks.guard.check(url),
            None => Ok(()),
        };
        Ok(ChangeWebhook {
            webhook: self.webhook,
            secret: self.sealed_secret(app, caller)?,
            patch: self.patch,
            expected: self.expected,
            reachable,
        })
    }

    fn sealed_secret(&self, app: &Application, caller: &Caller) -> Result<Option<SealedSecret>> {
        let Some(secret) = &self.secret else {
            return Ok(None);
        };
        let found = app.queries.webhook(caller.tenant, self.webhook)?;
        let id = found.ok_or(Error::NotFound(Thing::Webhook))?.id;
        let (sealed, _) = sealed(&*app.webhooks.vault, (caller.tenant, id), Some(secret.clone()))?;
        Ok(Some(sealed))
    }
}

impl Command for ChangeWebhook {
    type Outcome = Webhook;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Webhook> {
        let tenant = scene.caller.tenant;
        require_admin(scene.caller)?;
        let before = named(tx, tenant, self.webhook)?;
        expect_version(before.version, self.expected.as_deref())?;
        self.reachable.map_err(not_reachable)?;
        let mut after = before.clone();
        let mut events = Vec::new();
        if after.apply(&self.patch, scene.now) {
            let both = fields(&before).into_iter().zip(fields(&after));
            let changes = differences(both.map(|((field, before), (_, after))| (field, before, after)));
            events.push(event(scene, EventKind::WebhookUpdated, &after, changes));
        }
        if let Some(secret) = &self.secret {
            after.rotate(secret.clone(), scene.now);
            events.push(event(scene, EventKind::WebhookSecretRotated, &after, Vec::new()));
        }
        if events.is_empty() {
            return Ok(before);
        }
        // However much changes, it is one change.
        after.version = before.version + 1;
        tx.webhooks().update(tenant, &after)?;
        tx.events().append(tenant, &events)?;
        Ok(after)
    }
}
