//! The dialect as a whole: its paths, and that its document agrees with what it sends.

use super::*;
use crate::view::{
    board::TicketBoard,
    capabilities::Capabilities,
    card::{Columns, TicketCard},
    comment::{CommentListed, CommentRow},
    envelope::Meta,
    priority::TicketPriority,
    samples,
    signed_in::{Refreshed, SignedIn, SignedOut},
    stats::TicketStats,
    status::TicketStatus,
    ticket::{TicketDetail, TicketListed, TicketWritten},
    time_entry::TimeEntryLogged,
};
use actix_web::http::Method;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use tessera_application::sessions::Policy;

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
            "get /api/v1/mobile/auth/capabilities",
            "get /api/v1/tickets",
            "get /api/v1/tickets/priorities",
            "get /api/v1/tickets/stats",
            "get /api/v1/tickets/statuses",
            "get /api/v1/tickets/{ticket_id}",
            "get /api/v1/tickets/{ticket_id}/comments",
            "post /api/v1/mobile/auth/exchange",
            "post /api/v1/mobile/auth/refresh",
            "post /api/v1/mobile/auth/revoke",
            "post /api/v1/tickets",
            "post /api/v1/tickets/{ticket_id}/comments",
            "post /api/v1/time-entries",
            "put /api/v1/tickets/{ticket_id}",
            "put /api/v1/tickets/{ticket_id}/assignment",
            "put /api/v1/tickets/{ticket_id}/status",
        ]
    );
}

/// Whether the operation is one of those that take no key.
fn is_sign_in(name: &str) -> bool {
    name.contains(sign_in::ROOT)
}

/// Whether it is one of those, and may be tried only so often.
fn is_counted(name: &str) -> bool {
    is_sign_in(name) && (name.ends_with("/exchange") || name.ends_with("/refresh"))
}

#[test]
fn signing_in_alone_takes_no_key() {
    let document = json();
    assert_eq!(document["security"], serde_json::json!([{"apiKey": []}]));
    for (name, operation) in operations(&document) {
        let expected = is_sign_in(&name).then(|| serde_json::json!([]));
        assert_eq!(operation.get("security"), expected.as_ref(), "{name}");
        let tagged = operation["tags"] == serde_json::json!(["Sign-in"]);
        assert_eq!(tagged, is_sign_in(&name), "{name}");
    }
}

/// Without a kernel, a handler or a door that was reached can only say 500; what no scope takes is 404.
#[actix_web::test]
async fn signing_in_stands_in_front_of_the_door() {
    use actix_web::{App, test};
    let app = test::init_service(App::new().configure(scope)).await;
    let get = Method::GET;
    let post = Method::POST;
    let table = [
        (&get, "/api/v1/mobile/auth/capabilities", 500),
        (&post, "/api/v1/mobile/auth/exchange", 500),
        (&post, "/api/v1/mobile/auth/refresh", 500),
        (&post, "/api/v1/mobile/auth/revoke", 500),
        (&post, "/api/v1/mobile/auth/capabilities", 404),
        (&get, "/api/v1/mobile/auth/exchange", 404),
        (&get, "/api/v1/mobile/auth/nothing", 404),
        (&get, "/api/v1/mobile/auth", 404),
        (&get, "/api/v1/mobile/authors", 500),
        (&get, "/api/v1/mobile", 500),
        (&get, "/api/v1/tickets", 500),
        (&get, "/api/v10", 404),
    ];
    for (method, path, status) in table {
        let request = test::TestRequest::with_uri(path).method(method.clone());
        let response = test::call_service(&app, request.to_request()).await;
        assert_eq!(response.status().as_u16(), status, "{method} {path}");
    }
}

#[test]
fn a_key_is_one_that_was_issued_or_a_sessions() {
    let request = actix_web::test::TestRequest::default()
        .insert_header(("x-api-key", " secret"))
        .insert_header(("x-tenant-id", "tenant"))
        .insert_header(("cookie", "session=other"))
        .to_srv_request();
    let presented = api_key(&request).unwrap();
    assert_eq!(
        presented.kinds,
        [CredentialKind::ApiKey, CredentialKind::AccessKey]
    );
    assert_eq!(presented.tenant.as_deref(), Some("tenant"));
    let bare = actix_web::test::TestRequest::default()
        .insert_header(("authorization", "Bearer secret"))
        .to_srv_request();
    assert!(api_key(&bare).is_none());
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
        let (without_key, counted) = (is_sign_in(&name), is_counted(&name));
        let mut expected = vec!["200", "400", "414", "431", "500", "503"];
        if !without_key || counted {
            expected.extend(["401", "403", "429"]);
        }
        if name.contains("{ticket_id}") {
            expected.push("404");
        }
        if !name.starts_with("get") {
            expected.extend(["408", "413", "415", "507"]);
            if !without_key {
                expected.extend(["409", "422"]);
            }
        }
        if without_key {
            assert_eq!(answers, expected.iter().copied().collect(), "{name}");
        }
        for status in expected.into_iter().filter(|status| *status != "200") {
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
        let write = !name.starts_with("get") && !is_sign_in(&name);
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
    let signed_in = value(&SignedIn::from(samples::pair()));
    let policy = Policy {
        mobile_hosts: vec!["desk.example.org".into()],
        ..samples::policy()
    };
    let capabilities = value(&Capabilities::of(&policy, &[]));
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
        ("Capabilities", capabilities.clone()),
        ("ProvidersOffered", capabilities["providers"].clone()),
        ("SignedInUser", signed_in["user"].clone()),
        ("SignedIn", signed_in),
        ("Refreshed", value(&Refreshed::from(samples::pair()))),
        ("SignedOut", value(&SignedOut { ok: true })),
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
    // Members that are left out where there is nothing to say.
    let with_gaps = ["Capabilities", "SignedInUser", "TicketCard"];
    for (name, view) in views {
        let sent: BTreeSet<String> = view.as_object().unwrap().keys().cloned().collect();
        let (demanded, known) = members(&document, &document["components"]["schemas"][name]);
        assert_eq!(sent, known, "{name}");
        if !with_gaps.contains(&name) {
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
