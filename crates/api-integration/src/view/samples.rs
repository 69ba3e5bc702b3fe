//! Things to look at in tests.

use serde_json::{Map, Value, json};
use tessera_application::{integration::Opened, views::TicketView};
use tessera_domain::{
    attributes::Attributes,
    priority::Rank,
    reference::Reference,
    status::{Status, StatusCategory},
    text::{Description, Name, Title},
    ticket::{Kind, Level, Promise, Ticket},
    time::Time,
};
use uuid::Uuid;

pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn at(text: &str) -> Time {
    Time::parse(text).unwrap()
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// Open, in progress and resolved.
pub fn statuses() -> [Status; 3] {
    let status = |n: u128, key: &str, category| Status {
        id: id(n).into(),
        key: key.into(),
        name: name(key),
        category,
        position: 0,
        initial: n == 10,
    };
    [
        status(10, "open", StatusCategory::Open),
        status(11, "in_progress", StatusCategory::Active),
        status(12, "resolved", StatusCategory::Done),
    ]
}

fn ticket() -> Ticket {
    let Value::Object(metadata) = json!({"customer_id": "CUST-123", "reference_id": "EXT-456"}) else {
        panic!("an object")
    };
    let created_at = at("2024-01-15T10:30:00Z");
    Ticket {
        tenant: id(1).into(),
        id: id(2).into(),
        number: 1,
        reference: Reference::new(created_at, 7),
        title: Title::parse("Issue with API integration").unwrap(),
        description: Some(Description::parse("Detailed description of the issue").unwrap()),
        kind: Kind::Incident,
        status: id(10).into(),
        priority: id(20).into(),
        rank: Rank::HIGH,
        project: id(30).into(),
        column: None,
        department: None,
        client: None,
        contact: None,
        category: Some(name("Technical Support")),
        url: None,
        assignee: None,
        urgency: Level::Medium,
        importance: Level::Medium,
        start_on: None,
        due_at: None,
        breached_at: None,
        promise: Promise::ByRank,
        internal_notes: None,
        public_notes: None,
        rating: None,
        expected_files: Vec::new(),
        attributes: Attributes::stored(Map::new()),
        metadata: Some(metadata),
        closure: None,
        created_by: Some(id(7).into()),
        source: Some(id(8).into()),
        created_at,
        updated_by: None,
        updated_at: created_at,
        version: 1,
    }
}

pub fn opened() -> Opened {
    let [status, ..] = statuses();
    Opened {
        ticket: ticket(),
        status,
    }
}

pub fn view() -> TicketView {
    let [_, status, _] = statuses();
    let mut ticket = ticket();
    ticket.status = status.id;
    ticket.updated_at = at("2024-01-15T11:45:00Z");
    TicketView {
        ticket,
        status_name: "In Progress".into(),
        status_category: status.category,
        priority_name: "High".into(),
        project_name: "Help desk".into(),
        assignee_name: None,
        created_by_name: None,
        client: None,
        contact: None,
        tags: Vec::new(),
        watchers: Vec::new(),
    }
}
