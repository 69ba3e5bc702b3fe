//! Files on their way in and out.

use crate::{
    client::{Client, get, kernel},
    memory::MOST,
    server::{Connection, serve_kernel},
};
use actix_web::{test::TestRequest, web};
use serde_json::json;
use std::{sync::Arc, thread, time::Duration};
use tessera_domain::time::Time;
use tessera_http::kernel::{Kernel, WebSettings};

const BOUNDARY: &str = "a-boundary";

/// A part with these headers after its name.
fn part(disposition: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; {disposition}\r\n\r\n");
    [head.as_bytes(), body, b"\r\n"].concat()
}

fn body(parts: &[Vec<u8>]) -> Vec<u8> {
    [parts.concat(), format!("--{BOUNDARY}--\r\n").into_bytes()].concat()
}

fn file(body: &[u8]) -> Vec<u8> {
    part("name=\"file\"; filename=\"a.txt\"", body)
}

fn upload(body: Vec<u8>) -> TestRequest {
    TestRequest::post()
        .uri("/shop/files")
        .insert_header(("x-api-key", "admin"))
        .insert_header((
            "content-type",
            format!("multipart/form-data; boundary={BOUNDARY}"),
        ))
        .set_payload(body)
}

/// How many files have come in and were not given up.
fn left(kernel: &Kernel) -> u64 {
    let anytime = Time::from_micros(0).unwrap();
    kernel.application().files.store.reap_unfinished(anytime).unwrap()
}

#[actix_web::test]
async fn a_file_comes_with_its_fields() {
    let kernel = kernel(WebSettings::default());
    let client = Client::of(&kernel).await;
    let whole = body(&[
        part("name=\"note\"", "two\r\nlines é".as_bytes()),
        file(&b"x".repeat(300_000)),
        part("name=\"empty\"", b""),
        part("name=\"other\"; filename=\"b.txt\"", b"nobody asked"),
    ]);
    let answer = client.send(upload(whole)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let got = answer.json();
    assert_eq!(got["file"], json!({ "name": "a.txt", "size": 300_000 }));
    assert_eq!(
        (&got["note"], &got["empty"], &got["other"]),
        (&json!("two\r\nlines é"), &json!(""), &json!(null))
    );
    assert_eq!(left(&kernel), 0);
}

#[actix_web::test]
async fn missing_empty_and_not_a_file_are_told_apart() {
    let client = Client::new().await;
    for (parts, expected) in [
        (vec![], "missing"),
        (vec![part("name=\"note\"", b"x")], "missing"),
        (vec![part("name=\"file\"; filename=\"\"", b"")], "missing"),
        (vec![part("name=\"file\"", b"a text")], "not a file"),
        (vec![file(b"")], "empty"),
    ] {
        let answer = client.send(upload(body(&parts))).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["file"]),
            (200, &json!(expected))
        );
    }
}

#[actix_web::test]
async fn a_fl_3_the_plain_name_counts_before_the_one_with_a_character_set() {
    let client = Client::new().await;
    for (names, expected) in [
        ("filename=\"a.txt\"; filename*=UTF-8''b.txt", "a.txt"),
        ("filename*=UTF-8''%C3%9C.txt", "Ü.txt"),
        ("filename*=ISO-8859-1''%DC.txt", "\u{fffd}.txt"),
        ("filename=\"..\\\\..\\\\x.txt\"", "x.txt"),
        ("filename=\"a%22b.txt\"", "a%22b.txt"),
        ("filename=\"é.txt\"", "é.txt"),
    ] {
        let sent = part(&format!("name=\"file\"; {names}"), b"x");
        let answer = client.send(upload(body(&[sent]))).await;
        assert_eq!(answer.json()["file"]["name"], expected, "{names}");
    }
}

#[actix_web::test]
async fn a_fl_1_size_and_number_of_parts_have_limits() {
    let kernel = kernel(WebSettings::default());
    let client = Client::of(&kernel).await;
    let fields = |amount: usize| -> Vec<_> {
        (0..amount)
            .map(|number| part(&format!("name=\"f{number}\""), b"x"))
            .collect()
    };
    for (parts, expected) in [
        (vec![file(&vec![b'x'; MOST - 1])], 200),
        (vec![file(&vec![b'x'; MOST])], 200),
        (vec![file(&vec![b'x'; MOST + 1])], 413),
        (fields(60), 200),
        (fields(100), 413),
        (fields(1000), 413),
        (vec![part("name=\"note\"", &[b'x'; 64 * 1024])], 200),
        (vec![part("name=\"note\"", &[b'x'; 64 * 1024 + 1])], 413),
        (vec![part("name=\"file\"", &vec![b'x'; MOST + 300_000])], 413),
        (
            vec![part(
                "name=\"other\"; filename=\"b\"",
                &vec![b'x'; MOST + 300_000],
            )],
            413,
        ),
    ] {
        let answer = client.send(upload(body(&parts))).await;
        assert_eq!(answer.status, expected, "{} parts: {}", parts.len(), answer.text);
        assert_eq!(left(&kernel), 0);
    }
}

#[actix_web::test]
async fn what_cannot_be_read_is_refused_and_leaves_nothing() {
    let kernel = kernel(WebSettings::default());
    let client = Client::of(&kernel).await;
    let whole = body(&[file(b"x")]);
    let cut = whole[..whole.len() - 10].to_vec();
    for (body, expected) in [
        (cut, "Malformed"),
        (b"no part at all".to_vec(), "Malformed"),
        (body(&[part("filename=\"nameless\"", b"x")]), "Malformed"),
        (body(&[file(b"x"), file(b"y")]), "Invalid"),
        (
            body(&[part("name=\"a\"", b"1"), part("name=\"a\"", b"2")]),
            "Invalid",
        ),
        (body(&[part("name=\"a\"", b"\xff")]), "Invalid"),
        (body(&[part("name=\"a\"", b"\0")]), "Invalid"),
    ] {
        let answer = client.send(upload(body)).await;
        assert_eq!(
            (answer.status.as_u16(), answer.fault().as_str()),
            (400, expected),
            "{}",
            answer.text
        );
    }
    for kind in ["application/json", "multipart/mixed; boundary=a", "text/plain"] {
        let request = upload(body(&[])).insert_header(("content-type", kind));
        assert_eq!(client.send(request).await.status, 415, "{kind}");
    }
    assert_eq!(left(&kernel), 0);
}

#[actix_web::test]
async fn uploads_are_the_same_whatever_lies_between_their_parts() {
    let client = Client::new().await;
    let note = |text: &str| part("name=\"note\"", text.as_bytes());
    let named = |name: &str| part(&format!("name=\"file\"; filename=\"{name}\""), b"x");
    let digest = async |parts: &[Vec<u8>]| client.send(upload(body(parts))).await.json()["digest"].clone();
    let first = digest(&[note("a"), named("n")]).await;
    assert_eq!(digest(&[named("n"), note("a")]).await, first);
    for other in [
        vec![note("b"), named("n")],
        vec![note("a"), named("m")],
        vec![note("a"), file(b"y")],
        vec![named("n")],
        vec![note("a")],
        vec![part("name=\"notea\"", b""), named("n")],
    ] {
        assert_ne!(digest(&other).await, first);
    }
}

fn head(length: &str) -> String {
    format!(
        "POST /shop/files HTTP/1.1\r\nhost: x\r\nx-api-key: admin\r\n{length}\r\n\
         content-type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n"
    )
}

#[actix_web::test]
async fn a_fl_1_too_much_is_refused_before_all_of_it_came() {
    let kernel = kernel(WebSettings::default());
    let address = serve_kernel(&kernel);
    let asked = Arc::clone(&kernel);
    web::block(move || {
        let begin = String::from_utf8(part("name=\"file\"; filename=\"a\"", b"")).unwrap();
        let begin = begin.trim_end_matches("\r\n").to_owned() + "\r\n\r\n";
        // What is announced is enough to refuse it; what is not announced, or is a lie, is counted.
        let announced = (head("content-length: 99999999"), String::new());
        let chunk = "x".repeat(MOST + 1);
        let chunked = (
            head("transfer-encoding: chunked"),
            format!("{:x}\r\n{begin}\r\n{:x}\r\n{chunk}\r\n", begin.len(), chunk.len()),
        );
        for (head, body) in [announced, chunked] {
            let mut connection = Connection::open(address);
            connection.write(&head);
            connection.write(&body);
            let (head, body) = connection.read(true);
            assert!(head.starts_with("http/1.1 413"), "{head}{body}");
        }
        assert_eq!(left(&asked), 0);
    })
    .await
    .unwrap();
}

#[actix_web::test]
async fn a_fl_6_a_client_that_goes_away_leaves_nothing() {
    let kernel = kernel(WebSettings::default());
    let address = serve_kernel(&kernel);
    let asked = Arc::clone(&kernel);
    web::block(move || {
        let whole = String::from_utf8(body(&[file(&vec![b'x'; MOST / 2])])).unwrap();
        let mut connection = Connection::open(address);
        connection.write(&head(&format!("content-length: {}", whole.len())));
        connection.write(&whole[..whole.len() / 2]);
        let wait = |until: fn(u64) -> bool| {
            (0..500).any(|_| {
                until(left(&asked)) || {
                    thread::sleep(Duration::from_millis(10));
                    false
                }
            })
        };
        assert!(wait(|left| left == 1), "it has begun");
        drop(connection);
        assert!(wait(|left| left == 0), "it is given up");
    })
    .await
    .unwrap();
}

#[actix_web::test]
async fn a_fl_4_a_file_is_sent_whole_and_never_run() {
    let client = Client::new().await;
    for (path, disposition, kind) in [
        ("save/a.png", "attachment", "image/png"),
        ("show/a.png", "inline", "image/png"),
        ("show/a.txt", "attachment", "text/plain; charset=utf-8"),
        ("show/a.html", "attachment", "application/octet-stream"),
    ] {
        let answer = client.send(get(&format!("/shop/files/{path}"))).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.text, "0123456789".repeat(30_000));
        let name = path.rsplit('/').next().unwrap();
        let named = format!("{disposition}; filename=\"{name}\"; filename*=UTF-8''{name}");
        for (header, value) in [
            ("content-disposition", named.as_str()),
            ("content-type", kind),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "sandbox; default-src 'none'"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", "private, no-store"),
            ("etag", &format!("\"{}\"", "07".repeat(32))),
        ] {
            assert_eq!(answer.header(header), Some(value), "{path}");
        }
    }
}

#[actix_web::test]
async fn the_length_of_a_file_is_told() {
    let address = serve_kernel(&kernel(WebSettings::default()));
    web::block(move || {
        let mut connection = Connection::open(address);
        for (method, has_body) in [("GET", 300_000), ("HEAD", 0)] {
            let (head, body) = connection.ask(method, "/shop/files/save/a.txt");
            assert!(head.contains("content-length: 300000\r\n"), "{head}");
            assert_eq!(body.len(), has_body);
        }
    })
    .await
    .unwrap();
}
