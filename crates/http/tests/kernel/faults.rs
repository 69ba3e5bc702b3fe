//! Whatever goes wrong is said in the words of the dialect whose path it is.

use crate::client::{Answer, Client, get, kernel, post};
use serde_json::json;
use std::time::Duration;
use tessera_http::{fault::FaultKind, kernel::WebSettings};

#[actix_web::test]
async fn every_kind_is_rendered_with_its_status() {
    let client = Client::new().await;
    for kind in FaultKind::ALL {
        let answer = client
            .send(get(&format!("/shop/fail/{kind:?}")).insert_header(("x-request-id", "abcd-1234")))
            .await;
        assert_eq!(answer.status, kind.status(), "{kind:?}");
        assert_eq!(
            answer.header("content-type"),
            Some("application/json; charset=utf-8")
        );
        let message = if kind.is_ours() {
            kind.message()
        } else {
            "words of its own"
        };
        let expected = json!({ "oops": format!("{kind:?}"), "message": message, "issues": [],
            "path": format!("/shop/fail/{kind:?}"), "method": "GET", "id": "abcd-1234",
            "now": "2026-02-03T12:00:00.000000Z" });
        assert_eq!(answer.json(), expected);
        let busy = matches!(kind, FaultKind::TooMany | FaultKind::Unavailable);
        assert_eq!(answer.header("retry-after"), busy.then_some("1"), "{kind:?}");
        let stranger = kind == FaultKind::Unauthenticated;
        assert_eq!(answer.header("www-authenticate"), stranger.then_some("Bearer"));
    }
}

/// What the framework itself answers, as it would in its own words.
#[actix_web::test]
async fn the_frameworks_errors_are_rendered_too() {
    let client = Client::new().await;
    for (path, status, fault) in [
        ("/shop/broken/no-uuid", 404, "NotFound"),
        ("/shop/broken/%ff", 404, "NotFound"),
        ("/shop", 404, "NotFound"),
        ("/shop/", 404, "NotFound"),
        ("/shop/no/such/path", 404, "NotFound"),
        ("/shop/things/7", 405, "MethodNotAllowed"),
    ] {
        let answer = client.send(get(path)).await;
        assert_eq!(
            (answer.status.as_u16(), answer.fault().as_str()),
            (status, fault),
            "{path}"
        );
    }
}

#[actix_web::test]
async fn paths_of_no_dialect_get_problem_documents() {
    let client = Client::new().await;
    for path in ["/", "/nowhere", "/shopping"] {
        let answer = client.send(get(path)).await;
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json"),
            "{path}"
        );
        let body = answer.json();
        assert_eq!(
            (&body["status"], &body["title"]),
            (&json!(404), &json!("Not Found"))
        );
        assert_eq!(body["request_id"].as_str(), answer.header("x-request-id"));
    }
}

#[actix_web::test]
async fn clients_that_ask_get_problem_documents_everywhere() {
    let client = Client::new().await;
    let request =
        post("/shop/things", "{}").insert_header(("accept", "application/json, application/problem+json"));
    let answer = client.send(request).await;
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(
        answer.json()["errors"],
        json!([{ "pointer": "#/name", "detail": "Required" }])
    );
    let panicking = get("/shop/panic").insert_header(("accept", "application/problem+json"));
    assert_eq!(client.send(panicking).await.json()["status"], 500);
    // The query string is never part of an answer.
    let good = get("/shop/things").insert_header(("accept", "application/problem+json"));
    assert_eq!(
        client.send(good).await.header("content-type"),
        Some("application/json; charset=utf-8")
    );
}

/// A-OP-4, in process: the handler, the use case and the store's transaction.
#[actix_web::test]
async fn a_panic_is_a_500_that_says_nothing() {
    let client = Client::new().await;
    for request in [
        get("/shop/panic"),
        get("/shop/panic-inside"),
        post("/shop/things", r#"{"name":"panic"}"#),
    ] {
        let answer = client
            .send(request.insert_header(("x-request-id", "abcd-1234")))
            .await;
        assert_says_nothing(&answer, 500);
        assert_eq!(answer.json()["message"], "An internal error occurred");
        assert_eq!(answer.header("x-request-id"), Some("abcd-1234"));
    }
    assert_eq!(client.send(get("/shop/things")).await.status, 200);
}

#[actix_web::test]
async fn what_storage_says_stays_inside() {
    let client = Client::new().await;
    let broken = client
        .send(get("/shop/broken/00000000-0000-0000-0000-000000000000"))
        .await;
    assert_says_nothing(&broken, 500);
    let busy = client
        .send(get("/shop/things").insert_header(("x-api-key", "busy")))
        .await;
    assert_says_nothing(&busy, 503);
}

fn assert_says_nothing(answer: &Answer, status: u16) {
    assert_eq!(answer.status.as_u16(), status);
    assert!(!answer.text.contains("canary"), "{}", answer.text);
    assert!(!format!("{:?}", answer.headers).contains("canary"));
}

#[actix_web::test]
async fn a_handler_that_takes_too_long_is_given_up() {
    let settings = WebSettings {
        handler_time: Duration::from_millis(50),
        ..WebSettings::default()
    };
    let client = Client::of(&kernel(settings)).await;
    let answer = client.send(get("/shop/slow")).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("retry-after")),
        (503, Some("1"))
    );
    assert_eq!(answer.fault(), "Unavailable");
}

#[actix_web::test]
async fn several_issues_are_told_at_once() {
    let client = Client::new().await;
    let answer = client.send(get("/shop/things?page=0&page=1")).await;
    assert_eq!(answer.json()["issues"], json!(["page: Given more than once"]));
    let answer = client.send(get("/shop/things?page=9223372036854775808")).await;
    assert_eq!(answer.json()["page"], i64::MAX);
}
