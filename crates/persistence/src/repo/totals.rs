//! The counts of tickets of each sort, kept beside every change to a ticket.
//!
//! Their rows are the hottest of a tenant, so whoever writes a ticket only says so here. They are written once, as the
//! last thing before the events, in the order of their keys, however many tickets a transaction writes: two that need the
//! same rows then wait for each other, and never in a circle.

use super::{BATCH, Repo};
use crate::{
    dialect::failed,
    fragments::Steady,
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

/// What a transaction owes to the totals.
#[derive(Default)]
pub struct Owed {
    sorts: BTreeMap<(TenantId, Sort), i64>,
    categories: BTreeMap<(TenantId, String), i64>,
}

impl Owed {
    fn count(&mut self, tenant: TenantId, ticket: &Ticket, tickets: i64) {
        *self.sorts.entry((tenant, ticket.into())).or_default() += tickets;
        if let Some(category) = &ticket.category {
            let category = (tenant, category.as_str().to_owned());
            *self.categories.entry(category).or_default() += tickets;
        }
    }
}

impl Repo<'_> {
    /// Owes the counting of new tickets.
    pub(super) fn owe_added(&mut self, tenant: TenantId, tickets: &[Ticket]) {
        for ticket in tickets {
            self.owed_totals.count(tenant, ticket, 1);
        }
    }

    /// Owes the counting of a ticket that may be of another sort now.
    pub(super) fn owe_moved(&mut self, tenant: TenantId, before: &Ticket, after: &Ticket) {
        self.owed_totals.count(tenant, before, -1);
        self.owed_totals.count(tenant, after, 1);
    }

    /// Owes that a ticket which is gone is counted no longer.
    pub(super) fn owe_removed(&mut self, tenant: TenantId, ticket: &Ticket) {
        self.owed_totals.count(tenant, ticket, -1);
    }

    /// Counts what is owed.
    pub(super) fn settle_totals(&mut self) -> StoreResult<()> {
        let Owed { sorts, categories } = std::mem::take(&mut self.owed_totals);
        let mut rows = Vec::new();
        for ((tenant, sort), change) in sorts {
            if change > 0 {
                rows.push(TotalRow::new(tenant, sort, change));
            } else if change < 0 {
                add_to_totals(self, &std::mem::take(&mut rows))?;
                take_from_totals(self, tenant, sort, -change)?;
            }
        }
        add_to_totals(self, &rows)?;
        let mut rows = Vec::new();
        for ((tenant, category), change) in categories {
            if change > 0 {
                rows.push(CategoryRow {
                    tenant_id: key(tenant),
                    category,
                    tickets: change,
                });
            } else if change < 0 {
                add_to_categories(self, &std::mem::take(&mut rows))?;
                take_from_category(self, tenant, &category, -change)?;
            }
        }
        add_to_categories(self, &rows)
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

/// A statement of its own: a negative row would break the table's check before it could meet its conflict.
fn take_from_totals(repo: &mut Repo<'_>, tenant: TenantId, sort: Sort, tickets: i64) -> StoreResult<()> {
    let row = totals::table.find((
        key(tenant),
        sort.project,
        sort.column,
        sort.status,
        sort.priority,
        sort.assigned,
        sort.closed,
    ));
    let less = totals::tickets.eq(totals::tickets - tickets);
    let taken = Steady(diesel::update(row).set(less))
        .execute(repo.conn)
        .map_err(failed)?;
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

fn take_from_category(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    category: &str,
    tickets: i64,
) -> StoreResult<()> {
    let row = categories::table.find((key(tenant), category));
    let less = categories::tickets.eq(categories::tickets - tickets);
    let taken = Steady(diesel::update(row).set(less))
        .execute(repo.conn)
        .map_err(failed)?;
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
