//! Writing down how a try came out.

use super::{Job, fields};
use crate::{changes::differences, command::Application, error::Result, hand, notifications};
use tessera_domain::{
    event::{Actor, Event, EventKind},
    time::Time,
    webhook::{
        Failing, Webhook,
        delivery::{ANSWER_KEPT, Attempt, Consequence, Outcome},
    },
};

/// A try that was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tried {
    /// When it began.
    pub at: Time,
    /// How long it took.
    pub milliseconds: i64,
    /// How it came out.
    pub outcome: Outcome,
    /// The beginning of the answer's body, as text.
    pub answer: Option<String>,
}

/// Writes down the try, and what becomes of delivery and webhook. A webhook that fails for too long, or is gone, is told
/// nothing more; the event log says so, and so do notifications to the admins. Nothing is written when somebody else has taken the delivery since, or the
/// webhook is gone.
///
/// # Errors
/// When storage fails; then the delivery is due again when its claim ends.
pub fn record(app: &Application, job: &Job, tried: &Tried) -> Result<()> {
    let now = app.clock.now();
    let mut delivery = job.claimed.delivery.clone();
    let consequence = delivery.tried(tried.outcome, now, app.ids.random());
    let attempt = Attempt {
        number: delivery.attempts,
        at: tried.at,
        milliseconds: tried.milliseconds,
        outcome: tried.outcome,
        answer: tried.answer.as_deref().map(kept),
    };
    let tenant = delivery.tenant;
    app.store.transact(|tx| {
        let Some(before) = tx.webhooks().find(tenant, delivery.webhook)? else {
            return Ok(());
        };
        if !tx
            .webhooks()
            .record(tenant, &delivery, &attempt, job.claimed.lease)?
        {
            return Ok(());
        }
        let mut after = before.clone();
        if is_off(&mut after, consequence, now) {
            tx.webhooks().update(tenant, &after)?;
            let disabled = disabled(app, &before, &after, now);
            notifications::append(tx, tenant, &[disabled], app.by_mail)?;
        } else if before.failing_since != after.failing_since {
            tx.webhooks().set_failing(tenant, after.id, after.failing_since)?;
        }
        Ok(())
    })
}

/// Tells the webhook how it did. Whether it is told nothing more because of that.
fn is_off(webhook: &mut Webhook, consequence: Consequence, now: Time) -> bool {
    match consequence {
        Consequence::Delivered => {
            webhook.succeeded();
            false
        }
        Consequence::Again | Consequence::GivenUp => webhook.failed(now) == Failing::TooLong,
        Consequence::EndpointGone => webhook.gone(now),
    }
}

fn disabled(app: &Application, before: &Webhook, after: &Webhook, now: Time) -> Event {
    let by = (after.tenant, Actor::Service);
    let mut event = hand::event(
        &*app.ids,
        by,
        EventKind::WebhookDisabled,
        after.id.uuid(),
        now,
        None,
    );
    let both = fields(before).into_iter().zip(fields(after));
    event.changes = differences(both.map(|((field, before), (_, after))| (field, before, after)));
    event
}

/// As much of an answer as is kept, without what the database cannot hold.
fn kept(answer: &str) -> String {
    let plain = answer.chars().filter(|c| *c != '\0');
    plain.take(ANSWER_KEPT).collect()
}
