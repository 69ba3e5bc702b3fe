//! The wrapping of every answer.

use crate::scene::with_scene;
use serde_json::json;
use tessera_tests::{
    enterprise::{COMMENTS, DEPARTMENTS, LOGIN, ME, SEARCH, TICKETS, at, data, download_path, page, saying},
    mobile::keys,
};
use uuid::Uuid;

#[test]
fn every_good_answer_has_all_five_members_and_nothing_beside_data() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let department = scene.ada.founds("Short-lived");
        let of_ticket = at(TICKETS, &ticket);
        let of_department = at(DEPARTMENTS, &json!(department));
        let comments = at(COMMENTS, &ticket);
        let ada = &scene.ada;
        let change = json!({ "title": "Another title" });
        let done = "Operation completed successfully";
        for (reply, status, message) in [
            (ada.get(ME), 200, done),
            (ada.get(TICKETS), 200, done),
            (ada.get(&of_ticket), 200, done),
            (ada.get(DEPARTMENTS), 200, done),
            (ada.get(&of_department), 200, done),
            (ada.get(&comments), 200, done),
            (ada.get(&format!("{SEARCH}?q=a")), 200, done),
            (ada.post(SEARCH, &json!({})), 200, done),
            (
                ada.post(TICKETS, &json!({ "title": "t", "description": "d" })),
                201,
                "Ticket created successfully",
            ),
            (ada.patch(&of_ticket, &change), 200, "Ticket updated successfully"),
            (ada.put(&of_ticket, &change), 200, "Ticket updated successfully"),
            (
                ada.post(&comments, &json!({ "content": "c" })),
                201,
                "Comment added successfully",
            ),
            (
                ada.post(DEPARTMENTS, &json!({ "name": "n" })),
                201,
                "Department created successfully",
            ),
            (
                ada.patch(&of_department, &json!({ "name": "m" })),
                200,
                "Department updated successfully",
            ),
            (ada.delete(&of_department), 200, "Department deleted successfully"),
            (ada.delete(&of_ticket), 200, "Ticket deleted successfully"),
        ] {
            saying(&reply, status, message);
        }
    });
}

#[test]
fn what_is_gone_leaves_an_envelope_around_nothing() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        assert!(data(&scene.ada.delete(&at(TICKETS, &ticket)), 200).is_null());
    });
}

#[test]
fn a_file_comes_without_an_envelope() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let file = scene.robin.attaches(&ticket, "a.txt", b"{\"success\": true}");
        let reply = scene.robin.get(&download_path(&file)).expect(200);
        assert_eq!(reply.text(), "{\"success\": true}");
    });
}

#[test]
fn the_answer_tells_the_time_and_the_id_of_its_request() {
    with_scene(|scene| {
        scene.app.clock.advance(5);
        let body = scene.robin.get(ME).expect(200).json();
        assert_eq!(body["timestamp"], "2026-02-03T12:00:05Z");
        let refused = scene.robin.get("/tickets/999999").expect(404).json();
        assert_eq!(refused["error"]["timestamp"], "2026-02-03T12:00:05Z");
        assert_ne!(body["request_id"], refused["request_id"]);
        // A client may number its requests itself.
        let own = "5f0c1e0a-98a3-4c8a-9a64-0a8f2d0b8f11";
        let client = scene.robin.with("x-request-id", own);
        for reply in [client.get(ME), client.get("/tickets/999999")] {
            assert_eq!(reply.json()["request_id"], own);
            assert_eq!(reply.header("x-request-id"), Some(own));
        }
        let forged = scene.robin.with("x-request-id", "<script>").get(ME).expect(200);
        let given = forged.json()["request_id"].as_str().map(str::parse::<Uuid>);
        assert!(given.is_some_and(|id| id.is_ok()), "{}", forged.text());
    });
}

#[test]
fn head_is_get_without_its_body() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        for path in [ME, TICKETS, DEPARTMENTS, &at(TICKETS, &ticket), "/tickets/999999"] {
            let [get, head] = ["GET", "HEAD"].map(|method| scene.robin.request(method, path, &[], b""));
            assert_eq!(head.status, get.status, "{path}");
            assert!(head.body.is_empty(), "{path}");
            for name in ["content-type", "etag"] {
                assert_eq!(head.header(name), get.header(name), "{path}: {name}");
            }
        }
    });
}

#[test]
fn unknown_parameters_and_members_are_passed_over() {
    with_scene(|scene| {
        scene.robin.opens("A ticket");
        for query in ["unknown=1", "fields=id", "%00=1", "sort=title", "filter%5Bx%5D=1"] {
            assert_eq!(
                page(&scene.robin.get(&format!("{TICKETS}?{query}")))["total"],
                1,
                "{query}"
            );
        }
        let body = json!({ "query": "", "unknown": { "a": [1] }, "filters": { "unknown": 1 } });
        assert_eq!(page(&scene.robin.post(SEARCH, &body))["total"], 1);
        let tenant = scene.acme.id.to_string();
        let body = json!({ "username": "robin", "password": "wrong", "unknown": 1 });
        let refused = scene
            .app
            .anonymous()
            .with("x-tenant-id", &tenant)
            .post(LOGIN, &body);
        assert_eq!(
            keys(&refused.expect(401).json()),
            ["error", "request_id", "success"]
        );
    });
}
