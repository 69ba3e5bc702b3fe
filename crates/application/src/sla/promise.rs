//! What is promised for a ticket by the tenant's policies, worked out whenever that may have changed: the one place for
//! all dialects.

use crate::error::Result;
use tessera_domain::{
    id::TenantId,
    sla::{Entry, Policy, Reading, stays},
    status::Status,
    ticket::{Promise, Ticket},
    time::Time,
};
use tessera_ports::tx::Tx;

/// What a tenant promises, and what its statuses mean. Read once for as many tickets as are written.
pub(crate) struct Terms {
    policies: Vec<Policy>,
    statuses: Vec<Status>,
}

impl Terms {
    /// Reads them. A tenant without policies costs one statement.
    pub(crate) fn read(tx: &mut dyn Tx, tenant: TenantId) -> Result<Self> {
        let policies = tx.sla().policies(tenant)?;
        let statuses = if policies.is_empty() {
            Vec::new()
        } else {
            tx.lists().statuses(tenant)?
        };
        Ok(Self { policies, statuses })
    }

    /// Whether nothing is promised, so that nobody needs to ask through which statuses a ticket went.
    pub(super) const fn are_none(&self) -> bool {
        self.policies.is_empty()
    }

    /// What is promised at this moment for the ticket as it stands, given how it came to its statuses.
    pub(crate) fn promise(&self, ticket: &Ticket, entries: &[Entry], now: Time) -> Promise {
        let Some(policy) = Policy::of(&self.policies, ticket.rank, ticket.department) else {
            return Promise::ByRank;
        };
        let stays = stays(ticket, entries, &self.statuses);
        let reading = Reading::of(&policy.calendar, policy.resolution, &stays, now);
        reading.deadline.map_or(Promise::Paused, Promise::Until)
    }
}

/// Works out anew what is promised for a ticket that changed, if anything changed that it depends on.
pub(crate) fn of_changed(tx: &mut dyn Tx, before: &Ticket, ticket: &mut Ticket, now: Time) -> Result<()> {
    let matters = |it: &Ticket| {
        (
            it.status,
            it.rank,
            it.department,
            it.closure.map(|closure| closure.at),
        )
    };
    if matters(before) == matters(ticket) {
        return Ok(());
    }
    let (tenant, id) = (ticket.tenant, ticket.id);
    let terms = Terms::read(tx, tenant)?;
    let mut entries = if terms.are_none() {
        Vec::new()
    } else {
        tx.sla()
            .status_entries(tenant, &[id])?
            .remove(&id)
            .unwrap_or_default()
    };
    // The log tells of this change only when all of it is done.
    if before.status != ticket.status {
        entries.push(Entry {
            at: now,
            from: Some(before.status),
            to: ticket.status,
        });
    }
    ticket.promise = terms.promise(ticket, &entries, now);
    Ok(())
}
