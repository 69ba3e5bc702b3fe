//! Columns on the wire.

use crate::moment::Moment;
use serde::Serialize;
use tessera_application::views::ColumnSheet;
use utoipa::ToSchema;

/// A column of a board.
#[derive(Serialize, ToSchema)]
#[schema(as = Column)]
pub struct ColumnRow {
    /// Its number.
    #[schema(minimum = 1)]
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// Where it stands, from left to right.
    pub order: i32,
    /// Its colour.
    #[schema(example = "#0052cc")]
    pub color: String,
    /// Its project's number.
    #[schema(minimum = 1)]
    pub project: i64,
    /// Its project's short name.
    pub project_key: String,
    /// How many tickets lie in it.
    #[schema(minimum = 0)]
    pub tickets_count: i64,
    /// When it was made.
    pub created_at: Moment,
    /// When it changed last.
    pub updated_at: Moment,
}

impl From<&ColumnSheet> for ColumnRow {
    fn from(sheet: &ColumnSheet) -> Self {
        let ColumnSheet {
            column,
            project_number,
            project_key,
            tickets,
        } = sheet;
        Self {
            id: column.number,
            name: column.name.to_string(),
            order: column.position,
            color: column.color.as_str().to_owned(),
            project: *project_number,
            project_key: project_key.to_string(),
            tickets_count: *tickets,
            created_at: Moment(column.created_at),
            updated_at: Moment(column.updated_at),
        }
    }
}
