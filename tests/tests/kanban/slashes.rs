//! Every path is served with and without its last slash, and nobody is sent anywhere else.

use crate::scene::with_scene;
use serde_json::json;
use tessera_tests::kanban::{
    ATTACHMENTS, COLUMNS, COMMENTS, CONTACTS, LOGIN, ME, PASSWORD, PROJECTS, REFRESH, TAGS, TICKETS, path,
    upload,
};

/// The same without its slash.
fn bare(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let path = path.strip_suffix('/').expect("every path ends in a slash");
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

#[test]
fn reading_is_the_same_with_and_without() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        scene.robin.comments(&card, "Said");
        let paths = [
            TICKETS,
            PROJECTS,
            COLUMNS,
            TAGS,
            CONTACTS,
            COMMENTS,
            ATTACHMENTS,
            ME,
            &path(TICKETS, &card),
            &format!("{COMMENTS}?ticket={}", card["id"]),
            &format!("{TICKETS}?status=new"),
        ];
        for with_slash in paths {
            let [one, other] = [with_slash, &bare(with_slash)].map(|at| scene.robin.get(at).expect(200));
            assert_eq!(one.text(), other.text(), "{with_slash}");
        }
    });
}

#[test]
fn writing_is_too_and_nothing_of_a_body_is_lost() {
    with_scene(|scene| {
        let [new, doing, ..] = scene.columns();
        let made = scene
            .robin
            .post(&bare(TICKETS), &json!({ "name": "Bare", "column": new }))
            .expect(201)
            .json();
        let at = bare(&path(TICKETS, &made));
        let moved = scene
            .robin
            .patch(&at, &json!({ "column": doing }))
            .expect(200)
            .json();
        assert_eq!(moved["status"], "in_progress");
        scene
            .robin
            .put(&at, &json!({ "name": "Put", "column": new }))
            .expect(200);
        scene
            .robin
            .request("POST", &format!("{at}/toggle_follow"), &[], b"")
            .expect(200);
        scene
            .robin
            .post(&bare(COMMENTS), &json!({ "ticket": made["id"], "content": "x" }))
            .expect(201);
        upload(&made["id"], "a.txt", b"x")
            .send(&scene.robin, &bare(ATTACHMENTS))
            .expect(201);
        let order = json!({ "order": [{ "id": new, "order": 0 }] });
        scene.robin.post(&format!("{COLUMNS}reorder"), &order).expect(200);
        let tag = scene
            .robin
            .post(
                &bare(TAGS),
                &json!({ "name": "x", "project": scene.board.project }),
            )
            .expect(201)
            .json();
        let contact = scene
            .robin
            .post(&bare(CONTACTS), &json!({ "name": "x", "email": "x@example.org" }))
            .expect(201)
            .json();
        let add = format!("{}add_contact", path(TAGS, &tag));
        scene
            .robin
            .post(&add, &json!({ "contact_id": contact["id"] }))
            .expect(201);
        scene.robin.delete(&at).expect(204);
        let tenant = scene.acme.id.to_string();
        let client = scene.app.anonymous().with("x-tenant-id", &tenant);
        client
            .post(
                &bare(LOGIN),
                &json!({ "username": "robin", "password": PASSWORD }),
            )
            .expect(200);
        client
            .post(&bare(REFRESH), &json!({ "refresh": scene.robin.refresh }))
            .expect(200);
    });
}

#[test]
fn two_slashes_are_another_path() {
    with_scene(|scene| {
        for at in [
            format!("{TICKETS}/"),
            "/api/tickets//tickets/".to_owned(),
            format!("{ME}/"),
        ] {
            assert_eq!(scene.robin.get(&at).status, 404, "{at}");
        }
    });
}
