//! Working out where a ticket lands: its status, its project, and the column of that project's board.

use super::{field, references::unknown};
use crate::error::Result;
use tessera_domain::{
    id::{ProjectId, StatusId, TenantId},
    issue::Issue,
    status::Status,
    ticket::{Placement, Ticket, TicketPatch},
};
use tessera_ports::{StoreError, tx::Tx};

/// Where an existing ticket lands, if the patch moves it at all.
pub(super) fn of_change(
    tx: &mut dyn Tx,
    ticket: &Ticket,
    wanted: &TicketPatch,
    issues: &mut Vec<Issue>,
) -> Result<Option<Placement>> {
    let elsewhere = wanted.project.filter(|project| *project != ticket.project);
    let status = wanted.status.filter(|status| *status != ticket.status);
    if elsewhere.is_none() && status.is_none() {
        return Ok(None);
    }
    let tenant = ticket.tenant;
    if let Some(project) = elsewhere
        && tx.lists().project(tenant, project)?.is_none()
    {
        issues.push(unknown(field::PROJECT, "project"));
        return Ok(None);
    }
    let Some(status) = tx.lists().status(tenant, status.unwrap_or(ticket.status))? else {
        issues.push(unknown(field::STATUS, "status"));
        return Ok(None);
    };
    let now = if elsewhere.is_some() { None } else { ticket.column };
    let project = elsewhere.unwrap_or(ticket.project);
    let column = tx.lists().board(tenant, project)?.column_for(&status, now);
    Ok(Some(Placement {
        status: status.id,
        done: status.category.is_done(),
        project,
        column,
    }))
}

/// Where a new ticket lands.
pub(super) fn of_new(
    tx: &mut dyn Tx,
    tenant: TenantId,
    project: Option<ProjectId>,
    status: Option<StatusId>,
    issues: &mut Vec<Issue>,
) -> Result<Option<Placement>> {
    let project = match project {
        Some(id) => tx.lists().project(tenant, id)?,
        None => Some(
            tx.lists()
                .default_project(tenant)?
                .ok_or_else(|| missing("default project"))?,
        ),
    };
    let status = match status {
        Some(id) => tx.lists().status(tenant, id)?,
        None => Some(initial(tx, tenant)?),
    };
    if project.is_none() {
        issues.push(unknown(field::PROJECT, "project"));
    }
    if status.is_none() {
        issues.push(unknown(field::STATUS, "status"));
    }
    let Some((project, status)) = project.zip(status) else {
        return Ok(None);
    };
    let column = tx.lists().board(tenant, project.id)?.column_for(&status, None);
    Ok(Some(Placement {
        status: status.id,
        done: status.category.is_done(),
        project: project.id,
        column,
    }))
}

fn initial(tx: &mut dyn Tx, tenant: TenantId) -> Result<Status> {
    let mut statuses = tx.lists().statuses(tenant)?.into_iter();
    Ok(statuses
        .find(|status| status.initial)
        .ok_or_else(|| missing("initial status"))?)
}

/// A tenant without its lists cannot be made by any use case, so this is a fault of ours.
pub(super) fn missing(what: &str) -> StoreError {
    StoreError::Failed(format!("the tenant has no {what}"))
}
