//! Tags beside tickets.

use serde::Serialize;
use tessera_application::views::TagLabel;
use utoipa::ToSchema;
use uuid::Uuid;

/// A tag on a ticket.
#[derive(Serialize, ToSchema)]
pub struct TicketTag {
    /// Its id.
    pub tag_id: Uuid,
    /// What it says.
    #[schema(example = "printer")]
    pub tag_text: String,
}

impl From<TagLabel> for TicketTag {
    fn from(label: TagLabel) -> Self {
        Self {
            tag_id: label.id.uuid(),
            tag_text: label.text,
        }
    }
}

/// The tags by text.
pub fn tags(labels: Vec<TagLabel>) -> Vec<TicketTag> {
    labels.into_iter().map(TicketTag::from).collect()
}
