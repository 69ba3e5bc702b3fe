//! What is there, what is not, and that an id has one form.

use serde_json::json;
use tessera_tests::{
    Reply,
    integration::{BASE, TICKETS, TestToken, path, refused, refused_for, refused_with, under},
    on_each_database,
};

const NOTHING_HERE: &str = "There is nothing at this path";
/// An id that nothing has.
const NOBODYS: &str = "0196b1a2-dead-7ead-8ead-00000000dead";

#[test]
fn a_method_that_a_path_does_not_have_is_a_path_that_is_not_there() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let ticket = shop.opens("Here");
        let known = [
            (BASE.to_owned(), "GET HEAD"),
            (TICKETS.to_owned(), "POST"),
            (path(&ticket), "GET HEAD"),
            (under(&ticket, "comments"), "POST"),
            (under(&ticket, "status"), "PATCH"),
        ];
        for (path, methods) in known {
            for method in [
                "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW",
            ] {
                if methods.split(' ').any(|known| known == method) {
                    continue;
                }
                let reply = shop.request(method, &path, &[], br#"{"title": "x"}"#);
                refused_with(&reply, 404, "not_found", NOTHING_HERE);
                assert_eq!(reply.header("allow"), None, "{method} {path}");
            }
        }
        assert_eq!(app.row_counts()["tickets"], 1);
    });
}

#[test]
fn unknown_paths_are_not_found() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let ticket = shop.opens("Here");
        for unknown in [
            format!("{TICKETS}/"),
            format!("{BASE}/nothing"),
            format!("{BASE}//"),
            format!("{BASE}/Tickets"),
            format!("{}/comment", path(&ticket)),
            format!("{}/comments/1", path(&ticket)),
            format!("{}/status/status", path(&ticket)),
            format!("{BASE}/tickets/{NOBODYS}/nothing"),
        ] {
            refused_with(&shop.get(&unknown), 404, "not_found", NOTHING_HERE);
        }
        // What is not below the base is not this API's.
        let beside = shop.get(&format!("{BASE}s"));
        assert_eq!(beside.status, 404);
        assert_ne!(beside.json()["error"], "not_found", "{}", beside.text());
    });
}

#[test]
fn every_path_may_end_in_a_slash() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let opened = shop
            .post(&format!("{TICKETS}/"), &json!({ "title": "Slashed" }))
            .expect(201);
        let ticket = opened.json()["ticket"].clone();
        shop.get(&format!("{}/", path(&ticket))).expect(200);
        shop.post(
            &format!("{}/", under(&ticket, "comments")),
            &json!({ "content": "x" }),
        )
        .expect(201);
        let status = json!({ "status": "waiting" });
        shop.send("PATCH", &format!("{}/", under(&ticket, "status")), &status)
            .expect(200);
    });
}

/// Every operation on a ticket, on whatever stands where its id should.
fn each_on(shop: &TestToken, id: &str) -> [Reply; 3] {
    [
        shop.get(&format!("{TICKETS}/{id}")),
        shop.post(&format!("{TICKETS}/{id}/comments"), &json!({ "content": "x" })),
        shop.send(
            "PATCH",
            &format!("{TICKETS}/{id}/status"),
            &json!({ "status": "open" }),
        ),
    ]
}

#[test]
fn an_id_that_is_none_is_an_invalid_field() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let id = shop.opens("Here")["id"].as_str().expect("an id").to_owned();
        for bad in [
            "1",
            "nothing",
            "%20",
            "%00",
            "%F0%9F%8E%AB",
            &id[1..],
            &format!("{id}0"),
            &id.replace('-', ""),
            &format!("%7B{id}%7D"),
            &format!("urn:uuid:{id}"),
            &id.replacen(|c: char| c.is_ascii_hexdigit(), "g", 1),
        ] {
            for reply in each_on(&shop, bad) {
                let refusal = refused_for(&reply, "invalid_field", &["ticket_id"]);
                assert_eq!(refusal.message, "Invalid value for field: ticket_id", "{bad}");
            }
        }
        // The two that a router would otherwise take for other paths.
        let empty = shop.post(&format!("{TICKETS}//comments"), &json!({ "content": "x" }));
        refused_for(&empty, "invalid_field", &["ticket_id"]);
        let empty = shop.send(
            "PATCH",
            &format!("{TICKETS}//status"),
            &json!({ "status": "open" }),
        );
        refused_for(&empty, "invalid_field", &["ticket_id"]);
        // Upper case is the same id.
        shop.get(&format!("{TICKETS}/{}", id.to_uppercase())).expect(200);
    });
}

#[test]
fn an_id_that_nothing_has_is_not_found() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let comment = shop.comments(&shop.opens("Here"), "Not a ticket", false);
        let none = "00000000-0000-0000-0000-000000000000";
        for id in [
            NOBODYS,
            none,
            comment.as_str(),
            &shop.id.to_string(),
            &acme.id.to_string(),
        ] {
            for reply in each_on(&shop, id) {
                refused_with(&reply, 404, "not_found", "Ticket not found");
            }
        }
    });
}

#[test]
fn in_a_change_the_body_comes_before_the_id_and_the_id_before_the_ticket() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let foreign = TestToken::of(app, &acme.admin).opens("Another token's");
        let foreign = foreign["id"].as_str().expect("an id");
        for id in ["nonsense", NOBODYS, foreign] {
            let comment = shop.post(&format!("{TICKETS}/{id}/comments"), &json!({ "content": "" }));
            refused_for(&comment, "missing_required_field", &["content"]);
            let path = format!("{TICKETS}/{id}/status");
            refused_for(
                &shop.send("PATCH", &path, &json!({})),
                "missing_required_field",
                &["status"],
            );
            refused_for(
                &shop.send("PATCH", &path, &json!({ "status": "done" })),
                "invalid_field",
                &["status"],
            );
        }
        let statuses = each_on(&shop, "nonsense").map(|reply| refused(&reply, 400).code);
        assert_eq!(statuses, ["invalid_field"; 3]);
    });
}

#[test]
fn who_prefers_problem_json_gets_it() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin).with("accept", "application/problem+json");
        let reply = shop.get(&format!("{TICKETS}/{NOBODYS}")).expect(404);
        assert_eq!(reply.header("content-type"), Some("application/problem+json"));
        assert_eq!(reply.json()["status"], 404);
    });
}
