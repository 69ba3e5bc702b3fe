//! A-IN-6: every operation answers every kind of wrong request in this dialect's one shape, or as a problem document.

use tessera_tests::{
    Client, Reply,
    integration::{BASE, TestToken, effects, refused},
    on_each_database,
    openapi::Operation,
    sample::{Sample, Stock, token_operations},
};

const JSON: (&str, &str) = ("content-type", "application/json");
const PROBLEM: &str = "application/problem+json";

/// The refusal is this one, and a problem document for who prefers that.
#[track_caller]
fn is_refused(what: &str, client: &Client, status: u16, code: &str, send: impl Fn(&Client) -> Reply) {
    let reply = send(client);
    assert_eq!(reply.status, status, "{what}: {}", reply.text());
    assert_eq!(refused(&reply, status).code, code, "{what}");
    let problem = send(&client.with("accept", PROBLEM));
    assert_eq!(
        (problem.status, problem.header("content-type")),
        (status, Some(PROBLEM)),
        "{what}"
    );
    assert_eq!(problem.json()["status"], status, "{what}: {}", problem.text());
}

#[test]
fn a_in_6_bodies_that_cannot_be_read_lack_what_is_required() {
    on_each_database(|app| {
        let token = TestToken::of(app, &app.tenant("acme").admin);
        let stock = Stock::of_token(&token);
        let before = effects(app);
        let writing = token_operations(app).into_iter().filter(Operation::writes);
        let writing: Vec<_> = writing.collect();
        assert!(writing.len() >= 3);
        for operation in writing {
            let sample = Sample::of(&operation, &stock, app);
            let deep = format!("{}{}", r#"{"x":"#.repeat(200), "}".repeat(200));
            let whole = sample.body.as_ref().map(ToString::to_string).unwrap_or_default();
            let twice = format!(
                "{},{}",
                whole.trim_end_matches('}'),
                whole.trim_start_matches('{')
            );
            for body in [
                "",
                " ",
                "{",
                "[]",
                "null",
                "x",
                &deep,
                &twice,
                "\u{feff}{}",
                &whole[1..],
                &format!("{whole}}}"),
            ] {
                let what = format!("{} with {body:?}", operation.name());
                is_refused(&what, &token, 400, "missing_required_field", |client| {
                    client.request(&sample.method, &sample.target(), &[JSON], body.as_bytes())
                });
            }
        }
        assert!(effects(app) == before);
    });
}

#[test]
fn a_in_6_bodies_that_are_too_large_or_encoded_are_refused() {
    on_each_database(|app| {
        let token = TestToken::of(app, &app.tenant("acme").admin);
        let stock = Stock::of_token(&token);
        let before = effects(app);
        for operation in token_operations(app).into_iter().filter(Operation::writes) {
            let sample = Sample::of(&operation, &stock, app);
            let large = vec![b' '; 256 * 1024 + 1];
            let name = operation.name();
            is_refused(&name, &token, 413, "payload_too_large", |client| {
                client.request(&sample.method, &sample.target(), &[JSON], &large)
            });
            is_refused(&name, &token, 415, "unsupported_media_type", |client| {
                let encoded = [JSON, ("content-encoding", "gzip")];
                client.request(&sample.method, &sample.target(), &encoded, b"{}")
            });
        }
        assert!(effects(app) == before);
    });
}

#[test]
fn a_in_6_heads_beyond_their_bounds_are_refused() {
    on_each_database(|app| {
        let token = TestToken::of(app, &app.tenant("acme").admin);
        let long = format!("{BASE}?x={}", "x".repeat(9_000));
        is_refused("a long address", &token, 414, "uri_too_long", |client| {
            client.get(&long)
        });
        let value = "x".repeat(9_000);
        let large = [("x-a", value.as_str()), ("x-b", value.as_str())];
        is_refused(
            "large headers",
            &token,
            431,
            "request_header_fields_too_large",
            |client| client.request("GET", BASE, &large, b""),
        );
    });
}

#[test]
fn a_in_6_an_idempotency_key_has_its_form_on_every_writing_operation() {
    on_each_database(|app| {
        let token = TestToken::of(app, &app.tenant("acme").admin);
        let stock = Stock::of_token(&token);
        let before = effects(app);
        for operation in token_operations(app).into_iter().filter(Operation::writes) {
            let sample = Sample::of(&operation, &stock, app);
            for bad in ["", "a b", &"k".repeat(256)] {
                let what = format!("{} with the key {bad:?}", operation.name());
                is_refused(&what, &token, 400, "invalid_field", |client| {
                    sample.send(&client.with("idempotency-key", bad))
                });
            }
        }
        assert!(effects(app) == before);
    });
}

#[test]
fn a_in_6_without_a_token_every_operation_is_closed_whatever_the_request() {
    on_each_database(|app| {
        let stock = Stock::of_token(&TestToken::of(app, &app.tenant("acme").admin));
        let before = effects(app);
        for operation in token_operations(app) {
            let sample = Sample::of(&operation, &stock, app);
            is_refused(
                &operation.name(),
                &app.anonymous(),
                401,
                "missing_token",
                |client| sample.send(client),
            );
            let torn = [("content-type", "text/plain"), ("content-encoding", "br")];
            let reply = app
                .anonymous()
                .request(&sample.method, &sample.target(), &torn, b"{");
            assert_eq!(refused(&reply, 401).code, "missing_token", "{}", operation.name());
        }
        assert!(effects(app) == before);
    });
}
