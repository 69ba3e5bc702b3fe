//! Noticing that deadlines passed.

use crate::{command::Application, error::Result};
use serde_json::{Value, json};
use tessera_domain::{
    comment::Audience,
    event::{Actor, Event, EventKind, FieldChange},
    id::{EventId, TenantId, TicketId},
    ticket::Ticket,
    time::Time,
    visibility::Sight,
};

/// How many tickets are looked for at a time.
const BATCH: i64 = 100;
/// Deadlines that passed longer ago than this are no news: they were missed before anybody looked, as in an archive that
/// was imported.
const NEWS: i64 = 30 * 24 * 3_600;

/// Stamps every ticket whose deadline passed and was not noticed yet, and tells of each by one event. May run in several
/// processes at a time: one of them stamps, and only that one tells. How many it stamped.
///
/// # Errors
/// When storage fails; what was stamped until then stays stamped.
pub fn watch(app: &Application) -> Result<u64> {
    let mut noticed = 0;
    crate::tenants::each(app, |tenant| {
        noticed += of_tenant(app, tenant.id)?;
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
        for ticket in &late {
            noticed += u64::from(notice(app, tenant, *ticket, now)?);
        }
    }
}

/// Whether it was this process that noticed.
fn notice(app: &Application, tenant: TenantId, id: TicketId, now: Time) -> Result<bool> {
    let event = app.ids.make(now);
    app.store.transact(|tx| {
        let found = tx.tickets().find(tenant, &Sight::Everything, id)?;
        // Meanwhile somebody may have finished it, moved its deadline, or noticed.
        let missed = found
            .as_ref()
            .filter(|ticket| !ticket.is_closed() && ticket.breached_at.is_none());
        let Some((ticket, deadline)) = missed.and_then(|ticket| Some((ticket, ticket.breach(now)?))) else {
            return Ok(false);
        };
        if !tx.sla().stamp_breach(tenant, id, deadline)? {
            return Ok(false);
        }
        tx.events()
            .append(tenant, &[breached(ticket, deadline, event, now)])?;
        Ok(true)
    })
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
            field: "breached_at".into(),
            before: Value::Null,
            after: json!(deadline),
        }],
        at: now,
        request: None,
    }
}
