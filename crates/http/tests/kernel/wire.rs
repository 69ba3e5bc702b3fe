//! What goes over a real connection.

use crate::server::{Connection, serve};
use actix_web::web;
use std::time::{Duration, Instant};
use tessera_http::kernel::WebSettings;

fn post(more: &str) -> String {
    format!(
        "POST /shop/things HTTP/1.1\r\nhost: x\r\nx-api-key: admin\r\ncontent-type: application/json\r\n{more}"
    )
}

#[actix_web::test]
async fn head_tells_the_length_and_keeps_the_connection() {
    let address = serve(WebSettings::default());
    web::block(move || {
        let mut connection = Connection::open(address);
        let length = |head: &str| {
            head.split("content-length: ")
                .nth(1)
                .map(|rest| rest[..2].to_owned())
        };
        let (get, _) = connection.ask("GET", "/shop/things");
        let (head, _) = connection.ask("HEAD", "/shop/things");
        assert!(head.starts_with("http/1.1 200"), "{head}");
        assert_eq!(length(&head), length(&get));
        assert!(
            connection
                .ask("GET", "/shop/things")
                .0
                .starts_with("http/1.1 200")
        );
    })
    .await
    .unwrap();
}

/// A-OP-4.
#[actix_web::test]
async fn a_panic_leaves_the_connection_usable() {
    let address = serve(WebSettings::default());
    web::block(move || {
        let mut connection = Connection::open(address);
        for path in ["/shop/panic", "/shop/panic-inside"] {
            let (head, body) = connection.ask("GET", path);
            assert!(head.starts_with("http/1.1 500"), "{head}");
            assert!(body.contains("\"Bug\""), "{body}");
            assert!(
                connection
                    .ask("GET", "/shop/things")
                    .0
                    .starts_with("http/1.1 200")
            );
        }
    })
    .await
    .unwrap();
}

#[actix_web::test]
async fn a_body_that_does_not_arrive_is_not_waited_for() {
    let settings = WebSettings {
        body_time: Duration::from_millis(200),
        ..WebSettings::default()
    };
    let address = serve(settings);
    web::block(move || {
        for more in [
            "content-length: 100\r\n\r\n{",
            "transfer-encoding: chunked\r\n\r\n1\r\n{\r\n",
        ] {
            let begun = Instant::now();
            let mut connection = Connection::open(address);
            connection.write(&post(more));
            let (head, body) = connection.read(true);
            assert!(
                head.starts_with("http/1.1 408") && body.contains("\"TimedOut\""),
                "{head}{body}"
            );
            assert!(head.contains("connection: close"), "{head}");
            assert!(begun.elapsed() < Duration::from_secs(2));
        }
    })
    .await
    .unwrap();
}

#[actix_web::test]
async fn a_body_that_is_too_large_is_not_read() {
    let address = serve(WebSettings {
        body_bytes: 8,
        ..WebSettings::default()
    });
    web::block(move || {
        for more in [
            "content-length: 9\r\n\r\n",
            "content-length: 18446744073709551615\r\n\r\n",
            "transfer-encoding: chunked\r\n\r\n9\r\n123456789\r\n",
        ] {
            let mut connection = Connection::open(address);
            connection.write(&post(more));
            let (head, body) = connection.read(true);
            assert!(
                head.starts_with("http/1.1 413") && body.contains("\"PayloadTooLarge\""),
                "{head}{body}"
            );
            assert!(head.contains("connection: close"), "{head}");
        }
    })
    .await
    .unwrap();
}

#[actix_web::test]
async fn no_answer_names_the_server() {
    let address = serve(WebSettings::default());
    web::block(move || {
        for path in ["/shop/things", "/nowhere", "/shop/panic"] {
            let (head, _) = Connection::open(address).ask("GET", path);
            assert!(!head.contains("\r\nserver:") && !head.contains("actix"), "{head}");
            assert!(
                head.contains("\r\nx-request-id: ") && head.contains("\r\nx-content-type-options: nosniff")
            );
        }
    })
    .await
    .unwrap();
}
