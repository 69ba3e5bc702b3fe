//! A request that is repeated with its key is done once.

use serde_json::json;
use std::thread;
use tessera_domain::user::Role;
use tessera_tests::{
    Client, DatabaseKind, Reply, TestApp,
    mutations::{Ground, MUTATIONS},
    on_each_database,
};

const TICKETS: &str = "/api/v1/tickets";
const KEY: &str = "idempotency-key";
const MARK: &str = "idempotent-replayed";

#[track_caller]
fn create(client: &Client, key: &str, title: &str) -> Reply {
    client.with(KEY, key).post(TICKETS, &json!({ "title": title }))
}

#[track_caller]
fn assert_replays(first: &Reply, second: &Reply) {
    assert_eq!(second.header(MARK), Some("true"), "{}", second.text());
    assert_eq!(first.header(MARK), None);
    assert_eq!(second.status, first.status);
    assert_eq!(second.text(), first.text());
    for name in ["location", "etag", "content-type"] {
        assert_eq!(second.header(name), first.header(name), "{name}");
    }
}

#[test]
fn a_dur_3_the_same_request_with_its_key_is_answered_the_same_and_done_once() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ground = Ground::prepare(&acme, app);
        for mutation in MUTATIONS {
            let ground = ground.on(&acme.ticket("Repeated"));
            let client = acme
                .admin
                .with(KEY, &format!("{}:{}", mutation.method, mutation.path));
            let first = mutation.send(&client, &ground).expect(mutation.status);
            let between = app.contents();
            let second = mutation.send(&client, &ground);
            assert_replays(&first, &second);
            assert_eq!(app.contents(), between, "{}", mutation.path);
        }
    });
}

#[test]
fn a_dur_3_a_key_does_not_pass_for_another_request() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        create(&acme.admin, "key", "First").expect(201);
        let before = app.contents();
        create(&acme.admin, "key", "Second").expect(422);
        let spaced = br#"{"title": "First"}"#;
        let typed = [("content-type", "application/json"), (KEY, "key")];
        acme.admin.request("POST", TICKETS, &typed, spaced).expect(422);
        let path = format!("{TICKETS}/{}/comments", acme.ticket("Elsewhere").id);
        let before_comment = app.contents();
        acme.admin
            .with(KEY, "key")
            .post(&path, &json!({ "title": "First", "comment_text": "x" }))
            .expect(422);
        assert_eq!(app.contents(), before_comment);
        assert_eq!(before["tickets"].len() + 1, before_comment["tickets"].len());
    });
}

#[test]
fn a_dur_3_keys_of_other_tenants_and_other_people_are_other_keys() {
    on_each_database(|app| {
        let (acme, globex) = (app.tenant("acme"), app.tenant("globex"));
        let robin = acme.user("robin", Role::Technician);
        let replies =
            [&acme.admin, &globex.admin, &robin].map(|user| create(user, "key", "Same").expect(201));
        let ids = replies
            .each_ref()
            .map(|reply| reply.json()["data"]["ticket_id"].clone());
        assert!(
            ids[0] != ids[1] && ids[1] != ids[2] && ids[0] != ids[2],
            "{ids:?}"
        );
        assert!(replies.iter().all(|reply| reply.header(MARK).is_none()));
        assert_eq!(app.row_counts()["tickets"], 3);
    });
}

#[test]
fn a_dur_3_of_parallel_requests_with_one_key_exactly_one_is_done() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let replies: Vec<Reply> = thread::scope(|scope| {
            let run = || create(&acme.admin, "key", "Once");
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
fn a_dur_3_a_key_is_1_to_255_visible_characters() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let long = "k".repeat(255);
        create(&acme.admin, &long, "Longest").expect(201);
        create(&acme.admin, "!~", "Oddest").expect(201);
        let before = app.row_counts();
        for bad in [&format!("{long}k"), "", " ", "a b", "k\u{e9}", "k\u{1F511}"] {
            let reply = create(&acme.admin, bad, "Refused").expect(400);
            assert!(
                reply.text().contains("Idempotency-Key"),
                "{bad:?}: {}",
                reply.text()
            );
        }
        assert_eq!(app.row_counts(), before);
    });
}

#[test]
fn a_dur_3_a_key_ends_after_a_day() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let first = create(&acme.admin, "key", "Daily").expect(201);
        app.clock.advance(86_400 - 1);
        assert_replays(&first, &create(&acme.admin, "key", "Daily"));
        app.clock.advance(2);
        let later = create(&acme.admin, "key", "Daily").expect(201);
        assert_eq!(later.header(MARK), None);
        assert_ne!(
            later.json()["data"]["ticket_id"],
            first.json()["data"]["ticket_id"]
        );
        assert_replays(&later, &create(&acme.admin, "key", "Daily"));
        assert_eq!(app.row_counts()["tickets"], 2);
    });
}

#[test]
fn a_dur_3_a_key_outlives_the_server() {
    for kind in DatabaseKind::all() {
        let app = TestApp::start(kind);
        let (api_key, first) = {
            let acme = app.tenant("acme");
            (
                acme.admin.api_key.clone(),
                create(&acme.admin, "key", "Kept").expect(201),
            )
        };
        let app = app.restarted();
        let second = create(&app.anonymous().with("x-api-key", &api_key), "key", "Kept");
        assert_replays(&first, &second);
    }
}

#[test]
fn a_dur_3_a_refused_request_leaves_its_key_free() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let lee = acme.user("lee", Role::User);
        create(&acme.admin, "invalid", "").expect(400);
        create(&acme.admin, "invalid", "Mended").expect(201);

        let nowhere = format!("{TICKETS}/00000000-0000-4000-8000-000000000000/comments");
        let comment = json!({ "comment_text": "Hello" });
        acme.admin
            .with(KEY, "missing")
            .post(&nowhere, &comment)
            .expect(404);
        create(&acme.admin, "missing", "Found").expect(201);

        let entry = json!({ "work_item_type": "ad_hoc", "start_time": "2026-02-03T09:00:00Z", "end_time": "2026-02-03T10:00:00Z" });
        lee.with(KEY, "forbidden")
            .post("/api/v1/time-entries", &entry)
            .expect(403);
        create(&lee, "forbidden", "Allowed").expect(201);

        app.anonymous()
            .with(KEY, "nobody")
            .post(TICKETS, &json!({ "title": "Nobody's" }))
            .expect(401);
        create(&acme.admin, "nobody", "Somebody's").expect(201);
        assert_eq!(app.row_counts()["idempotency_keys"], 4);
    });
}

#[test]
fn a_dur_3_a_request_that_failed_on_our_side_is_done_when_it_comes_again() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        acme.admin.get("/api/v1/tickets/stats").expect(200);
        // Past the statement that finds the caller and the one that begins the transaction.
        app.statements.panic_at(4);
        create(&acme.admin, "key", "Survivor").expect(500);
        assert!(!app.statements.disarm());
        let again = create(&acme.admin, "key", "Survivor").expect(201);
        assert_eq!(again.header(MARK), None);
        assert_replays(&again, &create(&acme.admin, "key", "Survivor"));
        assert_eq!(app.row_counts()["tickets"], 1);
    });
}

#[test]
fn reading_takes_no_notice_of_a_key() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let client = acme.admin.with(KEY, "key");
        client.get(TICKETS).expect(200);
        create(&acme.admin, "key", "New").expect(201);
        assert_eq!(client.get(TICKETS).expect(200).json()["pagination"]["total"], 1);
    });
}
