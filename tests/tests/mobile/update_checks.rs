//! `PUT /tickets/{ticket_id}`: what is checked before anything is changed, and in what order.

use serde_json::json;
use tessera_domain::{
    ticket::{Patch, TicketPatch},
    user::Role,
};
use tessera_tests::{
    Reply,
    mobile::{Mobile, TICKETS, etag, path, refused, refused_for},
    on_each_database,
};

const NOBODYS: &str = "0196b1a2-dead-7ead-8ead-00000000dead";

#[test]
fn the_checks_come_in_the_documented_order() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let sam = acme.user("sam", Role::User);
        let unknown = format!("{TICKETS}/{NOBODYS}");
        let bad = json!({ "title": 5 });
        let code = |reply: Reply| (reply.status, refused(&reply, reply.status).code);
        assert_eq!(
            code(app.anonymous().put(&unknown, &bad)),
            (401, "UNAUTHORIZED".into())
        );
        assert_eq!(
            code(acme.admin.put(&format!("{TICKETS}/x"), &bad)),
            (400, "VALIDATION_ERROR".into())
        );
        refused_for(&acme.admin.put(&format!("{TICKETS}/x"), &bad), &["ticket_id"]);
        assert_eq!(
            code(acme.admin.put(&unknown, &bad)),
            (404, "NOT_FOUND".into()),
            "existence before the body"
        );
        let hidden = acme.admin.opens("Out of sam's sight");
        assert_eq!(code(sam.put(&path(&hidden), &bad)), (404, "NOT_FOUND".into()));
        let typed = [("content-type", "application/json")];
        let torn = acme.admin.request("PUT", &unknown, &typed, b"{\"title\": ");
        assert_eq!(code(torn), (404, "NOT_FOUND".into()));
    });
}

#[test]
fn a_body_that_cannot_be_read_is_refused() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        let before = app.contents();
        for body in [
            "",
            "{",
            "null",
            "[]",
            "\"x\"",
            "{\"title\": \"a\", \"title\": \"b\"}",
        ] {
            let typed = [("content-type", "application/json")];
            let reply = acme.admin.request("PUT", &path(&ticket), &typed, body.as_bytes());
            assert_eq!(refused(&reply, 400).code, "VALIDATION_ERROR", "{body:?}");
        }
        assert!(app.contents() == before);
    });
}

#[test]
fn whoever_watches_sees_and_may_not_change() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let sam = acme.user("sam", Role::User);
        let patch = TicketPatch {
            watchers: Some(vec![sam.id]),
            ..TicketPatch::default()
        };
        let watched = json!(acme.ticket_of(&acme.admin, "Watched", patch).id.to_string());
        sam.sees(&watched);
        assert_eq!(
            refused(&sam.put(&path(&watched), &json!({ "title": "Mine" })), 403).code,
            "FORBIDDEN"
        );
        let own = sam.opens("My own");
        sam.changes(&own, json!({ "title": "Still my own" }));
        let patch = TicketPatch {
            assignee: Patch::Set(sam.id),
            ..TicketPatch::default()
        };
        let assigned = json!(acme.ticket_of(&acme.admin, "Assigned", patch).id.to_string());
        sam.changes(&assigned, json!({ "title": "On it" }));
    });
}

#[test]
fn a_change_with_an_old_version_is_refused_and_changes_nothing() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        let first = etag(&acme.admin.get(&path(&ticket)));
        let put = |tag: &str, title: &str| {
            acme.admin
                .with("if-match", tag)
                .put(&path(&ticket), &json!({ "title": title }))
        };
        let second = etag(&put(&first, "Second").expect(200));
        assert_ne!(first, second);
        let before = app.contents();
        for old in [first.as_str(), "\"nonsense\"", &format!("W/{second}"), "\"0\""] {
            assert_eq!(
                refused(&put(old, "Third"), 412).code,
                "PRECONDITION_FAILED",
                "{old}"
            );
        }
        for malformed in ["3", "\"3", "*, \"3\""] {
            assert_eq!(
                refused(&put(malformed, "Third"), 400).code,
                "VALIDATION_ERROR",
                "{malformed}"
            );
        }
        assert!(app.contents() == before);
        let third = etag(&put(&format!("{first}, {second}"), "Third").expect(200));
        put("*", "Fourth").expect(200);
        assert_ne!(etag(&acme.admin.get(&path(&ticket))), third);
        let nowhere = acme
            .admin
            .with("if-match", "*")
            .put(&format!("{TICKETS}/{NOBODYS}"), &json!({}));
        refused(&nowhere, 404);
    });
}
