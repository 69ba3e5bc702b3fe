//! The mobile app's words, so that tests read like what people do with it.

use crate::{Client, Reply, TestApp, TestTenant};
use serde_json::{Map, Value, json};
use tessera_domain::{
    client::{self, Contact},
    id::{ClientId, ContactId, version_7},
    text::Name,
};
use tessera_ports::{StoreError, counters, world::Clock};

/// Where tickets are.
pub const TICKETS: &str = "/api/v1/tickets";

/// What the app does. Each of these must succeed; what may be refused is sent by the client's own methods.
pub trait Mobile {
    /// Opens a ticket of that title, with the tenant's defaults.
    fn opens(&self, title: &str) -> Value {
        self.opens_with(title, json!({}))
    }
    /// The same with more in it.
    fn opens_with(&self, title: &str, more: Value) -> Value;
    /// Looks at a ticket.
    fn sees(&self, ticket: &Value) -> Value;
    /// Changes a ticket.
    fn changes(&self, ticket: &Value, changes: Value) -> Value;
    /// Puts a ticket into the status of that name.
    fn moves(&self, ticket: &Value, status: &str) -> Value;
    /// Writes under a ticket.
    fn comments(&self, ticket: &Value, text: &str, internal: bool) -> Value;
    /// The comments under a ticket.
    fn reads(&self, ticket: &Value) -> Vec<Value>;
    /// A page of tickets.
    fn lists(&self, query: &str) -> Value;
    /// The titles on a page of tickets.
    fn titles(&self, query: &str) -> Vec<String> {
        let page = self.lists(query);
        items(&page["data"])
            .iter()
            .map(|ticket| text(&ticket["title"]))
            .collect()
    }
    /// The counts of the start page.
    fn counts(&self) -> Value;
    /// The id of the status of that name.
    fn status(&self, name: &str) -> String;
    /// The id of the priority of that name.
    fn priority(&self, name: &str) -> String;
    /// The id of the board that tickets go to by default.
    fn board(&self) -> String;
}

impl Mobile for Client {
    #[track_caller]
    fn opens_with(&self, title: &str, more: Value) -> Value {
        let mut body = json!({ "title": title });
        merge(&mut body, more);
        self.post(TICKETS, &body).expect(201).json()["data"].clone()
    }

    #[track_caller]
    fn sees(&self, ticket: &Value) -> Value {
        self.get(&path(ticket)).expect(200).json()["data"].clone()
    }

    #[track_caller]
    fn changes(&self, ticket: &Value, changes: Value) -> Value {
        self.put(&path(ticket), &changes).expect(200).json()["data"].clone()
    }

    #[track_caller]
    fn moves(&self, ticket: &Value, status: &str) -> Value {
        let body = json!({ "status_id": self.status(status) });
        self.put(&under(ticket, "status"), &body).expect(200).json()["data"].clone()
    }

    #[track_caller]
    fn comments(&self, ticket: &Value, text: &str, internal: bool) -> Value {
        let body = json!({ "comment_text": text, "is_internal": internal });
        self.post(&under(ticket, "comments"), &body).expect(201).json()["data"].clone()
    }

    #[track_caller]
    fn reads(&self, ticket: &Value) -> Vec<Value> {
        items(&self.get(&under(ticket, "comments")).expect(200).json()["data"])
    }

    #[track_caller]
    fn lists(&self, query: &str) -> Value {
        self.get(&format!("{TICKETS}?{query}")).expect(200).json()
    }

    #[track_caller]
    fn counts(&self) -> Value {
        self.get("/api/v1/tickets/stats").expect(200).json()["data"].clone()
    }

    #[track_caller]
    fn status(&self, name: &str) -> String {
        let all = items(&self.get("/api/v1/tickets/statuses").expect(200).json()["data"]);
        text(&one_named(&all, "name", name)["status_id"])
    }

    #[track_caller]
    fn priority(&self, name: &str) -> String {
        let all = items(&self.get("/api/v1/tickets/priorities").expect(200).json()["data"]);
        text(&one_named(&all, "priority_name", name)["priority_id"])
    }

    #[track_caller]
    fn board(&self) -> String {
        let all = items(&self.get("/api/v1/tickets/statuses").expect(200).json()["data"]);
        text(&all[0]["board_id"])
    }
}

/// The path of a ticket, by its value or its bare id.
pub fn path(ticket: &Value) -> String {
    let id = ticket.as_str().or_else(|| ticket["ticket_id"].as_str());
    format!("{TICKETS}/{}", id.expect("a ticket or its id"))
}

/// The path of something that belongs to a ticket.
pub fn under(ticket: &Value, part: &str) -> String {
    format!("{}/{part}", path(ticket))
}

/// The items of a list.
#[track_caller]
pub fn items(list: &Value) -> Vec<Value> {
    list.as_array()
        .unwrap_or_else(|| panic!("not a list: {list}"))
        .clone()
}

/// The text that a value is.
#[track_caller]
pub fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("not a text: {value}"))
        .to_owned()
}

/// The names of an object's members, sorted.
#[track_caller]
pub fn keys(object: &Value) -> Vec<String> {
    let members = object
        .as_object()
        .unwrap_or_else(|| panic!("not an object: {object}"));
    let mut keys: Vec<String> = members.keys().cloned().collect();
    keys.sort();
    keys
}

/// Words in the order in which [`keys`] gives them.
pub fn sorted(words: &[&[&str]]) -> Vec<String> {
    let mut all: Vec<String> = words
        .iter()
        .copied()
        .flatten()
        .map(|word| (*word).to_owned())
        .collect();
    all.sort();
    all
}

/// Puts the members of `more` into the object, over what is there.
#[track_caller]
pub fn merge(object: &mut Value, more: Value) {
    let Value::Object(more) = more else {
        panic!("not an object: {more}")
    };
    let members: &mut Map<String, Value> = object.as_object_mut().expect("an object");
    members.extend(more);
}

#[track_caller]
fn one_named<'a>(all: &'a [Value], key: &str, name: &str) -> &'a Value {
    let mut named = all.iter().filter(|one| one[key] == name);
    let found = named
        .next()
        .unwrap_or_else(|| panic!("nothing called {name} in {all:?}"));
    assert!(named.next().is_none(), "more than one called {name}");
    found
}

/// What a refusal says.
#[derive(Clone, PartialEq, Debug)]
pub struct Refusal {
    /// The word for programs.
    pub code: String,
    /// The sentence for people.
    pub message: String,
    /// The broken rules; empty when no field is to blame.
    pub details: Vec<Value>,
}

impl Refusal {
    /// The ways to the fields at fault: `attributes.due_date`.
    pub fn paths(&self) -> Vec<String> {
        self.details.iter().map(|issue| way(&issue["path"])).collect()
    }
}

fn way(path: &Value) -> String {
    let steps = items(path);
    let steps = steps
        .iter()
        .map(|step| step.as_str().map_or_else(|| step.to_string(), ToOwned::to_owned));
    steps.collect::<Vec<_>>().join(".")
}

/// The refusal, which must have this status and the app's one shape.
#[track_caller]
pub fn refused(reply: &Reply, status: u16) -> Refusal {
    assert_eq!(reply.status, status, "{}", reply.text());
    let kind = reply.header("content-type").unwrap_or_default();
    assert!(
        kind.starts_with("application/json"),
        "content-type {kind}: {}",
        reply.text()
    );
    let body = reply.json();
    assert_eq!(keys(&body), ["error"], "{body}");
    let error = &body["error"];
    let known = ["code", "message", "details"];
    assert!(
        keys(error).iter().all(|key| known.contains(&key.as_str())),
        "{body}"
    );
    let details = error
        .get("details")
        .map(|details| details.as_array().cloned().unwrap_or_default());
    let refusal = Refusal {
        code: text(&error["code"]),
        message: text(&error["message"]),
        details: details.unwrap_or_default(),
    };
    assert!(!refusal.message.is_empty(), "{body}");
    for issue in &refusal.details {
        assert!(
            issue["code"].is_string() && issue["message"].is_string(),
            "{body}"
        );
        way(&issue["path"]);
    }
    refusal
}

/// A refusal for the sake of exactly these fields.
#[track_caller]
pub fn refused_for(reply: &Reply, paths: &[&str]) -> Refusal {
    let refusal = refused(reply, 400);
    assert_eq!(
        (refusal.code.as_str(), refusal.paths()),
        ("VALIDATION_ERROR", own(paths)),
        "{}",
        reply.text()
    );
    refusal
}

fn own(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// The ticket's version as its entity tag, which every single ticket comes with.
#[track_caller]
pub fn etag(reply: &Reply) -> String {
    let tag = reply
        .header("etag")
        .unwrap_or_else(|| panic!("no ETag: {}", reply.text()));
    assert!(
        tag.starts_with('"') && tag.ends_with('"') && tag.len() > 2,
        "{tag}"
    );
    tag.to_owned()
}

/// A client of the tenant's, made past the web, because no route makes one.
pub fn make_client(app: &TestApp, tenant: &TestTenant<'_>, name: &str) -> ClientId {
    let id = ClientId::from(version_7(app.clock.now(), app.app.ids.random()));
    let word = name.to_lowercase().replace(' ', "-");
    let client = client::Client {
        id,
        name: Name::parse(name).expect("a name"),
        email: Some(format!("{word}@example.org")),
        phone: Some("+1 555 0100".into()),
    };
    let stored = app
        .app
        .store
        .transact(|tx| tx.lists().insert_client(tenant.id, &client));
    stored
        .map_err(|error: StoreError| error.to_string())
        .expect("the client can be made");
    id
}

/// A contact of the tenant's, made past the web, because no route makes one.
pub fn make_contact(app: &TestApp, tenant: &TestTenant<'_>, client: ClientId, name: &str) -> ContactId {
    let now = app.clock.now();
    let id = ContactId::from(version_7(now, app.app.ids.random()));
    let word = name.to_lowercase().replace(' ', "-");
    let contact = Contact {
        id,
        number: 0,
        client: Some(client),
        name: Name::parse(name).expect("a name"),
        email: Some(format!("{word}@example.org")),
        phone: Some("+1 555 0199".into()),
        title: None,
        department: None,
        description: None,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    let stored = app.app.store.transact(|tx| {
        let number = tx.counters().take(tenant.id, counters::CONTACT, 1)?;
        let contact = Contact {
            number,
            ..contact.clone()
        };
        tx.contacts().insert(tenant.id, &contact)
    });
    stored
        .map_err(|error: StoreError| error.to_string())
        .expect("the contact can be made");
    id
}
