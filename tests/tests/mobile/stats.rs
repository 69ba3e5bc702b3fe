//! `GET /tickets/stats`.

use serde_json::{Value, json};
use tessera_domain::{
    text::Name,
    ticket::{Patch, TicketPatch},
    time::Time,
    user::Role,
};
use tessera_tests::{
    mobile::{Mobile, keys, sorted, under},
    on_each_database,
};

const MEMBERS: &[&str] = &[
    "total_tickets",
    "open_tickets",
    "closed_tickets",
    "unassigned_tickets",
    "overdue_tickets",
    "tickets_by_status",
    "tickets_by_priority",
    "tickets_by_category",
    "tickets_by_board",
    "tickets_created_today",
    "tickets_created_this_week",
    "tickets_created_this_month",
    "average_resolution_time",
];

#[test]
fn without_tickets_everything_is_nothing() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let counts = acme.admin.counts();
        assert_eq!(keys(&counts), sorted(&[MEMBERS]));
        for (name, value) in counts.as_object().unwrap() {
            let nothing = match name.as_str() {
                "average_resolution_time" => Value::Null,
                by if by.starts_with("tickets_by_") => json!({}),
                _ => json!(0),
            };
            assert_eq!(*value, nothing, "{name}");
        }
    });
}

#[test]
fn tickets_are_counted_by_state_assignment_and_what_they_refer_to() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = acme.user("robin", Role::Technician);
        let patch = |category: &str| TicketPatch {
            category: Patch::Set(Name::parse(category).unwrap()),
            assignee: Patch::Set(robin.id),
            ..TicketPatch::default()
        };
        acme.ticket_of(&robin, "1", patch("Hardware"));
        acme.ticket_of(&robin, "2", patch("Hardware"));
        acme.ticket_of(&robin, "3", patch("Software"));
        robin.opens_with("4", json!({ "priority_id": robin.priority("High") }));
        let closed = robin.opens("5");
        robin.moves(&closed, "Closed");
        let counts = robin.counts();
        let by_status = json!({ robin.status("Open"): 4, robin.status("Closed"): 1 });
        for (name, value) in [
            ("total_tickets", json!(5)),
            ("open_tickets", json!(4)),
            ("closed_tickets", json!(1)),
            ("unassigned_tickets", json!(2)),
            ("overdue_tickets", json!(0)),
            ("tickets_by_status", by_status),
            ("tickets_by_priority", json!({ "Medium": 4, "High": 1 })),
            ("tickets_by_category", json!({ "Hardware": 2, "Software": 1 })),
            ("tickets_by_board", json!({ "Help desk": 5 })),
            ("tickets_created_today", json!(5)),
        ] {
            assert_eq!(counts[name], value, "{name}");
        }
    });
}

#[test]
fn counts_follow_every_change() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        let three = || {
            let counts = acme.admin.counts();
            ["open_tickets", "closed_tickets", "unassigned_tickets"]
                .map(|name| counts[name].as_i64().unwrap())
        };
        assert_eq!(three(), [1, 0, 1]);
        acme.admin.moves(&ticket, "Resolved");
        assert_eq!(three(), [0, 1, 1]);
        let assigned = json!({ "assigned_to": acme.admin.id.to_string() });
        acme.admin
            .put(&under(&ticket, "assignment"), &assigned)
            .expect(200);
        assert_eq!(three(), [0, 1, 0]);
        acme.admin
            .changes(&ticket, json!({ "priority_id": acme.admin.priority("Low") }));
        assert_eq!(acme.admin.counts()["tickets_by_priority"], json!({ "Low": 1 }));
        acme.admin.moves(&ticket, "Open");
        acme.admin
            .put(&under(&ticket, "assignment"), &json!({ "assigned_to": null }))
            .expect(200);
        assert_eq!(three(), [1, 0, 1]);
    });
}

#[test]
fn overdue_is_past_due_and_not_finished() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let due = |title: &str, at: &str| {
            acme.admin
                .opens_with(title, json!({ "attributes": { "due_date": at } }))
        };
        due("Tomorrow", "2026-02-04T12:00:00.000Z");
        let finished = due("Finished", "2026-02-04T12:00:00.000Z");
        due("Next week", "2026-02-10T12:00:00.000Z");
        acme.admin.opens("Never");
        acme.admin.moves(&finished, "Closed");
        let overdue = |at: &str| {
            app.clock.set(Time::parse(at).unwrap());
            acme.admin.counts()["overdue_tickets"].clone()
        };
        assert_eq!(overdue("2026-02-03T12:00:00Z"), 0);
        assert_eq!(overdue("2026-02-04T12:00:00Z"), 0, "due now is not past due");
        assert_eq!(overdue("2026-02-04T12:00:00.000001Z"), 1);
        assert_eq!(overdue("2026-03-01T00:00:00Z"), 2);
        acme.admin.moves(&finished, "Open");
        assert_eq!(overdue("2026-03-01T00:00:00Z"), 3);
    });
}

#[test]
fn new_tickets_are_counted_since_midnight_and_7_and_30_days_before_it() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        for at in [
            "2026-03-02T23:59:59.999999Z",
            "2026-03-03T00:00:00Z",
            "2026-03-25T23:59:59Z",
            "2026-03-26T00:00:00Z",
            "2026-04-01T23:59:59Z",
            "2026-04-02T00:00:00Z",
        ] {
            app.clock.set(Time::parse(at).unwrap());
            acme.ticket(at);
        }
        app.clock.set(Time::parse("2026-04-02T18:00:00Z").unwrap());
        let counts = acme.admin.counts();
        let created = ["today", "this_week", "this_month"]
            .map(|since| counts[format!("tickets_created_{since}")].clone());
        assert_eq!(created, [1, 3, 5]);
    });
}

#[test]
fn each_counts_what_they_see() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let sam = acme.user("sam", Role::User);
        acme.admin.opens("Hidden");
        sam.opens("Own");
        let sams = sam.counts();
        assert_eq!(
            (&sams["total_tickets"], &sams["tickets_created_today"]),
            (&json!(1), &json!(1))
        );
        assert_eq!(sams["tickets_by_board"], json!({ "Help desk": 1 }));
        assert_eq!(acme.admin.counts()["total_tickets"], 2);
    });
}

#[test]
fn the_first_call_after_sign_in_names_no_tenant() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let bare = app
            .anonymous()
            .with("x-api-key", &acme.admin.api_key)
            .with("accept", "application/json");
        bare.get("/api/v1/tickets/stats?from=2026-01-01&client_id=x")
            .expect(200);
    });
}
