//! A-IN-6: every route answers every kind of wrong request in its dialect's one shape, or as a problem document.

use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use tessera_domain::user::Role;
use tessera_tests::{
    Client, Reply, TestApp, TestUser,
    mobile::{keys, refused},
    on_each_database,
    openapi::Operation,
    sample::{Sample, Stock, operations},
};

const METHODS: &[&str] = &[
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW",
];
pub const PROBLEM: &str = "application/problem+json";

/// A technician, and one of each thing.
pub struct Scene<'s> {
    pub app: &'s TestApp,
    pub robin: TestUser,
    pub stock: Stock,
}

pub fn with_scene(test: impl Fn(&Scene<'_>)) {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = acme.user("robin", Role::Technician);
        let stock = Stock::make(app, &acme, &robin);
        test(&Scene { app, robin, stock });
    });
}

impl Scene<'_> {
    pub fn writing(&self) -> Vec<(Operation, Sample)> {
        let all = operations(self.app).into_iter().filter(Operation::writes);
        let all: Vec<_> = all
            .map(|it| (it.clone(), Sample::of(&it, &self.stock, self.app)))
            .collect();
        assert!(all.len() >= 6);
        all
    }

    /// Sends it as the app does and as a client that asks for problem documents; both must be refused alike.
    #[track_caller]
    pub fn is_refused(&self, what: &str, status: u16, code: &str, send: impl Fn(&Client) -> Reply) {
        let before = self.app.contents();
        let reply = send(&self.robin);
        assert_eq!(reply.status, status, "{what}: {}", reply.text());
        let refusal = refused(&reply, status);
        assert_eq!(refusal.code, code, "{what}");
        for accept in [PROBLEM, "application/json;q=0.5, application/problem+json"] {
            problem(&send(&self.robin.with("accept", accept)), status, what);
        }
        for accept in ["application/json", "*/*", "text/html"] {
            assert_eq!(
                refused(&send(&self.robin.with("accept", accept)), status).code,
                code,
                "{what}"
            );
        }
        assert!(self.app.contents() == before, "{what} changed something");
    }
}

/// RFC 9457.
#[track_caller]
fn problem(reply: &Reply, status: u16, what: &str) {
    assert_eq!(reply.status, status, "{what}: {}", reply.text());
    assert_eq!(reply.header("content-type"), Some(PROBLEM), "{what}");
    let body = reply.json();
    let known = ["type", "title", "status", "detail", "request_id", "errors"];
    assert!(
        keys(&body).iter().all(|key| known.contains(&key.as_str())),
        "{what}: {body}"
    );
    assert_eq!(
        (&body["type"], &body["status"]),
        (&json!("about:blank"), &json!(status)),
        "{what}"
    );
    assert!(
        body["title"].is_string() && body["detail"].is_string(),
        "{what}: {body}"
    );
    assert_eq!(
        body["request_id"].as_str(),
        reply.header("x-request-id"),
        "{what}"
    );
    for error in body["errors"].as_array().into_iter().flatten() {
        assert!(
            error["pointer"]
                .as_str()
                .is_some_and(|pointer| pointer.starts_with('#')),
            "{what}: {body}"
        );
        assert!(error["detail"].is_string(), "{what}: {body}");
    }
}

fn paths(app: &TestApp, stock: &Stock) -> BTreeMap<String, BTreeSet<String>> {
    let mut paths: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for operation in operations(app) {
        let methods = paths
            .entry(Sample::of(&operation, stock, app).target())
            .or_default();
        if operation.method == "GET" {
            methods.insert("HEAD".into());
        }
        methods.insert(operation.method);
    }
    paths
}

#[test]
fn a_in_6_every_other_method_is_answered_with_those_that_there_are() {
    with_scene(|scene| {
        for (path, methods) in paths(scene.app, &scene.stock) {
            for method in METHODS.iter().filter(|method| !methods.contains(**method)) {
                let what = format!("{method} {path}");
                let send = |client: &Client| client.request(method, &path, &[], b"");
                let reply = send(&scene.robin);
                assert_eq!(reply.status, 405, "{what}: {}", reply.text());
                let allow = reply.header("allow").unwrap_or_default();
                let allowed: BTreeSet<String> = allow.split(',').map(|word| word.trim().to_owned()).collect();
                assert_eq!(allowed, methods, "{what}");
                if *method != "HEAD" {
                    scene.is_refused(&what, 405, "METHOD_NOT_ALLOWED", send);
                }
            }
        }
    });
}

#[test]
fn a_in_6_a_path_that_is_not_there_is_not_found_by_any_method() {
    with_scene(|scene| {
        let ticket = scene
            .stock
            .get(tessera_tests::sample::Thing::Ticket)
            .unwrap_or_default();
        let paths = [
            "/api/v1",
            "/api/v1/",
            "/api/v1/nothing",
            "/api/v1/tickets/",
            "/api/v1/tickets/stats/",
            "/api/v1/Tickets",
            "/api/v1/tickets%2F",
            "/api/v1//tickets",
            "/api/v1/tickets/../tickets",
            &format!("/api/v1/tickets/{ticket}/nothing"),
            &format!("/api/v1/tickets/{ticket}/comments/{ticket}"),
            "/api/v1/tickets;x=1",
            "/api/v1/time-entries/1",
            "/api/v1/%00",
            "/api/v1/%ff",
            "/api/v1/users",
        ];
        for path in paths {
            for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
                let what = format!("{method} {path}");
                scene.is_refused(&what, 404, "NOT_FOUND", |client| {
                    client.request(method, path, &[], b"")
                });
            }
            assert_eq!(
                scene.app.anonymous().get(path).status,
                401,
                "{path}: strangers learn nothing"
            );
        }
    });
}

#[test]
fn a_in_6_paths_outside_every_dialect_are_answered_by_problem_documents() {
    with_scene(|scene| {
        for path in [
            "/nothing",
            "/api",
            "/api/v2/tickets",
            "/api/v1x",
            "/ticket",
            "/.env",
            "/%00",
            "/%2e%2e/etc/passwd",
        ] {
            for method in ["GET", "POST", "DELETE", "BREW"] {
                problem(
                    &scene.app.anonymous().request(method, path, &[], b""),
                    404,
                    &format!("{method} {path}"),
                );
            }
        }
    });
}

#[test]
fn a_in_6_heads_beyond_their_bounds_are_refused() {
    with_scene(|scene| {
        let long = format!("/api/v1/tickets?x={}", "x".repeat(9_000));
        scene.is_refused("a long address", 414, "URI_TOO_LONG", |client| client.get(&long));
        let value = "x".repeat(9_000);
        scene.is_refused(
            "large headers",
            431,
            "REQUEST_HEADER_FIELDS_TOO_LARGE",
            |client| client.request("GET", "/api/v1/tickets", &[("x-a", &value), ("x-b", &value)], b""),
        );
    });
}

#[test]
fn a_in_6_an_idempotency_key_has_its_form_on_every_writing_operation() {
    with_scene(|scene| {
        let long = "k".repeat(256);
        // Answers that hold secrets are not kept, so no key counts there.
        let kept = scene.writing().into_iter().filter(|(it, _)| !it.public);
        for (operation, sample) in kept {
            for bad in ["", long.as_str(), "a b", "é"] {
                let what = format!("{} with the key {bad:?}", operation.name());
                scene.is_refused(&what, 400, "VALIDATION_ERROR", |client| {
                    sample.send(&client.with("idempotency-key", bad))
                });
            }
        }
    });
}

#[test]
fn a_in_6_without_a_key_every_operation_is_closed_whatever_the_request() {
    with_scene(|scene| {
        for operation in operations(scene.app).into_iter().filter(|it| !it.public) {
            let sample = Sample::of(&operation, &scene.stock, scene.app);
            let nobody = scene.app.anonymous();
            let plain = sample.send(&nobody);
            assert_eq!(refused(&plain, 401).code, "UNAUTHORIZED");
            let torn = nobody.request(
                &sample.method,
                &sample.target(),
                &[("content-type", "text/plain")],
                b"{",
            );
            assert_eq!(torn.text(), plain.text(), "{}", operation.name());
            problem(
                &sample.send(&nobody.with("accept", PROBLEM)),
                401,
                &operation.name(),
            );
        }
    });
}
