//! What goes over a real connection.

use crate::client::kernel;
use actix_web::{HttpServer, web};
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};
use tessera_http::kernel::{self, WebSettings};

async fn serve(settings: WebSettings) -> SocketAddr {
    let kernel = kernel(settings);
    let server = HttpServer::new(move || kernel::app(&kernel))
        .workers(1)
        .disable_signals();
    let server = server.bind(("127.0.0.1", 0)).unwrap();
    let address = server.addrs()[0];
    actix_web::rt::spawn(server.run());
    address
}

struct Connection(TcpStream);

impl Connection {
    fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        Self(stream)
    }

    fn write(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).unwrap();
    }

    /// Reads a head, and as much of a body as it announces.
    fn read(&mut self, has_body: bool) -> (String, String) {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            self.0.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
        let announced = head
            .split("content-length: ")
            .nth(1)
            .and_then(|rest| rest.split("\r\n").next());
        let length = announced.map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; if has_body { length } else { 0 }];
        self.0.read_exact(&mut body).unwrap();
        (head, String::from_utf8(body).unwrap())
    }

    fn ask(&mut self, method: &str, path: &str) -> (String, String) {
        self.write(&format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\nx-api-key: admin\r\n\r\n"
        ));
        self.read(method != "HEAD")
    }
}

fn post(more: &str) -> String {
    format!(
        "POST /shop/things HTTP/1.1\r\nhost: x\r\nx-api-key: admin\r\ncontent-type: application/json\r\n{more}"
    )
}

#[actix_web::test]
async fn head_tells_the_length_and_keeps_the_connection() {
    let address = serve(WebSettings::default()).await;
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
    let address = serve(WebSettings::default()).await;
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
    let address = serve(settings).await;
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
    })
    .await;
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
    let address = serve(WebSettings::default()).await;
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
