//! Projects, their boards and their members.

use super::{BATCH, Repo};
use crate::{
    dialect::failed,
    fragments::Paging,
    schema::{board_columns, project_members, projects, statuses},
    types::{Key, corrupt, key},
};
use diesel::prelude::*;
use tessera_domain::{
    id::{ProjectId, TenantId, UserId},
    project::{Board, Column, Project},
    status::StatusCategory,
    text::Name,
};
use tessera_ports::{StoreError, StoreResult};

/// How many projects a list shows at most.
const MOST_PROJECTS: i64 = 1_000;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = projects, treat_none_as_default_value = false)]
struct ProjectRow {
    tenant_id: Key,
    id: Key,
    number: i64,
    key: String,
    name: String,
    is_default: bool,
}

impl TryFrom<ProjectRow> for Project {
    type Error = StoreError;

    fn try_from(row: ProjectRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.id(),
            number: row.number,
            key: row.key,
            name: Name::parse(row.name).map_err(|problem| corrupt("projects", row.id)("name", &problem))?,
            default: row.is_default,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = board_columns, treat_none_as_default_value = false)]
struct ColumnRow {
    tenant_id: Key,
    id: Key,
    project_id: Key,
    number: i64,
    name: String,
    position: i32,
    status_id: Key,
}

impl ColumnRow {
    fn new(tenant: TenantId, column: &Column) -> Self {
        Self {
            tenant_id: key(tenant),
            id: key(column.id),
            project_id: key(column.project),
            number: column.number,
            name: column.name.as_str().to_owned(),
            position: column.position,
            status_id: key(column.status),
        }
    }

    fn with(self, category: &str) -> StoreResult<Column> {
        let bad = corrupt("board_columns", self.id);
        Ok(Column {
            id: self.id.id(),
            project: self.project_id.id(),
            number: self.number,
            name: Name::parse(self.name).map_err(|problem| bad("name", &problem))?,
            position: self.position,
            status: self.status_id.id(),
            category: StatusCategory::from_key(category)
                .ok_or_else(|| corrupt("statuses", self.status_id)("category", &category))?,
        })
    }
}

/// One project.
pub fn project(repo: &mut Repo<'_>, tenant: TenantId, id: ProjectId) -> StoreResult<Option<Project>> {
    let row = projects::table
        .filter(projects::tenant_id.eq(key(tenant)).and(projects::id.eq(key(id))))
        .select(ProjectRow::as_select())
        .get_result(repo.conn)
        .optional()
        .map_err(failed)?;
    row.map(Project::try_from).transpose()
}

/// The project for tickets that name none.
pub fn default_project(repo: &mut Repo<'_>, tenant: TenantId) -> StoreResult<Option<Project>> {
    let row = projects::table
        .filter(projects::tenant_id.eq(key(tenant)).and(projects::is_default))
        .select(ProjectRow::as_select())
        .get_result(repo.conn)
        .optional()
        .map_err(failed)?;
    row.map(Project::try_from).transpose()
}

/// The project of that key.
pub fn project_by_key(repo: &mut Repo<'_>, tenant: TenantId, wanted: &str) -> StoreResult<Option<Project>> {
    let row = projects::table
        .filter(projects::tenant_id.eq(key(tenant)).and(projects::key.eq(wanted)))
        .select(ProjectRow::as_select())
        .get_result(repo.conn)
        .optional()
        .map_err(failed)?;
    row.map(Project::try_from).transpose()
}

/// Every project, the default one first, then by name.
pub fn projects(repo: &mut Repo<'_>, tenant: TenantId) -> StoreResult<Vec<Project>> {
    let rows = projects::table
        .filter(projects::tenant_id.eq(key(tenant)))
        .order((projects::is_default.desc(), projects::name, projects::id))
        .select(ProjectRow::as_select())
        .first_rows(MOST_PROJECTS)
        .load::<ProjectRow>(repo.conn)
        .map_err(failed)?;
    rows.into_iter().map(Project::try_from).collect()
}

/// Stores a new project with its columns.
pub fn insert(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    project: &Project,
    columns: &[Column],
) -> StoreResult<()> {
    let row = ProjectRow {
        tenant_id: key(tenant),
        id: key(project.id),
        number: project.number,
        key: project.key.clone(),
        name: project.name.as_str().to_owned(),
        is_default: project.default,
    };
    insert_rows!(repo, projects::table, [row])?;
    let rows: Vec<_> = columns
        .iter()
        .map(|column| ColumnRow::new(tenant, column))
        .collect();
    insert_rows!(repo, board_columns::table, rows)
}

/// The project's board.
pub fn of(repo: &mut Repo<'_>, tenant: TenantId, project: ProjectId) -> StoreResult<Board> {
    let status = statuses::tenant_id
        .eq(board_columns::tenant_id)
        .and(statuses::id.eq(board_columns::status_id));
    let rows = board_columns::table
        .left_join(statuses::table.on(status))
        .filter(
            board_columns::tenant_id
                .eq(key(tenant))
                .and(board_columns::project_id.eq(key(project))),
        )
        .select((ColumnRow::as_select(), statuses::category.assume_not_null()))
        .load::<(ColumnRow, String)>(repo.conn)
        .map_err(failed)?;
    let columns = rows
        .into_iter()
        .map(|(row, category)| row.with(&category))
        .collect::<StoreResult<_>>()?;
    Ok(Board::new(columns))
}

/// Makes the user a member of the project.
pub fn add_member(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    project: ProjectId,
    user: UserId,
) -> StoreResult<()> {
    let row = (
        project_members::tenant_id.eq(key(tenant)),
        project_members::project_id.eq(key(project)),
        project_members::user_id.eq(key(user)),
    );
    let insert = diesel::insert_into(project_members::table)
        .values(row)
        .on_conflict_do_nothing();
    insert.execute(repo.conn).map(drop).map_err(failed)
}
