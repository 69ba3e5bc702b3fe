//! The dialect as a whole: its paths, and that its document agrees with what it sends.

mod requests;
mod world;

use super::*;
use crate::{
    health::Health,
    view::{
        samples,
        ticket::{CommentAdded, StatusChanged, TicketOpened, TicketShown},
    },
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use tessera_application::integration::StatusSet;

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

#[test]
fn the_dialect_owns_everything_below_its_root() {
    for own in [
        ROOT,
        "/functions/v1/integration-tickets/",
        "/functions/v1/integration-tickets/x/y",
    ] {
        assert!(owns(own), "{own}");
    }
    for other in [
        "/",
        "/tickets",
        "/functions/v1",
        "/functions/v1/integration-tickets2",
        "/functions/v1/integration",
    ] {
        assert!(!owns(other), "{other}");
    }
}

#[test]
fn every_documented_operation_is_there() {
    let document = json();
    assert_eq!(document["info"]["title"], "Tessera integration API");
    let mut names: Vec<_> = operations(&document).into_iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "get /functions/v1/integration-tickets",
            "get /functions/v1/integration-tickets/tickets/{ticket_id}",
            "patch /functions/v1/integration-tickets/tickets/{ticket_id}/status",
            "post /functions/v1/integration-tickets/tickets",
            "post /functions/v1/integration-tickets/tickets/{ticket_id}/comments",
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
        let mut expected = vec!["401", "414", "429", "431", "500", "503"];
        let write = !name.starts_with("get");
        if name.contains("{ticket_id}") {
            expected.push("404");
        }
        if name.contains("{ticket_id}") || write {
            expected.push("400");
        }
        if write {
            expected.extend(["408", "413", "415", "422", "507"]);
        }
        let good: BTreeSet<&str> = answers
            .iter()
            .copied()
            .filter(|status| status.starts_with('2'))
            .collect();
        assert_eq!(good.len(), 1, "{name}");
        let refusals: BTreeSet<&str> = answers.difference(&good).copied().collect();
        assert_eq!(refusals, BTreeSet::from_iter(expected), "{name}");
        for member in ["operationId", "summary", "tags"] {
            assert!(!operation[member].is_null(), "{name} has no {member}");
        }
    }
}

#[test]
fn writes_take_an_idempotency_key() {
    let document = json();
    for (name, operation) in operations(&document) {
        let parameters = operation["parameters"].as_array();
        let named = parameters.is_some_and(|all| all.iter().any(|one| one["name"] == "Idempotency-Key"));
        assert_eq!(named, !name.starts_with("get"), "{name}");
    }
}

#[test]
fn the_bodies_of_the_vendors_document_are_the_examples() {
    let document = json();
    for (name, example) in [
        ("NewStatus", json!({"status": "resolved"})),
        (
            "NewComment",
            json!({"content": "We have received additional information from the customer.", "is_internal": false}),
        ),
        (
            "NewTicket",
            json!({
                "title": "Issue with API integration", "description": "Detailed description of the issue",
                "priority": "high", "category": "Technical Support",
                "metadata": {"customer_id": "CUST-123", "reference_id": "EXT-456"}
            }),
        ),
    ] {
        assert_eq!(
            document["components"]["schemas"][name]["example"], example,
            "{name}"
        );
    }
    let schemes = &document["components"]["securitySchemes"];
    assert_eq!(schemes["bearerToken"]["scheme"], "bearer");
}

#[test]
fn only_what_is_required_must_be_sent() {
    let document = json();
    for (name, required) in [
        ("NewTicket", json!(["title"])),
        ("NewComment", json!(["content"])),
        ("NewStatus", json!(["status"])),
        ("Error", json!(["error", "message"])),
    ] {
        assert_eq!(
            document["components"]["schemas"][name]["required"], required,
            "{name}"
        );
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
    if let Some(target) = schema["$ref"].as_str() {
        let schema = document.pointer(target.strip_prefix('#').unwrap()).unwrap();
        return members(document, schema);
    }
    let names = schema["required"].as_array().into_iter().flatten();
    let mut demanded: BTreeSet<_> = names.map(|name| name.as_str().unwrap().to_owned()).collect();
    let properties = schema["properties"].as_object().into_iter();
    let mut known: BTreeSet<_> = properties.flat_map(Map::keys).cloned().collect();
    for part in schema["allOf"].as_array().into_iter().flatten() {
        let (more_demanded, more_known) = members(document, part);
        demanded.extend(more_demanded);
        known.extend(more_known);
    }
    (demanded, known)
}

#[test]
fn what_goes_out_has_exactly_the_documented_members() {
    let [status, ..] = samples::statuses();
    let done = StatusSet {
        ticket: samples::view().ticket,
        status,
    };
    let added = CommentAdded {
        comment_id: samples::id(5),
    };
    let changed = serde_json::to_value(StatusChanged::from(&done)).unwrap();
    let shown = TicketShown::new(&samples::view(), &samples::statuses());
    let views = [
        ("Health", serde_json::to_value(Health::OK)),
        (
            "TicketOpened",
            serde_json::to_value(TicketOpened::from(&samples::opened())),
        ),
        ("TicketShown", serde_json::to_value(shown)),
        ("CommentAdded", serde_json::to_value(added)),
        ("TicketMoved", Ok(changed["ticket"].clone())),
        ("StatusChanged", Ok(changed)),
    ];
    let document = json();
    for (name, view) in views {
        let sent: BTreeSet<String> = view.unwrap().as_object().unwrap().keys().cloned().collect();
        let (demanded, known) = members(&document, &document["components"]["schemas"][name]);
        assert_eq!(sent, known, "{name}");
        assert_eq!(sent, demanded, "{name}");
    }
}
