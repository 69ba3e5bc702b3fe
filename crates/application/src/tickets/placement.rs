//! Working out where a ticket lands: its status, its project, and the column of that project's board.

use super::{field, references::unknown};
use crate::error::Result;
use tessera_domain::{
    id::{ColumnId, ProjectId, StatusId, TenantId},
    issue::Issue,
    project::Board,
    status::Status,
    ticket::{Placement, Ticket, TicketPatch},
    transition::Stage,
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
    let column = wanted.column.filter(|column| Some(*column) != ticket.column);
    if elsewhere.is_none() && status.is_none() && column.is_none() {
        return Ok(None);
    }
    let tenant = ticket.tenant;
    if let Some(project) = elsewhere
        && tx.lists().project(tenant, project)?.is_none()
    {
        issues.push(unknown(field::PROJECT, "project"));
        return Ok(None);
    }
    let Some(now) = tx.lists().status(tenant, status.unwrap_or(ticket.status))? else {
        issues.push(unknown(field::STATUS, "status"));
        return Ok(None);
    };
    let project = elsewhere.unwrap_or(ticket.project);
    let board = tx.lists().board(tenant, project)?;
    if let Some(target) = wanted.column {
        let keeps = match status {
            // A status that is named beside the column only has to be possible there.
            Some(_) => board.column_for(&now, Some(target)) == Some(target),
            // One that the card brings along must be at home there.
            None => column.is_none() || board.is_home_of(&now, target),
        };
        return in_column(tx, tenant, &board, (project, target), now, keeps, issues);
    }
    let from = if elsewhere.is_some() { None } else { ticket.column };
    Ok(Some(Placement {
        status: now.id,
        stage: Stage::of(&now.key, now.category),
        done: now.category.is_done(),
        project,
        column: board.column_for(&now, from),
    }))
}

/// Where a new ticket lands.
pub(super) fn of_new(
    tx: &mut dyn Tx,
    tenant: TenantId,
    (project, column): (Option<ProjectId>, Option<ColumnId>),
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
    let named = status.is_some();
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
    let board = tx.lists().board(tenant, project.id)?;
    if let Some(target) = column {
        let keeps = named && board.column_for(&status, Some(target)) == Some(target);
        return in_column(tx, tenant, &board, (project.id, target), status, keeps, issues);
    }
    Ok(Some(Placement {
        status: status.id,
        stage: Stage::of(&status.key, status.category),
        done: status.category.is_done(),
        project: project.id,
        column: board.column_for(&status, None),
    }))
}

/// In a column of the board: in the status that is there already, or in the column's own.
fn in_column(
    tx: &mut dyn Tx,
    tenant: TenantId,
    board: &Board,
    (project, target): (ProjectId, ColumnId),
    status: Status,
    keeps: bool,
    issues: &mut Vec<Issue>,
) -> Result<Option<Placement>> {
    let Some(own) = board.status_in(target) else {
        issues.push(unknown(field::COLUMN, "column of the project"));
        return Ok(None);
    };
    let status = if keeps || own == status.id {
        status
    } else {
        let own = tx.lists().status(tenant, own)?;
        own.ok_or_else(|| missing("status of a column"))?
    };
    Ok(Some(Placement {
        status: status.id,
        stage: Stage::of(&status.key, status.category),
        done: status.category.is_done(),
        project,
        column: Some(target),
    }))
}

/// Where a new ticket waits that would land there but has to be approved first: in the tenant's status for that, and
/// on its board where that belongs. Nothing, where the tenant has no such status.
pub(super) fn waiting(tx: &mut dyn Tx, tenant: TenantId, instead_of: Placement) -> Result<Option<Placement>> {
    let stage = Stage::PendingApproval;
    let mut statuses = tx.lists().statuses(tenant)?;
    statuses.retain(|status| Stage::of(&status.key, status.category) == stage);
    let Some(status) = statuses.first() else {
        return Ok(None);
    };
    let board = tx.lists().board(tenant, instead_of.project)?;
    Ok(Some(Placement {
        status: status.id,
        stage,
        done: false,
        project: instead_of.project,
        column: board.column_for(status, instead_of.column),
    }))
}

/// The status in which tickets start.
pub(super) fn initial(tx: &mut dyn Tx, tenant: TenantId) -> Result<Status> {
    let mut statuses = tx.lists().statuses(tenant)?.into_iter();
    Ok(statuses
        .find(|status| status.initial)
        .ok_or_else(|| missing("initial status"))?)
}

/// A tenant without its lists cannot be made by any use case, so this is a fault of ours.
pub(super) fn missing(what: &str) -> StoreError {
    StoreError::Failed(format!("the tenant has no {what}"))
}
