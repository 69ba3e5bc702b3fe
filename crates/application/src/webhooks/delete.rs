//! Taking a webhook away.

use super::{event, fields, named, require_admin};
use crate::{
    boards::expect_version,
    changes::end,
    command::{Command, Scene},
    error::Result,
};
use tessera_domain::event::EventKind;
use tessera_ports::tx::Tx;

/// Takes a webhook away with the log of its deliveries. Admins may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeleteWebhook {
    /// Which webhook.
    pub webhook: i64,
    /// The versions that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
}

impl Command for DeleteWebhook {
    type Outcome = ();

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<()> {
        let tenant = scene.caller.tenant;
        require_admin(scene.caller)?;
        let webhook = named(tx, tenant, self.webhook)?;
        expect_version(webhook.version, self.expected.as_deref())?;
        tx.webhooks().remove(tenant, webhook.id)?;
        let was = end(fields(&webhook));
        tx.events()
            .append(tenant, &[event(scene, EventKind::WebhookRemoved, &webhook, was)])?;
        Ok(())
    }
}
