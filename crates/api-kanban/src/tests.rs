//! The dialect as a whole: its paths, and that its document agrees with what it sends.

use super::*;
use crate::view::{
    account::{Account, Me, ProjectName},
    attachment::AttachmentRow,
    column::ColumnRow,
    comment::CommentRow,
    contact::ContactRow,
    person::PersonRow,
    project::ProjectRow,
    samples,
    tag::{TagContactRow, TagRow},
    ticket::{Following, TicketRow},
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

fn json() -> Value {
    serde_json::to_value(document()).unwrap()
}

fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, item)| {
            let operations = item.as_object().unwrap().iter();
            operations.map(move |(method, operation)| (format!("{method} {path}"), operation))
        })
        .collect()
}

fn is_open(name: &str) -> bool {
    let path = name.split(' ').nth(1).unwrap();
    auth::is_signing_in(path)
}

#[test]
fn the_dialect_owns_everything_below_its_roots() {
    for own in [
        "/api/tickets",
        "/api/tickets/",
        "/api/tickets/tickets/1/",
        "/api/tickets/nothing/here",
        "/media/attachments/2026/02/03/a.txt",
    ] {
        assert!(owns(own), "{own}");
    }
    for other in [
        "/",
        "/api",
        "/api/v1/tickets",
        "/api/tickets2",
        "/tickets",
        "/media",
        "/media/other",
    ] {
        assert!(!owns(other), "{other}");
    }
}

#[test]
fn every_documented_operation_is_there() {
    let document = json();
    let names: BTreeSet<_> = operations(&document).into_iter().map(|(name, _)| name).collect();
    let mut expected = BTreeSet::new();
    for collection in [
        "tickets",
        "projects",
        "columns",
        "tags",
        "contacts",
        "comments",
        "attachments",
    ] {
        let root = format!("/api/tickets/{collection}/");
        expected.insert(format!("get {root}"));
        expected.insert(format!("post {root}"));
        for method in ["get", "put", "patch", "delete"] {
            expected.insert(format!("{method} {root}{{id}}/"));
        }
    }
    let further = [
        "post /api/tickets/auth/register/",
        "post /api/tickets/auth/login/",
        "post /api/tickets/auth/token/refresh/",
        "get /api/tickets/auth/me/",
        "post /api/tickets/tickets/{id}/toggle_follow/",
        "post /api/tickets/tickets/{id}/move_to_column/",
        "get /api/tickets/projects/{id}/tickets/",
        "get /api/tickets/projects/{id}/columns/",
        "post /api/tickets/columns/reorder/",
        "post /api/tickets/tags/{id}/add_contact/",
        "delete /api/tickets/tags/{id}/remove_contact/",
        "get /api/tickets/tags/{id}/contacts/",
        "get /api/tickets/tags/{id}/tickets/",
    ];
    expected.extend(further.map(ToOwned::to_owned));
    assert_eq!(names, expected);
}

#[test]
fn only_getting_in_needs_no_credential() {
    let document = json();
    assert_eq!(
        document["security"],
        json!([{"accessToken": []}, {"superSecretKey": []}])
    );
    for (name, operation) in operations(&document) {
        let without = operation["security"] == json!([{}]);
        assert_eq!(without, is_open(&name), "{name}");
    }
}

#[test]
fn operations_say_how_they_are_refused() {
    let document = json();
    for (name, operation) in operations(&document) {
        let answers: BTreeSet<&str> = operation["responses"]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let mut always = vec!["414", "429", "431", "500", "503"];
        if !is_open(&name) {
            always.push("401");
        }
        if name.contains("{id}") {
            always.push("404");
        }
        for status in always {
            assert!(answers.contains(status), "{name} may answer {status}");
        }
        for member in ["operationId", "summary", "tags"] {
            assert!(!operation[member].is_null(), "{name} has no {member}");
        }
    }
}

#[test]
fn writes_take_an_idempotency_key_and_changes_a_version() {
    let document = json();
    for (name, operation) in operations(&document) {
        let named = |wanted: &str| {
            let parameters = operation["parameters"].as_array();
            parameters.is_some_and(|all| all.iter().any(|parameter| parameter["name"] == wanted))
        };
        let write = !name.starts_with("get") && !is_open(&name);
        assert_eq!(named("Idempotency-Key"), write, "{name}");
        let one = ["put", "patch", "delete"]
            .iter()
            .any(|method| name.starts_with(method));
        let versioned = one && !name.contains("remove_contact") || name.contains("move_to_column");
        assert_eq!(named("If-Match"), versioned, "{name}");
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn walk(document: &Value, value: &Value) {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(target)) = members.get("$ref") {
                    let pointer = target.strip_prefix('#').unwrap();
                    assert!(document.pointer(pointer).is_some(), "{target}");
                }
                members.values().for_each(|member| walk(document, member));
            }
            Value::Array(items) => items.iter().for_each(|item| walk(document, item)),
            _ => {}
        }
    }
    let document = json();
    walk(&document, &document);
}

#[test]
fn only_what_is_required_must_be_sent() {
    let document = json();
    for (name, required) in [
        ("NewTicket", json!(["name", "column"])),
        ("NewProject", json!(["name", "key"])),
        ("NewColumn", json!(["name"])),
        ("NewTag", json!(["name", "project"])),
        ("NewContact", json!(["name", "email"])),
        ("NewComment", json!(["ticket", "content"])),
        ("NewTagContact", json!(["contact_id"])),
        ("TicketChange", Value::Null),
        ("ProjectChange", Value::Null),
        ("ColumnChange", Value::Null),
        ("TagChange", Value::Null),
        ("ContactChange", Value::Null),
        ("CommentChange", Value::Null),
    ] {
        let schema = &document["components"]["schemas"][name];
        assert!(schema.is_object(), "{name}");
        assert_eq!(schema["required"], required, "{name}");
    }
}

/// The members that the schema demands, and all that it knows.
fn members(document: &Value, name: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let schema = &document["components"]["schemas"][name];
    let names = schema["required"].as_array().into_iter().flatten();
    let demanded = names.map(|name| name.as_str().unwrap().to_owned()).collect();
    let properties = schema["properties"].as_object().into_iter();
    (demanded, properties.flat_map(Map::keys).cloned().collect())
}

#[test]
fn what_goes_out_has_exactly_the_documented_members() {
    let project = ProjectName::of(&samples::project().project);
    let views = [
        (
            "Ticket",
            serde_json::to_value(TicketRow::from(&samples::ticket())),
        ),
        (
            "Project",
            serde_json::to_value(ProjectRow::from(&samples::project())),
        ),
        (
            "Column",
            serde_json::to_value(ColumnRow::from(&samples::column())),
        ),
        ("Tag", serde_json::to_value(TagRow::from(&samples::tag()))),
        (
            "TagContact",
            serde_json::to_value(TagContactRow::from(&samples::tag_contact())),
        ),
        (
            "Contact",
            serde_json::to_value(ContactRow::from(&samples::contact())),
        ),
        (
            "Comment",
            serde_json::to_value(CommentRow::from(&samples::comment())),
        ),
        (
            "Attachment",
            serde_json::to_value(AttachmentRow::new(&samples::attachment(), "http://a/b".into())),
        ),
        (
            "Person",
            serde_json::to_value(PersonRow::from(&samples::person())),
        ),
        ("Account", serde_json::to_value(Account::from(&samples::user()))),
        ("ProjectName", serde_json::to_value(project.clone())),
        (
            "Me",
            serde_json::to_value(Me::new(&samples::user(), vec![project])),
        ),
        ("Following", serde_json::to_value(Following { following: true })),
    ];
    let names: Vec<&str> = views.iter().map(|(name, _)| *name).collect();
    assert_eq!(BTreeSet::from_iter(names), BTreeSet::from(document::VIEWS));
    let document = json();
    for (name, view) in views {
        let sent: BTreeSet<String> = view.unwrap().as_object().unwrap().keys().cloned().collect();
        let (demanded, known) = members(&document, name);
        assert_eq!(sent, known, "{name}");
        assert_eq!(sent, demanded, "{name}");
    }
}

#[test]
fn a_ticket_has_the_vendors_members() {
    let row = serde_json::to_value(TicketRow::from(&samples::ticket())).unwrap();
    for (name, value) in [
        ("id", json!(15)),
        ("name", json!("Fix homepage loading issue")),
        ("description", Value::Null),
        ("type", json!("bug")),
        ("status", json!("new")),
        ("priority_id", json!(3)),
        ("urgency", json!("medium")),
        ("importance", json!("medium")),
        ("project", json!(1)),
        ("project_key", json!("DEMO")),
        ("column", json!(1)),
        ("column_name", json!("New")),
        ("assignee_ids", json!([7])),
        ("following", json!(false)),
        ("comments_count", json!(0)),
        ("tag_names", json!(["frontend"])),
        ("due_date", json!("2025-11-01")),
        ("start_date", Value::Null),
        ("created_at", json!("2025-10-25T09:00:00Z")),
        ("updated_at", json!("2025-10-25T09:00:00Z")),
    ] {
        assert_eq!(row[name], value, "{name}");
    }
}

/// Without a kernel, a handler or a door that was reached can only say 500; what no scope takes is 404.
#[actix_web::test]
async fn getting_in_stands_in_front_of_the_door_and_slashes_do_not_matter() {
    use actix_web::{App, test};
    let app = test::init_service(App::new().configure(scope)).await;
    let (get, post) = (Method::GET, Method::POST);
    let table = [
        (&post, "/api/tickets/auth/login", 500),
        (&post, "/api/tickets/auth/register", 500),
        (&post, "/api/tickets/auth/token/refresh", 500),
        (&get, "/api/tickets/auth/login", 405),
        (&get, "/api/tickets/auth/token/refresh", 405),
        (&get, "/api/tickets/auth/me", 500),
        (&get, "/api/tickets/tickets", 500),
        (&get, "/api/tickets/nothing", 500),
        (&get, "/api/tickets", 500),
        (&get, "/api/tickets2", 404),
    ];
    for (method, path, status) in table {
        for slash in ["", "/", "?page=1", "/?page=1"] {
            let path = format!("{path}{slash}");
            let request = test::TestRequest::with_uri(&path).method(method.clone());
            let response = test::call_service(&app, request.to_request()).await;
            assert_eq!(response.status().as_u16(), status, "{method} {path}");
        }
    }
}

#[test]
fn requests_are_of_their_sorts() {
    for (method, path, sort) in [
        (Method::POST, "/api/tickets/auth/login/", Category::Authentication),
        (Method::POST, "/api/tickets/attachments/", Category::Upload),
        (Method::GET, "/api/tickets/attachments/", Category::General),
        (Method::GET, "/api/tickets/auth/me/", Category::General),
    ] {
        assert_eq!(category(&method, path), sort, "{method} {path}");
    }
}
