//! Departments on the wire.

use super::person::PersonRow;
use serde::Serialize;
use tessera_application::views::DepartmentSheet;
use utoipa::ToSchema;

/// A department.
#[derive(Serialize, ToSchema)]
#[schema(as = Department)]
pub struct DepartmentRow {
    /// Its number.
    #[schema(minimum = 1)]
    pub id: i64,
    /// What it is called.
    #[schema(example = "IT Department")]
    pub name: String,
    /// The number of who runs it.
    pub manager_id: Option<i64>,
    /// Who runs it.
    pub manager: Option<PersonRow>,
    /// How many people belong to it.
    #[schema(minimum = 0)]
    pub users_count: i64,
}

impl From<&DepartmentSheet> for DepartmentRow {
    fn from(sheet: &DepartmentSheet) -> Self {
        let DepartmentSheet {
            department,
            manager,
            people,
        } = sheet;
        Self {
            id: department.number,
            name: department.name.to_string(),
            manager_id: manager.as_ref().map(|person| person.number),
            manager: manager.as_ref().map(PersonRow::from),
            users_count: *people,
        }
    }
}
