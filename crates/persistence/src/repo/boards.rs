//! Projects by number, their members, and the columns of their boards, inside a transaction.

use super::{
    BATCH, Repo,
    board::{ColumnRow, ProjectRow},
    filter::Condition,
    sheets,
    sight::member_of,
};
use crate::{
    dialect::failed,
    fragments::{Joined, Locked, Paging, Sum, among},
    schema::{board_columns, project_members, projects, statuses, tags, ticket_totals as totals},
    types::{Key, at, corrupt, key},
};
use diesel::{prelude::*, sql_types::Bool};
use tessera_domain::{
    id::{ColumnId, ProjectId, TenantId, UserId},
    project::{Column, Member, MemberRole, Project},
    text::Description,
    visibility::ProjectSight,
};
use tessera_ports::{
    StoreError, StoreResult,
    boards::Boards,
    queries::{ColumnSheet, ProjectSheet},
};

/// What makes a project be in sight, beginning with the tenant.
pub fn in_sight(tenant: TenantId, sight: ProjectSight) -> Condition<projects::table> {
    let tenant = key(tenant);
    let ours = projects::tenant_id.eq(tenant);
    match sight {
        ProjectSight::Everything => Box::new(ours),
        ProjectSight::Own(user) => {
            let user = key(user);
            let made = projects::created_by.assume_not_null().eq(user);
            Box::new(ours.and(made.or(projects::id.eq_any(member_of(tenant, user)))))
        }
        ProjectSight::Nothing => Box::new(ours.and(false.into_sql::<Bool>())),
    }
}

/// One version was there, and no other.
const fn expect_one(updated: usize) -> StoreResult<()> {
    if updated == 1 {
        Ok(())
    } else {
        Err(StoreError::Stale)
    }
}

impl Boards for Repo<'_> {
    fn project(
        &mut self,
        tenant: TenantId,
        sight: ProjectSight,
        number: i64,
    ) -> StoreResult<Option<Project>> {
        let row = projects::table
            .filter(in_sight(tenant, sight))
            .filter(projects::number.eq(number))
            .select(ProjectRow::as_select())
            .get_result::<ProjectRow>(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(Project::try_from).transpose()
    }

    fn first_of(&mut self, tenant: TenantId, user: UserId) -> StoreResult<Option<Project>> {
        let rows = projects::table
            .filter(in_sight(tenant, ProjectSight::Own(user)))
            .order(projects::number)
            .select(ProjectRow::as_select())
            .first_rows(1)
            .load::<ProjectRow>(self.conn)
            .map_err(failed)?;
        rows.into_iter().next().map(Project::try_from).transpose()
    }

    fn hold(&mut self, tenant: TenantId, projects: &[ProjectId]) -> StoreResult<()> {
        let ids = among(projects::id, projects.iter().map(|id| key(*id)));
        let query = projects::table
            .filter(projects::tenant_id.eq(key(tenant)).and(ids))
            .order(projects::id)
            .select(projects::id);
        Locked(query).load::<Key>(self.conn).map(drop).map_err(failed)
    }

    fn project_sheet(&mut self, tenant: TenantId, id: ProjectId) -> StoreResult<Option<ProjectSheet>> {
        sheets::project(
            self,
            tenant,
            Box::new(projects::tenant_id.eq(key(tenant)).and(projects::id.eq(key(id)))),
        )
    }

    fn update_project(&mut self, tenant: TenantId, project: &Project) -> StoreResult<()> {
        let row = projects::table.filter(
            projects::tenant_id
                .eq(key(tenant))
                .and(projects::id.eq(key(project.id)))
                .and(projects::version.eq(project.version - 1)),
        );
        let updated = diesel::update(row)
            .set((
                projects::key.eq(project.key.as_str()),
                projects::name.eq(project.name.as_str()),
                projects::description.eq(project.description.as_ref().map(Description::as_str)),
                projects::created_by.eq(project.created_by.map(key)),
                projects::updated_at.eq(at(project.updated_at)),
                projects::version.eq(project.version),
            ))
            .execute(self.conn)
            .map_err(failed)?;
        expect_one(updated)
    }

    /// The totals come last: whoever opens a ticket writes them after the row that refers to the project.
    fn remove_project(&mut self, tenant: TenantId, id: ProjectId) -> StoreResult<()> {
        self.settle_totals()?;
        let (tenant, id) = (key(tenant), key(id));
        let of_project = tags::tenant_id.eq(tenant).and(tags::project_id.eq(id));
        diesel::delete(tags::table.filter(of_project))
            .execute(self.conn)
            .map_err(failed)?;
        let of_project = board_columns::tenant_id
            .eq(tenant)
            .and(board_columns::project_id.eq(id));
        diesel::delete(board_columns::table.filter(of_project))
            .execute(self.conn)
            .map_err(failed)?;
        let row = projects::table.filter(projects::tenant_id.eq(tenant).and(projects::id.eq(id)));
        diesel::delete(row).execute(self.conn).map_err(failed)?;
        let of_project = totals::tenant_id.eq(tenant).and(totals::project_id.eq(id));
        diesel::delete(totals::table.filter(of_project))
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }

    fn tickets_in(&mut self, tenant: TenantId, id: ProjectId) -> StoreResult<i64> {
        self.settle_totals()?;
        totals::table
            .filter(
                totals::tenant_id
                    .eq(key(tenant))
                    .and(totals::project_id.eq(key(id))),
            )
            .select(Sum(totals::tickets))
            .get_result(self.conn)
            .map_err(failed)
    }

    fn role_of(
        &mut self,
        tenant: TenantId,
        project: ProjectId,
        user: UserId,
    ) -> StoreResult<Option<MemberRole>> {
        let role = project_members::table
            .find((key(tenant), key(project), key(user)))
            .select(project_members::role)
            .get_result::<String>(self.conn)
            .optional()
            .map_err(failed)?;
        let known = |role: String| {
            MemberRole::from_key(&role).ok_or_else(|| corrupt("project_members", user)("role", &role))
        };
        role.map(known).transpose()
    }

    fn set_member(&mut self, tenant: TenantId, project: ProjectId, member: &Member) -> StoreResult<()> {
        let row = (
            project_members::tenant_id.eq(key(tenant)),
            project_members::project_id.eq(key(project)),
            project_members::user_id.eq(key(member.user)),
            project_members::role.eq(member.role.key()),
            project_members::added_at.eq(at(member.added_at)),
        );
        diesel::insert_into(project_members::table)
            .values(row)
            .on_conflict((
                project_members::tenant_id,
                project_members::project_id,
                project_members::user_id,
            ))
            .do_update()
            .set(project_members::role.eq(member.role.key()))
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }

    fn columns(
        &mut self,
        tenant: TenantId,
        sight: ProjectSight,
        numbers: &[i64],
    ) -> StoreResult<Vec<Column>> {
        let status = statuses::tenant_id
            .eq(board_columns::tenant_id)
            .and(statuses::id.eq(board_columns::status_id));
        let project = projects::tenant_id
            .eq(board_columns::tenant_id)
            .and(projects::id.eq(board_columns::project_id));
        let mut found = Vec::new();
        for batch in numbers.chunks(BATCH) {
            let rows = board_columns::table
                .left_join(statuses::table.on(status))
                .left_join(projects::table.on(project))
                .filter(
                    board_columns::tenant_id
                        .eq(key(tenant))
                        .and(board_columns::number.eq_any(batch))
                        .and(Joined(in_sight(tenant, sight))),
                )
                .order(board_columns::number)
                .select((ColumnRow::as_select(), statuses::category.assume_not_null()))
                .load::<(ColumnRow, String)>(self.conn)
                .map_err(failed)?;
            for (row, category) in rows {
                found.push(row.with(&category)?);
            }
        }
        Ok(found)
    }

    fn column_sheet(&mut self, tenant: TenantId, id: ColumnId) -> StoreResult<Option<ColumnSheet>> {
        sheets::column(
            self,
            tenant,
            ProjectSight::Everything,
            Box::new(board_columns::id.eq(key(id))),
        )
    }

    fn insert_column(&mut self, tenant: TenantId, column: &Column) -> StoreResult<()> {
        insert_rows!(self, board_columns::table, [ColumnRow::new(tenant, column)])
    }

    fn update_column(&mut self, tenant: TenantId, column: &Column) -> StoreResult<()> {
        let row = board_columns::table.filter(
            board_columns::tenant_id
                .eq(key(tenant))
                .and(board_columns::id.eq(key(column.id)))
                .and(board_columns::version.eq(column.version - 1)),
        );
        let updated = diesel::update(row)
            .set((
                board_columns::name.eq(column.name.as_str()),
                board_columns::position.eq(column.position),
                board_columns::color.eq(column.color.as_str()),
                board_columns::status_id.eq(key(column.status)),
                board_columns::updated_at.eq(at(column.updated_at)),
                board_columns::version.eq(column.version),
            ))
            .execute(self.conn)
            .map_err(failed)?;
        expect_one(updated)
    }

    fn remove_column(&mut self, tenant: TenantId, id: ColumnId) -> StoreResult<()> {
        let row = board_columns::table.filter(
            board_columns::tenant_id
                .eq(key(tenant))
                .and(board_columns::id.eq(key(id))),
        );
        diesel::delete(row).execute(self.conn).map(drop).map_err(failed)
    }

    fn tickets_in_column(&mut self, tenant: TenantId, column: &Column) -> StoreResult<i64> {
        self.settle_totals()?;
        totals::table
            .filter(
                totals::tenant_id
                    .eq(key(tenant))
                    .and(totals::project_id.eq(key(column.project)))
                    .and(totals::column_id.eq(key(column.id))),
            )
            .select(Sum(totals::tickets))
            .get_result(self.conn)
            .map_err(failed)
    }
}
