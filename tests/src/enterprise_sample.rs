//! A good request to every operation of the enterprise document, and what the numbers in it name.
//!
//! An operation or a number that is not known here fails the tests that go through all operations, so that whoever adds
//! one says what a good request to it looks like.

use crate::{
    TestApp,
    enterprise::{EnterpriseUser, NOBODYS, NOTIFICATIONS, PASSWORD, WEBHOOKS, at, data, sla_policy},
    kanban::number,
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
    /// A file under a ticket.
    Attachment,
    /// A department.
    Department,
    /// A person.
    Person,
    /// A decision that waits for its owner.
    Approval,
    /// An approval policy.
    Policy,
    /// A webhook.
    Webhook,
    /// A policy of service levels.
    SlaPolicy,
    /// A notification.
    Notification,
}

impl Numbered {
    /// Whether it is seen by those only who have a part in it. People, departments and the like are the whole tenant's.
    pub const fn is_seen_by_part(self) -> bool {
        matches!(
            self,
            Self::Ticket | Self::Attachment | Self::Approval | Self::Notification
        )
    }
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
    ("/approvals/policies/", Numbered::Policy),
    ("/approvals/", Numbered::Approval),
    ("/webhooks/", Numbered::Webhook),
    ("/notifications/", Numbered::Notification),
    ("/sla/policies/", Numbered::SlaPolicy),
];

/// What needs no access token.
const OPEN: [&str; 2] = ["POST /auth/login", "POST /auth/refresh"];
/// What is sent as something that changes things, and reads.
const READS: &str = "POST /tickets/search";
/// What only those may do who run the tenant.
pub const OF_ADMINS: [&str; 24] = [
    "GET /approvals/policies",
    "POST /approvals/policies",
    "GET /approvals/policies/{}",
    "PATCH /approvals/policies/{}",
    "DELETE /approvals/policies/{}",
    "DELETE /tickets/{}",
    "POST /departments",
    "PATCH /departments/{}",
    "DELETE /departments/{}",
    "GET /webhooks",
    "POST /webhooks",
    "GET /webhooks/{}",
    "PATCH /webhooks/{}",
    "DELETE /webhooks/{}",
    "POST /webhooks/{}/rotate-secret",
    "POST /webhooks/{}/test",
    "GET /webhooks/{}/deliveries",
    "POST /webhooks/{}/deliveries/{}/redeliver",
    "POST /webhooks/{}/redeliver",
    "GET /sla/policies",
    "POST /sla/policies",
    "GET /sla/policies/{}",
    "PATCH /sla/policies/{}",
    "DELETE /sla/policies/{}",
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
    /// A delivery of the webhook.
    delivery: String,
    login: String,
    refresh: String,
}

impl EnterpriseStock {
    /// Makes one of each of that person's. Departments and policies are the admin's to make, and so is what waits for a
    /// decision and what they are told of: nobody has notifications of what they did themselves.
    #[track_caller]
    pub fn make(owner: &EnterpriseUser, admin: &EnterpriseUser) -> Self {
        let department = admin.founds(&fresh_name());
        let more = json!({ "department_id": department, "assigned_to_id": owner.number, "tags": ["sample"] });
        let ticket = owner.opens_with("A sample", more);
        owner.comments(&ticket, "A remark");
        let attachment = owner.attaches(&ticket, "sample.txt", b"A sample");
        let hook = hooked(admin);
        let tested = data(&admin.post(&format!("{WEBHOOKS}/{hook}/test"), &json!({})), 201);
        let bare: i64 = hook.trim_start_matches("wh_").parse().expect("a number");
        let ids = BTreeMap::from([
            (Numbered::Ticket, number(&ticket["id"])),
            (Numbered::Attachment, number(&attachment["id"])),
            (Numbered::Department, department),
            (Numbered::Person, owner.number),
            (Numbered::Approval, waiting_for(owner, admin, department)),
            (Numbered::Policy, admin.lays_down(&policy())),
            (Numbered::Webhook, bare),
            (Numbered::Notification, told_of(owner, admin, &ticket)),
            (Numbered::SlaPolicy, admin.promises(&fresh_name())),
        ]);
        Self {
            ids,
            empty_department: admin.founds(&fresh_name()),
            delivery: text(&tested["id"]),
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

/// A new decision about a ticket of the admin's that the owner is to take. Gives its number.
#[track_caller]
fn waiting_for(owner: &EnterpriseUser, admin: &EnterpriseUser, department: i64) -> i64 {
    let ticket = admin.opens_with("To be approved", json!({ "department_id": department }));
    let step = admin.asks_for_approval(&ticket);
    let own = json!(owner.number);
    if step["approver_id"] == own || owner.number == admin.number {
        return number(&step["id"]);
    }
    let handed = admin.decides(&step, "delegate", json!({ "delegated_to_id": own }));
    number(&handed["new_approval_id"])
}

/// Has the admin mention the owner. Gives the number of the notification.
#[track_caller]
fn told_of(owner: &EnterpriseUser, admin: &EnterpriseUser, ticket: &Value) -> i64 {
    if owner.number == admin.number {
        return NOBODYS;
    }
    admin.comments_with(ticket, "A word to you", json!({ "mentions": [owner.number] }));
    number(&owner.told(&format!("{NOTIFICATIONS}?size=1"), "id")[0])
}

/// A policy that counts for nobody.
pub fn policy() -> Value {
    json!({ "name": fresh_name(), "active": false, "steps": [{ "approver_type": "department_manager" }] })
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
            "delivery" => stock.delivery.clone(),
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
        query: query(&operation.shape()),
        headers: Vec::new(),
        body: if form.is_some() {
            None
        } else {
            body(&operation.shape(), stock)
        },
        form,
    }
}

/// What has to be said in the query: nobody waits for the end of an answer that goes on.
fn query(shape: &str) -> Vec<(String, String)> {
    match shape {
        "GET /events/stream" => [("after", "0"), ("seconds", "1")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        _ => Vec::new(),
    }
}

/// The body that an operation needs at least to do something.
fn body(shape: &str, stock: &EnterpriseStock) -> Option<Value> {
    Some(match shape {
        _ if shape.starts_with("GET ") || shape.starts_with("DELETE ") => return None,
        "POST /auth/logout" | "POST /webhooks/{}/test" | "POST /webhooks/{}/deliveries/{}/redeliver" => {
            return None;
        }
        "POST /auth/login" => json!({ "username": stock.login, "password": PASSWORD }),
        "POST /auth/refresh" => json!({ "refresh_token": stock.refresh }),
        "POST /tickets" => json!({ "title": "Another sample", "description": "Of tickets" }),
        "POST /tickets/search" => json!({ "query": "sample" }),
        "PATCH /tickets/{}" | "PUT /tickets/{}" => json!({ "title": "A better sample" }),
        "POST /comments/ticket/{}" => json!({ "content": "A word" }),
        "POST /approvals/{}/action" => json!({ "action": "request_info" }),
        "POST /approvals/bulk-action" => {
            json!({ "approval_ids": [stock.get(Numbered::Approval)], "action": "reject" })
        }
        "POST /approvals/policies" => policy(),
        "POST /departments" | "PATCH /departments/{}" | "PATCH /approvals/policies/{}" => {
            json!({ "name": fresh_name() })
        }
        "POST /sla/policies" | "PATCH /sla/policies/{}" => sla_policy(&fresh_name()),
        "POST /webhooks" | "PATCH /webhooks/{}" => webhook(),
        "PATCH /notifications/{}" => json!({ "read": true }),
        "POST /notifications/read" => json!({ "up_to": stock.get(Numbered::Notification) }),
        "POST /webhooks/{}/rotate-secret" => json!({ "secret": "another_webhook_secret" }),
        "POST /webhooks/{}/redeliver" => json!({ "since": "2026-01-01", "until": "2026-02-01" }),
        other => panic!("tests/src/enterprise_sample.rs has no good request to {other}"),
    })
}

/// Makes a webhook and says what it is called. There are only so many, so those of earlier stocks make room for it.
#[track_caller]
fn hooked(admin: &EnterpriseUser) -> String {
    let mut made = admin.post(WEBHOOKS, &webhook());
    if made.status == 422 {
        for old in admin.told(&format!("{WEBHOOKS}?size=100"), "id") {
            data(&admin.delete(&format!("{WEBHOOKS}/{}", text(&old))), 200);
        }
        made = admin.post(WEBHOOKS, &webhook());
    }
    text(&data(&made, 201)["id"])
}

/// A webhook that leads nowhere.
fn webhook() -> Value {
    json!({
        "url": "https://hooks.invalid/tickets", "events": ["file.uploaded"], "secret": "your_webhook_secret"
    })
}

/// Where the ticket of a stock is.
pub fn ticket_path(stock: &EnterpriseStock) -> String {
    at(crate::enterprise::TICKETS, &stock.ticket())
}
