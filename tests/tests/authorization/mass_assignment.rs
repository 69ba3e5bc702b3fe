//! A-AZ-4: a body may carry every member that reading shows, and more; what is not for writing stays as it was.

use serde_json::{Map, Value, json};
use tessera_domain::user::Role;
use tessera_tests::{
    TestApp, TestUser,
    mobile::{Mobile, items, under},
    on_each_database,
    openapi::Operation,
    sample::{Sample, Stock, Thing, operations},
};

/// Unlike anything that the product makes.
const ID: &str = "deadbeef-dead-4ead-8ead-deadbeefdead";
const MOMENT: &str = "2001-02-03T04:05:06.789Z";
const WORD: &str = "hostile-4242";
const NUMBER: i64 = 987_654_321;

/// What no answer shows, and clients try all the same.
const GUESSES: &[&str] = &[
    "id",
    "tenant",
    "tenant_id",
    "tenantId",
    "number",
    "reference",
    "version",
    "created_by",
    "updated_by",
    "created_at",
    "updated_at",
    "deleted_at",
    "role",
    "permissions",
    "extra",
    "is_superuser",
    "is_admin",
    "active",
    "rank",
    "kind",
    "column_id",
    "project_id",
    "department_id",
    "assignee_id",
    "search_text",
    "author",
    "author_id",
    "thread",
    "approved_by",
    "approved_at",
    "rate_limit",
    "usage_limit",
    "expires_at",
    "__proto__",
    "constructor",
];

/// References to what the product does not keep.
const NOT_KEPT: [&str; 4] = ["category_id", "subcategory_id", "location_id", "service_id"];

#[test]
fn a_az_4_members_that_are_not_for_writing_are_ignored_by_every_writing_operation() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = acme.user("robin", Role::Technician);
        let read = everything_that_reading_shows(app, &robin, &Stock::make(app, &acme, &robin));
        assert!(read.len() > 100, "{} members", read.len());
        // What strangers may send is tested where its meaning is: in the suite `sign_in`.
        let writing = operations(app).into_iter().filter(|it| it.writes() && !it.public);
        let writing: Vec<_> = writing.collect();
        assert!(writing.len() >= 6);
        for operation in writing {
            app.clock.advance(3600);
            let stock = Stock::make(app, &acme, &robin);
            let plain = told_and_stored(app, &robin, &operation, &stock, &[]);
            app.clock.advance(3600);
            let stock = Stock::make(app, &acme, &robin);
            // What the operation knows is for writing, or is refused by its name as the vendor's server does it.
            let known = [operation.members(), NOT_KEPT.map(ToOwned::to_owned).to_vec()].concat();
            let hostile: Vec<(String, Value)> = read
                .iter()
                .filter(|(name, _)| !known.contains(name))
                .map(|(name, value)| (name.clone(), hostile(name, value)))
                .collect();
            let loaded = told_and_stored(app, &robin, &operation, &stock, &hostile);
            let ids =
                [Thing::Ticket, Thing::Comment].map(|thing| stock.get(thing).unwrap_or_default().to_owned());
            assert_untouched(&operation, &loaded, &hostile, &ids);
            assert_eq!(
                shape(&loaded),
                shape(&plain),
                "{}: they made a difference",
                operation.name()
            );
        }
        for (table, rows) in app.contents() {
            for row in rows.iter().map(|row| row.to_lowercase()) {
                for trace in [ID, &ID.replace('-', ""), WORD, "987654321", "2001-02-03"] {
                    assert!(!row.contains(trace), "{table}: {row}");
                }
            }
        }
    });
}

/// Every member of every answer, with a value that it had.
fn everything_that_reading_shows(app: &TestApp, caller: &TestUser, stock: &Stock) -> Vec<(String, Value)> {
    let mut members = Map::new();
    for operation in operations(app) {
        app.clock.advance(3600);
        let reply = Sample::of(&operation, stock, app).send(caller);
        assert!(reply.status < 300, "{}: {}", operation.name(), reply.text());
        let data = reply.json()["data"].clone();
        let first = if data.is_array() {
            items(&data).into_iter().next().unwrap_or_default()
        } else {
            data
        };
        members.extend(first.as_object().cloned().unwrap_or_default());
    }
    for guess in GUESSES {
        members.entry(*guess).or_insert(Value::Null);
    }
    members.into_iter().collect()
}

/// A value of the same type that nobody else would send.
fn hostile(name: &str, value: &Value) -> Value {
    match value {
        Value::Bool(value) => json!(!value),
        Value::Number(_) => json!(NUMBER),
        Value::String(text) if text.len() == ID.len() && text.matches('-').count() == 4 => json!(ID),
        Value::String(text) if text.ends_with('Z') => json!(MOMENT),
        Value::String(_) => json!(WORD),
        Value::Array(_) => json!([WORD]),
        Value::Object(_) => json!({ WORD: WORD }),
        Value::Null => guessed(name),
    }
}

/// A value of the type that the name lets one guess.
fn guessed(name: &str) -> Value {
    match name {
        _ if name.ends_with("_at") => json!(MOMENT),
        _ if name.ends_with("_id") || name.ends_with("_by") => json!(ID),
        "version" | "number" | "rank" | "rate_limit" | "usage_limit" => json!(NUMBER),
        _ if name.starts_with("is_") || name == "active" => json!(true),
        _ => json!(WORD),
    }
}

/// The operation's answer with those members in its body, and what reading shows afterwards.
fn told_and_stored(
    app: &TestApp,
    caller: &TestUser,
    operation: &Operation,
    stock: &Stock,
    more: &[(String, Value)],
) -> Vec<Value> {
    let mut sample = Sample::of(operation, stock, app);
    for (name, value) in more {
        sample = sample.with_member(name, value.clone());
    }
    let reply = sample.send(caller);
    assert!(
        reply.status < 300,
        "{} refuses instead of ignoring: {}",
        operation.name(),
        reply.text()
    );
    let told = reply.json()["data"].clone();
    let ticket = match told.get("title") {
        Some(_) => told.clone(),
        None => json!(stock.get(Thing::Ticket)),
    };
    let comments = caller.get(&under(&ticket, "comments")).expect(200).json()["data"].clone();
    vec![told, caller.sees(&ticket), comments]
}

fn assert_untouched(operation: &Operation, seen: &[Value], sent: &[(String, Value)], ids: &[String]) {
    let text = json!(seen).to_string();
    for trace in [ID, MOMENT, WORD, "987654321"] {
        assert!(!text.contains(trace), "{}: {trace} in {text}", operation.name());
    }
    for (name, value) in sent {
        let Some(flag) = value.as_bool() else { continue };
        for object in seen.iter().filter(|object| object.get(name).is_some()) {
            assert_ne!(object[name], json!(flag), "{}: {name}", operation.name());
        }
    }
    assert!(ids.iter().any(|id| text.contains(id.as_str())) || operation.shape() == "POST /api/v1/tickets");
}

/// What is left of answers without what differs from one thing to the next: the types of their members.
fn shape(seen: &[Value]) -> Vec<String> {
    let last = |value: &Value| {
        value
            .as_array()
            .and_then(|list| list.last())
            .unwrap_or(value)
            .clone()
    };
    seen.iter().map(|value| kind(&last(value))).collect()
}

fn kind(value: &Value) -> String {
    match value {
        Value::Bool(_) | Value::Null => value.to_string(),
        Value::Number(_) => "number".to_owned(),
        Value::String(_) => "text".to_owned(),
        Value::Array(items) => format!("{:?}", items.iter().map(kind).collect::<Vec<_>>()),
        Value::Object(members) => {
            let members: Vec<_> = members
                .iter()
                .map(|(name, member)| format!("{name}: {}", kind(member)))
                .collect();
            members.join(", ")
        }
    }
}
