//! Every path is served with and without a slash at its end, and nobody is sent anywhere else.

use crate::scene::with_scene;
use serde_json::{Value, json};
use tessera_tests::{
    Reply,
    enterprise::{
        COMMENTS, DEPARTMENTS, EnterpriseUser, LOGIN, LOGOUT, ME, PASSWORD, REFRESH, SEARCH, TICKETS, at,
        data, download_path, file, missing, upload_path,
    },
};

/// The same with a slash.
fn slashed(path: &str) -> String {
    match path.split_once('?') {
        Some((path, query)) => format!("{path}/?{query}"),
        None => format!("{path}/"),
    }
}

/// What was answered, but for the request's own.
fn answered(reply: &Reply) -> (u16, Value) {
    let mut body = reply.json();
    body["request_id"] = Value::Null;
    (reply.status, body)
}

#[test]
fn reading_is_the_same_with_and_without() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        scene.robin.comments(&ticket, "Said");
        let paths = [
            ME.to_owned(),
            TICKETS.to_owned(),
            format!("{TICKETS}?status=open&size=1"),
            format!("{SEARCH}?q=ticket"),
            at(TICKETS, &ticket),
            format!("{}?page=1", at(COMMENTS, &ticket)),
            DEPARTMENTS.to_owned(),
            at(DEPARTMENTS, &json!(scene.it)),
            "/tickets/999999".to_owned(),
        ];
        for path in paths {
            let [bare, other] = [&path, &slashed(&path)].map(|path| answered(&scene.robin.get(path)));
            assert_eq!(bare, other, "{path}");
        }
        let made = scene.robin.attaches(&ticket, "a.txt", b"the bytes");
        let reply = scene.robin.get(&slashed(&download_path(&made))).expect(200);
        assert_eq!(reply.body, b"the bytes");
    });
}

#[test]
fn writing_is_too_and_nothing_of_a_body_is_lost() {
    with_scene(|scene| {
        let body = json!({ "title": "Slashed", "description": "With everything", "tags": ["a"] });
        let made = data(&scene.robin.post(&slashed(TICKETS), &body), 201);
        assert_eq!(
            (&made["title"], &made["tags"]),
            (&json!("Slashed"), &json!(["a"]))
        );
        let own = slashed(&at(TICKETS, &made));
        let changed = data(&scene.robin.patch(&own, &json!({ "status": "in_progress" })), 200);
        assert_eq!(changed["status"], "in_progress");
        data(&scene.robin.put(&own, &json!({ "title": "Put" })), 200);
        data(
            &scene
                .robin
                .post(&slashed(&at(COMMENTS, &made)), &json!({ "content": "x" })),
            201,
        );
        data(
            &file("a.txt", b"x").send(&scene.robin, &slashed(&upload_path(&made))),
            201,
        );
        let found = data(
            &scene.robin.post(&slashed(SEARCH), &json!({ "query": "put" })),
            200,
        );
        assert_eq!(found["total"], 1);
        data(
            &scene.ada.post(&slashed(DEPARTMENTS), &json!({ "name": "New" })),
            201,
        );
        data(&scene.ada.delete(&own), 200);
        missing(&scene.ada.get(&own));
        let tenant = scene.acme.id.to_string();
        let client = scene.app.anonymous().with("x-tenant-id", &tenant);
        let body = json!({ "username": "robin", "password": PASSWORD });
        let granted = data(&client.post(&slashed(LOGIN), &body), 200);
        let robin = EnterpriseUser::granted(&client, &granted);
        let body = json!({ "refresh_token": robin.refresh });
        let granted = data(&client.post(&slashed(REFRESH), &body), 200);
        let robin = EnterpriseUser::granted(&client, &granted);
        data(&robin.request("POST", &slashed(LOGOUT), &[], b""), 200);
    });
}

#[test]
fn two_slashes_are_another_path() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        for path in [
            format!("{TICKETS}//"),
            format!("{}//", at(TICKETS, &ticket)),
            format!("{ME}//"),
            format!("/tickets//{}", ticket["id"]),
        ] {
            assert_eq!(scene.robin.get(&path).status, 404, "{path}");
        }
    });
}
