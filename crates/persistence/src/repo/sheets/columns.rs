//! Columns with their projects' names.

use super::{
    super::{Repo, board::ColumnRow, boards::in_sight, filter::Condition},
    count, of_project,
};
use crate::{
    dialect::failed,
    fragments::{Joined, Paging, Sum, among, by},
    schema::{board_columns, projects, statuses, ticket_totals as totals},
    types::{Key, corrupt, key},
};
use diesel::prelude::*;
use std::collections::HashMap;
use tessera_domain::{
    id::TenantId,
    listing::{Page, Window},
    project::ProjectKey,
    visibility::ProjectSight,
};
use tessera_ports::{
    StoreResult,
    queries::{ColumnOrder, ColumnSheet, ColumnsWanted},
};

/// A column, its status's category, its project's number and key.
type Row = (ColumnRow, String, i64, String);

/// Columns of projects in sight.
macro_rules! in_sight {
    ($tenant:expr, $sight:expr, $wanted:expr) => {
        board_columns::table
            .left_join(
                statuses::table.on(statuses::tenant_id
                    .eq(board_columns::tenant_id)
                    .and(statuses::id.eq(board_columns::status_id))),
            )
            .left_join(
                projects::table.on(projects::tenant_id
                    .eq(board_columns::tenant_id)
                    .and(projects::id.eq(board_columns::project_id))),
            )
            .filter(
                board_columns::tenant_id
                    .eq(key($tenant))
                    .and(Joined(in_sight($tenant, $sight)))
                    .and($wanted),
            )
    };
}

/// What a sheet is made of.
macro_rules! sheet_columns {
    () => {
        (
            ColumnRow::as_select(),
            statuses::category.assume_not_null(),
            projects::number.assume_not_null(),
            projects::key.assume_not_null(),
        )
    };
}

/// The wanted part of the columns in sight, in three statements.
pub fn page(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    sight: ProjectSight,
    wanted: &ColumnsWanted,
    window: Window,
) -> StoreResult<Page<ColumnSheet>> {
    let of_project = || of_project(tenant, wanted.project);
    let total = in_sight!(tenant, sight, Joined(of_project()))
        .count()
        .get_result(repo.conn)
        .map_err(failed)?;
    let query = in_sight!(tenant, sight, Joined(of_project())).select(sheet_columns!());
    let last = board_columns::number;
    let rows = match wanted.order {
        ColumnOrder::Board => query
            .order((projects::number, board_columns::position, last))
            .part(window, 1)
            .load::<Row>(repo.conn),
        ColumnOrder::Place(way) => query
            .order((by(board_columns::position, way), by(last, way)))
            .part(window, 1)
            .load::<Row>(repo.conn),
        ColumnOrder::Created(way) => query
            .order((by(board_columns::created_at, way), by(last, way)))
            .part(window, 1)
            .load::<Row>(repo.conn),
    };
    let items = complete(repo, tenant, rows.map_err(failed)?)?;
    Ok(Page {
        items,
        total,
        next: None,
    })
}

/// The one wanted column, if it is in sight, in two statements.
pub fn one(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    sight: ProjectSight,
    wanted: Condition<board_columns::table>,
) -> StoreResult<Option<ColumnSheet>> {
    let rows = in_sight!(tenant, sight, Joined(wanted))
        .select(sheet_columns!())
        .load::<Row>(repo.conn)
        .map_err(failed)?;
    Ok(complete(repo, tenant, rows)?.pop())
}

/// Adds how many tickets lie in each.
fn complete(repo: &mut Repo<'_>, tenant: TenantId, rows: Vec<Row>) -> StoreResult<Vec<ColumnSheet>> {
    let mut sheets = Vec::with_capacity(rows.len());
    for (row, category, project_number, project_key) in rows {
        let column = row.with(&category)?;
        let project_key = ProjectKey::parse(&project_key)
            .map_err(|problem| corrupt("projects", column.project)("key", &problem))?;
        sheets.push(ColumnSheet {
            column,
            project_number,
            project_key,
            tickets: 0,
        });
    }
    if sheets.is_empty() {
        return Ok(sheets);
    }
    let mut projects: Vec<Key> = sheets.iter().map(|sheet| key(sheet.column.project)).collect();
    projects.sort_unstable();
    projects.dedup();
    let columns = sheets.iter().map(|sheet| key(sheet.column.id));
    repo.settle_totals()?;
    let tickets: HashMap<Key, i64> = totals::table
        .filter(
            totals::tenant_id
                .eq(key(tenant))
                .and(among(totals::project_id, projects))
                .and(among(totals::column_id, columns)),
        )
        .group_by(totals::column_id)
        .select((totals::column_id, Sum(totals::tickets)))
        .load::<(Key, i64)>(repo.conn)
        .map_err(failed)?
        .into_iter()
        .collect();
    for sheet in &mut sheets {
        sheet.tickets = count(&tickets, key(sheet.column.id));
    }
    Ok(sheets)
}
