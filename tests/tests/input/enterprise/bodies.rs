//! A-IN-6: bodies of another type, torn, too large or by another method, at every operation.

use super::{Scene, with_scene};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tessera_tests::{
    Reply,
    enterprise::{errors, refused},
    enterprise_sample::{EnterpriseStock, operations, sample},
    openapi::Operation,
    sample::Sample,
};

/// Everything that takes JSON, with a good request.
fn taking_json(scene: &Scene<'_>) -> Vec<(Operation, Sample)> {
    let all = operations(scene.app).into_iter().filter(|it| it.body.is_some());
    let all: Vec<_> = all
        .map(|it| {
            (
                it.clone(),
                sample(&it, &EnterpriseStock::make(&scene.boss, &scene.ada)),
            )
        })
        .collect();
    assert!(all.len() >= 9, "{}", all.len());
    all
}

/// What is refused has no effect.
#[track_caller]
fn without_effect(scene: &Scene<'_>, what: &str, send: impl Fn() -> Reply) -> Reply {
    let before = scene.app.contents();
    let reply = send();
    assert!(scene.app.contents() == before, "{what} changed something");
    reply
}

#[test]
fn a_in_6_bodies_of_another_type_or_in_another_coding_are_refused() {
    with_scene(|scene| {
        for (operation, good) in taking_json(scene) {
            let (_, body) = good.content();
            let send =
                |headers: &[(&str, &str)]| scene.boss.request(&good.method, &good.target(), headers, &body);
            for kind in [
                "text/plain",
                "text/json",
                "application/xml",
                "multipart/form-data; boundary=x",
                "application/jsonx",
                "json",
            ] {
                let what = format!("{} as {kind}", operation.name());
                let reply = without_effect(scene, &what, || send(&[("content-type", kind)]));
                assert_eq!(reply.status, 415, "{what}: {}", reply.text());
                assert_eq!(
                    refused(&reply, 415, "UNSUPPORTED_MEDIA_TYPE"),
                    json!({}),
                    "{what}"
                );
            }
            let gzip = [("content-type", "application/json"), ("content-encoding", "gzip")];
            let reply = without_effect(scene, &operation.name(), || send(&gzip));
            refused(&reply, 415, "UNSUPPORTED_MEDIA_TYPE");
            for kind in ["application/json; charset=utf-8", "Application/JSON"] {
                let good = sample(&operation, &EnterpriseStock::make(&scene.boss, &scene.ada));
                let (_, body) = good.content();
                let reply =
                    scene
                        .boss
                        .request(&good.method, &good.target(), &[("content-type", kind)], &body);
                assert_ne!(reply.status, 415, "{} as {kind}", operation.name());
            }
        }
    });
}

#[test]
fn a_in_6_bodies_that_are_torn_are_refused() {
    with_scene(|scene| {
        for (operation, good) in taking_json(scene) {
            for torn in [
                "{",
                "{\"title\"}",
                "{} {}",
                "{\"title\": \"a\", \"title\": \"b\"}",
                "undefined",
                "[]",
                "7",
                &"[".repeat(100_000),
            ] {
                let what = format!("{} with {torn:.20}", operation.name());
                let typed = [("content-type", "application/json")];
                let reply = without_effect(scene, &what, || {
                    scene
                        .boss
                        .request(&good.method, &good.target(), &typed, torn.as_bytes())
                });
                assert_eq!(reply.status, 400, "{what}: {}", reply.text());
                let told = errors(&reply);
                assert_eq!(
                    (told.len(), &told[0]["field"], &told[0]["provided_value"]),
                    (1, &json!("body"), &Value::Null),
                    "{what}"
                );
            }
        }
    });
}

#[test]
fn a_in_6_a_body_of_3_mb_is_refused_before_it_is_read() {
    with_scene(|scene| {
        for (operation, good) in taking_json(scene) {
            let head = format!(
                "{} {} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
                 content-length: 3145728\r\n\r\n",
                good.method,
                good.target(),
                scene.boss.access
            );
            let reply = scene.app.raw(head.as_bytes());
            assert_eq!(reply.status, 413, "{}: {}", operation.name(), reply.text);
            let body: Value = serde_json::from_str(reply.body()).expect("JSON");
            assert_eq!(
                body["error"]["code"],
                "PAYLOAD_TOO_LARGE",
                "{}: {body}",
                operation.name()
            );
        }
    });
}

#[test]
fn a_in_6_every_other_method_is_answered_with_those_that_there_are() {
    with_scene(|scene| {
        let stock = EnterpriseStock::make(&scene.boss, &scene.ada);
        let mut paths: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for operation in operations(scene.app) {
            let mut good = sample(&operation, &stock);
            // What can be taken away and what is looked at are one path.
            good.values.entry("id".into()).and_modify(|id| {
                if operation.path.starts_with("/departments/") {
                    *id = scene.department.to_string();
                }
            });
            let methods = paths.entry(good.target()).or_default();
            if operation.method == "GET" {
                methods.insert("HEAD".into());
            }
            methods.insert(operation.method);
        }
        let all = [
            "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW",
        ];
        for (at, methods) in paths {
            for method in all.into_iter().filter(|method| !methods.contains(*method)) {
                let reply = without_effect(scene, &at, || scene.boss.request(method, &at, &[], b""));
                assert_eq!(reply.status, 405, "{method} {at}: {}", reply.text());
                let allow = reply.header("allow").unwrap_or_default();
                let allowed: BTreeSet<String> = allow.split(',').map(|word| word.trim().to_owned()).collect();
                assert_eq!(allowed, methods, "{method} {at}");
                if method != "HEAD" {
                    assert_eq!(refused(&reply, 405, "METHOD_NOT_ALLOWED"), json!({}));
                }
            }
        }
    });
}

#[test]
fn a_in_6_an_idempotency_key_and_a_version_have_their_form_on_every_writing_operation() {
    with_scene(|scene| {
        let long = "k".repeat(256);
        for operation in tessera_tests::enterprise_sample::writing(scene.app) {
            let good = sample(&operation, &EnterpriseStock::make(&scene.boss, &scene.ada));
            for bad in ["", long.as_str(), "a b", "é"] {
                let what = format!("{} with the key {bad:?}", operation.name());
                let reply = without_effect(scene, &what, || {
                    good.send(&scene.boss.with("idempotency-key", bad))
                });
                assert_eq!(reply.status, 400, "{what}: {}", reply.text());
                errors(&reply);
            }
            let takes_version = operation
                .parameters
                .iter()
                .any(|it| it.name.eq_ignore_ascii_case("if-match"));
            if takes_version {
                for bad in ["1", "\"1", "W", "\"a\" \"b\""] {
                    let what = format!("{} with the version {bad:?}", operation.name());
                    let reply = without_effect(scene, &what, || good.send(&scene.boss.with("if-match", bad)));
                    assert_eq!(reply.status, 400, "{what}: {}", reply.text());
                }
            }
        }
    });
}
