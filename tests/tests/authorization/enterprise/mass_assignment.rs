//! A-AZ-4: a body may carry every member that reading shows, and more; what is not for writing stays as it was.

use super::{admin_of, stock, writing_json};
use serde_json::{Map, Value, json};
use tessera_domain::user::Role;
use tessera_tests::{
    TestApp,
    enterprise::{EnterpriseUser, on_each_database_unlimited},
    enterprise_sample::{closed, sample},
};

/// Unlike anything that the product makes.
const NUMBER: i64 = 987_654_321;
const WORD: &str = "hostile-4242";
const MOMENT: &str = "2001-02-03T04:05:06.789Z";
/// What no answer shows, and clients try all the same.
const GUESSES: &[&str] = &[
    "tenant",
    "tenant_id",
    "number",
    "reference",
    "version",
    "created_by",
    "created_by_id",
    "updated_by",
    "created_at",
    "updated_at",
    "deleted_at",
    "role",
    "role_id",
    "permissions",
    "is_superuser",
    "is_staff",
    "is_admin",
    "is_active",
    "active",
    "user",
    "user_id",
    "uploaded_by",
    "uploaded_by_id",
    "author",
    "author_id",
    "internal",
    "audience",
    "breached_at",
    "closed_at",
    "resolved_at",
    "closure",
    "source",
    "project",
    "project_id",
    "column_id",
    "edited",
    "comments",
    "approval_workflow",
    "approval_status",
    "approved_by",
    "rate_limit",
    "size",
    "sha256",
    "virus_scan_status",
    "upload_url",
    "manager",
    "users_count",
    "metadata",
    "attributes",
    "watchers",
    "__proto__",
    "constructor",
    "id",
    "pk",
];

/// A value that nobody else would send, of the type that was read, or that the name lets one guess.
#[expect(clippy::match_same_arms, reason = "each arm is a case of its own")]
fn hostile(name: &str, value: &Value) -> Value {
    match value {
        Value::Bool(value) => json!(!value),
        Value::Number(_) => json!(NUMBER),
        Value::String(text) if text.ends_with('Z') => json!(MOMENT),
        Value::String(_) => json!(WORD),
        Value::Array(_) => json!([WORD]),
        Value::Object(_) => json!({ WORD: WORD }),
        Value::Null if name.ends_with("_at") => json!(MOMENT),
        Value::Null if name.ends_with("_id") || name.ends_with("_by") || name.ends_with("_count") => {
            json!(NUMBER)
        }
        Value::Null if name.starts_with("is_") || name == "active" || name == "edited" => json!(true),
        Value::Null => json!(WORD),
    }
}

/// Every member of every answer, with a value that it had.
fn everything_that_is_shown(
    app: &TestApp,
    caller: &EnterpriseUser,
    admin: &EnterpriseUser,
) -> Vec<(String, Value)> {
    let mut members = Map::new();
    for operation in closed(app)
        .into_iter()
        .filter(|it| it.shape() != "POST /auth/logout")
    {
        let reply = sample(&operation, &stock(caller, admin)).send(caller);
        assert!(reply.status < 300, "{}: {}", operation.name(), reply.text());
        let kind = reply.header("content-type").unwrap_or_default();
        if !kind.starts_with("application/json") {
            continue;
        }
        let data = reply.json()["data"].clone();
        members.extend(data.as_object().cloned().unwrap_or_default());
        let one = data["items"].get(0).cloned().unwrap_or_default();
        members.extend(one.as_object().cloned().unwrap_or_default());
    }
    for guess in GUESSES {
        members.entry(*guess).or_insert(Value::Null);
    }
    members.into_iter().collect()
}

/// What is left of an answer without what differs from one thing to the next: the types of its members.
fn shape(value: &Value) -> String {
    match value {
        Value::Bool(_) | Value::Null => value.to_string(),
        Value::Number(_) => "number".to_owned(),
        Value::String(_) => "text".to_owned(),
        Value::Array(items) => format!("{:?}", items.iter().map(shape).collect::<Vec<_>>()),
        Value::Object(members) => {
            let members: Vec<_> = members
                .iter()
                .map(|(name, member)| format!("{name}: {}", shape(member)))
                .collect();
            members.join(", ")
        }
    }
}

#[test]
fn a_az_4_members_that_are_not_for_writing_are_passed_over_by_every_writing_operation() {
    on_each_database_unlimited(|app| {
        let acme = app.tenant("acme");
        let admin = admin_of(app, &acme);
        let boss = EnterpriseUser::of(app, &acme, "boss", Role::Admin);
        let shown = everything_that_is_shown(app, &boss, &admin);
        assert!(shown.len() > 70, "{} members", shown.len());
        let mut tested = 0;
        for operation in writing_json(app) {
            let known = operation.members();
            let sent: Vec<_> = shown.iter().filter(|(name, _)| !known.contains(name)).collect();
            let plain = sample(&operation, &stock(&boss, &admin)).send(&boss).json();
            let good = sample(&operation, &stock(&boss, &admin));
            let loaded = sent.iter().fold(good, |sample, (name, value)| {
                sample.with_member(name, hostile(name, value))
            });
            let reply = loaded.send(&boss);
            assert!(
                reply.status < 300,
                "{} refuses instead of ignoring: {}",
                operation.name(),
                reply.text()
            );
            for trace in [WORD, "987654321", "2001-02-03"] {
                assert!(
                    !reply.text().contains(trace),
                    "{}: {}",
                    operation.name(),
                    reply.text()
                );
            }
            assert_eq!(
                shape(&reply.json()["data"]),
                shape(&plain["data"]),
                "{}: they made a difference",
                operation.name()
            );
            tested += 1;
        }
        assert!(tested >= 6, "the generator has lost its operations: {tested}");
        for (table, rows) in app.contents() {
            for row in rows.iter().map(|row| row.to_lowercase()) {
                for trace in [WORD, "987654321", "2001-02-03"] {
                    assert!(!row.contains(trace), "{table}: {row}");
                }
            }
        }
    });
}
