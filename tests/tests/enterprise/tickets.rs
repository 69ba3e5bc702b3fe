//! Opening tickets, looking at them, and taking them away.

use crate::scene::with_scene;
use serde_json::{Value, json};
use tessera_application::{hand::Hand, users::set_active};
use tessera_domain::user::Role;
use tessera_tests::{
    enterprise::{
        COMMENTS, EnterpriseUser, NOBODYS, TICKETS, at, blamed, blamed_for, data, download_path, errors,
        forbidden, missing, saying,
    },
    mobile::{keys, text},
};

/// Every member of a ticket, the embedded ones beside the model's.
const MEMBERS: [&str; 23] = [
    "assigned_to",
    "assigned_to_id",
    "created_at",
    "created_by",
    "created_by_id",
    "customer_satisfaction_rating",
    "department",
    "department_id",
    "description",
    "due_date",
    "expected_attachments",
    "id",
    "internal_notes",
    "priority",
    "public_notes",
    "resolution_time",
    "sla_breach_time",
    "status",
    "tags",
    "ticket_number",
    "ticket_type",
    "title",
    "updated_at",
];

#[test]
fn a_ticket_comes_back_whole_with_its_people_and_its_department() {
    with_scene(|scene| {
        let body = json!({
            "title": "New System Issue",
            "description": "Detailed description of the issue",
            "priority": "high",
            "ticket_type": "problem",
            "department_id": scene.sales,
            "assigned_to_id": scene.mia.number,
            "tags": ["system", "bug"],
            "due_date": "2026-02-05T18:00:00Z",
            "attachments": ["file1.pdf", "screenshot.png"],
            "public_notes": "For everybody"
        });
        let reply = scene.robin.post(TICKETS, &body);
        let made = saying(&reply, 201, "Ticket created successfully");
        let person = |user: &EnterpriseUser| json!({ "id": user.number, "username": user.login, "first_name": user.login, "last_name": "Tester" });
        let known = json!({
            "id": 1,
            "ticket_number": "TKT-20260203-001",
            "title": "New System Issue",
            "description": "Detailed description of the issue",
            "status": "open",
            "priority": "high",
            "ticket_type": "problem",
            "created_by_id": scene.robin.number,
            "assigned_to_id": scene.mia.number,
            "department_id": scene.sales,
            "tags": ["system", "bug"],
            "created_at": "2026-02-03T12:00:00Z",
            "updated_at": "2026-02-03T12:00:00Z",
            "due_date": "2026-02-05T18:00:00Z",
            "resolution_time": null,
            "sla_breach_time": null,
            "customer_satisfaction_rating": null,
            "internal_notes": null,
            "public_notes": "For everybody",
            "expected_attachments": ["file1.pdf", "screenshot.png"],
            "created_by": person(&scene.robin),
            "assigned_to": person(&scene.mia),
            "department": { "id": scene.sales, "name": "Sales" }
        });
        assert_eq!(made, known);
        assert_eq!(reply.header("location"), Some("/tickets/1"));
        assert_eq!(reply.header("etag"), Some("\"1\""));
        let seen = scene.robin.sees(&made);
        for (name, value) in known.as_object().expect("an object") {
            assert_eq!(&seen[name], value, "{name}");
        }
        assert_eq!(scene.robin.lists(TICKETS), [known]);
    });
}

#[test]
fn a_title_and_a_description_are_enough() {
    with_scene(|scene| {
        let bare = json!({ "title": "Bare", "description": "Nothing else" });
        let mut nulls = bare.clone();
        for name in [
            "priority",
            "ticket_type",
            "department_id",
            "assigned_to_id",
            "tags",
            "due_date",
            "attachments",
            "public_notes",
            "internal_notes",
        ] {
            nulls[name] = Value::Null;
        }
        for body in [bare, nulls] {
            let made = data(&scene.robin.post(TICKETS, &body), 201);
            assert_eq!(keys(&made), MEMBERS);
            let usual = json!({
                "status": "open", "priority": "medium", "ticket_type": "incident", "tags": [], "assigned_to": null,
                "assigned_to_id": null, "due_date": null, "department_id": scene.it, "created_by_id": scene.robin.number,
                "expected_attachments": []
            });
            for (name, value) in usual.as_object().expect("an object") {
                assert_eq!(&made[name], value, "{name}");
            }
        }
        // Whoever belongs to no department opens for none.
        let ticket = scene.ada.opens("The admin's");
        assert_eq!(
            (&ticket["department_id"], &ticket["department"]),
            (&Value::Null, &Value::Null)
        );
    });
}

#[test]
fn the_exact_words_of_every_refusal() {
    with_scene(|scene| {
        let before = scene.app.contents();
        let post = |body: Value| scene.robin.post(TICKETS, &body);
        blamed(&post(json!({})), &["title", "description"]);
        let with = |name: &str, value: Value| {
            let mut body = json!({ "title": "t", "description": "d" });
            body[name] = value;
            post(body)
        };
        for name in ["title", "description"] {
            for blank in ["", " \n\t"] {
                blamed_for(
                    &with(name, json!(blank)),
                    name,
                    "Must not be blank",
                    &json!(blank),
                );
            }
            blamed_for(
                &with(name, Value::Null),
                name,
                "Expected string, received null",
                &Value::Null,
            );
        }
        blamed(&with("title", json!("x".repeat(201))), &["title"]);
        for bad in [json!("urgent"), json!("High"), json!("")] {
            let reason = "Must be one of: low, medium, high, critical";
            blamed_for(&with("priority", bad.clone()), "priority", reason, &bad);
        }
        for (name, bad) in [
            ("priority", json!(3)),
            ("ticket_type", json!("task")),
            ("department_id", json!("1")),
            ("department_id", json!(0)),
            ("assigned_to_id", json!(1.5)),
            ("tags", json!("a,b")),
            ("tags", json!([""])),
            ("due_date", json!("2026-02-30T00:00:00Z")),
            ("due_date", json!(1_770_120_000)),
            ("attachments", json!("file1.pdf")),
            ("public_notes", json!(["x"])),
        ] {
            let reply = with(name, bad.clone());
            let told = errors(&reply);
            let field = text(&told[0]["field"]);
            assert!(
                field == name || field == format!("{name}.0"),
                "{name} {bad}: {told:?}"
            );
        }
        assert!(scene.app.contents() == before);
    });
}

#[test]
fn whoever_is_to_work_on_it_must_be_there_and_active() {
    with_scene(|scene| {
        let gone = scene.acme.user("gone", Role::User);
        let number = EnterpriseUser::also(scene.app, &gone).number;
        set_active(&scene.app.app, &Hand::Operator(scene.acme.id), gone.id, false).expect("they are there");
        for nobody in [json!(number), json!(NOBODYS)] {
            let body = json!({ "title": "t", "description": "d", "assigned_to_id": nobody });
            let reason = format!("Unknown user {nobody}");
            blamed_for(
                &scene.robin.post(TICKETS, &body),
                "assigned_to_id",
                &reason,
                &nobody,
            );
        }
    });
}

#[test]
fn what_only_reading_shows_is_passed_over() {
    with_scene(|scene| {
        let ticket = scene.robin.opens_with(
            "Mine",
            json!({
                "id": 77, "ticket_number": "TKT-1", "status": "closed", "created_by_id": scene.lee.number,
                "created_at": "2001-01-01T00:00:00Z", "resolution_time": 5, "customer_satisfaction_rating": 5
            }),
        );
        let known = json!({
            "id": 1, "ticket_number": "TKT-20260203-001", "status": "open", "created_by_id": scene.robin.number,
            "created_at": "2026-02-03T12:00:00Z", "resolution_time": null, "customer_satisfaction_rating": null
        });
        for (name, value) in known.as_object().expect("an object") {
            assert_eq!(&ticket[name], value, "{name}");
        }
    });
}

#[test]
fn only_who_runs_the_tenant_deletes_and_then_nothing_is_left() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("Doomed");
        scene.robin.comments(&ticket, "Said");
        let file = scene.robin.attaches(&ticket, "a.txt", b"x");
        let own = at(TICKETS, &ticket);
        let before = scene.app.contents();
        for user in [&scene.robin, &scene.mia] {
            forbidden(&user.delete(&own));
        }
        assert!(scene.app.contents() == before);
        let reply = scene.ada.delete(&own);
        assert!(saying(&reply, 200, "Ticket deleted successfully").is_null());
        for user in [&scene.robin, &scene.ada] {
            missing(&user.get(&own));
            missing(&user.patch(&own, &json!({ "title": "x" })));
            missing(&user.get(&at(COMMENTS, &ticket)));
            missing(&user.get(&download_path(&file)));
        }
        missing(&scene.ada.delete(&own));
        assert_eq!(scene.ada.lists(TICKETS).len(), 0);
        // Its number and its reference are never given again.
        let next = scene.robin.opens("The next one");
        assert_eq!(
            (&next["id"], &next["ticket_number"]),
            (&json!(2), &json!("TKT-20260203-002"))
        );
    });
}
