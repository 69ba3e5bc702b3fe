//! Who gets in, and in which order things are refused.

use crate::client::{Client, get, post};
use actix_web::{http::StatusCode, test::TestRequest};

#[actix_web::test]
async fn strangers_learn_nothing_about_a_scope() {
    let client = Client::new().await;
    for (method, path) in [
        ("GET", "/shop/things"),
        ("DELETE", "/shop/things"),
        ("GET", "/shop/no-such-path"),
    ] {
        for key in [None, Some("stranger"), Some("")] {
            let mut request = TestRequest::default().method(method.parse().unwrap()).uri(path);
            if let Some(key) = key {
                request = request.insert_header(("x-api-key", key));
            }
            let answer = client.send(request).await;
            assert_eq!(
                (answer.status.as_u16(), answer.fault().as_str()),
                (401, "Unauthenticated"),
                "{path}"
            );
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
            assert_eq!(answer.json()["message"], "Missing or invalid credential");
        }
    }
}

#[actix_web::test]
async fn a_named_tenant_only_narrows() {
    let client = Client::new().await;
    for (tenant, status) in [
        ("00000000-0000-0000-0000-000000000001", 200),
        ("00000000-0000-0000-0000-000000000002", 401),
        ("x", 401),
    ] {
        let answer = client
            .send(get("/shop/things").insert_header(("x-tenant-id", tenant)))
            .await;
        assert_eq!(answer.status.as_u16(), status, "{tenant}");
    }
}

/// Authentication, then permission, then the type of the body, then its size, then its text.
#[actix_web::test]
async fn checks_come_in_their_order() {
    let client = Client::new().await;
    let huge = "x".repeat(300_000);
    let bad = || TestRequest::post().uri("/shop/things").set_payload(huge.clone());
    let refused = |request| async { client.send(request).await.fault() };
    assert_eq!(refused(bad()).await, "Unauthenticated");
    let bad = || post("/shop/things", &huge);
    assert_eq!(
        refused(bad().insert_header(("x-api-key", "user"))).await,
        "Forbidden"
    );
    assert_eq!(
        refused(bad().insert_header(("content-type", "text/plain"))).await,
        "UnsupportedMedia"
    );
    assert_eq!(refused(bad()).await, "PayloadTooLarge");
    assert_eq!(refused(post("/shop/things", "{")).await, "Malformed");
    assert_eq!(refused(post("/shop/things", "{}")).await, "Invalid");
}

#[actix_web::test]
async fn a_missing_permission_is_named() {
    let client = Client::new().await;
    let answer = client
        .send(post("/shop/things", "{}").insert_header(("x-api-key", "user")))
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.json()["message"], "missing permission: assign_tickets");
}

#[actix_web::test]
async fn storage_that_fails_at_the_door_is_no_401() {
    let client = Client::new().await;
    let answer = client
        .send(get("/shop/things").insert_header(("x-api-key", "busy")))
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("retry-after")),
        (503, Some("1"))
    );
    let answer = client
        .send(get("/shop/things").insert_header(("x-api-key", "panic")))
        .await;
    assert_eq!(answer.status.as_u16(), 500);
}
