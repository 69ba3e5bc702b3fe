//! The other system's own data: kept as it was sent, within bounds.

use serde_json::{Value, json};
use tessera_tests::{
    integration::{TICKETS, TestToken, refused_for},
    on_each_database,
};

fn nested(levels: usize) -> Value {
    (1..levels).fold(json!({}), |inner, _| json!({ "a": inner }))
}

/// Metadata that takes so many bytes as JSON.
fn of_bytes(bytes: usize) -> Value {
    json!({ "a": "x".repeat(bytes - r#"{"a":""}"#.len()) })
}

#[test]
fn metadata_comes_back_as_it_was_sent() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        for sent in [
            json!({}),
            json!({ "customer_id": "CUST-123" }),
            json!({ "a": null, "b": true, "c": [1, -1, 1.5, 1e300, 0.1, "x", {}, []] }),
            json!({ "big": [u64::MAX, i64::MIN, f64::MAX, f64::MIN_POSITIVE] }),
            json!({ "": "", " ": " ", "\u{1F3AB}": "e\u{301}\u{202e}", "__proto__": { "x": 1 }, "constructor": 1 }),
            json!({ "a\"b\\c\n": "'; DROP TABLE tickets; --" }),
            nested(8),
            of_bytes(16 * 1024),
        ] {
            let ticket = shop.opens_with("With data", json!({ "metadata": sent }));
            assert_eq!(ticket["metadata"], sent);
            assert_eq!(shop.sees(&ticket)["metadata"], sent);
        }
    });
}

#[test]
fn nothing_and_null_are_null_and_an_empty_object_is_one() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        for (more, kept) in [
            (json!({}), Value::Null),
            (json!({ "metadata": null }), Value::Null),
            (json!({ "metadata": {} }), json!({})),
        ] {
            let ticket = shop.opens_with("With or without", more);
            assert_eq!(ticket["metadata"], kept);
            assert_eq!(shop.sees(&ticket)["metadata"], kept);
        }
    });
}

#[test]
fn what_is_no_object_too_large_too_deep_or_holds_nul_is_invalid() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        for wrong in [
            json!([]),
            json!([{}]),
            json!("{}"),
            json!(1),
            json!(false),
            of_bytes(16 * 1024 + 1),
            nested(9),
            nested(100),
        ] {
            let reply = shop.post(TICKETS, &json!({ "title": "x", "metadata": wrong }));
            refused_for(&reply, "invalid_field", &["metadata"]);
        }
        for nul in [
            json!({ "a": "\u{0}" }),
            json!({ "a": [["\u{0}"]] }),
            json!({ "\u{0}": 1 }),
        ] {
            let reply = shop
                .post(TICKETS, &json!({ "title": "x", "metadata": nul }))
                .expect(400);
            assert_eq!(reply.json()["error"], "invalid_field", "{}", reply.text());
        }
        assert_eq!(app.row_counts()["tickets"], 0);
    });
}
