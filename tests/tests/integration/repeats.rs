//! A-DUR-3: a request that is repeated with its key is done once.

use serde_json::{Value, json};
use std::thread;
use tessera_tests::{
    Client, Reply,
    integration::{TICKETS, TestToken, effects, refused, refused_for, under},
    on_each_database,
};

const KEY: &str = "idempotency-key";
const MARK: &str = "idempotent-replayed";

/// Each operation that writes, with a request that does.
fn writes(ticket: &Value) -> [(&'static str, String, Value, u16); 3] {
    [
        (
            "POST",
            TICKETS.to_owned(),
            json!({ "title": "Once", "metadata": { "a": 1 } }),
            201,
        ),
        (
            "POST",
            under(ticket, "comments"),
            json!({ "content": "Once", "is_internal": true }),
            201,
        ),
        (
            "PATCH",
            under(ticket, "status"),
            json!({ "status": "waiting" }),
            200,
        ),
    ]
}

#[track_caller]
fn assert_replays(first: &Reply, second: &Reply) {
    assert_eq!(second.header(MARK), Some("true"), "{}", second.text());
    assert_eq!(first.header(MARK), None);
    assert_eq!(second.status, first.status);
    assert_eq!(second.text(), first.text());
    for name in ["location", "content-type"] {
        assert_eq!(second.header(name), first.header(name), "{name}");
    }
}

#[test]
fn a_dur_3_each_write_with_its_key_is_answered_the_same_and_done_once() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let ticket = shop.opens("Written to");
        for (place, (method, path, body, status)) in writes(&ticket).into_iter().enumerate() {
            let client = shop.with(KEY, &format!("key-{place}"));
            let first = client.send(method, &path, &body).expect(status);
            let between = effects(app);
            app.clock.advance(60);
            assert_replays(&first, &client.send(method, &path, &body));
            assert!(effects(app) == between, "{method} {path} was done again");
        }
    });
}

#[test]
fn a_dur_3_a_key_does_not_pass_for_another_request() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let ticket = shop.opens("Written to");
        let client = shop.with(KEY, "key");
        client.post(TICKETS, &json!({ "title": "First" })).expect(201);
        let before = effects(app);
        for (method, path, body, _) in writes(&ticket) {
            let refusal = refused(&client.send(method, &path, &body), 422);
            assert_eq!(refusal.code, "idempotency_key_reused");
        }
        assert!(effects(app) == before);
    });
}

#[test]
fn a_dur_3_another_tokens_key_is_another_key_and_another_secrets_the_same() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let (shop, other) = (TestToken::of(app, &acme.admin), TestToken::of(app, &acme.admin));
        let create = |client: &Client| {
            let reply = client.with(KEY, "key").post(TICKETS, &json!({ "title": "Same" }));
            reply.expect(201)
        };
        let (first, second) = (create(&shop), create(&other));
        assert_ne!(first.json()["ticket"]["id"], second.json()["ticket"]["id"]);
        assert_eq!(second.header(MARK), None);
        assert_replays(&first, &create(&shop.regenerated(app)));
        // A person's key is not a token's either, whoever the token stands for.
        let by_hand = acme
            .admin
            .with(KEY, "key")
            .post("/api/v1/tickets", &json!({ "title": "Same" }));
        assert_eq!(by_hand.expect(201).header(MARK), None);
        assert_eq!(app.row_counts()["tickets"], 3);
    });
}

#[test]
fn a_dur_3_of_parallel_requests_with_one_key_exactly_one_is_done() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let run = || shop.with(KEY, "key").post(TICKETS, &json!({ "title": "Once" }));
        let replies: Vec<Reply> = thread::scope(|scope| {
            let threads: Vec<_> = (0..32).map(|_| scope.spawn(run)).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("the client does not panic"))
                .collect()
        });
        let done = |reply: &&Reply| reply.status == 201 && reply.header(MARK).is_none();
        let first = replies.iter().find(done).expect("one is done");
        assert_eq!(replies.iter().filter(done).count(), 1);
        for other in replies.iter().filter(|reply| !done(reply)) {
            if other.status == 409 {
                assert!(other.header("retry-after").is_some(), "{}", other.text());
            } else {
                assert_replays(first, other);
            }
        }
        assert_eq!(app.row_counts()["tickets"], 1);
    });
}

#[test]
fn a_dur_3_a_refused_request_leaves_its_key_free() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let foreign = TestToken::of(app, &acme.admin).opens("Another token's");
        let shop = TestToken::limited(app, &acme.admin, 5);
        let client = shop.with(KEY, "key");
        client.post(TICKETS, &json!({})).expect(400);
        client
            .post(&under(&foreign, "comments"), &json!({ "content": "x" }))
            .expect(401);
        let nowhere = format!("{TICKETS}/00000000-0000-4000-8000-000000000000/status");
        client
            .send("PATCH", &nowhere, &json!({ "status": "open" }))
            .expect(404);
        let first = client.post(TICKETS, &json!({ "title": "At last" })).expect(201);
        assert_replays(&first, &client.post(TICKETS, &json!({ "title": "At last" })));
        // A repetition is a call like any other: there is no room for one more.
        client.post(TICKETS, &json!({ "title": "At last" })).expect(429);
        app.clock.advance(3600);
        assert_replays(&first, &client.post(TICKETS, &json!({ "title": "At last" })));
    });
}

#[test]
fn a_dur_3_a_key_that_cannot_be_one_is_refused() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        for bad in ["", " ", "a b", &"k".repeat(256)] {
            let reply = shop.with(KEY, bad).post(TICKETS, &json!({ "title": "x" }));
            refused_for(&reply, "invalid_field", &["Idempotency-Key"]);
        }
        assert_eq!(app.row_counts()["tickets"], 0);
        shop.with(KEY, &"k".repeat(255))
            .post(TICKETS, &json!({ "title": "x" }))
            .expect(201);
    });
}
