//! Changes: the idempotency key and the expected version.

use crate::client::{Client, get, post};
use actix_web::test::TestRequest;

fn keyed(key: &str, json: &str) -> TestRequest {
    post("/shop/things", json).insert_header(("idempotency-key", key))
}

const THING: &str = r#"{"name":"thing"}"#;

/// A-DUR-3, as far as the web goes: what is the same request, and how its answer is given again.
#[actix_web::test]
async fn a_repeated_request_gets_the_same_answer() {
    let client = Client::new().await;
    let first = client.send(keyed("a", THING)).await;
    assert_eq!(first.status, 201);
    assert_eq!(first.header("idempotent-replayed"), None);
    assert_eq!(first.header("etag"), Some("\"1\""));
    let again = client.send(keyed("a", THING)).await;
    assert_eq!((again.status, &again.text), (first.status, &first.text));
    for name in ["location", "etag", "content-type"] {
        assert_eq!(again.header(name), first.header(name));
    }
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_ne!(client.send(keyed("b", THING)).await.text, first.text);
    assert_ne!(client.send(post("/shop/things", THING)).await.text, first.text);
}

#[actix_web::test]
async fn a_key_belongs_to_one_request_of_one_credential() {
    let client = Client::new().await;
    client.send(keyed("a", THING)).await;
    let put = |path: &str| {
        get(path)
            .method("PUT".parse().unwrap())
            .insert_header(("idempotency-key", "a"))
    };
    for other in [
        keyed("a", r#"{"name": "thing"}"#),
        keyed("a", THING).uri("/shop/things?x=1"),
        put("/shop/things/1"),
    ] {
        let answer = client.send(other).await;
        assert_eq!(
            (answer.status.as_u16(), answer.fault().as_str()),
            (422, "KeyReused")
        );
    }
    let theirs = client
        .send(keyed("a", THING).insert_header(("x-api-key", "admin-2")))
        .await;
    assert_eq!(
        (theirs.status.as_u16(), theirs.header("idempotent-replayed")),
        (201, None)
    );
}

#[actix_web::test]
async fn a_failed_try_leaves_the_key_free() {
    let client = Client::new().await;
    for (json, status) in [
        ("{}", 400),
        (r#"{"name":"none"}"#, 404),
        (r#"{"name":"panic"}"#, 500),
        (THING, 201),
    ] {
        let answer = client.send(keyed("a", json)).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("idempotent-replayed")),
            (status, None),
            "{json}"
        );
    }
}

#[actix_web::test]
async fn a_bad_key_is_named() {
    let client = Client::new().await;
    for key in ["", "a b", &"x".repeat(256)] {
        let answer = client.send(keyed(key, THING)).await;
        assert_eq!(answer.status.as_u16(), 400, "{key:?}");
        assert!(
            answer.json()["issues"][0]
                .as_str()
                .unwrap()
                .starts_with("Idempotency-Key: ")
        );
    }
    // Reading cannot change anything twice.
    assert_eq!(
        client
            .send(get("/shop/things").insert_header(("idempotency-key", "")))
            .await
            .status,
        200
    );
}

#[actix_web::test]
async fn a_change_may_expect_a_version() {
    let client = Client::new().await;
    for (expected, status) in [
        (None, 201),
        (Some("\"1\""), 201),
        (Some("\"0\", \"1\""), 201),
        (Some("*"), 201),
        (Some("\"2\""), 412),
        (Some("W/\"1\""), 412),
        (Some("1"), 400),
    ] {
        let mut request = get("/shop/things/7").method("PUT".parse().unwrap());
        if let Some(expected) = expected {
            request = request.insert_header(("if-match", expected));
        }
        assert_eq!(client.send(request).await.status.as_u16(), status, "{expected:?}");
    }
}
