//! Working out anew what is promised for the open tickets of a tenant whose policies changed.
//!
//! There may be many, so who changes a policy only asks for it, and a worker goes through them by age, some in each
//! transaction. Where it stands is a row, so that it goes on after a crash, and so that of several processes one does it.

use super::{promise::Terms, watch::stamped};
use crate::{command::Application, error::Result, notifications};
use std::collections::HashMap;
use tessera_domain::{
    event::Event,
    id::TenantId,
    ticket::{Promise, Ticket},
    time::Time,
};
use tessera_ports::tx::Tx;

/// How many tickets are worked out in one transaction.
const BATCH: i64 = 100;
/// After how many seconds it begins: every transaction that read the policies before they changed, to open a ticket, has
/// ended by then, so that no ticket is passed over.
const SETTLED: i64 = 15;

/// Has the tenant's open tickets worked out anew, in the transaction that changes its policies. Begins from the first ticket
/// again, if somebody asked for it before.
pub(super) fn ask(tx: &mut dyn Tx, tenant: TenantId, now: Time) -> Result<()> {
    Ok(tx.sla().ask_recount(tenant, now.plus_seconds(SETTLED))?)
}

/// Does what was asked for, unless another process is at it. How many missed deadlines that were not noticed yet it stamped
/// before they moved.
pub(super) fn run(app: &Application, tenant: TenantId) -> Result<u64> {
    let mut missed = 0;
    while app.queries.recount_due(tenant, app.clock.now())? {
        let done = app.store.transact(|tx| part(tx, app, tenant, app.clock.now()))?;
        let Some(stamped) = done else { break };
        missed += stamped;
    }
    Ok(missed)
}

/// Works out the next ones. How many missed deadlines it stamped; nothing where another process is at it.
fn part(tx: &mut dyn Tx, app: &Application, tenant: TenantId, now: Time) -> Result<Option<u64>> {
    let Some(place) = tx.sla().take_recount(tenant, now)? else {
        return Ok(None);
    };
    let tickets = tx.sla().unfinished(tenant, place.after, BATCH)?;
    let Some(last) = tickets.last() else {
        tx.sla().end_recount(tenant)?;
        return Ok(Some(0));
    };
    let events = renew(tx, app, &tickets, now)?;
    tx.sla().go_on_recount(tenant, last.id)?;
    if !events.is_empty() {
        notifications::append(tx, tenant, &events, app.by_mail)?;
    }
    Ok(Some(u64::try_from(events.len()).unwrap_or(u64::MAX)))
}

/// Stores what is promised for the tickets from now on. What was missed by what was promised before stays missed.
fn renew(tx: &mut dyn Tx, app: &Application, tickets: &[Ticket], now: Time) -> Result<Vec<Event>> {
    let Some(tenant) = tickets.first().map(|ticket| ticket.tenant) else {
        return Ok(Vec::new());
    };
    let terms = Terms::read(tx, tenant)?;
    let entries = if terms.are_none() {
        HashMap::new()
    } else {
        let ids: Vec<_> = tickets.iter().map(|ticket| ticket.id).collect();
        tx.sla().status_entries(tenant, &ids)?
    };
    let mut events = Vec::new();
    for ticket in tickets {
        events.extend(stamped(tx, app, ticket, now)?);
        let told = entries.get(&ticket.id).map_or(&[][..], Vec::as_slice);
        let promise: Promise = terms.promise(ticket, told, now);
        if promise != ticket.promise {
            let mut renewed = ticket.clone();
            renewed.promise = promise;
            tx.sla().set_promise(tenant, &renewed)?;
        }
    }
    Ok(events)
}
