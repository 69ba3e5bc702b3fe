//! Changing tickets.

use crate::scene::with_scene;
use serde_json::{Value, json};
use tessera_tests::{
    enterprise::{NOBODYS, TICKETS, at, blamed, data, missing},
    mobile::keys,
};

#[test]
fn the_documented_change() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        scene.app.clock.advance(60);
        let body = json!({
            "status": "in_progress", "priority": "high", "assigned_to_id": scene.kim.number,
            "internal_notes": "Escalated to senior engineer"
        });
        let reply = scene.mia.patch(&at(TICKETS, &ticket), &body);
        let changed = data(&reply, 200);
        for (name, value) in body.as_object().expect("an object") {
            assert_eq!(&changed[name], value, "{name}");
        }
        assert_eq!(changed["assigned_to"]["username"], "kim");
        assert_eq!(
            (&changed["created_at"], &changed["updated_at"]),
            (&ticket["created_at"], &json!("2026-02-03T12:01:00Z"))
        );
        assert_eq!(keys(&changed), keys(&ticket));
        assert_eq!(reply.header("etag"), Some("\"2\""));
        // What was not named stays.
        for name in [
            "id",
            "ticket_number",
            "title",
            "description",
            "tags",
            "department_id",
        ] {
            assert_eq!(changed[name], ticket[name], "{name}");
        }
    });
}

#[test]
fn each_field_changes_by_itself() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let mut known = scene.ada.changes(&ticket, &json!({}));
        let changes = [
            ("title", json!("Another title")),
            ("description", json!("Another description")),
            ("status", json!("in_progress")),
            ("priority", json!("critical")),
            ("ticket_type", json!("change")),
            ("assigned_to_id", json!(scene.kim.number)),
            ("department_id", json!(scene.sales)),
            ("tags", json!(["b", "a"])),
            ("due_date", json!("2026-03-01T12:00:00Z")),
            ("internal_notes", json!("For staff")),
            ("public_notes", json!("For everybody")),
            ("customer_satisfaction_rating", json!(4)),
        ];
        for (name, value) in changes {
            scene.app.clock.advance(1);
            let ticket_now = scene.ada.changes(&ticket, &json!({ name: value }));
            known[name] = value;
            for embedded in ["assigned_to", "department", "updated_at"] {
                known[embedded] = ticket_now[embedded].clone();
            }
            assert_eq!(ticket_now, known, "{name}");
        }
        assert_eq!(known["assigned_to"]["id"], scene.kim.number);
        assert_eq!(known["department"], json!({ "id": scene.sales, "name": "Sales" }));
    });
}

#[test]
fn null_empties_what_can_be_empty_and_is_wrong_elsewhere() {
    with_scene(|scene| {
        let full = json!({
            "assigned_to_id": scene.kim.number, "due_date": "2026-03-01T12:00:00Z", "internal_notes": "a",
            "public_notes": "b", "customer_satisfaction_rating": 4
        });
        let ticket = scene.robin.opens("A ticket");
        scene.ada.changes(&ticket, &full);
        for name in keys(&full).iter().map(String::as_str).chain(["department_id"]) {
            let changed = scene.ada.changes(&ticket, &json!({ name: null }));
            assert_eq!(changed[name], Value::Null, "{name}");
        }
        let bare = scene.ada.sees(&ticket);
        assert_eq!(
            (&bare["assigned_to"], &bare["department"]),
            (&Value::Null, &Value::Null)
        );
        let own = at(TICKETS, &ticket);
        for name in [
            "title",
            "description",
            "status",
            "priority",
            "ticket_type",
            "tags",
        ] {
            blamed(&scene.ada.patch(&own, &json!({ name: null })), &[name]);
        }
    });
}

#[test]
fn what_only_reading_shows_and_what_nobody_knows_is_passed_over() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let hostile = json!({
            "id": 77, "ticket_number": "TKT-1", "created_by_id": scene.lee.number, "created_at": "2001-01-01T00:00:00Z",
            "updated_at": "2001-01-01T00:00:00Z", "resolution_time": 5, "sla_breach_time": "2001-01-01T00:00:00Z",
            "created_by": { "id": 1 }, "unknown": { "a": 1 }, "comments": [], "expected_attachments": ["x"]
        });
        let changed = scene.robin.changes(&ticket, &hostile);
        assert_eq!(changed, ticket);
    });
}

#[test]
fn put_is_the_same_as_patch() {
    with_scene(|scene| {
        let ticket = scene
            .robin
            .opens_with("A ticket", json!({ "tags": ["a"], "priority": "high" }));
        let changed = data(
            &scene.robin.put(&at(TICKETS, &ticket), &json!({ "title": "Put" })),
            200,
        );
        for name in ["description", "tags", "priority", "department_id"] {
            assert_eq!(changed[name], ticket[name], "{name}");
        }
        assert_eq!(changed["title"], "Put");
        blamed(
            &scene.robin.put(&at(TICKETS, &ticket), &json!({ "title": "" })),
            &["title"],
        );
    });
}

#[test]
fn a_bad_change_changes_nothing_at_all() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let own = at(TICKETS, &ticket);
        let before = scene.app.contents();
        for (bad, field) in [
            (json!({ "title": "Good", "priority": "urgent" }), "priority"),
            (json!({ "title": "Good", "status": "new" }), "status"),
            (
                json!({ "title": "Good", "assigned_to_id": NOBODYS }),
                "assigned_to_id",
            ),
            (
                json!({ "title": "Good", "department_id": NOBODYS }),
                "department_id",
            ),
            (json!({ "title": "Good", "tags": "a" }), "tags"),
            (json!({ "title": "x".repeat(201) }), "title"),
        ] {
            blamed(&scene.ada.patch(&own, &bad), &[field]);
        }
        assert!(scene.app.contents() == before);
    });
}

#[test]
fn whether_a_ticket_is_there_is_told_before_what_is_wrong_with_the_change() {
    with_scene(|scene| {
        let ticket = scene.lee.opens("Lee's");
        for path in [at(TICKETS, &ticket), at(TICKETS, &json!(NOBODYS))] {
            for body in [
                json!({}),
                json!({ "title": "x" }),
                json!({ "title": "" }),
                json!({ "status": 1 }),
            ] {
                missing(&scene.robin.patch(&path, &body));
                missing(&scene.robin.put(&path, &body));
            }
        }
    });
}

#[test]
fn moving_a_ticket_to_another_department_moves_who_sees_it() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let own = at(TICKETS, &ticket);
        data(&scene.mia.get(&own), 200);
        scene
            .robin
            .changes(&ticket, &json!({ "department_id": scene.sales }));
        missing(&scene.mia.get(&own));
        data(&scene.robin.get(&own), 200);
        scene.ada.changes(&ticket, &json!({ "department_id": scene.it }));
        data(&scene.mia.get(&own), 200);
    });
}
