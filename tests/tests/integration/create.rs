//! Opening a ticket.

use serde_json::{Value, json};
use tessera_tests::{
    Reply,
    integration::{TICKETS, TestToken, path, refused_for},
    mobile::{Mobile, keys},
    on_each_database,
};

const MISSING: &str = "missing_required_field";
const INVALID: &str = "invalid_field";

#[test]
fn a_new_ticket_is_answered_with_exactly_the_documented_members() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let sent = json!({
            "title": "Issue with API integration",
            "description": "Detailed description of the issue",
            "priority": "high",
            "category": "Technical Support",
            "metadata": { "customer_id": "CUST-123", "reference_id": "EXT-456" },
        });
        let reply = shop.post(TICKETS, &sent).expect(201);
        let body = reply.json();
        assert_eq!(keys(&body), ["ticket"]);
        let ticket = &body["ticket"];
        assert_eq!(
            *ticket,
            json!({
                "id": ticket["id"],
                "title": "Issue with API integration",
                "description": "Detailed description of the issue",
                "status": "open",
                "priority": "high",
                "category": "Technical Support",
                "metadata": { "customer_id": "CUST-123", "reference_id": "EXT-456" },
                "created_at": "2026-02-03T12:00:00.000Z",
            })
        );
        assert_eq!(reply.header("location"), Some(path(ticket).as_str()));
        shop.get(&path(ticket)).expect(200);
    });
}

#[test]
fn what_is_not_said_is_the_default_and_null_says_nothing() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let nulls = json!({ "description": null, "priority": null, "category": null, "metadata": null });
        for more in [json!({}), nulls] {
            let ticket = shop.opens_with("Bare", more);
            assert_eq!(
                ticket,
                json!({
                    "id": ticket["id"], "title": "Bare", "description": null, "status": "open", "priority": "medium",
                    "category": null, "metadata": null, "created_at": "2026-02-03T12:00:00.000Z",
                })
            );
        }
    });
}

#[test]
fn each_priority_is_kept_and_people_see_it_by_its_name() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        for (word, name) in [
            ("low", "Low"),
            ("medium", "Medium"),
            ("high", "High"),
            ("urgent", "Highest"),
        ] {
            let ticket = shop.opens_with("Ranked", json!({ "priority": word }));
            assert_eq!(ticket["priority"], word);
            assert_eq!(shop.sees(&ticket)["priority"], word);
            assert_eq!(acme.admin.sees(&ticket["id"])["priority_name"], name);
        }
    });
}

#[test]
fn texts_come_back_as_they_were_sent() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let long = "\u{1F3AB}".repeat(500);
        for title in [
            " ",
            "  spaced  ",
            "<b>&amp;</b>",
            "e\u{301} \u{e9}",
            "\u{202e}right\u{200b}",
            "'; --",
            &long,
        ] {
            let more =
                json!({ "description": title, "category": title.chars().take(255).collect::<String>() });
            let ticket = shop.opens_with(title, more.clone());
            for seen in [&ticket, &shop.sees(&ticket)] {
                assert_eq!(seen["title"], *title);
                assert_eq!(seen["description"], more["description"]);
                assert_eq!(seen["category"], more["category"]);
            }
        }
        let empty = shop.opens_with("Empty", json!({ "description": "", "category": "" }));
        assert_eq!(
            (&empty["description"], &empty["category"]),
            (&json!(""), &Value::Null)
        );
    });
}

#[track_caller]
fn refuses(shop: &TestToken, body: &Value, code: &str, fields: &[&str]) {
    let refusal = refused_for(&shop.post(TICKETS, body), code, fields);
    let sentence = match code {
        MISSING => "Missing required field: title".to_owned(),
        _ => format!("Invalid value for field: {}", fields[0]),
    };
    assert_eq!(refusal.message, sentence, "{body}");
}

#[test]
fn a_title_that_is_absent_null_empty_or_of_another_type_is_missing() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        refuses(&shop, &json!({}), MISSING, &["title"]);
        for title in [
            json!(null),
            json!(""),
            json!(1),
            json!(true),
            json!(["x"]),
            json!({ "x": 1 }),
        ] {
            refuses(&shop, &json!({ "title": title }), MISSING, &["title"]);
        }
        assert_eq!(app.row_counts()["tickets"], 0);
    });
}

#[test]
fn a_title_has_at_most_500_characters_and_no_nul() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        for long in ["x".repeat(500), "\u{1F3AB}".repeat(500)] {
            assert_eq!(shop.opens(&long)["title"], long);
            let longer = format!("{long}x");
            refuses(&shop, &json!({ "title": longer }), INVALID, &["title"]);
        }
        refuses(&shop, &json!({ "title": "a\u{0}b" }), INVALID, &["title"]);
        assert_eq!(app.row_counts()["tickets"], 2);
    });
}

#[test]
fn an_optional_field_that_is_wrong_is_invalid() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let wrong = [
            ("priority", json!("critical")),
            ("priority", json!("High")),
            ("priority", json!(" high")),
            ("priority", json!("")),
            ("priority", json!(3)),
            ("priority", json!([])),
            ("description", json!(1)),
            ("description", json!({})),
            ("description", json!("a\u{0}")),
            ("category", json!(false)),
            ("category", json!("x".repeat(256))),
            ("category", json!("\u{0}")),
        ];
        for (field, value) in wrong {
            refuses(&shop, &json!({ "title": "x", field: value }), INVALID, &[field]);
        }
        assert_eq!(app.row_counts()["tickets"], 0);
    });
}

#[test]
fn everything_that_is_wrong_is_told_at_once_and_what_is_missing_first() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let wrong = json!({ "description": 1, "priority": "x", "category": 1, "metadata": [] });
        let all = ["title", "description", "priority", "category", "metadata"];
        refuses(&shop, &wrong, MISSING, &all);
        let wrong = json!({ "title": "x", "priority": "x", "metadata": 1 });
        refuses(&shop, &wrong, INVALID, &["priority", "metadata"]);
    });
}

/// Sends these bytes as a ticket, as if they were of that type.
fn raw(shop: &TestToken, kind: &str, body: &[u8]) -> Reply {
    shop.request("POST", TICKETS, &[("content-type", kind)], body)
}

#[test]
fn a_body_that_is_no_object_lacks_the_title() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let deep = format!("{{\"title\": {}", "[".repeat(5000));
        for body in [
            &b""[..],
            b" ",
            b"{",
            b"{\"title\": \"x\"",
            b"{\"title\": \"x\"} x",
            b"null",
            b"[]",
            b"\"title\"",
            b"1",
            b"title=x",
            b"<title>x</title>",
            b"{\"title\": \"\xff\"}",
            b"{\"title\": \"\\ud800\"}",
            deep.as_bytes(),
        ] {
            let reply = raw(&shop, "application/json", body);
            refused_for(&reply, MISSING, &["title"]);
        }
        assert_eq!(app.row_counts()["tickets"], 0);
    });
}

#[test]
fn the_content_type_is_not_looked_at() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "nonsense",
            "application/json; charset=utf-8",
        ] {
            raw(&shop, kind, br#"{"title": "x"}"#).expect(201);
        }
        shop.request("POST", TICKETS, &[], br#"{"title": "x"}"#)
            .expect(201);
    });
}

#[test]
fn a_body_that_is_too_large_is_refused_in_the_apis_own_words() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let body = json!({ "title": "x", "description": "x".repeat(3 << 20) });
        // The answer comes before the body is through, so the connection may end under it.
        if let Ok(reply) = shop.try_request("POST", TICKETS, &[], body.to_string().as_bytes()) {
            assert_eq!(
                tessera_tests::integration::refused(&reply, 413).code,
                "payload_too_large"
            );
        }
        assert_eq!(app.row_counts()["tickets"], 0);
    });
}

#[test]
fn people_see_the_new_ticket_as_its_owners() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = acme.user("robin", tessera_domain::user::Role::User);
        let ticket =
            TestToken::of(app, &robin).opens_with("Seen by people", json!({ "category": "Hardware" }));
        let seen = robin.sees(&ticket["id"]);
        assert_eq!(seen["title"], "Seen by people");
        assert_eq!(seen["status_name"], "Open");
        assert_eq!(seen["category_name"], "Hardware");
        assert_eq!(seen["entered_by"], json!(robin.id.to_string()));
        assert_eq!(seen["board_id"], acme.admin.board());
        assert_eq!(robin.titles("search=people"), ["Seen by people"]);
    });
}
