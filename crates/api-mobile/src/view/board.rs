//! Boards as the app's picker shows them.

use serde::Serialize;
use tessera_domain::project::Project;
use utoipa::ToSchema;
use uuid::Uuid;

/// A board that tickets may be put on.
#[derive(Serialize, ToSchema)]
pub struct TicketBoard {
    /// Its id.
    pub board_id: Uuid,
    /// Its name.
    #[schema(example = "Help desk")]
    pub board_name: String,
    /// Whether tickets that name no board go here.
    pub is_default: bool,
}

impl From<Project> for TicketBoard {
    fn from(project: Project) -> Self {
        Self {
            board_id: project.id.uuid(),
            board_name: project.name.into_string(),
            is_default: project.default,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::samples;
    use serde_json::json;

    #[test]
    fn a_project_is_a_board() {
        assert_eq!(
            serde_json::to_value(TicketBoard::from(samples::project())).unwrap(),
            json!({"board_id": samples::id(30), "board_name": "Help desk", "is_default": true})
        );
    }
}
