//! From running numbers to the things they stand for.

use super::{Repo, boards};
use crate::{
    dialect::failed,
    fragments::Joined,
    schema::{board_columns, departments, projects, tags, users},
    types::{Key, key},
};
use diesel::{
    prelude::*,
    sql_types::{Bool, Text},
};
use tessera_domain::{id::TenantId, visibility::ProjectSight};
use tessera_ports::{
    StoreResult,
    numbers::{
        NumberedColumn, NumberedDepartment, NumberedProject, NumberedTag, NumberedUser, Numbers,
        NumbersFound, NumbersWanted,
    },
};

const USER: &str = "user";
const PROJECT: &str = "project";
const COLUMN: &str = "column";
const TAG: &str = "tag";
const DEPARTMENT: &str = "department";

/// What sort of thing it is, its number, its id, the project it lies in (any id where it lies in none), and whether
/// it may be named.
type Row = (String, i64, Key, Key, bool);

impl Numbers for Repo<'_> {
    fn numbered(
        &mut self,
        tenant: TenantId,
        sight: ProjectSight,
        wanted: &NumbersWanted,
    ) -> StoreResult<NumbersFound> {
        find(self, tenant, sight, wanted)
    }
}

/// Those of the wanted things that there are in sight.
pub fn find(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    sight: ProjectSight,
    wanted: &NumbersWanted,
) -> StoreResult<NumbersFound> {
    if wanted.is_empty() {
        return Ok(NumbersFound::default());
    }
    let (owner, tenant) = (tenant, key(tenant));
    let seen = || {
        projects::table
            .filter(Joined(boards::in_sight(owner, sight)))
            .select(projects::id)
    };
    let people = users::table
        .filter(
            users::tenant_id
                .eq(tenant)
                .and(users::number.eq_any(wanted.users.clone())),
        )
        .select((
            USER.into_sql::<Text>(),
            users::number,
            users::id,
            users::id,
            users::active,
        ));
    let bodies = projects::table
        .filter(
            projects::tenant_id
                .eq(tenant)
                .and(projects::number.eq_any(wanted.projects.clone()))
                .and(boards::in_sight(owner, sight)),
        )
        .select((
            PROJECT.into_sql::<Text>(),
            projects::number,
            projects::id,
            projects::id,
            true.into_sql::<Bool>(),
        ));
    let columns = board_columns::table
        .filter(
            board_columns::tenant_id
                .eq(tenant)
                .and(board_columns::number.eq_any(wanted.columns.clone()))
                .and(board_columns::project_id.eq_any(seen())),
        )
        .select((
            COLUMN.into_sql::<Text>(),
            board_columns::number,
            board_columns::id,
            board_columns::project_id,
            true.into_sql::<Bool>(),
        ));
    let parts = departments::table
        .filter(
            departments::tenant_id
                .eq(tenant)
                .and(departments::number.eq_any(wanted.departments.clone())),
        )
        .select((
            DEPARTMENT.into_sql::<Text>(),
            departments::number,
            departments::id,
            departments::id,
            true.into_sql::<Bool>(),
        ));
    let labels = tags::table
        .filter(
            tags::tenant_id
                .eq(tenant)
                .and(tags::number.eq_any(wanted.tags.clone()))
                .and(tags::project_id.eq_any(seen())),
        )
        .select((
            TAG.into_sql::<Text>(),
            tags::number,
            tags::id,
            tags::project_id,
            true.into_sql::<Bool>(),
        ));
    let rows = people
        .union_all(bodies)
        .union_all(columns)
        .union_all(parts)
        .union_all(labels)
        .load::<Row>(repo.conn)
        .map_err(failed)?;
    Ok(sorted(rows))
}

fn sorted(rows: Vec<Row>) -> NumbersFound {
    let mut found = NumbersFound::default();
    for (what, number, id, project, active) in rows {
        match what.as_str() {
            USER => found.users.push(NumberedUser {
                number,
                id: id.id(),
                active,
            }),
            PROJECT => found.projects.push(NumberedProject { number, id: id.id() }),
            COLUMN => found.columns.push(NumberedColumn {
                number,
                id: id.id(),
                project: project.id(),
            }),
            TAG => found.tags.push(NumberedTag {
                number,
                id: id.id(),
                project: project.id(),
            }),
            _ => found.departments.push(NumberedDepartment { number, id: id.id() }),
        }
    }
    found
}
