//! A-IN-6: bodies of another type, in another language, too large, or torn.

use crate::requests::{PROBLEM, with_scene};
use serde_json::{Value, json};

#[test]
fn a_in_6_a_body_of_another_type_is_refused() {
    with_scene(|scene| {
        for (operation, sample) in scene.writing() {
            let body = sample.body.clone().unwrap_or_default().to_string();
            let types = [
                None,
                Some(""),
                Some("text/plain"),
                Some("text/json"),
                Some("application/x-www-form-urlencoded"),
                Some("multipart/form-data; boundary=x"),
                Some("application/xml"),
                Some("application/jsonx"),
                Some("json"),
                Some("*/*"),
            ];
            for kind in types {
                let what = format!("{} as {kind:?}", operation.name());
                scene.is_refused(&what, 415, "UNSUPPORTED_MEDIA_TYPE", |client| {
                    let headers: Vec<(&str, &str)> =
                        kind.map(|kind| ("content-type", kind)).into_iter().collect();
                    client.request(&sample.method, &sample.target(), &headers, body.as_bytes())
                });
            }
            let what = format!("{} in gzip", operation.name());
            scene.is_refused(&what, 415, "UNSUPPORTED_MEDIA_TYPE", |client| {
                let headers = [("content-type", "application/json"), ("content-encoding", "gzip")];
                client.request(&sample.method, &sample.target(), &headers, body.as_bytes())
            });
        }
    });
}

#[test]
fn a_in_6_json_is_json_however_its_type_is_spelled() {
    with_scene(|scene| {
        for kind in [
            "application/json",
            "application/json; charset=utf-8",
            "APPLICATION/JSON",
            "application/merge-patch+json",
        ] {
            let body = br#"{"title": "x"}"#;
            scene
                .robin
                .request("POST", "/api/v1/tickets", &[("content-type", kind)], body)
                .expect(201);
        }
    });
}

#[test]
fn a_in_6_a_body_that_cannot_be_read_is_refused() {
    with_scene(|scene| {
        let deep = |open: &str, close: &str| {
            format!("{{\"attributes\": {}1{}}}", open.repeat(200), close.repeat(200))
        };
        let bodies = [
            String::new(),
            " ".into(),
            "{".into(),
            "}".into(),
            "{\"title\"}".into(),
            "{\"title\": \"x\",}".into(),
            "{'title': 'x'}".into(),
            "{\"title\": \"x\"} {}".into(),
            "{\"title\": \"x\"}\0".into(),
            "// comment\n{}".into(),
            "undefined".into(),
            "null".into(),
            "true".into(),
            "7".into(),
            "\"{}\"".into(),
            "[]".into(),
            "[{\"title\": \"x\"}]".into(),
            "title=x".into(),
            "<xml/>".into(),
            deep("[", "]"),
            deep("{\"a\":", "}"),
            "[".repeat(100_000),
            "{\"title\": \"a\", \"title\": \"b\"}".into(),
            "{\"x\": {\"y\": 1, \"y\": 1}}".into(),
            "{\"title\": \"a\", \"\\u0074itle\": \"b\"}".into(),
        ];
        for (operation, sample) in scene.writing() {
            for body in &bodies {
                let shown: String = body.chars().take(40).collect();
                let what = format!("{} with {shown:?}", operation.name());
                scene.is_refused(&what, 400, "VALIDATION_ERROR", |client| {
                    let headers = [("content-type", "application/json")];
                    client.request(&sample.method, &sample.target(), &headers, body.as_bytes())
                });
            }
        }
    });
}

#[test]
fn a_in_6_a_refusal_quotes_nothing_of_the_body() {
    with_scene(|scene| {
        for (_, sample) in scene.writing() {
            for body in [
                "{\"title\": secret-canary}",
                "{\"secret-canary\": 1, \"secret-canary\": 2}",
                "secret-canary",
            ] {
                let headers = [("content-type", "application/json")];
                let reply = scene
                    .robin
                    .request(&sample.method, &sample.target(), &headers, body.as_bytes());
                assert!(!reply.text().contains("secret-canary"), "{}", reply.text());
            }
        }
    });
}

#[test]
fn a_in_6_a_body_of_3_mb_is_refused_before_it_is_read() {
    with_scene(|scene| {
        for (operation, sample) in scene.writing() {
            for accept in ["application/json", PROBLEM] {
                // The head alone: the answer comes before any of the body does.
                let head = format!(
                    "{} {} HTTP/1.1\r\nhost: localhost\r\nx-api-key: {}\r\naccept: {accept}\r\ncontent-type: application/json\r\ncontent-length: 3145728\r\n\r\n",
                    sample.method,
                    sample.target(),
                    scene.robin.api_key
                );
                let reply = scene.app.raw(head.as_bytes());
                assert_eq!(reply.status, 413, "{}: {}", operation.name(), reply.text);
                let body: Value = serde_json::from_str(reply.body()).expect("JSON");
                if accept == PROBLEM {
                    assert_eq!(
                        (reply.header("content-type"), &body["status"]),
                        (Some(PROBLEM), &json!(413))
                    );
                } else {
                    assert_eq!(body["error"]["code"], "PAYLOAD_TOO_LARGE");
                }
            }
        }
    });
}

#[test]
fn a_in_6_a_body_without_a_length_is_counted_as_it_comes() {
    with_scene(|scene| {
        for (operation, sample) in scene.writing() {
            let mut bytes = format!(
                "{} {} HTTP/1.1\r\nhost: localhost\r\nx-api-key: {}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
                sample.method,
                sample.target(),
                scene.robin.api_key
            )
            .into_bytes();
            // 64 kB at a time, just beyond the limit and without an end, so that nothing is left unread.
            for _ in 0..4 {
                bytes.extend(format!("10000\r\n{}\r\n", " ".repeat(0x10000)).into_bytes());
            }
            bytes.extend(b"1\r\n \r\n");
            let reply = scene.app.raw(&bytes);
            assert_eq!(reply.status, 413, "{}: {}", operation.name(), reply.text);
        }
    });
}

#[test]
fn a_in_6_the_largest_body_is_taken() {
    with_scene(|scene| {
        let body = |length: usize| {
            let title = br#"{"title": "x"}"#;
            [&title[..], &vec![b' '; length - title.len()]].concat()
        };
        let post = |length| {
            let typed = [("content-type", "application/json")];
            scene
                .robin
                .request("POST", "/api/v1/tickets", &typed, &body(length))
                .status
        };
        assert_eq!(post(256 * 1024), 201);
        assert_eq!(post(256 * 1024 + 1), 413);
    });
}
