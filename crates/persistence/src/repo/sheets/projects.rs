//! Projects with what belongs to them.

use super::{
    super::{Repo, board::ProjectRow, boards::in_sight, filter::Condition},
    Person, count, maker,
};
use crate::{
    dialect::failed,
    fragments::{Joined, Paging, Sum, among},
    schema::{board_columns, projects, ticket_totals as totals, users},
    types::{Key, key},
};
use diesel::{dsl::count_star, prelude::*};
use std::collections::HashMap;
use tessera_domain::{
    id::TenantId,
    listing::{Page, Window},
    project::Project,
    visibility::ProjectSight,
};
use tessera_ports::{StoreResult, queries::ProjectSheet};

/// Projects joined to who made them.
macro_rules! sheets {
    ($wanted:expr) => {
        projects::table
            .left_join(
                users::table.on(users::tenant_id
                    .eq(projects::tenant_id)
                    .and(users::id.nullable().eq(projects::created_by))),
            )
            .filter(Joined($wanted))
            .select((ProjectRow::as_select(), (users::number, users::login).nullable()))
    };
}

/// The wanted part of the projects in sight, by name, in four statements.
pub fn page(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    sight: ProjectSight,
    window: Window,
) -> StoreResult<Page<ProjectSheet>> {
    let total = projects::table
        .filter(in_sight(tenant, sight))
        .count()
        .get_result(repo.conn)
        .map_err(failed)?;
    let rows = sheets!(in_sight(tenant, sight))
        .order((projects::name, projects::id))
        .part(window, 0)
        .load::<(ProjectRow, Person)>(repo.conn)
        .map_err(failed)?;
    let items = complete(repo, tenant, rows)?;
    Ok(Page {
        items,
        total,
        next: None,
    })
}

/// The one wanted project, in three statements.
pub fn one(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    wanted: Condition<projects::table>,
) -> StoreResult<Option<ProjectSheet>> {
    let rows = sheets!(wanted)
        .load::<(ProjectRow, Person)>(repo.conn)
        .map_err(failed)?;
    Ok(complete(repo, tenant, rows)?.pop())
}

/// Adds the counts.
fn complete(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    rows: Vec<(ProjectRow, Person)>,
) -> StoreResult<Vec<ProjectSheet>> {
    let mut sheets = Vec::with_capacity(rows.len());
    for (row, person) in rows {
        let project = Project::try_from(row)?;
        sheets.push(ProjectSheet {
            created_by: maker(key(project.id), person)?,
            project,
            tickets: 0,
            columns: 0,
        });
    }
    let ids: Vec<Key> = sheets.iter().map(|sheet| key(sheet.project.id)).collect();
    if ids.is_empty() {
        return Ok(sheets);
    }
    repo.settle_totals()?;
    let tickets: HashMap<Key, i64> = totals::table
        .filter(
            totals::tenant_id
                .eq(key(tenant))
                .and(among(totals::project_id, ids.clone())),
        )
        .group_by(totals::project_id)
        .select((totals::project_id, Sum(totals::tickets)))
        .load::<(Key, i64)>(repo.conn)
        .map_err(failed)?
        .into_iter()
        .collect();
    let columns: HashMap<Key, i64> = board_columns::table
        .filter(
            board_columns::tenant_id
                .eq(key(tenant))
                .and(among(board_columns::project_id, ids)),
        )
        .group_by(board_columns::project_id)
        .select((board_columns::project_id, count_star()))
        .load::<(Key, i64)>(repo.conn)
        .map_err(failed)?
        .into_iter()
        .collect();
    for sheet in &mut sheets {
        sheet.tickets = count(&tickets, key(sheet.project.id));
        sheet.columns = count(&columns, key(sheet.project.id));
    }
    Ok(sheets)
}
