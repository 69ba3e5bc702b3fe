//! Setting a ticket's status.

use serde_json::{Value, json};
use tessera_domain::user::Role;
use tessera_tests::{
    integration::{TestToken, refused_for, under},
    mobile::{Mobile, keys},
    on_each_database,
};

const WORDS: [&str; 5] = ["open", "in_progress", "waiting", "resolved", "closed"];

#[test]
fn a_change_is_answered_with_exactly_the_documented_members() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let ticket = shop.opens("Moved");
        app.clock.advance(60);
        let reply = shop.send(
            "PATCH",
            &under(&ticket, "status"),
            &json!({ "status": "resolved" }),
        );
        assert_eq!(
            reply.expect(200).json(),
            json!({
                "success": true,
                "ticket": { "id": ticket["id"], "status": "resolved", "updated_at": "2026-02-03T12:01:00.000Z" },
            })
        );
    });
}

#[test]
fn any_status_may_follow_any_other_itself_included_and_each_time_the_time_moves() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let ticket = shop.opens("Moved about");
        let mut expected = shop.sees(&ticket);
        for from in WORDS {
            for to in WORDS {
                shop.sets(&ticket, from);
                app.clock.advance(1);
                let told = shop.sets(&ticket, to);
                assert_eq!(keys(&told), ["id", "status", "updated_at"]);
                assert_eq!(told["status"], to, "after {from}");
                assert_ne!(told["updated_at"], expected["updated_at"], "{from} to {to}");
                expected["status"] = json!(to);
                expected["updated_at"] = told["updated_at"].clone();
                assert_eq!(shop.sees(&ticket), expected, "{from} to {to}");
            }
        }
    });
}

#[test]
fn finishing_stamps_the_ticket_and_opening_it_again_takes_the_stamp_away() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.user("robin", Role::Technician));
        let ticket = shop.opens("Stamped");
        let closed_at = |wanted: &str| {
            app.clock.advance(60);
            shop.sets(&ticket, wanted);
            let seen = acme.admin.sees(&ticket["id"]);
            assert_eq!(seen["is_closed"], json!(!seen["closed_at"].is_null()));
            seen["closed_at"].clone()
        };
        assert_eq!(closed_at("waiting"), Value::Null);
        let stamp = closed_at("resolved");
        assert_eq!(stamp, "2026-02-03T12:02:00.000Z");
        assert_eq!(closed_at("closed"), stamp, "finished is finished");
        assert_eq!(closed_at("closed"), stamp);
        assert_eq!(closed_at("open"), Value::Null);
        assert_eq!(closed_at("closed"), "2026-02-03T12:06:00.000Z");
    });
}

#[test]
fn a_word_puts_the_ticket_where_people_know_it() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let ticket = shop.opens("Moved");
        for (word, name) in WORDS
            .into_iter()
            .zip(["Open", "In Progress", "Waiting", "Resolved", "Closed"])
        {
            shop.sets(&ticket, word);
            assert_eq!(acme.admin.sees(&ticket["id"])["status_name"], name);
        }
        // A status that reads as the same word is another one all the same.
        acme.admin.moves(&ticket["id"], "In Review");
        shop.sets(&ticket, "in_progress");
        assert_eq!(acme.admin.sees(&ticket["id"])["status_name"], "In Progress");
    });
}

#[test]
fn a_status_that_is_absent_null_empty_or_of_another_type_is_missing() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let ticket = shop.opens("Moved");
        let path = under(&ticket, "status");
        let before = app.contents()["tickets"].clone();
        let refuses = |body: &Value| {
            let refusal = refused_for(
                &shop.send("PATCH", &path, body),
                "missing_required_field",
                &["status"],
            );
            assert_eq!(refusal.message, "Missing required field: status", "{body}");
        };
        refuses(&json!({}));
        refuses(&json!({ "Status": "open" }));
        for status in [
            json!(null),
            json!(""),
            json!(1),
            json!(false),
            json!(["open"]),
            json!({}),
        ] {
            refuses(&json!({ "status": status }));
        }
        for body in [&b""[..], b"{", b"[]", b"null", b"status=open"] {
            let reply = shop.request("PATCH", &path, &[], body);
            refused_for(&reply, "missing_required_field", &["status"]);
        }
        assert_eq!(app.contents()["tickets"], before);
    });
}

#[test]
fn any_other_word_is_invalid() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let ticket = shop.opens("Moved");
        let path = under(&ticket, "status");
        let before = app.contents()["tickets"].clone();
        for wrong in [
            "Open",
            "OPEN",
            " open",
            "open ",
            "in progress",
            "review",
            "pending_approval",
            "done",
            "\u{0}",
        ] {
            let reply = shop.send("PATCH", &path, &json!({ "status": wrong }));
            let refusal = refused_for(&reply, "invalid_field", &["status"]);
            assert_eq!(refusal.message, "Invalid value for field: status", "{wrong:?}");
        }
        assert_eq!(app.contents()["tickets"], before);
    });
}
