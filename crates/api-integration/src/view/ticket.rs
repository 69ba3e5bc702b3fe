//! Tickets on the wire.

use crate::meaning::{PriorityWord, StatusWord};
use serde::Serialize;
use serde_json::{Map, Value};
use tessera_application::{
    integration::{Opened, StatusSet},
    views::TicketView,
};
use tessera_domain::{status::Status, ticket::Ticket};
use tessera_http::moment::Moment;
use utoipa::ToSchema;
use uuid::Uuid;

/// The wrapping around a ticket.
#[derive(Serialize, ToSchema)]
pub struct Wrapped<T> {
    /// The ticket.
    pub ticket: T,
}

/// A ticket as it was opened.
#[derive(Serialize, ToSchema)]
pub struct TicketOpened {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub title: String,
    /// The long text.
    pub description: Option<String>,
    /// Where it stands.
    pub status: StatusWord,
    /// How much it matters.
    pub priority: PriorityWord,
    /// A word for what it is about.
    pub category: Option<String>,
    /// What was sent as metadata; null if nothing was.
    #[schema(value_type = crate::schema::MetadataOrNull)]
    pub metadata: Option<Map<String, Value>>,
    /// When it was opened.
    pub created_at: Moment,
}

impl TicketOpened {
    fn new(ticket: &Ticket, status: StatusWord) -> Self {
        Self {
            id: ticket.id.uuid(),
            title: ticket.title.to_string(),
            description: ticket.description.as_ref().map(ToString::to_string),
            status,
            priority: PriorityWord::of(ticket.rank),
            category: ticket.category.as_ref().map(ToString::to_string),
            metadata: ticket.metadata.clone(),
            created_at: Moment(ticket.created_at),
        }
    }
}

impl From<&Opened> for TicketOpened {
    fn from(opened: &Opened) -> Self {
        let Opened { ticket, status } = opened;
        Self::new(ticket, StatusWord::of(&status.key, status.category))
    }
}

/// A ticket as it stands now.
#[derive(Serialize, ToSchema)]
pub struct TicketShown {
    /// What a new one has too.
    #[serde(flatten)]
    pub ticket: TicketOpened,
    /// When it changed last.
    pub updated_at: Moment,
}

impl TicketShown {
    /// The ticket, with its status looked up in the tenant's list.
    pub fn new(view: &TicketView, statuses: &[Status]) -> Self {
        let TicketView {
            ticket,
            status_category,
            ..
        } = view;
        let listed = statuses.iter().find(|status| status.id == ticket.status);
        let key = listed.map_or("", |status| status.key.as_str());
        Self {
            ticket: TicketOpened::new(ticket, StatusWord::of(key, *status_category)),
            updated_at: Moment(ticket.updated_at),
        }
    }
}

/// What a change of status answers.
#[derive(Serialize, ToSchema)]
pub struct StatusChanged {
    /// Always true.
    pub success: bool,
    /// The ticket, as far as it changed.
    pub ticket: TicketMoved,
}

/// A ticket, as far as a change of its status goes.
#[derive(Serialize, ToSchema)]
pub struct TicketMoved {
    /// Its id.
    pub id: Uuid,
    /// Where it stands now.
    pub status: StatusWord,
    /// When it changed.
    pub updated_at: Moment,
}

impl From<&StatusSet> for StatusChanged {
    fn from(set: &StatusSet) -> Self {
        let StatusSet { ticket, status } = set;
        Self {
            success: true,
            ticket: TicketMoved {
                id: ticket.id.uuid(),
                status: StatusWord::of(&status.key, status.category),
                updated_at: Moment(ticket.updated_at),
            },
        }
    }
}

/// What a new comment answers.
#[derive(Serialize, ToSchema)]
pub struct CommentAdded {
    /// The comment's id.
    pub comment_id: Uuid,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::samples;
    use serde_json::json;

    #[test]
    fn a_new_ticket_has_exactly_eight_members() {
        let opened = Wrapped {
            ticket: TicketOpened::from(&samples::opened()),
        };
        assert_eq!(
            serde_json::to_value(opened).unwrap(),
            json!({ "ticket": {
                "id": samples::id(2), "title": "Issue with API integration",
                "description": "Detailed description of the issue", "status": "open", "priority": "high",
                "category": "Technical Support",
                "metadata": {"customer_id": "CUST-123", "reference_id": "EXT-456"},
                "created_at": "2024-01-15T10:30:00.000Z"
            }})
        );
    }

    #[test]
    fn what_was_not_sent_is_null_and_an_empty_object_is_one() {
        let mut opened = samples::opened();
        opened.ticket.description = None;
        opened.ticket.category = None;
        opened.ticket.metadata = None;
        let bare = serde_json::to_value(TicketOpened::from(&opened)).unwrap();
        for member in ["description", "category", "metadata"] {
            assert_eq!(bare[member], Value::Null, "{member}");
        }
        opened.ticket.metadata = Some(Map::new());
        let empty = serde_json::to_value(TicketOpened::from(&opened)).unwrap();
        assert_eq!(empty["metadata"], json!({}));
    }

    #[test]
    fn a_shown_ticket_has_its_last_change_beside_these() {
        let mut expected = serde_json::to_value(TicketOpened::from(&samples::opened())).unwrap();
        expected["updated_at"] = json!("2024-01-15T11:45:00.000Z");
        expected["status"] = json!("in_progress");
        let shown = TicketShown::new(&samples::view(), &samples::statuses());
        assert_eq!(serde_json::to_value(shown).unwrap(), expected);
    }

    #[test]
    fn a_status_that_is_not_listed_is_spelled_by_its_meaning() {
        let shown = TicketShown::new(&samples::view(), &[]);
        assert_eq!(shown.ticket.status, StatusWord::InProgress);
    }

    #[test]
    fn a_change_of_status_has_three_members_of_the_ticket() {
        let [open, _, resolved] = samples::statuses();
        for (status, word) in [(open, "open"), (resolved, "resolved")] {
            let set = StatusSet {
                ticket: samples::view().ticket,
                status,
            };
            assert_eq!(
                serde_json::to_value(StatusChanged::from(&set)).unwrap(),
                json!({ "success": true, "ticket": {
                    "id": samples::id(2), "status": word, "updated_at": "2024-01-15T11:45:00.000Z"
                }})
            );
        }
    }
}
