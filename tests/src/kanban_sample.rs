//! A good request to every operation of the kanban document, and what the numbers in it name.
//!
//! An operation or a number that is not known here fails the tests that go through all operations, so that whoever adds
//! one says what a good request to it looks like.

use crate::{
    TestApp,
    kanban::{BASE, COLUMNS, KanbanUser, PASSWORD, TAGS, number, path},
    mobile::text,
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
    /// A project.
    Project,
    /// A column of a board.
    Column,
    /// A tag.
    Tag,
    /// A contact.
    Contact,
    /// A comment.
    Comment,
    /// A file under a ticket.
    Attachment,
    /// A person.
    Person,
}

/// What things are called in paths and members.
const NAMES: &[(&str, Numbered)] = &[
    ("assignee", Numbered::Person),
    ("assignee_ids", Numbered::Person),
    ("reporter", Numbered::Person),
    ("column", Numbered::Column),
    ("column_id", Numbered::Column),
    ("project", Numbered::Project),
    ("ticket", Numbered::Ticket),
    ("tag", Numbered::Tag),
    ("tag_ids", Numbered::Tag),
    ("tags", Numbered::Tag),
    ("contact_id", Numbered::Contact),
];

/// Where each kind of thing is, for the number between the slashes.
const LISTS: &[(&str, Numbered)] = &[
    ("tickets", Numbered::Ticket),
    ("projects", Numbered::Project),
    ("columns", Numbered::Column),
    ("tags", Numbered::Tag),
    ("contacts", Numbered::Contact),
    ("comments", Numbered::Comment),
    ("attachments", Numbered::Attachment),
];

/// Every place for a number of a thing, with what it names.
pub fn numbers(operation: &Operation) -> Vec<(IdPlace, Numbered)> {
    let known = |name: &str| named(name).is_some();
    let mut all: Vec<_> = operation
        .numbers(known)
        .into_iter()
        .filter(|place| place.place != Place::Path)
        .map(|place| (named(place.name()).expect("it is known"), place))
        .map(|(kind, place)| (place, kind))
        .collect();
    for parameter in operation.parameters.iter().filter(|it| it.place == Place::Path) {
        let place = IdPlace {
            place: Place::Path,
            way: vec![parameter.name.clone()],
            list: false,
        };
        all.push((place, kind_of_path(&operation.path)));
    }
    all
}

fn named(name: &str) -> Option<Numbered> {
    NAMES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, kind)| *kind)
}

fn kind_of_path(path: &str) -> Numbered {
    let rest = path.strip_prefix(BASE).unwrap_or_default();
    let list = rest.trim_start_matches('/').split('/').next().unwrap_or_default();
    let found = LISTS.iter().find(|(known, _)| *known == list);
    found
        .unwrap_or_else(|| panic!("tests/src/kanban_sample.rs does not know what lies at {path}"))
        .1
}

/// One of each thing of somebody's.
#[derive(Clone, Debug)]
pub struct KanbanStock {
    ids: BTreeMap<Numbered, i64>,
    /// A project in which nothing lies, so that it can be taken away.
    empty_project: i64,
    login: String,
    refresh: String,
}

impl KanbanStock {
    /// Makes one of each in a new project of that person's.
    #[track_caller]
    pub fn make(owner: &KanbanUser) -> Self {
        let board = owner.starts(&fresh_key());
        let ticket = owner.opens("A sample", board.columns[0]);
        let comment = owner.comments(&ticket, "A remark");
        let attachment = owner.attaches(&ticket, "sample.txt", b"A sample");
        let tag = owner.tags("sample", board.project);
        let contact = owner.knows(&format!("Sample {}", fresh_key()));
        let beside = format!("{}add_contact/", path(TAGS, &tag));
        owner
            .post(&beside, &json!({ "contact_id": contact["id"] }))
            .expect(201);
        let of = |value: &Value| number(&value["id"]);
        let ids = BTreeMap::from([
            (Numbered::Ticket, of(&ticket)),
            (Numbered::Project, board.project),
            // Not the ticket's, so that it can be taken away.
            (Numbered::Column, board.columns[1]),
            (Numbered::Tag, of(&tag)),
            (Numbered::Contact, of(&contact)),
            (Numbered::Comment, of(&comment)),
            (Numbered::Attachment, of(&attachment)),
            (Numbered::Person, owner.number),
        ]);
        Self {
            ids,
            empty_project: owner.starts(&fresh_key()).project,
            login: owner.login.clone(),
            refresh: owner.refresh.clone(),
        }
    }

    /// The number of the thing that the operation can be done to.
    pub fn get_for(&self, operation: &Operation, kind: Numbered) -> i64 {
        match (operation.method.as_str(), kind) {
            ("DELETE", Numbered::Project) => self.empty_project,
            _ => self.get(kind),
        }
    }

    /// The number of that thing.
    pub fn get(&self, kind: Numbered) -> i64 {
        self.ids[&kind]
    }
}

/// A key that no project has.
pub fn fresh_key() -> String {
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    let mut place = GIVEN.fetch_add(1, Ordering::Relaxed);
    let mut key = String::from("K");
    for _ in 0..6 {
        let letter = u8::try_from(place % 26).expect("it is below 26") + b'A';
        key.push(char::from(letter));
        place /= 26;
    }
    key
}

/// The operations of the document.
pub fn operations(app: &TestApp) -> Vec<Operation> {
    operations_of(app, "kanban", 30)
}

/// A good request to the operation, made of what is in the stock.
pub fn sample(operation: &Operation, stock: &KanbanStock) -> Sample {
    let mut values = BTreeMap::new();
    for parameter in operation.parameters.iter().filter(|it| it.place == Place::Path) {
        let id = stock.get_for(operation, kind_of_path(&operation.path));
        values.insert(parameter.name.clone(), id.to_string());
    }
    let form = operation
        .form
        .as_ref()
        .map(|_| BTreeMap::from([("ticket".to_owned(), stock.get(Numbered::Ticket).to_string())]));
    Sample {
        method: operation.method.clone(),
        path: operation.path.clone(),
        values,
        query: query(&operation.shape(), stock),
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
fn body(shape: &str, stock: &KanbanStock) -> Option<Value> {
    let id = |kind| stock.get(kind);
    let rest = shape.replace(BASE, "");
    Some(match rest.as_str() {
        _ if rest.starts_with("GET ") || rest.starts_with("DELETE ") => return None,
        "POST /tickets/{}/toggle_follow/" => return None,
        "POST /tickets/" | "PUT /tickets/{}/" => {
            json!({ "name": "Another sample", "column": id(Numbered::Column) })
        }
        "PATCH /tickets/{}/" | "PATCH /projects/{}/" => json!({ "name": "A better sample" }),
        "POST /tickets/{}/move_to_column/" => json!({ "column_id": id(Numbered::Column) }),
        "POST /projects/" | "PUT /projects/{}/" => json!({ "name": "Another sample", "key": fresh_key() }),
        "POST /columns/" | "POST /tags/" | "PUT /tags/{}/" => {
            json!({ "name": fresh_key(), "project": id(Numbered::Project) })
        }
        "PUT /columns/{}/" => json!({ "name": fresh_key() }),
        "PATCH /columns/{}/" => json!({ "color": "#123456" }),
        "POST /columns/reorder/" => json!({ "order": [{ "id": id(Numbered::Column), "order": 9 }] }),
        "PATCH /tags/{}/" => json!({ "description": "A better sample" }),
        "POST /tags/{}/add_contact/" => json!({ "contact_id": id(Numbered::Contact), "role": "Sample" }),
        "POST /contacts/" | "PUT /contacts/{}/" => {
            json!({ "name": "Another sample", "email": "s@example.org" })
        }
        "PATCH /contacts/{}/" => json!({ "title": "A better sample" }),
        "POST /comments/" | "PUT /comments/{}/" => {
            json!({ "ticket": id(Numbered::Ticket), "content": "A word" })
        }
        "PATCH /comments/{}/" => json!({ "content": "A better word" }),
        "PUT /attachments/{}/" | "PATCH /attachments/{}/" => json!({ "filename": "better.txt" }),
        "POST /auth/login/" => json!({ "username": stock.login, "password": PASSWORD }),
        "POST /auth/token/refresh/" => json!({ "refresh": stock.refresh }),
        "POST /auth/register/" => {
            let name = text(&json!(fresh_key())).to_lowercase();
            json!({ "username": name, "email": format!("{name}@example.org"), "password": PASSWORD })
        }
        other => panic!("tests/src/kanban_sample.rs has no good request to {other}"),
    })
}

/// The parameters that an operation needs at least to do something.
fn query(shape: &str, stock: &KanbanStock) -> Vec<(String, String)> {
    let contact = || ("contact_id".to_owned(), stock.get(Numbered::Contact).to_string());
    match shape.strip_prefix("DELETE /api/tickets/tags/{}/remove_contact/") {
        Some(_) => vec![contact()],
        None => Vec::new(),
    }
}

/// Where the columns of all boards are put into another order.
pub fn reorder_path() -> String {
    format!("{COLUMNS}reorder/")
}
