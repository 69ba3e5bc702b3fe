//! What every answer carries.

use crate::client::{Client, get, kernel, post};
use actix_web::{HttpResponse, test::TestRequest, web};
use tessera_http::kernel::{self as kernel_of, WebSettings};

const EXPECTED: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-store"),
    (
        "content-security-policy",
        "default-src 'none'; frame-ancestors 'none'",
    ),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// A-OP-6.
#[actix_web::test]
async fn every_answer_has_the_security_headers() {
    let client = Client::new().await;
    let requests = || {
        [
            get("/shop/things"),
            get("/shop/things?page=0"),
            post("/shop/things", r#"{"name":"thing"}"#),
            post("/shop/things", "{"),
            TestRequest::get().uri("/shop/things"),
            get("/shop/fail/Bug"),
            get("/shop/panic"),
            get("/shop/things/1"),
            get("/shop/nowhere"),
            get("/nowhere"),
            get("/healthz"),
            get("/readyz"),
            get("/metrics"),
            get("/shop/things").method("HEAD".parse().unwrap()),
            get("/shop/things").method("OPTIONS".parse().unwrap()),
            get(&format!("/{}", "x".repeat(9000))),
            get("/").insert_header(("x-long", "x".repeat(17_000))),
        ]
    };
    for (place, request) in requests().into_iter().enumerate() {
        let answer = client.send(request).await;
        for (name, value) in EXPECTED {
            assert_eq!(answer.header(name), Some(value), "request {place}: {name}");
        }
        let id = answer.header("x-request-id").unwrap();
        assert!((8..=64).contains(&id.len()), "request {place}: {id}");
        assert_eq!(answer.header("server"), None);
        assert_eq!(answer.header("strict-transport-security"), None);
        assert_eq!(answer.header("vary"), None);
        let told = answer
            .header("content-type")
            .is_some_and(|kind| kind.contains("json"));
        assert!(told, "request {place}: {:?}", answer.header("content-type"));
    }
}

#[actix_web::test]
async fn tls_is_demanded_where_it_is_spoken() {
    let client = Client::of(&kernel(WebSettings {
        hsts: true,
        ..WebSettings::default()
    }))
    .await;
    for request in [get("/shop/things"), get("/nowhere"), get("/shop/panic")] {
        let hsts = client
            .send(request)
            .await
            .header("strict-transport-security")
            .map(ToOwned::to_owned);
        assert_eq!(hsts.as_deref(), Some("max-age=31536000; includeSubDomains"));
    }
}

#[actix_web::test]
async fn a_page_may_say_otherwise() {
    let kernel = kernel(WebSettings::default());
    let page = || async {
        HttpResponse::Ok()
            .insert_header(("content-security-policy", "default-src 'self'"))
            .insert_header(("server", "x/1.0"))
            .content_type("text/html")
            .body("<p>")
    };
    let app =
        actix_web::test::init_service(kernel_of::app(&kernel).route("/docs", web::get().to(page))).await;
    let request = TestRequest::get().uri("/docs").to_request();
    let response = actix_web::test::call_service(&app, request).await;
    assert_eq!(
        response.headers().get("content-security-policy").unwrap(),
        "default-src 'self'"
    );
    assert_eq!(response.headers().get("x-frame-options").unwrap(), "DENY");
    assert!(response.headers().get("server").is_none());
}

#[actix_web::test]
async fn a_good_request_id_is_kept_and_a_bad_one_replaced() {
    let client = Client::new().await;
    let sent = |id: &'static str| get("/shop/things").insert_header(("x-request-id", id));
    let kept = client.send(sent("trace-0123456789")).await;
    assert_eq!(kept.header("x-request-id"), Some("trace-0123456789"));
    for bad in ["short", "with space 123", "<script>alert(1)</script>"] {
        let answer = client.send(sent(bad)).await;
        let id = answer.header("x-request-id").unwrap();
        assert_eq!(id.parse::<uuid::Uuid>().unwrap().get_version_num(), 7, "{bad}");
    }
    let (one, other) = (client.send(get("/")).await, client.send(get("/")).await);
    assert_ne!(one.header("x-request-id"), other.header("x-request-id"));
}
