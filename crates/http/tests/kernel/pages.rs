//! Pages get pages when something goes wrong, and their own content security policy.

use crate::{
    client::{Answer, Client, get, kernel, post},
    desk,
};
use actix_web::{http::Method, test::TestRequest};
use std::net::SocketAddr;
use tessera_http::kernel::WebSettings;

const STRICT: &str = "default-src 'none'; frame-ancestors 'none'";

fn ask(path: &str) -> TestRequest {
    TestRequest::get()
        .uri(path)
        .insert_header(("x-request-id", "abcd-1234"))
}

fn form(body: impl Into<String>) -> TestRequest {
    let request = TestRequest::post().uri("/desk");
    request
        .insert_header(("content-type", "application/x-www-form-urlencoded"))
        .set_payload(body.into())
}

fn assert_page(answer: &Answer, status: u16, says: &str) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(answer.header("content-security-policy"), Some(desk::POLICY));
    assert!(answer.text.contains(says), "{}", answer.text);
    assert!(!answer.text.contains("canary"), "{}", answer.text);
}

#[actix_web::test]
async fn every_failure_below_an_owned_path_is_a_page() {
    let client = Client::new().await;
    for (request, status, kind) in [
        (ask("/desk/nowhere"), 404, "NotFound"),
        (ask("/desk/number/no-number"), 404, "NotFound"),
        (ask("/desk/%ff"), 404, "NotFound"),
        (ask("/desk").method(Method::DELETE), 405, "MethodNotAllowed"),
        (ask("/desk/who").method(Method::POST), 405, "MethodNotAllowed"),
        (ask("/desk/panic"), 500, "Bug"),
        (ask("/desk/wait"), 429, "TooMany"),
        (ask(&format!("/desk/{}", "x".repeat(9000))), 414, "UriTooLong"),
        (ask("/desk").method(Method::POST), 415, "UnsupportedMedia"),
    ] {
        let answer = client.send(request).await;
        assert_page(&answer, status, &format!("<h1>{kind}</h1>"));
        assert!(answer.text.contains("abcd-1234"), "{}", answer.text);
    }
    let allowed = client.send(ask("/desk").method(Method::DELETE)).await;
    assert_eq!(allowed.header("allow"), Some("GET, POST, HEAD"));
    let dialect = client.send(get("/shop/nowhere")).await;
    assert_eq!(dialect.fault(), "NotFound");
    let nobody = client.send(get("/desks")).await;
    assert_eq!(nobody.header("content-type"), Some("application/problem+json"));
}

#[actix_web::test]
async fn clients_that_ask_get_problem_documents_from_pages_too() {
    let client = Client::new().await;
    for (path, status) in [("/desk/nowhere", 404), ("/desk/panic", 500)] {
        let answer = client
            .send(ask(path).insert_header(("accept", "application/problem+json")))
            .await;
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        assert_eq!(answer.header("content-security-policy"), Some(STRICT));
        assert_eq!(answer.json()["status"], status);
    }
}

#[actix_web::test]
async fn the_sets_policy_is_for_its_pages_only() {
    let client = Client::new().await;
    for (path, policy) in [
        ("/desk", desk::POLICY),
        ("/desk/special", desk::OWN_POLICY),
        ("/desk/style.css", STRICT),
        ("/desk/where", STRICT),
        ("/shop/things", STRICT),
    ] {
        for method in [Method::GET, Method::HEAD] {
            let answer = client.send(get(path).method(method)).await;
            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(answer.header("content-security-policy"), Some(policy), "{path}");
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            assert_eq!(answer.header("x-frame-options"), Some("DENY"));
        }
    }
}

/// 59.000001 seconds.
#[actix_web::test]
async fn a_wait_is_told_in_whole_seconds_rounded_up() {
    let client = Client::new().await;
    assert_eq!(
        client.send(ask("/desk/wait")).await.header("retry-after"),
        Some("60")
    );
}

#[actix_web::test]
async fn forms_are_read() {
    let client = Client::new().await;
    let answer = client.send(form("name=Robin+%26+co&other=")).await;
    assert_eq!(answer.json()["name"], "Robin & co");
    let with_charset = form("name=x").insert_header((
        "content-type",
        "Application/X-WWW-Form-Urlencoded ; charset=UTF-8",
    ));
    assert_eq!(client.send(with_charset).await.json()["name"], "x");
}

#[actix_web::test]
async fn what_is_no_good_form_is_refused() {
    let client = Client::new().await;
    for (body, says) in [
        ("name=a&name=b", "name: Given more than once"),
        ("name=%00", "name: "),
        ("name=%ff", "name: must be UTF-8"),
    ] {
        assert_page(&client.send(form(body)).await, 400, says);
    }
    for content_type in [
        "application/json",
        "multipart/form-data; boundary=x",
        "text/plain",
        "",
    ] {
        let other = form("name=x").insert_header(("content-type", content_type));
        assert_page(
            &client.send(other).await,
            415,
            "application/x-www-form-urlencoded",
        );
    }
    let packed = form("name=x").insert_header(("content-encoding", "gzip"));
    assert_page(&client.send(packed).await, 415, "UnsupportedMedia");
}

#[actix_web::test]
async fn forms_are_bounded_to_the_byte() {
    let client = Client::new().await;
    let most = format!("name={}", "x".repeat(16 * 1024 - 5));
    assert_eq!(client.send(form(most.clone())).await.status, 200);
    assert_page(&client.send(form(most + "x")).await, 413, "PayloadTooLarge");
    let announced = form("name=x").insert_header(("content-length", "16385"));
    assert_page(&client.send(announced).await, 413, "PayloadTooLarge");
    let strict = Client::of(&kernel(WebSettings {
        body_bytes: 8,
        ..WebSettings::default()
    }))
    .await;
    assert_eq!(strict.send(form("name=xyz")).await.status, 200);
    assert_page(&strict.send(form("name=xyzz")).await, 413, "PayloadTooLarge");
    assert_eq!(
        client
            .send(post("/shop/things", &" ".repeat(20_000)))
            .await
            .status,
        400
    );
}

#[actix_web::test]
async fn a_page_finds_out_who_asks_without_turning_strangers_away() {
    let client = Client::new().await;
    for (cookie, says) in [
        ("", "a stranger"),
        ("desk=someone", "nobody"),
        ("desk=user", "user"),
        ("desk=admin", "admin"),
    ] {
        let answer = client
            .send(ask("/desk/who").insert_header(("cookie", cookie)))
            .await;
        assert_page(&answer, 200, says);
    }
    for (cookie, status) in [("desk=busy", 503), ("desk=panic", 500)] {
        let answer = client
            .send(ask("/desk/who").insert_header(("cookie", cookie)))
            .await;
        assert_page(&answer, status, "<h1>");
    }
}

#[actix_web::test]
async fn addresses_are_told_by_trusted_proxies_alone() {
    let settings = WebSettings {
        trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()],
        ..WebSettings::default()
    };
    let client = Client::of(&kernel(settings)).await;
    for (peer, expected) in [
        (Some("10.0.0.1:1"), "2001:db8:1:2::/64"),
        (Some("[::ffff:10.0.0.1]:1"), "2001:db8:1:2::/64"),
        (Some("192.0.2.1:1"), "192.0.2.1"),
        (None, "0.0.0.0"),
    ] {
        let mut request =
            ask("/desk/where").insert_header(("x-forwarded-for", "203.0.113.1, 2001:db8:1:2::3"));
        if let Some(peer) = peer {
            request = request.peer_addr(peer.parse::<SocketAddr>().unwrap());
        }
        assert_eq!(client.send(request).await.json(), expected, "{peer:?}");
    }
}
