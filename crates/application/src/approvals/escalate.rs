//! Letting late decisions go to somebody else.

use super::{
    candidates::{Candidates, sees_anyway},
    tell::Teller,
};
use crate::{command::Application, error::Result, notifications, tenants};
use tessera_domain::{
    approval::{Delegate, Outcome, Workflow},
    comment::Audience,
    event::Actor,
    id::TenantId,
    ticket::Ticket,
    time::Time,
    user::User,
    visibility::Sight,
};
use tessera_ports::{approvals::LateStep, counters, tx::Tx};

/// How many are looked at per tenant and round.
const BATCH: i64 = 100;

/// Lets every late decision go to the manager of who should have decided, else to an admin; once, however many processes
/// do this at a time. How many went. Where there is nobody else it stays, and is not looked at again.
///
/// # Errors
/// When the database does not answer; what was done until then stays done.
pub fn escalate_overdue(app: &Application) -> Result<u64> {
    let mut went = 0;
    tenants::each(app, |tenant| {
        let now = app.clock.now();
        for late in app.queries.late_steps(tenant.id, now, BATCH)? {
            let gone = app
                .store
                .transact(|tx| escalate(tx, app, tenant.id, &late, now))?;
            went += u64::from(gone);
        }
        Ok(())
    })?;
    Ok(went)
}

/// Whether the decision went to somebody else now.
fn escalate(
    tx: &mut dyn Tx,
    app: &Application,
    tenant: TenantId,
    late: &LateStep,
    now: Time,
) -> Result<bool> {
    let Some(ticket) = tx.tickets().find(tenant, &Sight::Everything, late.ticket)? else {
        return Ok(false);
    };
    let found = tx.approvals().of_step(tenant, late.number)?;
    // Another process may have been faster, or somebody decided at last.
    let Some(before) = found.filter(|workflow| workflow.escalates(late.step, now)) else {
        return Ok(false);
    };
    let Some((from, to)) = next_in_line(tx, &ticket, &before, late)? else {
        let mut stays = before.clone();
        if stays.stay_late(late.step, now).is_ok() {
            tx.approvals().update(tenant, &before, &stays)?;
        }
        return Ok(false);
    };
    let mut after = before.clone();
    let delegate = Delegate {
        to: to.id,
        id: app.ids.make(now),
        number: tx.counters().take(tenant, counters::APPROVAL, 1)?,
    };
    let Ok(Outcome::Goes(next)) = after.escalate(late.step, delegate, now) else {
        return Ok(false);
    };
    tx.approvals().update(tenant, &before, &after)?;
    let mut touched = ticket.clone();
    touched.touch_unasked(now);
    tx.tickets().update(tenant, &ticket, &touched)?;
    let teller = Teller {
        tenant,
        actor: Actor::Service,
        ids: &*app.ids,
        now,
        request: None,
    };
    let mut events = Vec::new();
    if !sees_anyway(&to, ticket.department) {
        let fresh = tx.tickets().watch(tenant, ticket.id, &[to.id])?;
        events.extend(fresh.iter().map(|user| teller.watches(ticket.id, *user)));
    }
    let place = after.step(next).map_or(1, |step| step.place);
    let text = format!(
        "Step {place} of the approval is overdue and went from {} to {}.",
        from.map_or_else(|| "nobody".to_owned(), |user| user.display_name()),
        to.display_name()
    );
    events.push(teller.comment(tx, ticket.id, Audience::Internal, text)?);
    events.extend(teller.processed(&ticket, &before, &after));
    events.extend(after.step(next).map(|step| teller.requested(ticket.id, step)));
    notifications::append(tx, tenant, &events, app.by_mail)?;
    Ok(true)
}

/// Who was to decide, and who is from now on: who manages them, else an admin, but never who asked for it.
fn next_in_line(
    tx: &mut dyn Tx,
    ticket: &Ticket,
    workflow: &Workflow,
    late: &LateStep,
) -> Result<Option<(Option<User>, User)>> {
    let Some(step) = workflow.step(late.step) else {
        return Ok(None);
    };
    let from = tx.users().find(ticket.tenant, step.approver)?;
    let department = from.as_ref().and_then(|user| user.department);
    let others = Candidates::usual(tx, ticket.tenant, department)?.without(step.approver);
    let requesters = workflow.requesters(ticket);
    let to = others
        .choose(requesters)
        .filter(|user| !requesters.include(user.id));
    Ok(to.cloned().map(|to| (from, to)))
}
