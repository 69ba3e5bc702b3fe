//! Projects and their boards.

use super::{BATCH, Repo};
use crate::{
    dialect::failed,
    fragments::Paging,
    schema::{board_columns, projects, statuses},
    types::{At, Key, at, corrupt, key},
};
use diesel::prelude::*;
use tessera_domain::{
    id::{ProjectId, TenantId},
    project::{Board, Color, Column, Project, ProjectKey},
    status::StatusCategory,
    text::{Description, Name},
};
use tessera_ports::{StoreError, StoreResult};

/// How many projects a list shows at most.
const MOST_PROJECTS: i64 = 1_000;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = projects, treat_none_as_default_value = false)]
pub struct ProjectRow {
    tenant_id: Key,
    id: Key,
    number: i64,
    key: String,
    name: String,
    description: Option<String>,
    is_default: bool,
    created_by: Option<Key>,
    created_at: At,
    updated_at: At,
    version: i64,
}

impl ProjectRow {
    fn new(tenant: TenantId, project: &Project) -> Self {
        Self {
            tenant_id: key(tenant),
            id: key(project.id),
            number: project.number,
            key: project.key.as_str().to_owned(),
            name: project.name.as_str().to_owned(),
            description: project.description.as_ref().map(|text| text.as_str().to_owned()),
            is_default: project.default,
            created_by: project.created_by.map(key),
            created_at: at(project.created_at),
            updated_at: at(project.updated_at),
            version: project.version,
        }
    }
}

impl TryFrom<ProjectRow> for Project {
    type Error = StoreError;

    fn try_from(row: ProjectRow) -> Result<Self, StoreError> {
        let bad = corrupt("projects", row.id);
        let description = row.description.map(Description::parse).transpose();
        Ok(Self {
            id: row.id.id(),
            number: row.number,
            key: ProjectKey::parse(&row.key).map_err(|problem| bad("key", &problem))?,
            name: Name::parse(row.name).map_err(|problem| bad("name", &problem))?,
            description: description.map_err(|problem| bad("description", &problem))?,
            default: row.is_default,
            created_by: row.created_by.map(Key::id),
            created_at: row.created_at.time(),
            updated_at: row.updated_at.time(),
            version: row.version,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = board_columns, treat_none_as_default_value = false)]
pub struct ColumnRow {
    tenant_id: Key,
    id: Key,
    project_id: Key,
    number: i64,
    name: String,
    position: i32,
    color: String,
    status_id: Key,
    created_at: At,
    updated_at: At,
    version: i64,
}

impl ColumnRow {
    pub fn new(tenant: TenantId, column: &Column) -> Self {
        Self {
            tenant_id: key(tenant),
            id: key(column.id),
            project_id: key(column.project),
            number: column.number,
            name: column.name.as_str().to_owned(),
            position: column.position,
            color: column.color.as_str().to_owned(),
            status_id: key(column.status),
            created_at: at(column.created_at),
            updated_at: at(column.updated_at),
            version: column.version,
        }
    }

    /// The column, given its status's category.
    pub fn with(self, category: &str) -> StoreResult<Column> {
        let bad = corrupt("board_columns", self.id);
        Ok(Column {
            id: self.id.id(),
            project: self.project_id.id(),
            number: self.number,
            name: Name::parse(self.name).map_err(|problem| bad("name", &problem))?,
            position: self.position,
            color: Color::parse(&self.color).map_err(|problem| bad("color", &problem))?,
            status: self.status_id.id(),
            category: StatusCategory::from_key(category)
                .ok_or_else(|| corrupt("statuses", self.status_id)("category", &category))?,
            created_at: self.created_at.time(),
            updated_at: self.updated_at.time(),
            version: self.version,
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
    insert_rows!(repo, projects::table, [ProjectRow::new(tenant, project)])?;
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
