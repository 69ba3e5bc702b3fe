//! Statuses as the app's picker shows them.

use crate::meaning;
use serde::Serialize;
use tessera_domain::{id::ProjectId, status::Status};
use utoipa::ToSchema;
use uuid::Uuid;

/// A status on a board.
#[derive(Serialize, ToSchema)]
pub struct TicketStatus {
    /// Its id.
    pub status_id: Uuid,
    /// The board that was asked for, or the default one: all boards share the tenant's statuses.
    pub board_id: Uuid,
    /// Its name.
    #[schema(example = "In Progress")]
    pub name: String,
    /// Whether tickets in it are finished.
    pub is_closed: bool,
    /// Whether new tickets start in it.
    pub is_default: bool,
    /// Where it stands in lists, from 0.
    pub order_number: i32,
}

impl TicketStatus {
    /// The status on that board.
    pub fn on(board: ProjectId, status: Status) -> Self {
        Self {
            status_id: status.id.uuid(),
            board_id: board.uuid(),
            name: status.name.into_string(),
            is_closed: meaning::is_closed(status.category),
            is_default: status.initial,
            order_number: status.position,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::samples;
    use serde_json::json;

    #[test]
    fn a_status_has_the_six_documented_members() {
        let status = TicketStatus::on(samples::id(30).into(), samples::status());
        assert_eq!(
            serde_json::to_value(status).unwrap(),
            json!({
                "status_id": samples::id(10), "board_id": samples::id(30), "name": "Resolved",
                "is_closed": true, "is_default": false, "order_number": 5
            })
        );
    }
}
