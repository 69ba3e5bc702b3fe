//! The ticket in full: as it is stored, as lists show it, and as its own page shows it.

use super::{
    full_name,
    not_kept::NotKept,
    tag::{TicketTag, tags},
};
use crate::{meaning, rich};
use serde::Serialize;
use serde_json::{Map, Value};
use tessera_application::{tickets::Written, views::TicketView};
use tessera_domain::{id::UserId, ticket::Ticket};
use tessera_http::moment::Moment;
use utoipa::ToSchema;
use uuid::Uuid;

/// A ticket's own columns.
#[derive(Serialize, ToSchema)]
pub struct TicketRow {
    /// The tenant's id.
    pub tenant: Uuid,
    /// The ticket's id.
    pub ticket_id: Uuid,
    /// The reference people read out, unique in the tenant.
    #[schema(example = "TKT-20260203-007")]
    pub ticket_number: String,
    /// What it is called.
    #[schema(example = "The printer on floor 2 is on fire")]
    pub title: String,
    /// A link that belongs to it.
    pub url: Option<String>,
    /// The client.
    pub client_id: Option<Uuid>,
    /// The contact.
    pub contact_name_id: Option<Uuid>,
    /// The status.
    pub status_id: Uuid,
    /// The board.
    pub board_id: Uuid,
    /// The priority.
    pub priority_id: Uuid,
    /// Who opened it.
    pub entered_by: Option<Uuid>,
    /// Who changed it last.
    pub updated_by: Option<Uuid>,
    /// Who works on it.
    pub assigned_to: Option<Uuid>,
    /// Who finished it.
    pub closed_by: Option<Uuid>,
    /// When it was opened.
    pub entered_at: Moment,
    /// When it changed last.
    pub updated_at: Moment,
    /// When it was finished.
    pub closed_at: Option<Moment>,
    /// Whether it is finished.
    pub is_closed: bool,
    /// The app's own data, with `due_date`, `watcher_user_ids` and `description` where there are any; null when empty.
    pub attributes: Option<Map<String, Value>>,
    /// When it is due: the same moment as `attributes.due_date`.
    pub due_date: Option<Moment>,
    /// What is not kept.
    #[serde(flatten)]
    pub not_kept: NotKept,
}

impl TicketRow {
    fn new(ticket: &Ticket, watchers: &[UserId]) -> Self {
        let description = ticket.description.as_ref().map(AsRef::as_ref);
        let attributes = ticket.attributes.shown(ticket.due_at, watchers, description);
        let closure = ticket.closure;
        Self {
            tenant: ticket.tenant.uuid(),
            ticket_id: ticket.id.uuid(),
            ticket_number: ticket.reference.to_string(),
            title: ticket.title.to_string(),
            url: ticket.url.as_ref().map(ToString::to_string),
            client_id: ticket.client.map(Into::into),
            contact_name_id: ticket.contact.map(Into::into),
            status_id: ticket.status.uuid(),
            board_id: ticket.project.uuid(),
            priority_id: ticket.priority.uuid(),
            entered_by: ticket.created_by.map(Into::into),
            updated_by: ticket.updated_by.map(Into::into),
            assigned_to: ticket.assignee.map(Into::into),
            closed_by: closure.and_then(|closure| closure.by).map(Into::into),
            entered_at: Moment(ticket.created_at),
            updated_at: Moment(ticket.updated_at),
            closed_at: closure.map(|closure| Moment(closure.at)),
            is_closed: ticket.is_closed(),
            attributes: (!attributes.is_empty()).then_some(attributes),
            due_date: ticket.due_at.map(Moment),
            not_kept: NotKept::default(),
        }
    }
}

fn description_html(ticket: &Ticket) -> String {
    rich::html(ticket.description.as_ref().map(AsRef::as_ref))
}

/// A ticket after it was opened or changed: its own columns, without the names of what it refers to.
#[derive(Serialize, ToSchema)]
pub struct TicketWritten {
    /// Its own columns.
    #[serde(flatten)]
    pub row: TicketRow,
    /// The description as HTML; an empty paragraph when there is none.
    #[schema(example = "<p></p>")]
    pub description_html: String,
}

impl From<&Written> for TicketWritten {
    fn from(written: &Written) -> Self {
        Self {
            row: TicketRow::new(&written.ticket, &written.watchers),
            description_html: description_html(&written.ticket),
        }
    }
}

/// A ticket in a list that did not choose its fields.
#[derive(Serialize, ToSchema)]
pub struct TicketListed {
    /// Its own columns.
    #[serde(flatten)]
    pub row: TicketRow,
    /// The client's name.
    pub client_name: Option<String>,
    /// The contact's name.
    pub contact_name: Option<String>,
    /// The status's name.
    #[schema(example = "In Progress")]
    pub status_name: String,
    /// Whether the status is a finished one.
    pub status_is_closed: bool,
    /// The priority's name.
    #[schema(example = "Medium")]
    pub priority_name: String,
    /// The category.
    pub category_name: Option<String>,
    /// Always null.
    pub subcategory_name: Option<String>,
    /// The board's name.
    pub board_name: String,
    /// "First Last" of who opened it; null unless both are known.
    pub entered_by_name: Option<String>,
    /// "First Last" of who works on it; null unless both are known.
    pub assigned_to_name: Option<String>,
    /// Its tags, by text.
    pub tags: Vec<TicketTag>,
}

impl From<TicketView> for TicketListed {
    fn from(view: TicketView) -> Self {
        Self {
            row: TicketRow::new(&view.ticket, &view.watchers),
            client_name: view.client.map(|client| client.name.into_string()),
            contact_name: view.contact.map(|contact| contact.name.into_string()),
            status_name: view.status_name,
            status_is_closed: meaning::is_closed(view.status_category),
            priority_name: view.priority_name,
            category_name: view.ticket.category.map(tessera_domain::text::Name::into_string),
            subcategory_name: None,
            board_name: view.project_name,
            entered_by_name: full_name(view.created_by_name.as_ref()),
            assigned_to_name: full_name(view.assignee_name.as_ref()),
            tags: tags(view.tags),
        }
    }
}

/// A ticket on its own page.
#[derive(Serialize, ToSchema)]
pub struct TicketDetail {
    /// Its own columns.
    #[serde(flatten)]
    pub row: TicketRow,
    /// The client's name.
    pub client_name: Option<String>,
    /// Always null.
    pub location_name: Option<String>,
    /// The client's e-mail address.
    pub client_email: Option<String>,
    /// The client's phone number.
    pub client_phone: Option<String>,
    /// The contact's name.
    pub contact_name: Option<String>,
    /// The contact's e-mail address.
    pub contact_email: Option<String>,
    /// The contact's phone number.
    pub contact_phone: Option<String>,
    /// The status's name.
    #[schema(example = "In Progress")]
    pub status_name: String,
    /// Whether the status is a finished one.
    pub status_is_closed: bool,
    /// The priority's name.
    #[schema(example = "Medium")]
    pub priority_name: String,
    /// The category.
    pub category_name: Option<String>,
    /// The board's name.
    pub board_name: String,
    /// "First Last" of who opened it; null unless both are known.
    pub entered_by_name: Option<String>,
    /// "First Last" of who works on it; null unless both are known.
    pub assigned_to_name: Option<String>,
    /// The description as HTML; an empty paragraph when there is none.
    #[schema(example = "<p></p>")]
    pub description_html: String,
    /// Attached documents: none are kept yet.
    #[schema(value_type = Vec<Object>)]
    pub documents: [(); 0],
    /// Always null.
    pub contact_avatar_url: Option<String>,
    /// Always null.
    pub client_logo_url: Option<String>,
    /// Its tags, by text.
    pub tags: Vec<TicketTag>,
}

impl From<TicketView> for TicketDetail {
    fn from(view: TicketView) -> Self {
        let (client, contact) = (view.client, view.contact);
        Self {
            row: TicketRow::new(&view.ticket, &view.watchers),
            client_email: client.as_ref().and_then(|client| client.email.clone()),
            client_phone: client.as_ref().and_then(|client| client.phone.clone()),
            client_name: client.map(|client| client.name.into_string()),
            location_name: None,
            contact_email: contact.as_ref().and_then(|contact| contact.email.clone()),
            contact_phone: contact.as_ref().and_then(|contact| contact.phone.clone()),
            contact_name: contact.map(|contact| contact.name.into_string()),
            status_name: view.status_name,
            status_is_closed: meaning::is_closed(view.status_category),
            priority_name: view.priority_name,
            description_html: description_html(&view.ticket),
            category_name: view.ticket.category.map(tessera_domain::text::Name::into_string),
            board_name: view.project_name,
            entered_by_name: full_name(view.created_by_name.as_ref()),
            assigned_to_name: full_name(view.assignee_name.as_ref()),
            documents: [],
            contact_avatar_url: None,
            client_logo_url: None,
            tags: tags(view.tags),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::samples;
    use serde_json::json;
    use tessera_domain::{attributes::Attributes, ticket::Closure};

    fn written(ticket: Ticket, watchers: Vec<UserId>) -> Value {
        serde_json::to_value(TicketWritten::from(&Written { ticket, watchers })).unwrap()
    }

    #[test]
    fn the_attributes_show_what_the_core_keeps() {
        let row = written(samples::ticket(), vec![samples::id(7).into()]);
        assert_eq!(
            row["attributes"],
            json!({
                "color": "red", "due_date": "2026-02-03T12:00:00.123Z", "watcher_user_ids": [samples::id(7)],
                "description": "Smoke.\n\n<b>Hot</b>"
            })
        );
        assert_eq!(row["due_date"], row["attributes"]["due_date"]);
        assert_eq!(
            row["description_html"],
            json!("<p>Smoke.</p><p>&lt;b&gt;Hot&lt;/b&gt;</p>")
        );
    }

    #[test]
    fn nothing_to_show_is_null_attributes_and_an_empty_paragraph() {
        let bare = Ticket {
            attributes: Attributes::default(),
            due_at: None,
            description: None,
            ..samples::ticket()
        };
        let row = written(bare, vec![]);
        assert_eq!(
            (&row["attributes"], &row["due_date"]),
            (&Value::Null, &Value::Null)
        );
        assert_eq!(row["description_html"], json!("<p></p>"));
    }

    #[test]
    fn a_change_answers_without_names() {
        let row = written(samples::ticket(), vec![]);
        for name in [
            "status_name",
            "priority_name",
            "assigned_to_name",
            "client_name",
            "tags",
        ] {
            assert_eq!(row.get(name), None, "{name}");
        }
    }

    #[test]
    fn the_closing_stamp_makes_the_ticket_closed() {
        let open = written(samples::ticket(), vec![]);
        assert_eq!(
            (&open["is_closed"], &open["closed_at"]),
            (&json!(false), &Value::Null)
        );
        let closure = Some(Closure {
            at: samples::time(),
            by: Some(samples::id(9).into()),
        });
        let closed = written(
            Ticket {
                closure,
                ..samples::ticket()
            },
            vec![],
        );
        assert_eq!(
            (&closed["is_closed"], &closed["closed_by"]),
            (&json!(true), &json!(samples::id(9)))
        );
    }

    #[test]
    fn the_page_of_a_ticket_carries_the_names() {
        let page = serde_json::to_value(TicketDetail::from(samples::view())).unwrap();
        for (name, value) in [
            ("client_name", json!("Acme")),
            ("client_email", json!("a@example.org")),
            ("contact_name", json!("Kim Kunde")),
            ("status_name", json!("In Progress")),
            ("status_is_closed", json!(false)),
            ("priority_name", json!("High")),
            ("category_name", json!("Hardware")),
            ("assigned_to_name", json!("Robin Sample")),
            ("entered_by_name", Value::Null),
            ("documents", json!([])),
            ("location_name", Value::Null),
        ] {
            assert_eq!(page[name], value, "{name}");
        }
    }

    #[test]
    fn a_list_in_full_carries_every_column_and_name() {
        let row = serde_json::to_value(TicketListed::from(samples::view())).unwrap();
        assert_eq!(row["board_name"], json!("Help desk"));
        assert_eq!(row["sla_total_pause_minutes"], json!(0));
        assert_eq!(row.get("subcategory_name"), Some(&Value::Null));
        assert_eq!(row.get("description_html"), None);
    }
}
