//! Taking deliveries that are due, to send them.

use super::Claimed;
use crate::{command::Application, error::Result};
use tessera_domain::{
    id::{TenantId, WebhookId},
    webhook::Webhook,
};

/// How many webhooks are looked after at a time.
const WEBHOOKS: i64 = 500;
/// How long whoever claimed a delivery has for it: longer than a try can take.
pub const LEASE_SECONDS: i64 = 60;

/// A delivery to be sent, and where to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Job {
    /// The delivery.
    pub claimed: Claimed,
    /// The webhook as it stood when it was claimed.
    pub webhook: Webhook,
}

/// The webhooks that have something due, in a ring that begins behind that one: whoever was served last is the last to
/// be served again, so that none waits for others that always have something.
///
/// # Errors
/// When storage fails.
pub fn due(app: &Application, behind: Option<(TenantId, WebhookId)>) -> Result<Vec<(TenantId, WebhookId)>> {
    let now = app.clock.now();
    let mut due = app.queries.with_due(now, behind, WEBHOOKS)?;
    let all_behind = i64::try_from(due.len()).is_ok_and(|found| found < WEBHOOKS);
    if let Some(last) = behind.filter(|_| all_behind) {
        let others = app.queries.with_due(now, None, WEBHOOKS)?;
        due.extend(others.into_iter().take_while(|webhook| *webhook <= last));
    }
    Ok(due)
}

/// Takes deliveries of the webhook that are due, at most `limit`. Nobody else is given them for a minute. Several may do
/// it at a time: each delivery goes to one of them.
///
/// # Errors
/// When storage fails.
pub fn claim(app: &Application, tenant: TenantId, webhook: WebhookId, limit: i64) -> Result<Vec<Job>> {
    let now = app.clock.now();
    let until = now.plus_seconds(LEASE_SECONDS);
    let lease = app.ids.make(now);
    app.store.transact(|tx| {
        let Some(webhook) = tx.webhooks().find(tenant, webhook)?.filter(Webhook::is_active) else {
            return Ok(Vec::new());
        };
        let claimed = tx
            .webhooks()
            .claim(tenant, webhook.id, now, until, lease, limit)?;
        let job = |claimed| Job {
            claimed,
            webhook: webhook.clone(),
        };
        Ok(claimed.into_iter().map(job).collect())
    })
}
