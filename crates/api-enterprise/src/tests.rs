//! The dialect as a whole: its paths, and that its document agrees with what it sends.

use super::*;
use crate::{
    attachments::Addresses,
    view::{
        account::Account,
        approval::{ApprovalRow, BulkRow},
        attachment::AttachmentRow,
        comment::CommentRow,
        delivery::{DeliveryRow, ReplayedRow},
        department::DepartmentRow,
        detail::TicketDetail,
        feed::Feed,
        notification::{NotificationRow, ReadRow},
        policy::PolicyRow,
        samples,
        sla::{self as sla_view, TicketSla},
        ticket::TicketRow,
        webhook::{WebhookRow, WebhookWithSecret},
    },
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use tessera_application::webhooks::Replayed;
use tessera_http::address::PublicOrigin;

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
    name == "post /auth/login" || name == "post /auth/refresh"
}

fn detail() -> TicketDetail {
    let addresses = Addresses(PublicOrigin("https://files.example".into()));
    TicketDetail::new(&samples::dossier(), &addresses, samples::time())
}

#[test]
fn the_dialect_owns_its_roots_and_nothing_of_its_neighbours() {
    for own in [
        "/auth/login",
        "/auth/login/",
        "/auth/login/nothing",
        "/auth/me",
        "/tickets",
        "/tickets/1/nothing",
        "/comments/ticket/1",
        "/attachments/1/a.txt",
        "/departments/1",
        "/approvals/pending",
        "/reports/dashboard",
        "/webhooks",
        "/webhooks/wh_1/deliveries",
        "/events",
        "/notifications/1",
    ] {
        assert!(owns(own), "{own}");
    }
    for other in [
        "/",
        "/auth",
        "/auth/",
        "/auth/signin",
        "/auth/mobile/handoff",
        "/auth/account",
        "/auth/login2",
        "/api/tickets/tickets/",
        "/api/v1/tickets",
        "/ticketsx",
        "/console",
    ] {
        assert!(!owns(other), "{other}");
    }
}

#[test]
fn every_documented_operation_is_there() {
    let document = json();
    let names: BTreeSet<_> = operations(&document).into_iter().map(|(name, _)| name).collect();
    let expected = [
        "post /auth/login",
        "post /auth/refresh",
        "get /auth/me",
        "post /auth/logout",
        "get /tickets",
        "post /tickets",
        "get /tickets/search",
        "post /tickets/search",
        "get /tickets/{id}",
        "patch /tickets/{id}",
        "put /tickets/{id}",
        "delete /tickets/{id}",
        "get /comments/ticket/{id}",
        "post /comments/ticket/{id}",
        "post /attachments/ticket/{id}/upload",
        "get /attachments/{id}/download",
        "get /attachments/{id}/{filename}",
        "get /approvals/pending",
        "post /approvals/{id}/action",
        "post /approvals/bulk-action",
        "get /approvals/policies",
        "post /approvals/policies",
        "get /approvals/policies/{id}",
        "patch /approvals/policies/{id}",
        "delete /approvals/policies/{id}",
        "get /departments",
        "post /departments",
        "get /departments/{id}",
        "patch /departments/{id}",
        "delete /departments/{id}",
        "get /tickets/{id}/sla",
        "get /sla/policies",
        "post /sla/policies",
        "get /sla/policies/{id}",
        "patch /sla/policies/{id}",
        "delete /sla/policies/{id}",
        "get /reports/dashboard",
        "get /reports/performance",
        "get /reports/export",
        "get /webhooks",
        "post /webhooks",
        "get /webhooks/{id}",
        "patch /webhooks/{id}",
        "delete /webhooks/{id}",
        "post /webhooks/{id}/rotate-secret",
        "post /webhooks/{id}/test",
        "get /webhooks/{id}/deliveries",
        "post /webhooks/{id}/deliveries/{delivery}/redeliver",
        "post /webhooks/{id}/redeliver",
        "get /events",
        "get /events/stream",
        "get /notifications",
        "post /notifications/read",
        "get /notifications/{id}",
        "patch /notifications/{id}",
    ];
    assert_eq!(names, expected.map(ToOwned::to_owned).into());
}

#[test]
fn only_getting_in_needs_no_access_token() {
    let document = json();
    assert_eq!(document["security"], json!([{"accessToken": []}]));
    for (name, operation) in operations(&document) {
        let without = operation["security"]
            .as_array()
            .is_some_and(|ways| ways.contains(&json!({})));
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
        let mut always = vec!["401", "414", "429", "431", "500", "503"];
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
        let reads = name.starts_with("get") || name.contains("search") || name.contains("/auth/");
        assert_eq!(named("Idempotency-Key"), !reads, "{name}");
        let one = ["put", "patch", "delete"]
            .iter()
            .any(|method| name.starts_with(method));
        assert_eq!(named("If-Match"), one, "{name}");
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
        ("Login", json!(["username", "password"])),
        ("NewTicket", json!(["title", "description"])),
        ("NewComment", json!(["content"])),
        ("NewAttachment", json!(["file"])),
        ("NewDepartment", json!(["name"])),
        ("ApprovalAction", json!(["action"])),
        ("BulkAction", json!(["approval_ids", "action"])),
        ("NewPolicy", json!(["name", "steps"])),
        ("NewPolicyStep", json!(["approver_type"])),
        ("PolicyChange", Value::Null),
        ("Refresh", Value::Null),
        ("Search", Value::Null),
        ("SearchFilters", Value::Null),
        ("SortBy", json!(["field"])),
        ("TicketChange", Value::Null),
        ("DepartmentChange", Value::Null),
        ("NewWebhook", json!(["url", "events"])),
        ("WebhookChange", Value::Null),
        ("NewSecret", Value::Null),
        ("RedeliverySpan", json!(["since"])),
        ("NotificationChange", Value::Null),
        ("NotificationsSeen", Value::Null),
    ] {
        let schema = &document["components"]["schemas"][name];
        assert!(schema.is_object(), "{name}");
        assert_eq!(schema["required"], required, "{name}");
    }
}

/// The members that the schema demands, and all that it knows.
fn members(document: &Value, name: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let schema = &document["components"]["schemas"][name];
    let mut parts = vec![schema];
    parts.extend(schema["allOf"].as_array().into_iter().flatten());
    let (mut demanded, mut known) = (BTreeSet::new(), BTreeSet::new());
    for part in parts {
        if let Some(target) = part["$ref"].as_str() {
            let (more, further) = members(document, target.rsplit('/').next().unwrap());
            demanded.extend(more);
            known.extend(further);
        }
        let names = part["required"].as_array().into_iter().flatten();
        demanded.extend(names.map(|name| name.as_str().unwrap().to_owned()));
        let properties = part["properties"].as_object().into_iter();
        known.extend(properties.flat_map(Map::keys).cloned());
    }
    (demanded, known)
}

#[test]
fn what_goes_out_has_exactly_the_documented_members() {
    let detail = serde_json::to_value(detail()).unwrap();
    let approval = ApprovalRow::new(&samples::approval(), None, samples::time());
    let approval = serde_json::to_value(approval).unwrap();
    let policy = serde_json::to_value(PolicyRow::from(&samples::policy())).unwrap();
    let bulk = serde_json::to_value(BulkRow::from(&samples::settled()[..])).unwrap();
    let delivery = serde_json::to_value(DeliveryRow::from(&samples::delivery())).unwrap();
    let feed = serde_json::to_value(Feed::from(&samples::feed())).unwrap();
    let notification = serde_json::to_value(NotificationRow::from(&samples::notification())).unwrap();
    let replayed = Replayed {
        again: 1,
        missed: 2,
        more: false,
    };
    let promise = sla_view::PolicyRow::from(&sla_view::samples::policy());
    let promise = serde_json::to_value(promise).unwrap();
    let clocks = serde_json::to_value(TicketSla::from(&sla_view::samples::clocks())).unwrap();
    let mut views = vec![
        (
            "Account",
            serde_json::to_value(Account::from(&samples::user())).unwrap(),
        ),
        (
            "Comment",
            serde_json::to_value(CommentRow::from(&samples::comment())).unwrap(),
        ),
        (
            "Attachment",
            serde_json::to_value(AttachmentRow::new(&samples::attachment(), "http://a/b".into())).unwrap(),
        ),
        (
            "Department",
            serde_json::to_value(DepartmentRow::from(&samples::department())).unwrap(),
        ),
        (
            "Ticket",
            serde_json::to_value(TicketRow::new(&samples::ticket(), samples::time())).unwrap(),
        ),
        ("DepartmentName", detail["department"].clone()),
        ("Person", detail["created_by"].clone()),
        ("Happening", detail["activity_timeline"][0].clone()),
        (
            "HappeningMetadata",
            detail["activity_timeline"][0]["metadata"].clone(),
        ),
        ("RelatedTicket", detail["related_tickets"][0].clone()),
        ("ApprovalWorkflow", detail["approval_workflow"].clone()),
        ("ApprovalStep", detail["approval_workflow"]["steps"][0].clone()),
        ("Approval", approval.clone()),
        ("ApprovalTicket", approval["ticket"].clone()),
        ("ApprovalPolicy", policy.clone()),
        ("ApprovalPolicyStep", policy["steps"][0].clone()),
        ("BulkOutcome", bulk.clone()),
        ("BulkResult", bulk["results"][0].clone()),
        (
            "Webhook",
            serde_json::to_value(WebhookRow::from(&samples::webhook())).unwrap(),
        ),
        ("DeliveryAttempt", delivery["attempts"][0].clone()),
        ("Delivery", delivery),
        (
            "Replayed",
            serde_json::to_value(ReplayedRow::from(&replayed)).unwrap(),
        ),
        ("Feed", feed.clone()),
        ("Notification", notification.clone()),
        ("NotificationTicket", notification["ticket"].clone()),
        (
            "NotificationsRead",
            serde_json::to_value(ReadRow { read_count: 1 }).unwrap(),
        ),
        ("BusinessHours", promise["business_hours"][0].clone()),
        ("SlaPolicy", promise),
        ("SlaPolicyName", clocks["policy"].clone()),
        ("SlaClock", clocks["resolution"].clone()),
        ("SlaInterval", clocks["resolution"]["intervals"][0].clone()),
        ("TicketSla", clocks.clone()),
    ];
    let names: BTreeSet<&str> = views.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, BTreeSet::from(document::VIEWS));
    views.push(("TicketDetail", detail));
    views.push(("FeedItem", feed["items"][0].clone()));
    views.push(("SlaAnswer", clocks["response"].clone()));
    let kept = WebhookWithSecret::kept(WebhookRow::from(&samples::webhook()));
    views.push(("WebhookWithSecret", serde_json::to_value(kept).unwrap()));
    let document = json();
    for (name, view) in views {
        let sent: BTreeSet<String> = view.as_object().unwrap().keys().cloned().collect();
        let (demanded, known) = members(&document, name);
        assert_eq!(sent, known, "{name}");
        assert_eq!(sent, demanded, "{name}");
    }
}

#[test]
fn the_ticket_of_the_vendors_document_is_given_as_printed() {
    let row = serde_json::to_value(TicketRow::new(&samples::ticket(), samples::time())).unwrap();
    let printed = json!({
        "id": 123, "ticket_number": "TKT-20231201-001", "title": "Server Performance Issue",
        "description": "Database queries are running slowly", "status": "open", "priority": "high",
        "ticket_type": "incident", "created_by_id": 1, "assigned_to_id": 5, "department_id": 1,
        "tags": ["performance", "database", "urgent"], "created_at": "2023-12-01T10:00:00Z",
        "updated_at": "2023-12-01T10:00:00Z", "due_date": "2023-12-02T18:00:00Z", "sla_breach_time": null,
        "resolution_time": null,
        "created_by": {"id": 1, "username": "john.doe", "first_name": "John", "last_name": "Doe"},
        "assigned_to": {"id": 5, "username": "admin", "first_name": "System", "last_name": "Admin"},
        "department": {"id": 1, "name": "IT Department"}
    });
    for (name, value) in printed.as_object().unwrap() {
        assert_eq!(&row[name], value, "{name}");
    }
}

#[test]
fn a_missed_deadline_shows_as_soon_as_it_is_missed() {
    let late = tessera_domain::time::Time::parse("2023-12-02T18:00:01Z").unwrap();
    let row = serde_json::to_value(TicketRow::new(&samples::ticket(), late)).unwrap();
    assert_eq!(row["sla_breach_time"], "2023-12-02T18:00:00Z");
}

#[test]
fn a_ticket_without_department_and_assignee_says_null() {
    let mut sheet = samples::ticket();
    sheet.department = None;
    sheet.assignees.clear();
    sheet.ticket.assignee = None;
    let row = serde_json::to_value(TicketRow::new(&sheet, samples::time())).unwrap();
    for name in ["assigned_to_id", "assigned_to", "department_id", "department"] {
        assert_eq!(row[name], Value::Null, "{name}");
    }
}

#[test]
fn what_happened_is_told_without_the_cores_words_and_ids() {
    let detail = serde_json::to_value(detail()).unwrap();
    let timeline = &detail["activity_timeline"];
    assert_eq!(timeline[0]["action"], "ticket.status_changed");
    assert_eq!(
        timeline[0]["metadata"],
        json!({"fields": ["status"], "source": null})
    );
    assert_eq!(timeline[0]["user_id"], 1);
    assert_eq!(
        timeline[1]["metadata"],
        json!({"fields": ["due_date"], "source": "Shop"})
    );
    assert_eq!(
        (&timeline[1]["user"], &timeline[2]["user_id"]),
        (&Value::Null, &Value::Null)
    );
    let related = &detail["related_tickets"][0];
    assert_eq!(
        (&related["status"], &related["priority"]),
        (&json!("in_progress"), &json!("low"))
    );
    let workflow = &detail["approval_workflow"];
    assert_eq!(
        (&workflow["status"], &workflow["outcome"]),
        (&json!("active"), &Value::Null)
    );
    assert_eq!(
        (&workflow["id"], &workflow["ticket_id"]),
        (&json!(7), &json!(123))
    );
    assert_eq!(detail["has_pending_approvals"], true);
}

/// Without a kernel, a handler or a door that was reached can only say 500; what no scope takes is 404.
#[actix_web::test]
async fn getting_in_stands_in_front_of_the_door_and_slashes_do_not_matter() {
    use actix_web::{App, test};
    let app = test::init_service(App::new().configure(scopes)).await;
    let (get, post) = (Method::GET, Method::POST);
    let table = [
        (&post, "/auth/login", 500),
        (&post, "/auth/refresh", 500),
        (&get, "/auth/login", 404),
        (&get, "/auth/me", 500),
        (&get, "/tickets", 500),
        (&get, "/tickets/nothing/here", 500),
        (&get, "/webhooks", 500),
        (&get, "/auth/signin", 404),
        (&get, "/tickets2", 404),
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
        (Method::POST, "/auth/login", Category::Authentication),
        (Method::POST, "/auth/refresh/", Category::Authentication),
        (Method::GET, "/auth/me", Category::General),
        (Method::POST, "/auth/logout", Category::General),
        (Method::POST, "/tickets/search/", Category::Search),
        (Method::GET, "/tickets/search", Category::Search),
        (Method::GET, "/tickets", Category::General),
        (Method::POST, "/attachments/ticket/1/upload/", Category::Upload),
        (Method::GET, "/attachments/1/download", Category::General),
        (Method::GET, "/reports/dashboard", Category::Reports),
    ] {
        assert_eq!(category(&method, path), sort, "{method} {path}");
    }
}
