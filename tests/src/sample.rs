//! A good request to every operation, and what the ids in it name.
//!
//! Tests that go through all operations of the document build on this. An operation or an id that is not known here
//! fails them, so that whoever adds one says what a good request to it looks like.

use crate::{
    Client, Reply, TestApp, TestTenant, TestUser, guest,
    integration::TestToken,
    kanban::Multipart,
    mobile::{Mobile, make_client, make_contact, text},
    openapi::{self, IdPlace, Operation, Place},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tessera_domain::time::Time;
use tessera_ports::world::Clock;
use uuid::Uuid;

/// What an id names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Thing {
    /// A tenant.
    Tenant,
    /// A person.
    User,
    /// A ticket.
    Ticket,
    /// A comment.
    Comment,
    /// A status.
    Status,
    /// A priority.
    Priority,
    /// A project, which the app calls a board.
    Project,
    /// A client.
    Client,
    /// A contact.
    Contact,
    /// Something that the product does not keep, so that there is none.
    NotKept,
}

/// What an id under that name is the id of.
pub fn thing(name: &str) -> Thing {
    match name {
        "x-tenant-id" => Thing::Tenant,
        "ticket_id" | "work_item_id" => Thing::Ticket,
        "comment_id" | "parent_comment_id" => Thing::Comment,
        "status_id" | "status_ids" => Thing::Status,
        "priority_id" => Thing::Priority,
        "board_id" => Thing::Project,
        "assigned_to" | "entered_by" | "closed_by" | "watcher_user_ids" => Thing::User,
        "client_id" => Thing::Client,
        "contact_name_id" => Thing::Contact,
        "category_id" | "subcategory_id" | "location_id" | "service_id" => Thing::NotKept,
        other => panic!("tests/src/sample.rs does not know what the id `{other}` names"),
    }
}

/// One of each thing of a tenant.
pub struct Stock {
    ids: BTreeMap<Thing, String>,
}

impl Stock {
    /// Makes one of each. The ticket and the comment are that person's.
    pub fn make(app: &TestApp, tenant: &TestTenant<'_>, owner: &TestUser) -> Self {
        let client = make_client(app, tenant, "Sample & Sons");
        let contact = make_contact(app, tenant, client, "Kim Contact");
        let mut stock = Self::of(tenant, owner);
        stock.ids.insert(Thing::Client, client.to_string());
        stock.ids.insert(Thing::Contact, contact.to_string());
        stock
    }

    /// The same without client and contact: a new ticket of that person's.
    pub fn of(tenant: &TestTenant<'_>, owner: &TestUser) -> Self {
        let ticket = owner.opens("A sample");
        let comment = owner.comments(&ticket, "A remark", false);
        let ids = BTreeMap::from([
            (Thing::Tenant, tenant.id.to_string()),
            (Thing::User, owner.id.to_string()),
            (Thing::Ticket, text(&ticket["ticket_id"])),
            (Thing::Comment, text(&comment["comment_id"])),
            (Thing::Status, owner.status("In Progress")),
            (Thing::Priority, owner.priority("High")),
            (Thing::Project, owner.board()),
        ]);
        Self { ids }
    }

    /// What a token may have the id of: a new ticket that it opened, with a comment.
    pub fn of_token(token: &TestToken) -> Self {
        let ticket = token.opens("A sample");
        let comment = token.comments(&ticket, "A remark", false);
        let ids = BTreeMap::from([
            (Thing::Tenant, token.tenant.to_string()),
            (Thing::User, token.owner.to_string()),
            (Thing::Ticket, text(&ticket["id"])),
            (Thing::Comment, comment),
        ]);
        Self { ids }
    }

    /// The id of the thing, if there is one.
    pub fn get(&self, thing: Thing) -> Option<&str> {
        self.ids.get(&thing).map(String::as_str)
    }

    fn id(&self, thing: Thing) -> &str {
        self.get(thing)
            .unwrap_or_else(|| panic!("no {thing:?} in the stock"))
    }
}

/// The operations of the mobile app's document, which people with keys ask for.
pub fn operations(app: &TestApp) -> Vec<Operation> {
    operations_of(app, "mobile", 12)
}

/// The operations of the integrations' document, which tokens ask for.
pub fn token_operations(app: &TestApp) -> Vec<Operation> {
    operations_of(app, "integration", 5)
}

pub(crate) fn operations_of(app: &TestApp, dialect: &str, least: usize) -> Vec<Operation> {
    let document = app.anonymous().get(&format!("/openapi/{dialect}.json"));
    let operations = openapi::operations(&document.expect(200).json());
    assert!(
        operations.len() >= least,
        "the document has lost its operations: {}",
        operations.len()
    );
    operations
}

/// A request, to be changed before it is sent.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The method.
    pub method: String,
    /// The path, with names in braces.
    pub path: String,
    /// What stands for the names.
    pub values: BTreeMap<String, String>,
    /// The parameters after the question mark.
    pub query: Vec<(String, String)>,
    /// Headers besides those that the client sends anyhow.
    pub headers: Vec<(String, String)>,
    /// The JSON body.
    pub body: Option<Value>,
    /// The fields of the form that is sent with a file instead.
    pub form: Option<BTreeMap<String, String>>,
}

impl Sample {
    /// A good request to the operation, made of what is in the stock.
    pub fn of(operation: &Operation, stock: &Stock, app: &TestApp) -> Self {
        let mut values = BTreeMap::new();
        for parameter in operation
            .parameters
            .iter()
            .filter(|parameter| parameter.place == Place::Path)
        {
            values.insert(
                parameter.name.clone(),
                stock.id(thing(&parameter.name)).to_owned(),
            );
        }
        Self {
            method: operation.method.clone(),
            path: operation.path.clone(),
            values,
            query: Vec::new(),
            headers: Vec::new(),
            body: if operation.public {
                body_of_guest(&operation.shape(), stock, app)
            } else {
                body(&operation.shape(), stock, app.clock.now())
            },
            form: None,
        }
    }

    /// The same with that id in that place.
    #[must_use]
    pub fn with_id(&self, place: &IdPlace, id: &str) -> Self {
        let mut other = self.clone();
        match place.place {
            Place::Path => {
                other.values.insert(place.name().to_owned(), id.to_owned());
            }
            Place::Query => {
                other.query.retain(|(name, _)| name != place.name());
                other.query.push((place.name().to_owned(), id.to_owned()));
            }
            Place::Header => other.headers.push((place.name().to_owned(), id.to_owned())),
            Place::Body if other.form.is_some() => {
                let form = other.form.get_or_insert_default();
                form.insert(place.name().to_owned(), id.to_owned());
            }
            Place::Body => {
                let value = id.parse::<i64>().map_or_else(|_| json!(id), Value::from);
                let value = if place.list { json!([value]) } else { value };
                put(other.body.get_or_insert_with(|| json!({})), &place.way, value);
            }
        }
        other
    }

    /// The same with that member in its body.
    #[must_use]
    pub fn with_member(&self, name: &str, value: Value) -> Self {
        let mut other = self.clone();
        put(
            other.body.get_or_insert_with(|| json!({})),
            &[name.to_owned()],
            value,
        );
        other
    }

    /// The path with the query.
    pub fn target(&self) -> String {
        let mut target = self.path.clone();
        for (name, value) in &self.values {
            target = target.replace(&format!("{{{name}}}"), value);
        }
        let query: Vec<String> = self
            .query
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if query.is_empty() {
            target
        } else {
            format!("{target}?{}", query.join("&"))
        }
    }

    /// Sends it.
    #[track_caller]
    pub fn send(&self, client: &Client) -> Reply {
        let mut headers: Vec<(&str, &str)> = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let (kind, body) = self.content();
        if !kind.is_empty() {
            headers.push(("content-type", &kind));
        }
        client.request(&self.method, &self.target(), &headers, &body)
    }

    /// The body with its type; both are empty where there is none.
    pub fn content(&self) -> (String, Vec<u8>) {
        match (&self.body, &self.form) {
            (Some(body), _) => ("application/json".to_owned(), body.to_string().into_bytes()),
            (None, Some(fields)) => {
                let form = fields.iter().fold(Multipart::default(), |form, (name, value)| {
                    form.field(name, value)
                });
                let form = form.file("file", "sample.txt", "text/plain", b"A sample");
                (Multipart::kind(), form.body())
            }
            (None, None) => (String::new(), Vec::new()),
        }
    }
}

fn put(object: &mut Value, way: &[String], value: Value) {
    let Some((last, before)) = way.split_last() else {
        return;
    };
    let mut object = object;
    for step in before {
        if !object[step].is_object() {
            object[step] = json!({});
        }
        object = &mut object[step];
    }
    object[last] = value;
}

/// The same for an operation that takes no credential: what it needs is in the body, and counts once.
fn body_of_guest(shape: &str, stock: &Stock, app: &TestApp) -> Option<Value> {
    let owner = || {
        let [tenant, user] = [Thing::Tenant, Thing::User].map(|thing| stock.id(thing).parse::<Uuid>());
        (tenant.expect("an id").into(), user.expect("an id").into())
    };
    Some(match shape {
        "GET /api/v1/mobile/auth/capabilities" => return None,
        "POST /api/v1/mobile/auth/exchange" => guest::one_time_token(app, owner()).body(),
        "POST /api/v1/mobile/auth/refresh" | "POST /api/v1/mobile/auth/revoke" => {
            json!({ "refreshToken": guest::refresh_token(app, owner()) })
        }
        other => panic!("tests/src/sample.rs has no good request to {other} from a stranger"),
    })
}

/// The body that an operation needs at least to do something.
fn body(shape: &str, stock: &Stock, now: Time) -> Option<Value> {
    let id = |thing| stock.id(thing);
    Some(match shape {
        "GET /api/v1/tickets"
        | "GET /api/v1/tickets/stats"
        | "GET /api/v1/tickets/statuses"
        | "GET /api/v1/tickets/priorities"
        | "GET /api/v1/priorities"
        | "GET /api/v1/boards"
        | "GET /api/v1/tickets/{}"
        | "GET /api/v1/tickets/{}/comments" => return None,
        "POST /api/v1/tickets" => json!({
            "title": "Another sample",
            "board_id": id(Thing::Project),
            "status_id": id(Thing::Status),
            "priority_id": id(Thing::Priority),
        }),
        "PUT /api/v1/tickets/{}" => json!({ "title": "A better sample" }),
        "PUT /api/v1/tickets/{}/status" => json!({ "status_id": id(Thing::Status) }),
        "PUT /api/v1/tickets/{}/assignment" => json!({ "assigned_to": id(Thing::User) }),
        "POST /api/v1/tickets/{}/comments" => json!({ "comment_text": "A word", "is_internal": false }),
        "POST /api/v1/time-entries" => json!({
            "work_item_type": "ticket",
            "work_item_id": id(Thing::Ticket),
            "start_time": now.plus_seconds(-1800).to_millis_text(),
            "end_time": now.to_millis_text(),
        }),
        "GET /functions/v1/integration-tickets" | "GET /functions/v1/integration-tickets/tickets/{}" => {
            return None;
        }
        "POST /functions/v1/integration-tickets/tickets" => json!({ "title": "Another sample" }),
        "POST /functions/v1/integration-tickets/tickets/{}/comments" => json!({ "content": "A word" }),
        "PATCH /functions/v1/integration-tickets/tickets/{}/status" => json!({ "status": "waiting" }),
        other => panic!("tests/src/sample.rs has no good request to {other}"),
    })
}
