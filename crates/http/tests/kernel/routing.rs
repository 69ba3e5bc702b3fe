//! Methods: 405 with `Allow`, and `HEAD`.

use crate::client::{Client, get, kernel};
use actix_web::{http::Method, test::TestRequest};
use tessera_http::kernel::WebSettings;

fn with(method: &str, path: &str) -> TestRequest {
    get(path).method(method.parse().unwrap())
}

#[actix_web::test]
async fn a_path_with_other_methods_says_which() {
    let client = Client::new().await;
    for (method, path, allow) in [
        ("DELETE", "/shop/things", "GET, HEAD, POST"),
        ("PUT", "/shop/things", "GET, HEAD, POST"),
        ("OPTIONS", "/shop/things", "GET, HEAD, POST"),
        ("TRACE", "/shop/things", "GET, HEAD, POST"),
        ("BREW", "/shop/things", "GET, HEAD, POST"),
        ("GET", "/shop/things/7", "PUT"),
        ("HEAD", "/shop/things/7", "PUT"),
        ("POST", "/shop/things/stats", "GET, HEAD"),
        ("PUT", "/shop/things/stats", "GET, HEAD"),
        ("POST", "/healthz", "GET, HEAD"),
        ("DELETE", "/readyz", "GET, HEAD"),
    ] {
        let answer = client.send(with(method, path)).await;
        assert_eq!(answer.status.as_u16(), 405, "{method} {path}");
        let mut allowed: Vec<_> = answer.header("allow").unwrap().split(", ").collect();
        allowed.sort_unstable();
        assert_eq!(allowed.join(", "), allow, "{method} {path}");
    }
}

#[actix_web::test]
async fn pages_outside_the_documents_may_be_told_of() {
    let kernel = kernel(WebSettings::default());
    let kernel = std::sync::Arc::into_inner(kernel)
        .unwrap()
        .with_page("/docs/{file}", vec![Method::GET]);
    let client = Client::of(&std::sync::Arc::new(kernel)).await;
    let answer = client.send(with("POST", "/docs/index.html")).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("allow")),
        (405, Some("GET, HEAD"))
    );
}

#[actix_web::test]
async fn head_is_get_without_the_body() {
    let client = Client::new().await;
    for path in [
        "/shop/things",
        "/shop/things/stats",
        "/healthz",
        "/shop/no-such-path",
        "/shop/panic",
    ] {
        let get = client
            .send(with("GET", path).insert_header(("x-request-id", "abcd-1234")))
            .await;
        let head = client
            .send(with("HEAD", path).insert_header(("x-request-id", "abcd-1234")))
            .await;
        assert_eq!(head.status, get.status, "{path}");
        assert_eq!(head.text, "", "{path}");
        for (name, value) in &get.headers {
            assert_eq!(head.headers.get(name), Some(value), "{path} {name}");
        }
    }
}
