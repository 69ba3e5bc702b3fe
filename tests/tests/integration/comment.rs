//! Writing under a ticket.

use serde_json::{Value, json};
use tessera_domain::user::Role;
use tessera_tests::{
    integration::{TestToken, refused_for, under},
    mobile::{Mobile, keys, text},
    on_each_database,
};

const MISSING: &str = "missing_required_field";
const INVALID: &str = "invalid_field";

#[test]
fn a_comment_is_answered_with_its_id_and_nothing_else() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let ticket = shop.opens("Talked about");
        app.clock.advance(60);
        let sent = json!({ "content": "We have received additional information.", "is_internal": false });
        let reply = shop.post(&under(&ticket, "comments"), &sent).expect(201);
        assert_eq!(keys(&reply.json()), ["comment_id"]);

        let read = acme.admin.reads(&ticket["id"]);
        assert_eq!(read.len(), 1);
        assert_eq!(read[0]["comment_id"], reply.json()["comment_id"]);
        assert_eq!(read[0]["comment_text"], sent["content"]);
        assert_eq!(read[0]["is_internal"], false);
        assert_eq!(read[0]["created_by"], json!(acme.admin.id.to_string()));
        assert_eq!(read[0]["created_at"], "2026-02-03T12:01:00.000Z");
    });
}

#[test]
fn a_comment_moves_the_tickets_time_and_nothing_else() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let ticket = shop.opens("Talked about");
        let mut expected = shop.sees(&ticket);
        app.clock.advance(60);
        shop.comments(&ticket, "Once", false);
        expected["updated_at"] = json!("2026-02-03T12:01:00.000Z");
        assert_eq!(shop.sees(&ticket), expected);
    });
}

#[test]
fn internal_comments_are_for_staff_and_the_others_for_everybody() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let (lee, robin) = (acme.user("lee", Role::User), acme.user("robin", Role::Technician));
        let shop = TestToken::of(app, &lee);
        let ticket = shop.opens("Talked about");
        let path = under(&ticket, "comments");
        for (body, internal) in [
            (json!({ "content": "not said" }), false),
            (json!({ "content": "null", "is_internal": null }), false),
            (json!({ "content": "false", "is_internal": false }), false),
            (json!({ "content": "true", "is_internal": true }), true),
        ] {
            app.clock.advance(1);
            shop.post(&path, &body).expect(201);
            let newest = json!(robin.reads(&ticket["id"]))
                .as_array()
                .and_then(|all| {
                    all.iter()
                        .find(|comment| comment["comment_text"] == body["content"])
                        .cloned()
                })
                .expect("staff reads it");
            assert_eq!(newest["is_internal"], internal, "{body}");
        }
        let mut texts: Vec<String> = lee
            .reads(&ticket["id"])
            .iter()
            .map(|comment| text(&comment["comment_text"]))
            .collect();
        texts.sort();
        assert_eq!(texts, ["false", "not said", "null"]);
    });
}

#[test]
fn texts_come_back_as_they_were_sent() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        for content in [" ", "\n\nlines\n", "<script>", "\u{1F3AB}e\u{301}", "'; --"] {
            let ticket = shop.opens("Talked about");
            shop.comments(&ticket, content, false);
            assert_eq!(acme.admin.reads(&ticket["id"])[0]["comment_text"], content);
        }
    });
}

#[test]
fn content_that_is_absent_null_empty_or_of_another_type_is_missing() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let ticket = shop.opens("Talked about");
        let path = under(&ticket, "comments");
        let refuses = |body: &Value| {
            let refusal = refused_for(&shop.post(&path, body), MISSING, &["content"]);
            assert_eq!(refusal.message, "Missing required field: content", "{body}");
        };
        refuses(&json!({}));
        refuses(&json!({ "comment_text": "x", "text": "x" }));
        for content in [
            json!(null),
            json!(""),
            json!(1),
            json!(true),
            json!(["x"]),
            json!({}),
        ] {
            refuses(&json!({ "content": content }));
        }
        for body in [&b""[..], b"{", b"[]", b"null", b"content=x"] {
            refused_for(&shop.request("POST", &path, &[], body), MISSING, &["content"]);
        }
        assert_eq!(app.row_counts()["comments"], 0);
    });
}

#[test]
fn a_field_that_is_there_and_wrong_is_invalid() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let ticket = shop.opens("Talked about");
        let path = under(&ticket, "comments");
        refused_for(
            &shop.post(&path, &json!({ "content": "a\u{0}" })),
            INVALID,
            &["content"],
        );
        for wrong in [json!("true"), json!(1), json!([]), json!({})] {
            let reply = shop.post(&path, &json!({ "content": "x", "is_internal": wrong }));
            let refusal = refused_for(&reply, INVALID, &["is_internal"]);
            assert_eq!(refusal.message, "Invalid value for field: is_internal");
        }
        let both = shop.post(&path, &json!({ "is_internal": "x" }));
        refused_for(&both, MISSING, &["content", "is_internal"]);
        assert_eq!(app.row_counts()["comments"], 0);
    });
}

#[test]
fn a_closed_ticket_can_be_written_under() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let ticket = shop.opens("Over");
        shop.sets(&ticket, "closed");
        shop.comments(&ticket, "One more thing", false);
        assert_eq!(shop.sees(&ticket)["status"], "closed");
    });
}
