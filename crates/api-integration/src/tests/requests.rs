//! Requests to the dialect in process: its door, its paths, its refusals, and what is recorded of them.

use super::world::{self, FOREIGN, OWN};
use crate::{ROOT, dialect, health::Health, view::samples::id};
use actix_web::{
    body::to_bytes,
    http::{Method, header::HeaderMap},
    test::{self, TestRequest},
};
use serde_json::{Value, json};
use std::sync::Arc;
use tessera_http::{
    calls::{Batches, CallRecord},
    kernel::{self, Kernel, WebSettings},
};

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Value,
    calls: Vec<CallRecord>,
}

impl Answer {
    fn error(&self) -> (u16, &str) {
        (self.status, self.body["error"].as_str().unwrap_or_default())
    }

    fn message(&self) -> &str {
        self.body["message"].as_str().unwrap()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// Sends one request to an app of its own.
async fn send(request: TestRequest) -> Answer {
    let batches = Arc::new(Batches::default());
    let kernel = Kernel::new(world::application(), vec![dialect()], WebSettings::default()).unwrap();
    let kernel = Arc::new(kernel.with_call_sink(batches.clone()));
    let app = test::init_service(kernel::app(&kernel)).await;
    let response = test::call_service(&app, request.to_request()).await;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = to_bytes(response.into_body()).await.unwrap();
    Answer {
        status,
        headers,
        body: serde_json::from_slice(&body).unwrap_or_else(|_| panic!("no JSON: {body:?}")),
        calls: batches.take(10),
    }
}

fn request(method: &str, path: &str, authorization: &str) -> TestRequest {
    let request = TestRequest::default()
        .method(Method::from_bytes(method.as_bytes()).unwrap())
        .uri(&format!("{ROOT}{path}"));
    if authorization.is_empty() {
        request
    } else {
        request.insert_header(("authorization", authorization))
    }
}

async fn get(path: &str) -> Answer {
    send(request("GET", path, "Bearer good")).await
}

async fn with_body(method: &str, path: &str, body: &str) -> Answer {
    send(request(method, path, "Bearer good").set_payload(body.to_owned())).await
}

fn path(ticket: u128, rest: &str) -> String {
    format!("/tickets/{}{rest}", id(ticket))
}

#[actix_web::test]
async fn without_a_token_that_counts_nothing_is_told_or_read() {
    let huge = "x".repeat(300_000);
    for (method, path) in [
        ("GET", ""),
        ("GET", "/nothing"),
        ("POST", "/tickets"),
        ("DELETE", "/tickets"),
        ("OPTIONS", "/tickets"),
    ] {
        for (authorization, code, message) in [
            ("", "missing_token", "No bearer token was sent"),
            ("Basic Z29vZA==", "missing_token", "No bearer token was sent"),
            ("Bearer ", "missing_token", "No bearer token was sent"),
            ("Bearer nobody", "invalid_token", "Invalid token"),
            ("bearer disabled", "invalid_token", "Token is disabled"),
            ("BEARER revoked", "invalid_token", "Token is revoked"),
            ("Bearer expired", "invalid_token", "Token has expired"),
        ] {
            let answer = send(request(method, path, authorization).set_payload(huge.clone())).await;
            assert_eq!(answer.error(), (401, code), "{method} {path} {authorization}");
            assert_eq!(answer.message(), message);
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
            assert_eq!(answer.header("x-ratelimit-limit"), None);
            assert!(answer.calls.is_empty());
        }
    }
}

#[actix_web::test]
async fn a_full_hour_is_refused_before_anything_else_and_not_recorded() {
    for (method, path) in [("GET", ""), ("POST", "/tickets"), ("GET", "/nothing")] {
        let answer = send(request(method, path, "Bearer full")).await;
        assert_eq!(answer.error(), (429, "rate_limit_exceeded"));
        let body = json!({"error": "rate_limit_exceeded", "message": "Rate limit exceeded"});
        assert_eq!(answer.body, body);
        assert_eq!(answer.header("retry-after"), Some("1800"));
        assert_eq!(answer.header("x-ratelimit-remaining"), Some("0"));
        assert_eq!(answer.header("ratelimit"), Some("\"general\";r=0;t=1800"));
        assert!(answer.calls.is_empty());
    }
}

#[actix_web::test]
async fn a_token_that_cannot_be_looked_at_is_a_fault_of_validation() {
    let answer = send(request("GET", "", "Bearer broken")).await;
    assert_eq!(answer.error(), (500, "validation_failed"));
    assert!(!answer.body.to_string().contains("canary"));
    assert!(answer.calls.is_empty());
}

#[actix_web::test]
async fn a_token_that_cannot_be_looked_at_now_may_come_again() {
    let answer = send(request("GET", "", "Bearer busy")).await;
    assert_eq!(answer.error(), (503, "service_unavailable"));
    assert!(answer.header("retry-after").is_some());
    assert!(!answer.body.to_string().contains("canary"));
}

#[actix_web::test]
async fn headers_of_a_client_break_no_validation() {
    for (name, value) in [
        ("x-forwarded-for", "1.2.3.4, 5.6.7.8"),
        ("x-forwarded-for", "nonsense"),
        ("cf-connecting-ip", "'; --"),
        ("user-agent", "\u{e9}"),
    ] {
        let answer = send(request("GET", "", "Bearer good").insert_header((name, value))).await;
        assert_eq!(answer.status, 200, "{name}: {value}");
    }
}

#[actix_web::test]
async fn every_path_may_end_in_a_slash() {
    let (ticket, status) = (path(OWN, ""), path(OWN, "/status"));
    let comments = path(OWN, "/comments");
    for (method, path, answered) in [
        ("GET", "", 200),
        ("GET", ticket.as_str(), 200),
        ("POST", "/tickets", 400),
        ("POST", comments.as_str(), 400),
        ("PATCH", status.as_str(), 400),
    ] {
        for slash in ["", "/", "?a=b", "/?a=b"] {
            let path = format!("{path}{slash}");
            let answer = send(request(method, &path, "Bearer good")).await;
            assert_eq!(answer.status, answered, "{method} {path}");
        }
    }
    let health = serde_json::to_value(Health::OK).unwrap();
    assert_eq!(
        (get("").await.body, get("/").await.body),
        (health.clone(), health)
    );
}

#[actix_web::test]
async fn head_counts_as_the_call_that_it_is() {
    let batches = Arc::new(Batches::default());
    let kernel = Kernel::new(world::application(), vec![dialect()], WebSettings::default()).unwrap();
    let kernel = Arc::new(kernel.with_call_sink(batches.clone()));
    let app = test::init_service(kernel::app(&kernel)).await;
    let request = request("HEAD", &path(OWN, "/"), "Bearer good").to_request();
    let response = test::call_service(&app, request).await;
    assert_eq!(response.status().as_u16(), 200);
    assert!(to_bytes(response.into_body()).await.unwrap().is_empty());
    assert_eq!(batches.take(9)[0].method, "HEAD");
}

#[actix_web::test]
async fn another_method_or_path_is_not_found_and_counts() {
    let ticket = path(OWN, "");
    for (method, path) in [
        ("POST", ""),
        ("DELETE", "/"),
        ("GET", "/tickets"),
        ("GET", "/tickets/"),
        ("PUT", "/tickets"),
        ("OPTIONS", "/tickets"),
        ("DELETE", ticket.as_str()),
        ("GET", "/tickets/a/comments"),
        ("POST", "/tickets/a/status"),
        ("GET", "/nothing"),
        ("GET", "/tickets/a/b/c"),
        ("GET", "//"),
    ] {
        let answer = send(request(method, path, "Bearer good")).await;
        assert_eq!(answer.error(), (404, "not_found"), "{method} {path}");
        assert_eq!(answer.header("allow"), None, "{method} {path}");
        assert_eq!(answer.header("x-ratelimit-remaining"), Some("7"));
        assert_eq!(answer.calls.len(), 1);
        assert_eq!(answer.calls[0].status, 404);
    }
}

#[actix_web::test]
async fn an_own_ticket_is_shown_and_no_other() {
    let answer = get(&path(OWN, "")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body["ticket"]["status"], "in_progress");
    assert_eq!(answer.body["ticket"]["updated_at"], "2024-01-15T11:45:00.000Z");
    for ticket in [FOREIGN, 99] {
        let answer = get(&path(ticket, "")).await;
        assert_eq!(answer.error(), (404, "not_found"));
        assert_eq!(answer.message(), "Ticket not found");
    }
}

#[actix_web::test]
async fn an_id_without_form_is_a_bad_request() {
    for path in ["/tickets/x", "/tickets/1/", "/tickets/%00"] {
        let answer = get(path).await;
        assert_eq!(answer.error(), (400, "invalid_field"), "{path}");
        assert_eq!(answer.body["details"], "ticket_id: Invalid uuid");
    }
    for (method, path, body) in [
        ("POST", "/tickets//comments", "{\"content\":\"x\"}"),
        ("POST", "/tickets/x/comments", "{\"content\":\"x\"}"),
        ("PATCH", "/tickets//status", "{\"status\":\"open\"}"),
        ("PATCH", "/tickets/x/status/", "{\"status\":\"open\"}"),
    ] {
        let answer = with_body(method, path, body).await;
        assert_eq!(answer.error(), (400, "invalid_field"), "{path}");
        assert_eq!(answer.body["details"], "ticket_id: Invalid uuid");
    }
}

#[actix_web::test]
async fn the_body_comes_before_the_ticket() {
    let (comments, status) = (path(FOREIGN, "/comments"), path(FOREIGN, "/status"));
    for (method, path, body, code) in [
        ("POST", "/tickets", "{", "missing_required_field"),
        (
            "POST",
            "/tickets",
            "{\"title\":\"x\",\"priority\":\"x\"}",
            "invalid_field",
        ),
        ("POST", comments.as_str(), "", "missing_required_field"),
        ("PATCH", status.as_str(), "[]", "missing_required_field"),
        ("PATCH", status.as_str(), "{\"status\":\"done\"}", "invalid_field"),
    ] {
        let answer = with_body(method, path, body).await;
        assert_eq!(answer.error(), (400, code), "{method} {path} {body}");
        assert!(answer.body["details"].is_string());
    }
    let answer = with_body("POST", "/tickets", &"x".repeat(300_000)).await;
    assert_eq!(answer.error(), (413, "payload_too_large"));
}

#[actix_web::test]
async fn changes_tell_foreign_tickets_from_unknown_ones() {
    for (method, rest, body, message) in [
        (
            "POST",
            "/comments",
            "{\"content\":\"x\"}",
            "Not authorized to comment on this ticket",
        ),
        (
            "PATCH",
            "/status",
            "{\"status\":\"resolved\"}",
            "Not authorized to update this ticket",
        ),
    ] {
        let foreign = with_body(method, &path(FOREIGN, rest), body).await;
        assert_eq!(foreign.error(), (401, "not_authorized"));
        assert_eq!(foreign.message(), message);
        assert_eq!(foreign.calls[0].status, 401, "it passed the door, so it counts");
        let unknown = with_body(method, &path(99, rest), body).await;
        assert_eq!(unknown.error(), (404, "not_found"));
    }
}

#[actix_web::test]
async fn who_asks_for_problem_documents_gets_the_same_statuses() {
    let accepting = |request: TestRequest| request.insert_header(("accept", "application/problem+json"));
    let foreign =
        request("POST", &path(FOREIGN, "/comments"), "Bearer good").set_payload("{\"content\":\"x\"}");
    for (request, status) in [(foreign, 401), (request("PUT", "/tickets", "Bearer good"), 404)] {
        let answer = send(accepting(request)).await;
        assert_eq!((answer.status, &answer.body["status"]), (status, &json!(status)));
    }
}

#[actix_web::test]
async fn a_call_is_recorded_with_its_body_only_where_the_tenant_says_so() {
    for (token, kept) in [
        ("Bearer good", None),
        ("Bearer copying", Some("{\"title\":\"\"}")),
    ] {
        let request = request("POST", "/tickets/?a=b", token).set_payload("{\"title\":\"\"}");
        let answer = send(request).await;
        let [call] = answer.calls.as_slice() else {
            panic!("one call: {:?}", answer.calls)
        };
        assert_eq!((call.method.as_str(), call.status), ("POST", 400));
        assert_eq!(call.path, format!("{ROOT}/tickets/"));
        assert_eq!(call.tenant, id(1).into());
        assert_eq!(call.body.as_deref(), kept);
        assert_eq!(call.at, world::now());
    }
}
