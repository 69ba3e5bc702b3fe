//! The counts of tickets of each sort, kept beside every change to a ticket.
//!
//! Their rows are the hottest of a tenant, so they are written last, and always in the order of their keys:
//! two transactions that need the same rows then wait for each other, and never in a circle.

use super::{BATCH, Repo};
use crate::{
    dialect::failed,
    schema::{ticket_category_totals as categories, ticket_totals as totals},
    types::{Key, corrupt, key},
};
use diesel::{prelude::*, upsert::excluded};
use std::{collections::BTreeMap, fmt::Display};
use tessera_domain::{id::TenantId, ticket::Ticket};
use tessera_ports::{StoreError, StoreResult};
use uuid::Uuid;

/// What tickets are counted by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Sort {
    project: Key,
    /// All zeros where there is none.
    column: Key,
    status: Key,
    priority: Key,
    assigned: bool,
    closed: bool,
}

impl From<&Ticket> for Sort {
    fn from(ticket: &Ticket) -> Self {
        Self {
            project: key(ticket.project),
            column: ticket.column.map_or_else(|| key(Uuid::nil()), key),
            status: key(ticket.status),
            priority: key(ticket.priority),
            assigned: ticket.assignee.is_some(),
            closed: ticket.is_closed(),
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = totals, treat_none_as_default_value = false)]
struct TotalRow {
    tenant_id: Key,
    project_id: Key,
    column_id: Key,
    status_id: Key,
    priority_id: Key,
    assigned: bool,
    closed: bool,
    tickets: i64,
}

impl TotalRow {
    fn new(tenant: TenantId, sort: Sort, tickets: i64) -> Self {
        Self {
            tenant_id: key(tenant),
            project_id: sort.project,
            column_id: sort.column,
            status_id: sort.status,
            priority_id: sort.priority,
            assigned: sort.assigned,
            closed: sort.closed,
            tickets,
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = categories, treat_none_as_default_value = false)]
struct CategoryRow {
    tenant_id: Key,
    category: String,
    tickets: i64,
}

/// Counts new tickets.
pub fn added(repo: &mut Repo<'_>, tenant: TenantId, tickets: &[Ticket]) -> StoreResult<()> {
    let mut sorts = BTreeMap::<Sort, i64>::new();
    let mut named = BTreeMap::<&str, i64>::new();
    for ticket in tickets {
        *sorts.entry(ticket.into()).or_default() += 1;
        if let Some(category) = &ticket.category {
            *named.entry(category.as_str()).or_default() += 1;
        }
    }
    let sorts: Vec<_> = sorts
        .into_iter()
        .map(|(sort, count)| TotalRow::new(tenant, sort, count))
        .collect();
    add_to_totals(repo, &sorts)?;
    let row = |(category, tickets): (&str, i64)| CategoryRow {
        tenant_id: key(tenant),
        category: category.to_owned(),
        tickets,
    };
    let named: Vec<_> = named.into_iter().map(row).collect();
    add_to_categories(repo, &named)
}

/// Counts a ticket elsewhere that changed its sort.
pub fn moved(repo: &mut Repo<'_>, tenant: TenantId, before: &Ticket, after: &Ticket) -> StoreResult<()> {
    let (from, to) = (Sort::from(before), Sort::from(after));
    if from < to {
        take_from_totals(repo, tenant, from)?;
        add_to_totals(repo, &[TotalRow::new(tenant, to, 1)])?;
    } else if to < from {
        add_to_totals(repo, &[TotalRow::new(tenant, to, 1)])?;
        take_from_totals(repo, tenant, from)?;
    }
    if before.category == after.category {
        return Ok(());
    }
    let add = |repo: &mut Repo<'_>| {
        let row = |category: &str| CategoryRow {
            tenant_id: key(tenant),
            category: category.into(),
            tickets: 1,
        };
        let rows: Vec<_> = after
            .category
            .iter()
            .map(|category| row(category.as_str()))
            .collect();
        add_to_categories(repo, &rows)
    };
    let take = |repo: &mut Repo<'_>| match &before.category {
        Some(category) => take_from_category(repo, tenant, category.as_str()),
        None => Ok(()),
    };
    if before.category < after.category {
        take(repo)?;
        add(repo)
    } else {
        add(repo)?;
        take(repo)
    }
}

/// Counts a ticket no longer that is gone.
pub fn removed(repo: &mut Repo<'_>, tenant: TenantId, ticket: &Ticket) -> StoreResult<()> {
    take_from_totals(repo, tenant, Sort::from(ticket))?;
    match &ticket.category {
        Some(category) => take_from_category(repo, tenant, category.as_str()),
        None => Ok(()),
    }
}

fn add_to_totals(repo: &mut Repo<'_>, rows: &[TotalRow]) -> StoreResult<()> {
    insert_rows!(repo, totals::table, rows, |insert| insert
        .on_conflict((
            totals::tenant_id,
            totals::project_id,
            totals::column_id,
            totals::status_id,
            totals::priority_id,
            totals::assigned,
            totals::closed,
        ))
        .do_update()
        .set(totals::tickets.eq(totals::tickets + excluded(totals::tickets))))
}

/// A statement of its own: a row of -1 would break the table's check before it could meet its conflict.
fn take_from_totals(repo: &mut Repo<'_>, tenant: TenantId, sort: Sort) -> StoreResult<()> {
    let row = totals::table.find((
        key(tenant),
        sort.project,
        sort.column,
        sort.status,
        sort.priority,
        sort.assigned,
        sort.closed,
    ));
    let less = totals::tickets.eq(totals::tickets - 1);
    let taken = diesel::update(row).set(less).execute(repo.conn).map_err(failed)?;
    expect_one(taken, corrupt("ticket_totals", key(tenant)))
}

fn add_to_categories(repo: &mut Repo<'_>, rows: &[CategoryRow]) -> StoreResult<()> {
    insert_rows!(repo, categories::table, rows, |insert| insert
        .on_conflict((categories::tenant_id, categories::category))
        .do_update()
        .set(
            categories::tickets.eq(categories::tickets + excluded(categories::tickets))
        ))
}

fn take_from_category(repo: &mut Repo<'_>, tenant: TenantId, category: &str) -> StoreResult<()> {
    let row = categories::table.find((key(tenant), category));
    let less = categories::tickets.eq(categories::tickets - 1);
    let taken = diesel::update(row).set(less).execute(repo.conn).map_err(failed)?;
    expect_one(taken, corrupt("ticket_category_totals", key(tenant)))
}

/// A ticket was counted when it came, so there is a row to take it from.
fn expect_one(taken: usize, bad: impl Fn(&'static str, &dyn Display) -> StoreError) -> StoreResult<()> {
    if taken == 1 {
        Ok(())
    } else {
        Err(bad("tickets", &"a ticket was never counted"))
    }
}
