//! How much a request may bring.

use crate::client::{Client, get, kernel, post};
use actix_web::test::TestRequest;
use tessera_http::kernel::WebSettings;

#[actix_web::test]
async fn addresses_and_headers_are_bounded() {
    let client = Client::new().await;
    let path = |length: usize| format!("/shop/things?x={}", "y".repeat(length - "/shop/things?x=".len()));
    assert_eq!(client.send(get(&path(8192))).await.status, 200);
    let long = client.send(get(&path(8193))).await;
    assert_eq!((long.status.as_u16(), long.fault().as_str()), (414, "UriTooLong"));

    let of = |length: usize| get("/shop/things").insert_header(("x-long", "y".repeat(length)));
    assert_eq!(client.send(of(16_000)).await.status, 200);
    let large = client.send(of(16_384)).await;
    assert_eq!(
        (large.status.as_u16(), large.fault().as_str()),
        (431, "HeadersTooLarge")
    );
}

#[actix_web::test]
async fn bodies_are_bounded_to_the_byte() {
    let client = Client::of(&kernel(WebSettings {
        body_bytes: 64,
        ..WebSettings::default()
    }))
    .await;
    let body = |length: usize| format!("{{\"name\":\"thing\"{}}}", " ".repeat(length - 16));
    assert_eq!(client.send(post("/shop/things", &body(64))).await.status, 201);
    for request in [
        post("/shop/things", &body(65)),
        post("/shop/things", "{}").insert_header(("content-length", "65")),
        post("/shop/things", "{}").insert_header(("content-length", "99999999999999999999")),
    ] {
        let answer = client.send(request).await;
        assert_eq!(
            (answer.status.as_u16(), answer.fault().as_str()),
            (413, "PayloadTooLarge")
        );
    }
}

/// A-IN-6, the part about bodies.
#[actix_web::test]
async fn bodies_must_be_json_and_say_so() {
    let client = Client::new().await;
    for (content_type, status) in [
        ("application/json", 201),
        ("application/json; charset=utf-8", 201),
        ("Application/JSON", 201),
        ("application/merge-patch+json", 201),
        ("text/plain", 415),
        ("text/json", 415),
        ("application/x-www-form-urlencoded", 415),
        ("json", 415),
        ("", 415),
    ] {
        let request =
            post("/shop/things", r#"{"name":"thing"}"#).insert_header(("content-type", content_type));
        assert_eq!(
            client.send(request).await.status.as_u16(),
            status,
            "{content_type:?}"
        );
    }
    let untyped = TestRequest::post()
        .uri("/shop/things")
        .insert_header(("x-api-key", "admin"))
        .set_payload("{}");
    assert_eq!(client.send(untyped).await.status.as_u16(), 415);
    let packed = post("/shop/things", "{}").insert_header(("content-encoding", "gzip"));
    assert_eq!(client.send(packed).await.status.as_u16(), 415);
    let deep = format!("{{\"name\":{}{}}}", "[".repeat(200), "]".repeat(200));
    for (body, fault) in [
        ("", "Malformed"),
        ("{\"name\":", "Malformed"),
        ("{\"name\":\"a\",\"name\":\"b\"}", "Malformed"),
        (&deep, "Malformed"),
        ("[]", "Invalid"),
        ("{\"name\":\"\\u0000\"}", "Invalid"),
    ] {
        let answer = client.send(post("/shop/things", body)).await;
        assert_eq!(
            (answer.status.as_u16(), answer.fault().as_str()),
            (400, fault),
            "{body}"
        );
    }
}
