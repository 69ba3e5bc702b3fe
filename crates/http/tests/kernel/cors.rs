//! A-OP-7: scripts of other origins.

use crate::client::{Answer, Client, get, kernel};
use actix_web::test::TestRequest;
use tessera_http::kernel::WebSettings;

const ALLOWED: &str = "https://app.example";
const FOREIGN: [&str; 6] = [
    "https://evil.example",
    "null",
    "https://app.example.evil.example",
    "http://app.example",
    "https://app.example:8443",
    "https://APP.example",
];

async fn client() -> Client {
    Client::of(&kernel(WebSettings {
        origins: vec![ALLOWED.into()],
        ..WebSettings::default()
    }))
    .await
}

fn preflight(origin: &str, method: &str) -> TestRequest {
    get("/shop/things")
        .method("OPTIONS".parse().unwrap())
        .insert_header(("origin", origin))
        .insert_header(("access-control-request-method", method))
        .insert_header((
            "access-control-request-headers",
            "x-api-key, content-type, idempotency-key, if-match",
        ))
}

fn assert_varies(answer: &Answer) {
    let vary = answer.header("vary").unwrap_or_default();
    assert!(
        vary.split(',')
            .any(|name| name.trim().eq_ignore_ascii_case("origin")),
        "{vary:?}"
    );
    assert_eq!(answer.header("access-control-allow-credentials"), None);
}

#[actix_web::test]
async fn a_listed_origin_may_read_answers_and_errors() {
    let client = client().await;
    for path in [
        "/shop/things",
        "/shop/nowhere",
        "/nowhere",
        "/shop/panic",
        "/shop/fail/Unauthenticated",
    ] {
        let answer = client.send(get(path).insert_header(("origin", ALLOWED))).await;
        assert_eq!(
            answer.header("access-control-allow-origin"),
            Some(ALLOWED),
            "{path}"
        );
        let exposed = answer.header("access-control-expose-headers").unwrap();
        for name in [
            "etag",
            "location",
            "retry-after",
            "x-request-id",
            "idempotent-replayed",
            "link",
            "x-ratelimit-limit",
        ] {
            assert!(
                exposed.split(", ").any(|listed| listed == name),
                "{name} in {exposed}"
            );
        }
        assert_varies(&answer);
    }
}

#[actix_web::test]
async fn other_origins_may_not() {
    let client = client().await;
    for origin in FOREIGN {
        let answer = client
            .send(get("/shop/things").insert_header(("origin", origin)))
            .await;
        assert_eq!(answer.status, 200, "{origin}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{origin}");
        assert_varies(&answer);
        let answer = client.send(preflight(origin, "POST")).await;
        assert_eq!(answer.status, 400, "{origin}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{origin}");
        assert_varies(&answer);
    }
    assert_varies(&client.send(get("/shop/things")).await);
}

#[actix_web::test]
async fn a_preflight_is_answered_without_a_credential() {
    let client = client().await;
    let request = TestRequest::default()
        .method("OPTIONS".parse().unwrap())
        .uri("/shop/things");
    let request = request
        .insert_header(("origin", ALLOWED))
        .insert_header(("access-control-request-method", "PUT"));
    let answer = client.send(request).await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (204, ""));
    assert_eq!(answer.header("access-control-allow-origin"), Some(ALLOWED));
    assert_eq!(answer.header("access-control-max-age"), Some("600"));
    assert!(
        answer
            .header("access-control-allow-methods")
            .unwrap()
            .contains("PUT")
    );
    assert_varies(&answer);
    assert_eq!(client.send(preflight(ALLOWED, "POST")).await.status, 204);
    assert_eq!(client.send(preflight(ALLOWED, "TRACE")).await.status, 400);
}

#[actix_web::test]
async fn without_listed_origins_there_is_no_cors() {
    let client = Client::new().await;
    let answer = client
        .send(get("/shop/things").insert_header(("origin", ALLOWED)))
        .await;
    assert_eq!(answer.header("access-control-allow-origin"), None);
    assert_eq!(client.send(preflight(ALLOWED, "GET")).await.status, 405);
}
