//! A good request to every operation of the enterprise document, and what the numbers in it name.
//!
//! An operation or a number that is not known here fails the tests that go through all operations, so that whoever adds
//! one says what a good request to it looks like.

use crate::{
    TestApp,
    enterprise::{EnterpriseUser, PASSWORD, at},
    kanban::number,
    openapi::{IdPlace, Operation, Place},
    sample::{Sample, operations_of},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU32, Ordering},
};

/// What a number names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Numbered {
    /// A ticket.
    Ticket,
    /// A file under a ticket.
    Attachment,
    /// A department.
    Department,
    /// A person.
    Person,
}

/// What things are called in parameters and members.
const NAMES: &[(&str, Numbered)] = &[
    ("assigned_to_id", Numbered::Person),
    ("created_by_id", Numbered::Person),
    ("manager_id", Numbered::Person),
    ("department_id", Numbered::Department),
    ("departments", Numbered::Department),
];

/// What lies at a path, for the number in it.
const PATHS: &[(&str, Numbered)] = &[
    ("/tickets/", Numbered::Ticket),
    ("/comments/ticket/", Numbered::Ticket),
    ("/attachments/ticket/", Numbered::Ticket),
    ("/attachments/", Numbered::Attachment),
    ("/departments/", Numbered::Department),
];

/// What needs no access token.
const OPEN: [&str; 2] = ["POST /auth/login", "POST /auth/refresh"];
/// What is sent as something that changes things, and reads.
const READS: &str = "POST /tickets/search";
/// What only those may do who run the tenant.
pub const OF_ADMINS: [&str; 4] = [
    "DELETE /tickets/{}",
    "POST /departments",
    "PATCH /departments/{}",
    "DELETE /departments/{}",
];
/// Where the filters of a search stand.
const FILTERS: &str = "filters";

/// Every place for a number of a thing, with what it names.
pub fn numbers(operation: &Operation) -> Vec<(IdPlace, Numbered)> {
    let mut all = Vec::new();
    for parameter in &operation.parameters {
        let kind = match parameter.place {
            Place::Path if parameter.name == "id" => Some(kind_of_path(&operation.path)),
            Place::Path => None,
            _ => named(&parameter.name),
        };
        let way = vec![parameter.name.clone()];
        let place = parameter.place;
        all.extend(kind.map(|kind| {
            (
                IdPlace {
                    place,
                    way,
                    list: false,
                },
                kind,
            )
        }));
    }
    let body = operation.body.as_ref().unwrap_or(&Value::Null);
    note_members(body, &[], &mut all);
    note_members(&body["properties"][FILTERS], &[FILTERS.to_owned()], &mut all);
    for alternative in body["properties"][FILTERS]["oneOf"]
        .as_array()
        .into_iter()
        .flatten()
    {
        note_members(alternative, &[FILTERS.to_owned()], &mut all);
    }
    all
}

fn note_members(schema: &Value, before: &[String], all: &mut Vec<(IdPlace, Numbered)>) {
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        let Some(kind) = named(name) else { continue };
        let place = IdPlace {
            place: Place::Body,
            way: [before, std::slice::from_ref(name)].concat(),
            list: member["type"] == "array",
        };
        all.push((place, kind));
    }
}

fn named(name: &str) -> Option<Numbered> {
    let found = NAMES.iter().find(|(known, _)| *known == name);
    found.map(|(_, kind)| *kind)
}

fn kind_of_path(path: &str) -> Numbered {
    let found = PATHS.iter().find(|(known, _)| path.starts_with(known));
    found
        .unwrap_or_else(|| panic!("tests/src/enterprise_sample.rs does not know what lies at {path}"))
        .1
}

/// One of each thing of somebody's.
#[derive(Clone, Debug)]
pub struct EnterpriseStock {
    ids: BTreeMap<Numbered, i64>,
    /// A department to which nothing belongs, so that it can be taken away.
    empty_department: i64,
    login: String,
    refresh: String,
}

impl EnterpriseStock {
    /// Makes one of each of that person's. Departments are the admin's to make.
    #[track_caller]
    pub fn make(owner: &EnterpriseUser, admin: &EnterpriseUser) -> Self {
        let department = admin.founds(&fresh_name());
        let more = json!({ "department_id": department, "assigned_to_id": owner.number, "tags": ["sample"] });
        let ticket = owner.opens_with("A sample", more);
        owner.comments(&ticket, "A remark");
        let attachment = owner.attaches(&ticket, "sample.txt", b"A sample");
        let ids = BTreeMap::from([
            (Numbered::Ticket, number(&ticket["id"])),
            (Numbered::Attachment, number(&attachment["id"])),
            (Numbered::Department, department),
            (Numbered::Person, owner.number),
        ]);
        Self {
            ids,
            empty_department: admin.founds(&fresh_name()),
            login: owner.login.clone(),
            refresh: owner.refresh.clone(),
        }
    }

    /// The number of the thing that the operation can be done to.
    pub fn get_for(&self, operation: &Operation, kind: Numbered) -> i64 {
        match (operation.method.as_str(), kind) {
            ("DELETE", Numbered::Department) => self.empty_department,
            _ => self.get(kind),
        }
    }

    /// The number of that thing.
    pub fn get(&self, kind: Numbered) -> i64 {
        self.ids[&kind]
    }

    /// The ticket.
    pub fn ticket(&self) -> Value {
        json!(self.get(Numbered::Ticket))
    }
}

/// A name that nothing has.
pub fn fresh_name() -> String {
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    format!("Sample {}", GIVEN.fetch_add(1, Ordering::Relaxed))
}

/// The operations of the document.
pub fn operations(app: &TestApp) -> Vec<Operation> {
    operations_of(app, "enterprise", 20)
}

/// Those that need an access token.
pub fn closed(app: &TestApp) -> Vec<Operation> {
    let all = operations(app).into_iter();
    all.filter(|operation| !is_open(operation)).collect()
}

/// Those of them that change something, but for the one that ends the caller's own session.
pub fn writing(app: &TestApp) -> Vec<Operation> {
    let all = closed(app).into_iter();
    let all: Vec<_> = all
        .filter(|operation| {
            operation.writes() && ![READS, "POST /auth/logout"].contains(&&*operation.shape())
        })
        .collect();
    assert!(
        all.len() >= 9,
        "the document has lost its operations: {}",
        all.len()
    );
    all
}

/// Whether it needs no access token.
pub fn is_open(operation: &Operation) -> bool {
    OPEN.contains(&operation.shape().as_str())
}

/// A good request to the operation, made of what is in the stock.
pub fn sample(operation: &Operation, stock: &EnterpriseStock) -> Sample {
    let mut values = BTreeMap::new();
    for parameter in operation.parameters.iter().filter(|it| it.place == Place::Path) {
        let value = match parameter.name.as_str() {
            "filename" => "sample.txt".to_owned(),
            _ => stock
                .get_for(operation, kind_of_path(&operation.path))
                .to_string(),
        };
        values.insert(parameter.name.clone(), value);
    }
    let form = operation
        .form
        .as_ref()
        .map(|_| BTreeMap::from([("description".to_owned(), "A sample".to_owned())]));
    Sample {
        method: operation.method.clone(),
        path: operation.path.clone(),
        values,
        query: Vec::new(),
        headers: Vec::new(),
        body: if form.is_some() {
            None
        } else {
            body(&operation.shape(), stock)
        },
        form,
    }
}

/// The body that an operation needs at least to do something.
fn body(shape: &str, stock: &EnterpriseStock) -> Option<Value> {
    Some(match shape {
        _ if shape.starts_with("GET ") || shape.starts_with("DELETE ") => return None,
        "POST /auth/logout" => return None,
        "POST /auth/login" => json!({ "username": stock.login, "password": PASSWORD }),
        "POST /auth/refresh" => json!({ "refresh_token": stock.refresh }),
        "POST /tickets" => json!({ "title": "Another sample", "description": "Of tickets" }),
        "POST /tickets/search" => json!({ "query": "sample" }),
        "PATCH /tickets/{}" | "PUT /tickets/{}" => json!({ "title": "A better sample" }),
        "POST /comments/ticket/{}" => json!({ "content": "A word" }),
        "POST /departments" | "PATCH /departments/{}" => json!({ "name": fresh_name() }),
        other => panic!("tests/src/enterprise_sample.rs has no good request to {other}"),
    })
}

/// Where the ticket of a stock is.
pub fn ticket_path(stock: &EnterpriseStock) -> String {
    at(crate::enterprise::TICKETS, &stock.ticket())
}
