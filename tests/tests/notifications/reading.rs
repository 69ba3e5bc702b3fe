//! Listing notifications and marking them read.

use crate::scene::{unread, with_scene};
use serde_json::{Value, json};
use tessera_domain::user::Role;
use tessera_tests::{
    enterprise::{EnterpriseUser, NOBODYS, NOTIFICATIONS, at, blamed, data, missing, page},
    mobile::etag,
};

/// Has them mentioned so often under that ticket.
fn mentioned(by: &EnterpriseUser, whom: &EnterpriseUser, ticket: &Value, times: usize) {
    for _ in 0..times {
        by.comments_with(ticket, "Look", json!({ "mentions": [whom.number] }));
    }
}

#[test]
fn the_newest_come_first_page_by_page_and_what_is_not_read_is_counted() {
    with_scene(|scene| {
        let tickets = ["One", "Two"].map(|title| scene.robin.opens(title));
        mentioned(&scene.ada, &scene.tim, &tickets[0], 3);
        mentioned(&scene.ada, &scene.tim, &tickets[1], 2);
        let first = page(&scene.tim.get(&format!("{NOTIFICATIONS}?size=2")));
        assert_eq!(
            (
                &first["total"],
                &first["pages"],
                &first["has_next"],
                &first["unread_count"]
            ),
            (&json!(5), &json!(3), &json!(true), &json!(5))
        );
        let ids = scene.tim.told(NOTIFICATIONS, "id");
        let mut sorted = ids.clone();
        sorted.sort_by_key(|id| -id.as_i64().expect("a number"));
        assert_eq!(ids, sorted);
        let last = page(&scene.tim.get(&format!("{NOTIFICATIONS}?size=2&page=3")));
        assert_eq!(last["items"].as_array().map(Vec::len), Some(1));
        let of_first = format!("{NOTIFICATIONS}?ticket_id={}", tickets[0]["id"]);
        assert_eq!(page(&scene.tim.get(&of_first))["total"], 3);
        assert_eq!(
            page(&scene.tim.get(&format!("{NOTIFICATIONS}?ticket_id={NOBODYS}")))["total"],
            0
        );
        let newest = at(NOTIFICATIONS, &json!(ids[0]));
        data(&scene.tim.patch(&newest, &json!({ "read": true })), 200);
        let rest = page(&scene.tim.get(&format!("{NOTIFICATIONS}?unread=true")));
        assert_eq!((&rest["total"], &rest["unread_count"]), (&json!(4), &json!(4)));
        assert_eq!(
            page(&scene.tim.get(&format!("{NOTIFICATIONS}?unread=false")))["total"],
            5
        );
        for (query, field) in [
            ("unread=perhaps", "unread"),
            ("ticket_id=0", "ticket_id"),
            ("size=101", "size"),
            ("page=x", "page"),
        ] {
            blamed(&scene.tim.get(&format!("{NOTIFICATIONS}?{query}")), &[field]);
        }
    });
}

#[test]
fn one_is_marked_read_and_not_read_over_the_version_that_was_seen() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        mentioned(&scene.ada, &scene.tim, &ticket, 1);
        let own = at(NOTIFICATIONS, &scene.tim.lists(NOTIFICATIONS)[0]);
        let shown = scene.tim.get(&own);
        let first = etag(&shown);
        assert_eq!(data(&shown, 200)["read"], false, "looking at it is not reading");
        let matching = scene.tim.with("if-match", &first);
        let read = matching.send("PATCH", &own, &json!({ "read": true }));
        let told = data(&read, 200);
        assert_eq!(
            (&told["read"], &told["read_at"]),
            (&json!(true), &json!("2026-02-03T12:00:00Z"))
        );
        assert_eq!((etag(&scene.tim.get(&own)), unread(&scene.tim)), (etag(&read), 0));
        assert_eq!(
            matching.send("PATCH", &own, &json!({ "read": false })).status,
            412
        );
        // Once more changes nothing, nor does nothing.
        scene.app.clock.advance(60);
        for body in [json!({ "read": true }), json!({}), json!({ "else": 1 })] {
            assert_eq!(data(&scene.tim.patch(&own, &body), 200), told);
        }
        let undone = data(&scene.tim.patch(&own, &json!({ "read": false })), 200);
        assert_eq!(
            (&undone["read"], &undone["read_at"], unread(&scene.tim)),
            (&json!(false), &Value::Null, 1)
        );
        for bad in [json!({ "read": "yes" }), json!({ "read": null })] {
            blamed(&scene.tim.patch(&own, &bad), &["read"]);
        }
    });
}

#[test]
fn all_are_marked_read_at_once_or_up_to_the_newest_that_was_seen() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        mentioned(&scene.ada, &scene.tim, &ticket, 4);
        mentioned(&scene.ada, &scene.mia, &ticket, 2);
        let path = format!("{NOTIFICATIONS}/read");
        let ids = scene.tim.told(NOTIFICATIONS, "id");
        let read = |body: &Value| data(&scene.tim.post(&path, body), 200)["read_count"].clone();
        assert_eq!(read(&json!({ "up_to": ids[2] })), 2);
        assert_eq!(unread(&scene.tim), 2);
        assert_eq!(read(&json!({ "up_to": ids[2] })), 0);
        let keyed = scene.tim.with("idempotency-key", "once");
        for _ in 0..2 {
            let reply = keyed.post(&path, &json!({ "up_to": null }));
            assert_eq!(reply.expect(200).json()["data"]["read_count"], 2);
        }
        assert_eq!(read(&json!({})), 0);
        assert_eq!((unread(&scene.tim), unread(&scene.mia)), (0, 2));
        blamed(&scene.tim.post(&path, &json!({ "up_to": "x" })), &["up_to"]);
    });
}

#[test]
fn somebody_elses_is_as_unknown_as_none() {
    with_scene(|scene| {
        let globex = scene.app.tenant("globex");
        let foreign = EnterpriseUser::of(scene.app, &globex, "foreign", Role::Admin);
        let ticket = scene.robin.opens("A ticket");
        mentioned(&scene.ada, &scene.tim, &ticket, 1);
        let own = at(NOTIFICATIONS, &scene.tim.lists(NOTIFICATIONS)[0]);
        for other in [&scene.ada, &scene.robin, &foreign] {
            missing(&other.get(&own));
            missing(&other.patch(&own, &json!({ "read": true })));
            missing(&other.patch(&own, &json!({ "read": 1 })));
        }
        for none in [NOBODYS.to_string(), "0".into(), "x".into()] {
            missing(&scene.tim.get(&format!("{NOTIFICATIONS}/{none}")));
        }
        // The word is a path of its own, which only marks all as read.
        let read = scene.tim.get(&format!("{NOTIFICATIONS}/read"));
        assert_eq!(read.status, 405, "{}", read.text());
        assert_eq!(unread(&scene.tim), 1);
    });
}
