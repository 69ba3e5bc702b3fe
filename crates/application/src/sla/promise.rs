//! What is promised for a ticket by the tenant's policies, worked out whenever that may have changed: the one place for
//! all dialects.

use crate::error::Result;
use tessera_domain::{
    id::{DepartmentId, StatusId, TenantId},
    priority::Rank,
    sla::{Policy, Reading, Stay},
    status::{Status, StatusCategory},
    ticket::{Promise, Ticket},
    time::Time,
};
use tessera_ports::tx::Tx;

/// What decides what is promised for a ticket.
pub(crate) struct Standing {
    /// How much it matters.
    pub rank: Rank,
    /// Which department it belongs to.
    pub department: Option<DepartmentId>,
    /// In which status it is.
    pub status: StatusId,
}

/// What is promised for a ticket that is opened now.
pub(crate) fn of_new(tx: &mut dyn Tx, tenant: TenantId, new: &Standing, now: Time) -> Result<Promise> {
    of(tx, tenant, new, now, |_| Ok(vec![(now, new.status)]))
}

/// Works out anew what is promised for a ticket that changed, if anything changed that it depends on.
pub(crate) fn of_changed(tx: &mut dyn Tx, before: &Ticket, ticket: &mut Ticket, now: Time) -> Result<()> {
    let matters = |it: &Ticket| (it.status, it.rank, it.department);
    if matters(before) == matters(ticket) {
        return Ok(());
    }
    let (tenant, id) = (ticket.tenant, ticket.id);
    let first = (before.created_at, before.status);
    let standing = Standing {
        rank: ticket.rank,
        department: ticket.department,
        status: ticket.status,
    };
    ticket.promise = of(tx, tenant, &standing, now, |tx| {
        let mut entered = tx.sla().entered(tenant, id)?;
        if entered.is_empty() {
            entered.push(first);
        }
        if entered
            .last()
            .is_none_or(|(_, status)| *status != standing.status)
        {
            entered.push((now, standing.status));
        }
        Ok(entered)
    })?;
    Ok(())
}

/// What the policy promises that holds now, given when the ticket entered which status.
fn of(
    tx: &mut dyn Tx,
    tenant: TenantId,
    standing: &Standing,
    now: Time,
    entered: impl FnOnce(&mut dyn Tx) -> Result<Vec<(Time, StatusId)>>,
) -> Result<Promise> {
    let policies = tx.sla().policies(tenant)?;
    let Some(policy) = Policy::of(&policies, standing.rank, standing.department) else {
        return Ok(Promise::ByRank);
    };
    let entered = entered(tx)?;
    let statuses = tx.lists().statuses(tenant)?;
    let stays = stays(&entered, &statuses);
    let reading = Reading::of(&policy.calendar, policy.resolution, &stays, now);
    Ok(reading.deadline.map_or(Promise::Paused, Promise::Until))
}

/// The stays that these entries make. A status that is gone counts as one that is open: nobody waits there any more.
pub(super) fn stays(entered: &[(Time, StatusId)], statuses: &[Status]) -> Vec<Stay> {
    let category = |id: StatusId| {
        let known = statuses.iter().find(|status| status.id == id);
        known.map_or(StatusCategory::Open, |status| status.category)
    };
    let stay = |(since, status): &(Time, StatusId)| Stay {
        since: *since,
        category: category(*status),
    };
    entered.iter().map(stay).collect()
}
