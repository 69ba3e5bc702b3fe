//! Checking that what a ticket is to refer to exists in its tenant.

use super::field;
use crate::error::Result;
use tessera_domain::{
    id::{PriorityId, TenantId, UserId},
    issue::{Issue, Problem},
    priority::Rank,
    ticket::TicketPatch,
};
use tessera_ports::tx::Tx;

/// Looks up everything that the patch names besides status and project, notes what is not there, and gives
/// the rank of the wanted priority.
pub(super) fn check(
    tx: &mut dyn Tx,
    tenant: TenantId,
    wanted: &TicketPatch,
    issues: &mut Vec<Issue>,
) -> Result<Option<Rank>> {
    let rank = match wanted.priority {
        Some(id) => rank(tx, tenant, id, issues)?,
        None => None,
    };
    if let Some(client) = wanted.client.value()
        && tx.lists().client(tenant, *client)?.is_none()
    {
        issues.push(unknown(field::CLIENT, "client"));
    }
    if let Some(contact) = wanted.contact.value()
        && tx.lists().contact(tenant, *contact)?.is_none()
    {
        issues.push(unknown(field::CONTACT, "contact"));
    }
    if let Some(assignee) = wanted.assignee.value()
        && !tx
            .users()
            .find(tenant, *assignee)?
            .is_some_and(|user| user.active)
    {
        issues.push(unknown(field::ASSIGNEE, "active user"));
    }
    check_people(
        tx,
        tenant,
        field::ASSIGNEES,
        wanted.further.as_deref().unwrap_or_default(),
        issues,
    )?;
    check_people(
        tx,
        tenant,
        field::WATCHERS,
        wanted.watchers.as_deref().unwrap_or_default(),
        issues,
    )?;
    if let Some(by) = wanted.closed_by {
        check_people(tx, tenant, field::CLOSED_BY, &[by], issues)?;
    }
    Ok(rank)
}

/// The rank of a priority.
pub(super) fn rank(
    tx: &mut dyn Tx,
    tenant: TenantId,
    id: PriorityId,
    issues: &mut Vec<Issue>,
) -> Result<Option<Rank>> {
    let priority = tx.lists().priority(tenant, id)?;
    if priority.is_none() {
        issues.push(unknown(field::PRIORITY, "priority"));
    }
    Ok(priority.map(|priority| priority.rank))
}

fn check_people(
    tx: &mut dyn Tx,
    tenant: TenantId,
    name: &str,
    ids: &[UserId],
    issues: &mut Vec<Issue>,
) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let known = tx.users().existing(tenant, ids)?;
    if ids.iter().any(|id| !known.contains(id)) {
        issues.push(unknown(name, "user"));
    }
    Ok(())
}

/// The issue of a field that names something that is not there.
pub(super) fn unknown(name: &str, what: &'static str) -> Issue {
    Issue::new(name, Problem::UnknownReference { what })
}
