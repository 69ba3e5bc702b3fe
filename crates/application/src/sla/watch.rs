//! Noticing that deadlines passed.

use super::recount;
use crate::{command::Application, error::Result, notifications, tenants};
use serde_json::{Value, json};
use tessera_domain::{
    comment::Audience,
    event::{Actor, Event, EventKind, FieldChange},
    id::{EventId, TenantId, TicketId},
    notification::field,
    ticket::Ticket,
    time::Time,
    visibility::Sight,
};
use tessera_ports::tx::Tx;

/// How many tickets are looked for at a time.
const BATCH: i64 = 100;
/// Deadlines that passed longer ago than this are no news: they were missed before anybody looked, as in an archive that
/// was imported.
const NEWS: i64 = 30 * 24 * 3_600;

/// Stamps every ticket whose deadline passed and was not noticed yet, and tells of each by one event; before that, deadlines
/// are worked out anew where policies changed. May run in several processes at a time: one of them stamps, and only that one
/// tells. How many it stamped.
///
/// # Errors
/// When storage fails; what was done until then stays done.
pub fn watch(app: &Application) -> Result<u64> {
    let mut noticed = 0;
    tenants::each(app, |tenant| {
        let here = recount::run(app, tenant.id)? + of_tenant(app, tenant.id)?;
        if here > 0 {
            app.bell.ring(tenant.id);
        }
        noticed += here;
        Ok(())
    })?;
    Ok(noticed)
}

fn of_tenant(app: &Application, tenant: TenantId) -> Result<u64> {
    let now = app.clock.now();
    let (since, mut noticed, mut after) = (now.plus_seconds(-NEWS), 0, None);
    loop {
        let late = app.queries.newly_breached(tenant, since, now, after, BATCH)?;
        let Some(last) = late.last() else {
            return Ok(noticed);
        };
        after = Some(*last);
        for (_, ticket) in &late {
            noticed += u64::from(notice(app, tenant, *ticket, now)?);
        }
    }
}

/// Whether it was this process that noticed.
fn notice(app: &Application, tenant: TenantId, id: TicketId, now: Time) -> Result<bool> {
    app.store.transact(|tx| {
        // Meanwhile somebody may have finished it, moved its deadline, or noticed.
        let Some(ticket) = tx.tickets().find(tenant, &Sight::Everything, id)? else {
            return Ok(false);
        };
        let Some(event) = stamped(tx, app, &ticket, now)? else {
            return Ok(false);
        };
        notifications::append(tx, tenant, &[event], app.by_mail)?;
        Ok(true)
    })
}

/// Stamps the ticket, which nobody else can change until the transaction ends, if it is open and late and was not stamped
/// yet. What is to be told of that.
pub(super) fn stamped(
    tx: &mut dyn Tx,
    app: &Application,
    ticket: &Ticket,
    now: Time,
) -> Result<Option<Event>> {
    let is_known = ticket.is_closed() || ticket.breached_at.is_some();
    let Some(deadline) = ticket.breach(now).filter(|_| !is_known) else {
        return Ok(None);
    };
    let is_ours = tx.sla().stamp_breach(ticket.tenant, ticket.id, deadline)?;
    Ok(is_ours.then(|| breached(ticket, deadline, app.ids.make(now), now)))
}

/// What is told of a ticket that missed its deadline. Nobody did that.
pub(crate) fn breached(ticket: &Ticket, deadline: Time, id: EventId, now: Time) -> Event {
    Event {
        tenant: ticket.tenant,
        id,
        kind: EventKind::TicketBreached,
        ticket: Some(ticket.id),
        subject: ticket.id.uuid(),
        actor: Actor::Service,
        audience: Audience::Public,
        changes: vec![FieldChange {
            field: field::BREACHED.into(),
            before: Value::Null,
            after: json!(deadline),
        }],
        at: now,
        request: None,
    }
}
