//! Steps and workflows with what is shown beside them.

use super::{
    super::{
        Db, Repo,
        people::{CARD, Card, card},
    },
    rows::{StepRow, WorkflowRow, workflow},
};
use crate::{
    dialect::failed,
    fragments::{Joined, Paging, among},
    schema::{
        approval_steps as steps, approval_workflows as workflows, departments, statuses, tickets, users,
    },
    types::{Key, corrupt, key},
};
use diesel::{
    dsl::{IntoBoxed, auto_type},
    prelude::*,
};
use std::collections::HashMap;
use tessera_domain::{
    approval::{Step, Workflow},
    id::{TenantId, TicketId},
    listing::Window,
    priority::Rank,
    status::StatusCategory,
};
use tessera_ports::{
    StoreError, StoreResult,
    approvals::{ApprovalSheet, TicketBrief, WorkflowSheet},
    queries::{DepartmentLabel, PersonCard},
};

/// A ticket's id, number, reference, title, rank, and who opened it.
type Ticket = (Key, i64, String, String, i16, Option<Key>);

/// A step, the number of its workflow, its ticket, the key and category of that one's status, and its department.
pub type SheetRow = (StepRow, i64, Ticket, (String, String), Option<(Key, i64, String)>);

#[auto_type]
fn joined() -> _ {
    steps::table
        .left_join(
            workflows::table.on(workflows::tenant_id
                .eq(steps::tenant_id)
                .and(workflows::id.eq(steps::workflow_id))),
        )
        .left_join(
            tickets::table.on(tickets::tenant_id
                .eq(steps::tenant_id)
                .and(tickets::id.eq(steps::ticket_id))),
        )
        .left_join(
            statuses::table.on(statuses::tenant_id
                .eq(steps::tenant_id)
                .and(statuses::id.eq(tickets::status_id))),
        )
        .left_join(
            departments::table.on(departments::tenant_id
                .eq(steps::tenant_id)
                .and(departments::id.nullable().eq(tickets::department_id))),
        )
}

pub type Source = IntoBoxed<'static, joined, Db>;

/// The tenant's steps with what they are about.
pub fn of(tenant: TenantId) -> Source {
    joined().into_boxed().filter(steps::tenant_id.eq(key(tenant)))
}

/// What a sheet's statement selects.
macro_rules! sheet_columns {
    () => {
        (
            StepRow::as_select(),
            workflows::number.assume_not_null(),
            (
                tickets::id.assume_not_null(),
                tickets::number.assume_not_null(),
                tickets::reference.assume_not_null(),
                tickets::title.assume_not_null(),
                tickets::rank.assume_not_null(),
                tickets::created_by.nullable(),
            ),
            (
                statuses::key.assume_not_null(),
                statuses::category.assume_not_null(),
            ),
            (departments::id, departments::number, departments::name).nullable(),
        )
    };
}
pub(super) use sheet_columns;

/// The step of that number.
pub fn one(repo: &mut Repo<'_>, tenant: TenantId, number: i64) -> StoreResult<Option<ApprovalSheet>> {
    let rows = of(tenant)
        .filter(steps::number.eq(number))
        .select(sheet_columns!())
        .load::<SheetRow>(repo.conn)
        .map_err(failed)?;
    Ok(complete(repo, tenant, rows)?.pop())
}

/// Adds the people, in one statement.
pub fn complete(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    rows: Vec<SheetRow>,
) -> StoreResult<Vec<ApprovalSheet>> {
    let mut parts = Vec::with_capacity(rows.len());
    let mut wanted = Vec::new();
    for (row, workflow, ticket, status, department) in rows {
        let step = Step::try_from(row)?;
        wanted.push(key(step.approver));
        wanted.extend(step.delegated_to.map(key));
        wanted.extend(ticket.5);
        parts.push((step, workflow, ticket, status, department));
    }
    let people = people(repo, tenant, wanted)?;
    let sheet = |(step, workflow_number, ticket, status, department): (Step, i64, Ticket, _, _)| {
        let approver = people.get(&key(step.approver)).cloned();
        Ok(ApprovalSheet {
            workflow_number,
            ticket: brief(ticket, status, department, &people)?,
            approver: approver.ok_or_else(|| nobody(&step))?,
            delegated_to: step.delegated_to.and_then(|user| people.get(&key(user)).cloned()),
            step,
        })
    };
    parts.into_iter().map(sheet).collect()
}

fn brief(
    (id, number, reference, title, rank, created_by): Ticket,
    (status_key, category): (String, String),
    department: Option<(Key, i64, String)>,
    people: &HashMap<Key, PersonCard>,
) -> StoreResult<TicketBrief> {
    let bad = corrupt("tickets", id);
    Ok(TicketBrief {
        id: id.id(),
        number,
        reference,
        title,
        rank: Rank::new(rank).ok_or_else(|| bad("rank", &rank))?,
        status_key,
        status_category: StatusCategory::from_key(&category).ok_or_else(|| bad("status_id", &category))?,
        department: department.map(|(id, number, name)| DepartmentLabel {
            id: id.id(),
            number,
            name,
        }),
        created_by: created_by.and_then(|user| people.get(&user).cloned()),
    })
}

fn nobody(step: &Step) -> StoreError {
    corrupt("approval_steps", step.id)("approver_id", &step.approver)
}

/// The cards of these people, in one statement.
pub fn people(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    mut wanted: Vec<Key>,
) -> StoreResult<HashMap<Key, PersonCard>> {
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = users::table
        .filter(users::tenant_id.eq(key(tenant)).and(among(users::id, wanted)))
        .select(CARD)
        .load::<Card>(repo.conn)
        .map_err(failed)?;
    Ok(rows.into_iter().map(|row| (row.0, card(row))).collect())
}

/// The newest workflow of a ticket with the people of its steps, in one statement.
pub fn newest(repo: &mut Repo<'_>, tenant: TenantId, ticket: TicketId) -> StoreResult<Option<WorkflowSheet>> {
    let first = Window {
        offset: 0,
        limit: i64::try_from(Workflow::MOST_STEPS).unwrap_or(i64::MAX),
    };
    let rows = workflows::table
        .left_join(
            steps::table.on(steps::tenant_id
                .eq(workflows::tenant_id)
                .and(steps::workflow_id.eq(workflows::id))),
        )
        .left_join(
            users::table.on(users::tenant_id
                .eq(workflows::tenant_id)
                .and(users::id.eq(steps::approver_id))),
        )
        .into_boxed()
        .filter(
            workflows::tenant_id
                .eq(key(tenant))
                .and(workflows::ticket_id.eq(key(ticket))),
        )
        .order((workflows::number.desc(), steps::place, steps::number))
        .select(Joined((
            WorkflowRow::as_select(),
            Option::<StepRow>::as_select(),
            CARD.nullable(),
        )))
        .part(first, 0)
        .load::<(WorkflowRow, Option<StepRow>, Option<Card>)>(repo.conn)
        .map_err(failed)?;
    let Some(row) = rows.first().map(|(row, ..)| row.clone()) else {
        return Ok(None);
    };
    let (mut parts, mut people) = (Vec::new(), Vec::<PersonCard>::new());
    for (_, step, person) in rows.into_iter().take_while(|(other, ..)| other.id() == row.id()) {
        parts.extend(step);
        let person = person.map(card);
        people.extend(person.filter(|card| people.iter().all(|known| known.id != card.id)));
    }
    Ok(Some(WorkflowSheet {
        workflow: workflow(&row, parts)?,
        people,
    }))
}
