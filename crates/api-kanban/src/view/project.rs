//! Projects on the wire.

use crate::moment::Moment;
use serde::Serialize;
use tessera_application::views::ProjectSheet;
use utoipa::ToSchema;

/// A project.
#[derive(Serialize, ToSchema)]
#[schema(as = Project)]
pub struct ProjectRow {
    /// Its number.
    #[schema(minimum = 1)]
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// Its short name.
    #[schema(example = "DEMO")]
    pub key: String,
    /// What it is about.
    pub description: Option<String>,
    /// The number of who made it.
    pub created_by: Option<i64>,
    /// The name by which who made it signs in; empty if nobody did.
    pub lead_username: String,
    /// How many tickets lie in it.
    #[schema(minimum = 0)]
    pub tickets_count: i64,
    /// How many columns its board has.
    #[schema(minimum = 0)]
    pub columns_count: i64,
    /// When it was made.
    pub created_at: Moment,
    /// When it changed last.
    pub updated_at: Moment,
}

impl From<&ProjectSheet> for ProjectRow {
    fn from(sheet: &ProjectSheet) -> Self {
        let ProjectSheet {
            project,
            created_by,
            tickets,
            columns,
        } = sheet;
        let lead = created_by.as_ref().map(|maker| maker.login.as_str().to_owned());
        Self {
            id: project.number,
            name: project.name.to_string(),
            key: project.key.to_string(),
            description: project.description.as_ref().map(ToString::to_string),
            created_by: created_by.as_ref().map(|maker| maker.number),
            lead_username: lead.unwrap_or_default(),
            tickets_count: *tickets,
            columns_count: *columns,
            created_at: Moment(project.created_at),
            updated_at: Moment(project.updated_at),
        }
    }
}
