//! `Idempotency-Key` and `If-Match` on everything that is written, as every dialect has them.

use crate::scene::{Scene, with_scene};
use serde_json::{Value, json};
use tessera_tests::{
    Reply,
    enterprise::{COMMENTS, DEPARTMENTS, TICKETS, at, data, file, refused},
};

const KEY: &str = "idempotency-key";
const MARK: &str = "idempotent-replayed";

#[track_caller]
fn assert_replayed(first: &Reply, second: &Reply) {
    assert_eq!(
        (first.header(MARK), second.header(MARK)),
        (None, Some("true")),
        "{}",
        second.text()
    );
    // Letter by letter, the id of the first request included.
    assert_eq!((second.status, second.text()), (first.status, first.text()));
    for name in ["etag", "location", "content-type"] {
        assert_eq!(second.header(name), first.header(name), "{name}");
    }
}

/// Everything that can be made.
fn making(ticket: &Value) -> Vec<(String, Value)> {
    vec![
        (
            TICKETS.to_owned(),
            json!({ "title": "Made", "description": "Once", "tags": ["made"] }),
        ),
        (DEPARTMENTS.to_owned(), json!({ "name": "Made" })),
        (
            at(COMMENTS, ticket),
            json!({ "content": "Made", "mentions": ["@kim"] }),
        ),
    ]
}

#[test]
fn a_dur_3_whatever_is_made_with_a_key_is_made_once() {
    with_scene(|scene| {
        let ticket = scene.ada.opens("A ticket");
        for (path, body) in making(&ticket) {
            let client = scene.ada.with(KEY, &format!("made:{path}"));
            let first = client.post(&path, &body).expect(201);
            let between = scene.app.contents();
            assert_replayed(&first, &client.post(&path, &body));
            assert!(scene.app.contents() == between, "{path}");
            let mut other = body.clone();
            for name in ["title", "name", "content"] {
                other[name] = json!("Other");
            }
            refused(&client.post(&path, &other), 422, "IDEMPOTENCY_KEY_REUSED");
            assert!(scene.app.contents() == between, "{path}");
            // Somebody else's key is another one.
            if path == TICKETS {
                let other = scene.robin.with(KEY, &format!("made:{path}"));
                assert_ne!(
                    data(&other.post(&path, &body), 201)["id"],
                    data(&first, 201)["id"]
                );
            }
        }
    });
}

#[test]
fn a_dur_3_a_file_that_is_brought_twice_with_a_key_is_kept_once() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let path = tessera_tests::enterprise::upload_path(&ticket);
        let client = scene.robin.with(KEY, "upload");
        let form = file("a.txt", b"the bytes");
        let first = form.send(&client, &path).expect(201);
        let between = scene.app.contents();
        assert_replayed(&first, &form.send(&client, &path));
        assert!(scene.app.contents() == between);
        for other in [
            file("a.txt", b"other bytes"),
            file("b.txt", b"the bytes"),
            file("a.txt", b"the bytes").field("description", "x"),
        ] {
            refused(&other.send(&client, &path), 422, "IDEMPOTENCY_KEY_REUSED");
        }
    });
}

#[test]
fn a_dur_3_changing_and_deleting_with_a_key_happen_once() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let own = at(TICKETS, &ticket);
        let client = scene.robin.with(KEY, "change");
        let change = json!({ "title": "Changed" });
        let first = client.send("PATCH", &own, &change).expect(200);
        let between = scene.app.contents();
        assert_replayed(&first, &client.send("PATCH", &own, &change));
        assert!(scene.app.contents() == between);
        // The same key for another deed is refused.
        refused(&client.put(&own, &change), 422, "IDEMPOTENCY_KEY_REUSED");
        let client = scene.ada.with(KEY, "delete");
        let first = client.request("DELETE", &own, &[], b"").expect(200);
        assert_replayed(&first, &client.request("DELETE", &own, &[], b""));
    });
}

#[test]
fn a_dur_3_what_was_refused_is_not_kept() {
    with_scene(|scene| {
        let client = scene.robin.with(KEY, "again");
        refused(
            &client.post(TICKETS, &json!({ "title": "Half" })),
            400,
            "VALIDATION_ERROR",
        );
        let made = client.post(TICKETS, &json!({ "title": "Half", "description": "Whole" }));
        assert_eq!((made.status, made.header(MARK)), (201, None), "{}", made.text());
    });
}

#[test]
fn a_dur_3_of_32_at_once_with_one_key_exactly_one_does_it() {
    with_scene(|scene| {
        let client = scene.robin.with(KEY, "parallel");
        let body = json!({ "title": "Once", "description": "For all" });
        let replies: Vec<Reply> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..32)
                .map(|_| scope.spawn(|| client.post(TICKETS, &body)))
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("an answer"))
                .collect()
        });
        let made: Vec<&Reply> = replies.iter().filter(|reply| reply.status == 201).collect();
        assert!(replies.iter().all(|reply| [201, 409].contains(&reply.status)));
        assert_eq!(
            made.iter().filter(|reply| reply.header(MARK).is_none()).count(),
            1,
            "exactly one"
        );
        assert!(made.iter().all(|reply| reply.text() == made[0].text()));
        assert_eq!(scene.robin.lists(TICKETS).len(), 1);
    });
}

/// What is read by itself and can change: where, and how it changes.
fn changing(scene: &Scene<'_>) -> Vec<(String, Value)> {
    let ticket = scene.robin.opens("A ticket");
    let department = scene.ada.founds("Short-lived");
    vec![
        (at(TICKETS, &ticket), json!({ "title": "Changed" })),
        (at(DEPARTMENTS, &json!(department)), json!({ "name": "Changed" })),
    ]
}

#[test]
fn whatever_changes_has_a_version_that_a_change_may_name() {
    with_scene(|scene| {
        for (path, body) in changing(scene) {
            let tag = |reply: &Reply| {
                let tag = reply.header("etag");
                tag.unwrap_or_else(|| panic!("{path} has no version")).to_owned()
            };
            let seen = tag(&scene.ada.get(&path).expect(200));
            let stale = scene.ada.with("if-match", "\"999\"").send("PATCH", &path, &body);
            refused(&stale, 412, "PRECONDITION_FAILED");
            let client = scene.ada.with("if-match", &seen);
            let next = tag(&client.send("PATCH", &path, &body).expect(200));
            assert_ne!(next, seen, "{path}");
            for stale in [
                client.send("PATCH", &path, &body),
                client.request("DELETE", &path, &[], b""),
            ] {
                refused(&stale, 412, "PRECONDITION_FAILED");
            }
            assert_eq!(tag(&scene.ada.get(&path).expect(200)), next, "{path}");
            scene
                .ada
                .with("if-match", "*")
                .send("PATCH", &path, &body)
                .expect(200);
            // Even an empty change of a ticket touches it, so the version is read anew.
            let now = tag(&scene.ada.get(&path).expect(200));
            scene
                .ada
                .with("if-match", &format!("\"999\", {now}"))
                .send("PATCH", &path, &body)
                .expect(200);
            for bad in ["1", "\"1", "W", "\"a\" \"b\""] {
                let reply = scene.ada.with("if-match", bad).send("PATCH", &path, &body);
                assert_eq!(reply.status, 400, "{bad}: {}", reply.text());
            }
        }
    });
}
