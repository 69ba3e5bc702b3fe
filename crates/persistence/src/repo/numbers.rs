//! From running numbers to the things they stand for.

use super::Repo;
use crate::{
    dialect::failed,
    schema::{board_columns, departments, project_members, projects, users},
    types::{Key, key},
};
use diesel::{
    prelude::*,
    sql_types::{Bool, Text},
};
use tessera_domain::{id::TenantId, visibility::Sight};
use tessera_ports::{
    StoreResult,
    numbers::{
        NumberedColumn, NumberedDepartment, NumberedProject, NumberedUser, Numbers, NumbersFound,
        NumbersWanted,
    },
};

const USER: &str = "user";
const PROJECT: &str = "project";
const COLUMN: &str = "column";
const DEPARTMENT: &str = "department";

/// What sort of thing it is, its number, its id, the project it lies in (any id where it lies in none), and whether
/// it may be named.
type Row = (String, i64, Key, Key, bool);

impl Numbers for Repo<'_> {
    fn numbered(
        &mut self,
        tenant: TenantId,
        sight: &Sight,
        wanted: &NumbersWanted,
    ) -> StoreResult<NumbersFound> {
        find(self, tenant, sight, wanted)
    }
}

/// Those of the wanted things that there are in sight.
pub fn find(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    sight: &Sight,
    wanted: &NumbersWanted,
) -> StoreResult<NumbersFound> {
    if wanted.is_empty() {
        return Ok(NumbersFound::default());
    }
    let tenant = key(tenant);
    // Whoever sees everything sees every project, and others those that they are members of.
    let (all, member) = match sight {
        Sight::Everything => (true, tenant),
        Sight::Personal { user, .. } => (false, key(*user)),
        Sight::OpenedBy { .. } => (false, tenant),
    };
    let mine = || {
        project_members::table
            .filter(
                project_members::tenant_id
                    .eq(tenant)
                    .and(project_members::user_id.eq(member)),
            )
            .select(project_members::project_id)
    };
    let all = || all.into_sql::<Bool>();
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
                .and(all().or(projects::id.eq_any(mine()))),
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
                .and(all().or(board_columns::project_id.eq_any(mine()))),
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
    let rows = people
        .union_all(bodies)
        .union_all(columns)
        .union_all(parts)
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
            _ => found.departments.push(NumberedDepartment { number, id: id.id() }),
        }
    }
    found
}
