//! Every operation that changes something, with a request that does.

use crate::{Reply, TestApp, TestTenant};
use serde_json::{Value, json};
use tessera_domain::event::EventKind;

/// One operation that changes something.
#[derive(Clone, Copy, Debug)]
pub struct Mutation {
    /// Its method.
    pub method: &'static str,
    /// Its path, as in the OpenAPI document.
    pub path: &'static str,
    /// The status of its success.
    pub status: u16,
    /// What it is to be seen in the event log, each once, in this order.
    pub events: &'static [EventKind],
    body: fn(&Ground) -> Value,
}

/// What the requests refer to.
#[derive(Clone, Debug)]
pub struct Ground {
    /// A ticket that is open and nobody's.
    pub ticket: String,
    /// A finished status.
    pub done: String,
    /// A priority that the ticket does not have.
    pub other_priority: String,
    /// Somebody who can be assigned.
    pub person: String,
}

const TICKET: &str = "/api/v1/tickets/{ticket_id}";

/// All of them.
pub const MUTATIONS: &[Mutation] = &[
    Mutation {
        method: "POST",
        path: "/api/v1/tickets",
        status: 201,
        events: &[
            EventKind::TagCreated,
            EventKind::TagCreated,
            EventKind::TicketCreated,
        ],
        body: |ground| {
            json!({
                "title": "Made by a test",
                "assigned_to": ground.person,
                "attributes": { "description": "Long", "watcher_user_ids": [ground.person] },
                "tags": ["new", "printer"],
            })
        },
    },
    Mutation {
        method: "PUT",
        path: TICKET,
        status: 200,
        events: &[EventKind::TagCreated, EventKind::TicketUpdated],
        body: |ground| {
            json!({
                "title": "Renamed",
                "priority_id": ground.other_priority,
                "attributes": { "due_date": "2026-03-01T00:00:00Z", "watcher_user_ids": [ground.person] },
                "tags": ["other"],
            })
        },
    },
    Mutation {
        method: "PUT",
        path: "/api/v1/tickets/{ticket_id}/status",
        status: 200,
        events: &[EventKind::TicketStatusChanged],
        body: |ground| json!({ "status_id": ground.done }),
    },
    Mutation {
        method: "PUT",
        path: "/api/v1/tickets/{ticket_id}/assignment",
        status: 200,
        events: &[EventKind::TicketAssigned],
        body: |ground| json!({ "assigned_to": ground.person }),
    },
    Mutation {
        method: "POST",
        path: "/api/v1/tickets/{ticket_id}/comments",
        status: 201,
        events: &[EventKind::CommentAdded],
        body: |_| json!({ "comment_text": "Seen", "is_internal": true }),
    },
    Mutation {
        method: "POST",
        path: "/api/v1/time-entries",
        status: 201,
        events: &[EventKind::TimeLogged],
        body: |ground| {
            json!({
                "work_item_type": "ticket",
                "work_item_id": ground.ticket,
                "start_time": "2026-02-03T09:00:00Z",
                "end_time": "2026-02-03T10:30:00Z",
                "notes": "Looked at it",
            })
        },
    },
];

/// Operations that change something without a caller: how people sign in and out. What can go wrong in them is tested
/// by the suite `sign_in`.
pub const WITHOUT_CALLER: &[(&str, &str)] = &[
    ("post", "/api/v1/mobile/auth/exchange"),
    ("post", "/api/v1/mobile/auth/refresh"),
    ("post", "/api/v1/mobile/auth/revoke"),
];

impl Ground {
    /// Makes what the requests need: a person, and a fresh ticket.
    pub fn prepare(tenant: &TestTenant<'_>, app: &TestApp) -> Self {
        use tessera_domain::user::Role;
        let person = tenant.user("assignee", Role::Technician).id.to_string();
        let ticket = tenant.ticket("Prepared");
        let statuses = app
            .app
            .queries
            .all_statuses(tenant.id)
            .expect("the list can be read");
        let done = statuses
            .iter()
            .find(|status| status.category.is_done())
            .expect("one is a finished one");
        let priorities = app
            .app
            .queries
            .all_priorities(tenant.id)
            .expect("the list can be read");
        let other = priorities
            .iter()
            .find(|priority| priority.id != ticket.priority)
            .expect("there are several");
        Self {
            ticket: ticket.id.to_string(),
            done: done.id.to_string(),
            other_priority: other.id.to_string(),
            person,
        }
    }

    /// The same with another ticket.
    #[must_use]
    pub fn on(&self, ticket: &tessera_domain::ticket::Ticket) -> Self {
        Self {
            ticket: ticket.id.to_string(),
            ..self.clone()
        }
    }
}

impl Mutation {
    /// Its path on this ground.
    pub fn path_on(&self, ground: &Ground) -> String {
        self.path.replace("{ticket_id}", &ground.ticket)
    }

    /// Its body on this ground.
    pub fn body_on(&self, ground: &Ground) -> Value {
        (self.body)(ground)
    }

    /// Sends it.
    #[track_caller]
    pub fn send(&self, client: &crate::Client, ground: &Ground) -> Reply {
        client.send(self.method, &self.path_on(ground), &self.body_on(ground))
    }
}
