//! "Data Models", "Error Handling" and the bodies that the SDK examples send.

use super::{on_a_fresh_start, printed_ticket};
use serde_json::{Value, json};
use tessera_tests::{
    enterprise::{DEPARTMENTS, TICKETS, data, refused},
    kanban::Multipart,
};

#[test]
fn a_ticket_has_every_field_of_its_model() {
    on_a_fresh_start(|start| {
        let ticket = start.john.opens("A ticket");
        for name in [
            "id",
            "ticket_number",
            "title",
            "description",
            "status",
            "priority",
            "ticket_type",
            "created_by_id",
            "assigned_to_id",
            "department_id",
            "tags",
            "created_at",
            "updated_at",
            "due_date",
            "resolution_time",
            "sla_breach_time",
            "customer_satisfaction_rating",
            "internal_notes",
            "public_notes",
        ] {
            assert!(ticket.get(name).is_some(), "{name} is missing: {ticket}");
        }
        let printed = printed_ticket();
        for (name, value) in printed.as_object().expect("an object") {
            assert!(
                ticket.get(name).is_some_and(|own| own.is_null()
                    || own.is_string() == value.is_string()
                    || value.is_null()),
                "{name}: {ticket}"
            );
        }
    });
}

#[test]
fn the_statuses_and_codes_of_the_tables() {
    on_a_fresh_start(|start| {
        let ticket = start.john.opens("A ticket");
        let own = format!("{TICKETS}/{}", ticket["id"]);
        let table = [
            (start.john.post(TICKETS, &json!({})), 400, "VALIDATION_ERROR"),
            (start.app.anonymous().get(TICKETS), 401, "AUTHENTICATION_REQUIRED"),
            (start.john.delete(&own), 403, "PERMISSION_DENIED"),
            (start.john.get("/tickets/999999"), 404, "RESOURCE_NOT_FOUND"),
            (
                start.admin.post(DEPARTMENTS, &json!({ "name": "IT Department" })),
                409,
                "DUPLICATE_RESOURCE",
            ),
            (
                start.john.patch(&own, &json!({ "status": "closed" })),
                422,
                "BUSINESS_RULE_VIOLATION",
            ),
        ];
        for (reply, status, code) in &table {
            refused(reply, *status, code);
        }
    });
}

#[test]
fn what_the_sdk_examples_send() {
    on_a_fresh_start(|start| {
        let create = |body: Value| data(&start.john.post(TICKETS, &body), 201);
        let python = create(json!({
            "title": "Server Issue",
            "description": "Server is responding slowly",
            "priority": "high",
            "department_id": 1
        }));
        assert_eq!(
            (&python["ticket_type"], &python["status"]),
            (&json!("incident"), &json!("open"))
        );
        let listed = start
            .john
            .lists(&format!("{TICKETS}?status=open&priority=high&page=1&size=20"));
        assert_eq!(listed[0]["id"], python["id"]);
        start.john.comments_with(
            &python,
            "I'm investigating this issue",
            json!({ "is_internal": false }),
        );
        let javascript = create(json!({
            "title": "Frontend Bug",
            "description": "Button not responding to clicks",
            "priority": "medium",
            "department_id": 2
        }));
        assert_eq!(javascript["department_id"], 2);
        let form = Multipart::default()
            .file("file", "blob.png", "image/png", b"\x89PNG\r\n\x1a\n")
            .field("description", "Screenshot of the bug");
        let made = data(&start.john.uploads(&javascript, &form), 201);
        assert_eq!(made["description"], "Screenshot of the bug");
    });
}
