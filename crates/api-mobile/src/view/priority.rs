//! Priorities as the app's picker shows them.

use serde::Serialize;
use tessera_domain::priority::Priority;
use utoipa::ToSchema;
use uuid::Uuid;

/// A priority.
#[derive(Serialize, ToSchema)]
pub struct TicketPriority {
    /// Its id.
    pub priority_id: Uuid,
    /// Its name.
    #[schema(example = "Medium")]
    pub priority_name: String,
    /// How much it matters: 1 lowest to 5 highest.
    #[schema(minimum = 1, maximum = 5)]
    pub order_number: i16,
    /// Always null.
    pub color: Option<String>,
}

impl From<Priority> for TicketPriority {
    fn from(priority: Priority) -> Self {
        Self {
            priority_id: priority.id.uuid(),
            priority_name: priority.name.into_string(),
            order_number: priority.rank.get(),
            color: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::samples;
    use serde_json::json;

    #[test]
    fn a_priority_is_ordered_by_its_rank() {
        assert_eq!(
            serde_json::to_value(TicketPriority::from(samples::priority())).unwrap(),
            json!({"priority_id": samples::id(20), "priority_name": "High", "order_number": 4, "color": null})
        );
    }
}
