//! What clients are told when something breaks on our side, and what is left behind then: nothing.

use serde_json::{Value, json};
use std::thread;
use tessera_tests::{
    Reply,
    integration::{BASE, TICKETS, TestToken, effects, path, refused_with, under},
    on_each_database, wait,
};

const UNREAD: &str = "The token could not be validated";

#[test]
fn a_token_that_cannot_be_looked_at_is_a_failed_validation() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let ticket = shop.opens("Out of reach");
        let mut direct = app.database.connect();
        for table in ["integration_tokens", "integration_hours"] {
            direct.execute(&format!("ALTER TABLE {table} RENAME TO elsewhere"));
            for reply in [
                shop.asks(),
                shop.get(&format!("{BASE}/nothing")),
                shop.post(TICKETS, &json!({})),
                shop.get(&path(&ticket)),
            ] {
                refused_with(&reply, 500, "validation_failed", UNREAD);
                assert_eq!(reply.header("www-authenticate"), None);
            }
            // Who sends nothing is told so without anybody looking.
            app.anonymous().get(BASE).expect(401);
            direct.execute(&format!("ALTER TABLE elsewhere RENAME TO {table}"));
            shop.asks().expect(200);
        }
    });
}

#[test]
fn what_breaks_behind_the_door_is_an_internal_error_and_no_failed_validation() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let ticket = shop.opens("Out of reach");
        let mut direct = app.database.connect();
        direct.execute("ALTER TABLE comments RENAME TO elsewhere");
        let reply = shop
            .post(&under(&ticket, "comments"), &json!({ "content": "x" }))
            .expect(500);
        assert_eq!(reply.json()["error"], "internal_error");
        assert!(!reply.text().contains("comments"), "{}", reply.text());
        direct.execute("ALTER TABLE elsewhere RENAME TO comments");
        shop.comments(&ticket, "Again", false);
    });
}

#[test]
fn nothing_that_a_client_sends_makes_the_validation_fail() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let long = "9".repeat(3000);
        for name in [
            "x-forwarded-for",
            "cf-connecting-ip",
            "x-real-ip",
            "forwarded",
            "user-agent",
            "x-request-id",
            "accept",
            "origin",
        ] {
            for value in [
                "10.0.0.1, 10.0.0.2",
                "not an address",
                "",
                "::1, unknown",
                "'; --",
                &long,
            ] {
                let reply = shop.with(name, value).get(BASE);
                assert_eq!(reply.status, 200, "{name}: {value}: {}", reply.text());
            }
        }
        for token in ["%00", "'", "\\", "{}", &long] {
            let reply = app
                .anonymous()
                .with("authorization", &format!("Bearer {token}"))
                .get(BASE);
            assert_eq!(reply.status, 401, "{token}: {}", reply.text());
        }
    });
}

#[test]
fn a_database_that_is_busy_is_no_failed_validation() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        app.statements.hold("integration_tokens");
        thread::scope(|scope| {
            let waiting: Vec<_> = (0..4).map(|_| scope.spawn(|| shop.asks())).collect();
            wait::until("every connection is taken", || {
                (app.statements.held() == 4).then_some(())
            });
            let reply = shop.asks();
            app.statements.release();
            for held in waiting {
                held.join().expect("the client does not panic").expect(200);
            }
            assert_eq!(reply.status, 503, "{}", reply.text());
            assert_eq!(reply.json()["error"], "service_unavailable");
            assert!(reply.header("retry-after").is_some());
        });
        shop.asks().expect(200);
    });
}

fn writes(ticket: &Value) -> [(&'static str, String, Value); 3] {
    [
        ("POST", TICKETS.to_owned(), json!({ "title": "All or nothing" })),
        (
            "POST",
            under(ticket, "comments"),
            json!({ "content": "All or nothing" }),
        ),
        ("PATCH", under(ticket, "status"), json!({ "status": "closed" })),
    ]
}

#[test]
fn a_dur_2_a_write_that_any_table_refuses_leaves_nothing_behind() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let mut direct = app.database.connect();
        let send = |ticket: &Value, place: usize, key: &str| -> Reply {
            let (method, path, body) = writes(ticket)[place].clone();
            shop.with("idempotency-key", key).send(method, &path, &body)
        };
        for place in 0..3 {
            let ticket = shop.opens("Written to");
            let before = effects(app);
            let reply = send(&ticket, place, &format!("whole-{place}"));
            assert!(reply.status < 300, "{}", reply.text());
            let mut written = effects(app);
            written.retain(|table, rows| before.get(table) != Some(rows));
            assert!(
                ["events", "outbox", "idempotency_keys", "tickets"]
                    .iter()
                    .all(|table| written.contains_key(*table)),
                "{:?} cannot be all of it",
                written.keys()
            );
            for table in written.keys() {
                let ticket = shop.opens("Written to");
                let before = effects(app);
                direct.refuse_writes(table);
                let reply = send(&ticket, place, &format!("refused-{place}-{table}"));
                direct.take_writes(table);
                let what = format!("{place} without {table}");
                assert!(reply.status >= 500, "{what}: {} {}", reply.status, reply.text());
                assert_eq!(reply.json()["error"], "internal_error", "{what}");
                assert!(effects(app) == before, "{what} left something behind");
            }
        }
    });
}
