//! Making a webhook.

use super::{event, fields, not_reachable, require_admin, sealed};
use crate::{
    changes::birth,
    command::{Application, Command, Scene},
    error::{Clash, Error, Result},
};
use std::collections::BTreeSet;
use tessera_domain::{
    caller::Caller,
    event::EventKind,
    id::WebhookId,
    webhook::{MOST, SealedSecret, SecretText, Webhook, WebhookEvent, WebhookState, WebhookUrl},
};
use tessera_ports::{counters, tx::Tx, webhooks::NotReachable};

/// A webhook as somebody wants it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewWebhook {
    /// Where it is told.
    pub url: WebhookUrl,
    /// Of what; never empty.
    pub events: BTreeSet<WebhookEvent>,
    /// What is signed with; nothing: one is made, and told once.
    pub secret: Option<SecretText>,
    /// Whether it is told anything yet.
    pub active: bool,
}

/// Makes a webhook. Admins may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreateWebhook {
    id: WebhookId,
    url: WebhookUrl,
    events: BTreeSet<WebhookEvent>,
    active: bool,
    secret: SealedSecret,
    reachable: Result<(), NotReachable>,
}

impl NewWebhook {
    /// What has to be done before the transaction: finds out whether the address may be called, and seals the secret.
    /// Besides the command, it gives a secret that was made, which nobody can be told a second time.
    ///
    /// # Errors
    /// [`Error::Forbidden`]; [`Error::Invalid`] naming a secret that nothing can be signed with. That the address may not
    /// be called is the command's to say, so that a repeated request is answered as the first one was.
    pub fn prepare(self, app: &Application, caller: &Caller) -> Result<(CreateWebhook, Option<SecretText>)> {
        require_admin(caller)?;
        let reachable = app.webhooks.guard.check(&self.url);
        let id: WebhookId = app.ids.make(app.clock.now());
        let (secret, minted) = sealed(&*app.webhooks.vault, (caller.tenant, id), self.secret)?;
        let command = CreateWebhook {
            id,
            url: self.url,
            events: self.events,
            active: self.active,
            secret,
            reachable,
        };
        Ok((command, minted))
    }
}

impl Command for CreateWebhook {
    type Outcome = Webhook;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Webhook> {
        let tenant = scene.caller.tenant;
        require_admin(scene.caller)?;
        self.reachable.map_err(not_reachable)?;
        // Whoever else makes one waits from here on, so that the count stays true.
        let number = tx.counters().take(tenant, counters::WEBHOOK, 1)?;
        if tx.webhooks().count(tenant)? >= MOST {
            return Err(Error::Conflict(Clash::TooManyWebhooks));
        }
        let webhook = Webhook {
            tenant,
            id: self.id,
            number,
            url: self.url.clone(),
            events: self.events.clone(),
            secret: self.secret.clone(),
            former: None,
            state: WebhookState::asked(self.active),
            state_since: scene.now,
            failing_since: None,
            created_at: scene.now,
            updated_at: scene.now,
            version: 1,
        };
        tx.webhooks().insert(tenant, &webhook)?;
        let born = birth(fields(&webhook));
        tx.events()
            .append(tenant, &[event(scene, EventKind::WebhookCreated, &webhook, born)])?;
        Ok(webhook)
    }
}
