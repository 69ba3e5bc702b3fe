//! `Idempotency-Key` and `If-Match` on everything that is written, as every dialect has them.

use crate::scene::{Scene, with_scene};
use serde_json::{Value, json};
use tessera_tests::{
    Client, Reply,
    kanban::{ATTACHMENTS, COLUMNS, COMMENTS, CONTACTS, PROJECTS, TAGS, TICKETS, path, upload},
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
    assert_eq!((second.status, second.text()), (first.status, first.text()));
    for name in ["etag", "location", "content-type"] {
        assert_eq!(second.header(name), first.header(name), "{name}");
    }
}

/// Everything that can be made.
fn making(scene: &Scene<'_>, ticket: &Value) -> Vec<(&'static str, Value)> {
    let project = scene.board.project;
    vec![
        (
            TICKETS,
            json!({ "name": "Made", "column": scene.columns()[0], "tag_names": ["made"] }),
        ),
        (PROJECTS, json!({ "name": "Made", "key": "MADE" })),
        (COLUMNS, json!({ "name": "Made", "project": project })),
        (TAGS, json!({ "name": "Made", "project": project })),
        (CONTACTS, json!({ "name": "Made", "email": "made@example.org" })),
        (COMMENTS, json!({ "ticket": ticket["id"], "content": "Made" })),
    ]
}

#[test]
fn a_dur_3_whatever_is_made_with_a_key_is_made_once() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        for (list, body) in making(scene, &card) {
            let client = scene.robin.with(KEY, &format!("made:{list}"));
            let first = client.post(list, &body).expect(201);
            let between = scene.app.contents();
            assert_replayed(&first, &client.post(list, &body));
            assert!(scene.app.contents() == between, "{list}");
            let mut other = body.clone();
            other["name"] = json!("Other");
            other["content"] = json!("Other");
            client.post(list, &other).expect(422);
            assert!(scene.app.contents() == between, "{list}");
        }
    });
}

#[test]
fn a_dur_3_a_file_that_is_brought_twice_with_a_key_is_kept_once() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let client = scene.robin.with(KEY, "upload");
        let form = upload(&card["id"], "a.txt", b"the bytes");
        let first = form.send(&client, ATTACHMENTS).expect(201);
        let between = scene.app.contents();
        assert_replayed(&first, &form.send(&client, ATTACHMENTS));
        assert!(scene.app.contents() == between);
        for other in [
            upload(&card["id"], "a.txt", b"other bytes"),
            upload(&card["id"], "b.txt", b"the bytes"),
        ] {
            other.send(&client, ATTACHMENTS).expect(422);
        }
    });
}

#[test]
fn a_dur_3_taking_away_and_turning_over_with_a_key_happen_once() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let at = path(TICKETS, &card);
        let client = scene.robin.with(KEY, "follow");
        let toggle = |client: &Client| {
            client
                .request("POST", &format!("{at}toggle_follow/"), &[], b"")
                .expect(200)
        };
        let first = toggle(&client);
        assert_replayed(&first, &toggle(&client));
        assert_eq!(scene.robin.sees(&card)["following"], true);
        let client = scene.robin.with(KEY, "delete");
        let first = client.request("DELETE", &at, &[], b"").expect(204);
        assert_replayed(&first, &client.request("DELETE", &at, &[], b""));
    });
}

/// What is read by itself and can change: where, and how it changes.
fn changing(scene: &Scene<'_>) -> Vec<(String, Value)> {
    let card = scene.robin.opens("A card", scene.columns()[0]);
    vec![
        (path(TICKETS, &card), json!({ "name": "Changed" })),
        (
            path(PROJECTS, &json!(scene.board.project)),
            json!({ "name": "Changed" }),
        ),
        (
            path(COLUMNS, &json!(scene.columns()[0])),
            json!({ "color": "#123456" }),
        ),
        (
            path(TAGS, &scene.robin.tags("A tag", scene.board.project)),
            json!({ "name": "Changed" }),
        ),
        (
            path(CONTACTS, &scene.robin.knows("A contact")),
            json!({ "name": "Changed" }),
        ),
        (
            path(COMMENTS, &scene.robin.comments(&card, "Said")),
            json!({ "content": "Changed" }),
        ),
    ]
}

#[test]
fn whatever_changes_has_a_version_that_a_change_may_name() {
    with_scene(|scene| {
        for (at, body) in changing(scene) {
            let seen = scene.robin.get(&at).expect(200);
            let tag = seen
                .header("etag")
                .unwrap_or_else(|| panic!("{at} has no version"))
                .to_owned();
            let stale = scene.robin.with("if-match", "\"999\"").send("PATCH", &at, &body);
            assert!(stale.expect(412).json()["detail"].is_string(), "{at}");
            let client = scene.robin.with("if-match", &tag);
            let changed = client.send("PATCH", &at, &body).expect(200);
            let next = changed
                .header("etag")
                .unwrap_or_else(|| panic!("{at} has no version"))
                .to_owned();
            assert_ne!(next, tag, "{at}");
            client.send("PATCH", &at, &body).expect(412);
            client.request("DELETE", &at, &[], b"").expect(412);
            assert_eq!(
                scene.robin.get(&at).expect(200).header("etag"),
                Some(next.as_str()),
                "{at}"
            );
            scene
                .robin
                .with("if-match", "*")
                .send("PATCH", &at, &body)
                .expect(200);
        }
    });
}

#[test]
fn a_dur_5_of_parallel_changes_to_one_version_exactly_one_wins() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let at = path(TICKETS, &card);
        let tag = scene
            .robin
            .get(&at)
            .expect(200)
            .header("etag")
            .expect("a version")
            .to_owned();
        let client = scene.robin.with("if-match", &tag);
        let columns = scene.columns();
        let run = |place: usize| {
            let body = json!({ "column": columns[1 + place % 3], "name": format!("By {place}") });
            client.send("PATCH", &at, &body).status
        };
        let run = &run;
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..20).map(|place| scope.spawn(move || run(place))).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("an answer"))
                .collect()
        });
        assert_eq!(
            statuses.iter().filter(|status| **status == 200).count(),
            1,
            "{statuses:?}"
        );
        assert!(
            statuses.iter().all(|status| [200, 412].contains(status)),
            "{statuses:?}"
        );
    });
}
