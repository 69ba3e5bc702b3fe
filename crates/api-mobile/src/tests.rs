//! The dialect as a whole: its paths, and that its document agrees with what it sends.

use super::*;
use crate::view::{
    board::TicketBoard,
    card::{Columns, TicketCard},
    comment::{CommentListed, CommentRow},
    envelope::Meta,
    priority::TicketPriority,
    samples,
    stats::TicketStats,
    status::TicketStatus,
    ticket::{TicketDetail, TicketListed, TicketWritten},
    time_entry::TimeEntryLogged,
};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

fn json() -> Value {
    serde_json::to_value(document()).unwrap()
}

fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, item)| {
            item.as_object()
                .unwrap()
                .iter()
                .map(move |(method, operation)| (format!("{method} {path}"), operation))
        })
        .collect()
}

#[test]
fn the_dialect_owns_everything_below_its_root() {
    for own in ["/api/v1", "/api/v1/", "/api/v1/tickets", "/api/v1/nothing/here"] {
        assert!(owns(own), "{own}");
    }
    for other in ["/", "/api", "/api/v10/tickets", "/api/v2", "/tickets"] {
        assert!(!owns(other), "{other}");
    }
}

#[test]
fn every_documented_operation_is_there() {
    let document = json();
    let mut names: Vec<_> = operations(&document).into_iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "get /api/v1/boards",
            "get /api/v1/tickets",
            "get /api/v1/tickets/priorities",
            "get /api/v1/tickets/stats",
            "get /api/v1/tickets/statuses",
            "get /api/v1/tickets/{ticket_id}",
            "get /api/v1/tickets/{ticket_id}/comments",
            "post /api/v1/tickets",
            "post /api/v1/tickets/{ticket_id}/comments",
            "post /api/v1/time-entries",
            "put /api/v1/tickets/{ticket_id}",
            "put /api/v1/tickets/{ticket_id}/assignment",
            "put /api/v1/tickets/{ticket_id}/status",
        ]
    );
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
        let mut expected = vec!["400", "401", "403", "429", "500", "503"];
        if name.contains("{ticket_id}") {
            expected.push("404");
        }
        if !name.starts_with("get") {
            expected.extend(["408", "409", "413", "415", "422", "507"]);
        }
        for status in expected {
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
        let write = !name.starts_with("get");
        assert_eq!(named("Idempotency-Key"), write, "{name}");
        assert_eq!(named("If-Match"), write && name.contains("{ticket_id}"), "{name}");
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

/// The members that the schema demands, and all that it knows.
fn members(document: &Value, schema: &Value) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut demanded, mut known) = (BTreeSet::new(), BTreeSet::new());
    if let Some(target) = schema["$ref"].as_str() {
        return members(
            document,
            document.pointer(target.strip_prefix('#').unwrap()).unwrap(),
        );
    }
    let names = schema["required"].as_array().into_iter().flatten();
    demanded.extend(names.map(|name| name.as_str().unwrap().to_owned()));
    known.extend(
        schema["properties"]
            .as_object()
            .into_iter()
            .flat_map(Map::keys)
            .cloned(),
    );
    for part in schema["allOf"].as_array().into_iter().flatten() {
        let (more_demanded, more_known) = members(document, part);
        demanded.extend(more_demanded);
        known.extend(more_known);
    }
    (demanded, known)
}

#[test]
fn what_goes_out_has_exactly_the_documented_members() {
    let value = |view: &dyn erased::Json| view.json();
    let meta = Meta {
        sort: "created_at",
        order: "desc",
        filters: Map::new(),
    };
    let logged = value(&TimeEntryLogged::from(&samples::logged()));
    let all_columns = Columns::of(&["mobile_list".to_owned()]);
    let views = [
        ("TicketDetail", value(&TicketDetail::from(samples::view()))),
        ("TicketListed", value(&TicketListed::from(samples::view()))),
        ("TicketWritten", value(&TicketWritten::from(&samples::written()))),
        ("CommentRow", value(&CommentRow::from(&samples::comment()))),
        (
            "CommentListed",
            value(&CommentListed::from(samples::comment_view())),
        ),
        (
            "TicketStatus",
            value(&TicketStatus::on(samples::id(30).into(), samples::status())),
        ),
        (
            "TicketPriority",
            value(&TicketPriority::from(samples::priority())),
        ),
        ("TicketBoard", value(&TicketBoard::from(samples::project()))),
        (
            "TicketStats",
            value(&TicketStats::from(
                tessera_application::views::TicketStats::default(),
            )),
        ),
        ("Meta", value(&meta)),
        ("Worker", logged["user"].clone()),
        ("WorkedOn", logged["work_item"].clone()),
        ("BillingInfo", logged["billing_info"].clone()),
        ("TimeEntryLogged", logged),
        (
            "TicketCard",
            value(&TicketCard::new(samples::card(), &all_columns)),
        ),
    ];
    let document = json();
    for (name, view) in views {
        let sent: BTreeSet<String> = view.as_object().unwrap().keys().cloned().collect();
        let (demanded, known) = members(&document, &document["components"]["schemas"][name]);
        assert_eq!(sent, known, "{name}");
        if name != "TicketCard" {
            assert_eq!(sent, demanded, "{name}");
        }
    }
}

mod erased {
    /// Anything that goes out.
    pub trait Json {
        fn json(&self) -> serde_json::Value;
    }

    impl<T: serde::Serialize> Json for T {
        fn json(&self) -> serde_json::Value {
            serde_json::to_value(self).unwrap()
        }
    }
}
