//! `POST /time-entries`.

use serde_json::{Value, json};
use tessera_domain::user::Role;
use tessera_tests::{
    Reply, TestApp, TestUser,
    mobile::{Mobile, keys, merge, refused, refused_for, sorted},
    on_each_database,
};

const PATH: &str = "/api/v1/time-entries";
const NOBODYS: &str = "0196b1a2-dead-7ead-8ead-00000000dead";

/// Every member of the answer.
const MEMBERS: &[&str] = &[
    "tenant",
    "entry_id",
    "user_id",
    "work_item_id",
    "work_item_type",
    "start_time",
    "end_time",
    "work_date",
    "work_timezone",
    "billable_duration",
    "notes",
    "approval_status",
    "time_sheet_id",
    "service_id",
    "tax_region",
    "tax_rate_id",
    "contract_line_id",
    "contract_line_source",
    "contract_line_unresolved_reason",
    "invoiced",
    "created_by",
    "updated_by",
    "created_at",
    "updated_at",
    "user_name",
    "service_name",
    "duration_hours",
    "is_billable",
    "user",
    "work_item",
    "service",
    "time_sheet",
    "billing_info",
];

/// A technician with a ticket.
struct Scene<'s> {
    app: &'s TestApp,
    robin: TestUser,
    ticket: Value,
}

fn with_scene(test: impl Fn(&Scene<'_>)) {
    on_each_database(|app| {
        let robin = app.tenant("acme").user("robin", Role::Technician);
        let ticket = robin.opens("Printer on fire");
        test(&Scene { app, robin, ticket });
    });
}

impl Scene<'_> {
    fn body(&self, more: Value) -> Value {
        let mut body = json!({
            "work_item_type": "ticket", "work_item_id": self.ticket["ticket_id"],
            "start_time": "2026-02-03T09:00:00.000Z", "end_time": "2026-02-03T10:30:00.000Z"
        });
        merge(&mut body, more);
        body.as_object_mut().unwrap().retain(|_, value| value != "absent");
        body
    }

    #[track_caller]
    fn logs(&self, more: Value) -> Value {
        self.tries(more).expect(201).json()["data"].clone()
    }

    fn tries(&self, more: Value) -> Reply {
        self.robin.post(PATH, &self.body(more))
    }
}

#[test]
fn an_entry_is_answered_with_every_documented_member() {
    with_scene(|scene| {
        let mut entry = scene.logs(json!({ "notes": "Replaced the fuser." }));
        assert_eq!(keys(&entry), sorted(&[MEMBERS]));
        let me = scene.robin.id.to_string();
        let expected = json!({
            "tenant": scene.robin.tenant.to_string(), "user_id": me, "created_by": me, "work_item_type": "ticket",
            "work_item_id": scene.ticket["ticket_id"], "start_time": "2026-02-03T09:00:00.000Z",
            "end_time": "2026-02-03T10:30:00.000Z", "work_date": "2026-02-03", "work_timezone": "UTC",
            "billable_duration": 90, "duration_hours": "1.50", "is_billable": true, "notes": "Replaced the fuser.",
            "approval_status": "DRAFT", "invoiced": false, "user_name": "robin Tester",
            "created_at": "2026-02-03T12:00:00.000Z", "updated_at": "2026-02-03T12:00:00.000Z",
            "user": {"user_id": me, "first_name": "robin", "last_name": "Tester", "email": "robin@example.org"},
            "work_item": {
                "id": scene.ticket["ticket_id"], "title": "Printer on fire", "type": "ticket", "client_id": null
            },
            "billing_info": {"contract_line_id": null, "contract_line_name": null, "rate": null, "total_amount": null},
        });
        assert!(entry["entry_id"].take().is_string());
        for (name, value) in entry.as_object().unwrap() {
            assert_eq!(value, expected.get(name).unwrap_or(&Value::Null), "{name}");
        }
    });
}

#[test]
fn ends_are_cut_to_the_minute_and_minutes_are_whole() {
    with_scene(|scene| {
        for (start, end, minutes, hours, billable) in [
            ("09:00:59.999", "09:01:00.000", 1, "0.02", true),
            ("09:01:10.000", "09:01:50.000", 0, "0.00", false),
            ("09:10:30.000", "09:50:29.000", 40, "0.67", true),
            ("10:00:00.000", "12:00:00.000", 120, "2.00", true),
        ] {
            let entry = scene.logs(json!({
                "start_time": format!("2026-02-03T{start}Z"), "end_time": format!("2026-02-03T{end}Z")
            }));
            assert_eq!(
                (&entry["billable_duration"], &entry["duration_hours"]),
                (&json!(minutes), &json!(hours))
            );
            assert_eq!(entry["is_billable"], billable, "{start}");
            assert!(entry["start_time"].as_str().unwrap().ends_with(":00.000Z"));
        }
    });
}

#[test]
fn what_is_not_charged_has_no_minutes_to_charge() {
    with_scene(|scene| {
        let entry = scene.logs(json!({ "is_billable": false }));
        assert_eq!(
            (&entry["billable_duration"], &entry["is_billable"]),
            (&json!(0), &json!(false))
        );
        assert_eq!(entry["duration_hours"], "1.50");
    });
}

#[test]
fn overlapping_ones_own_time_conflicts_and_touching_does_not() {
    with_scene(|scene| {
        scene.logs(json!({}));
        let span = |from: &str, to: &str| json!({ "start_time": format!("2026-02-03T{from}:00Z"), "end_time": format!("2026-02-03T{to}:00Z") });
        for (from, to) in [
            ("09:00", "10:30"),
            ("10:29", "11:00"),
            ("08:00", "09:01"),
            ("09:30", "09:40"),
            ("08:00", "12:00"),
        ] {
            let before = scene.app.contents();
            let refusal = refused(&scene.tries(span(from, to)), 409);
            assert_eq!(
                (refusal.code.as_str(), refusal.details.len()),
                ("CONFLICT", 0),
                "{from} to {to}"
            );
            assert!(scene.app.contents() == before);
        }
        let mut other = span("09:00", "09:30");
        merge(
            &mut other,
            json!({ "work_item_type": "ad_hoc", "work_item_id": "absent" }),
        );
        refused(&scene.tries(other), 409);
        scene.logs(span("08:00", "09:00"));
        scene.logs(span("10:30", "11:00"));
    });
}

#[test]
fn time_is_ones_own() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let (robin, kim) = (
            acme.user("robin", Role::Technician),
            acme.user("kim", Role::Technician),
        );
        let ticket = robin.opens("A ticket");
        let body = json!({
            "work_item_type": "ticket", "work_item_id": ticket["ticket_id"], "start_time": "2026-02-03T09:00Z",
            "end_time": "2026-02-03T10:00Z", "user_id": kim.id.to_string(), "created_by": kim.id.to_string()
        });
        for user in [&robin, &kim] {
            let entry = user.post(PATH, &body).expect(201).json()["data"].clone();
            assert_eq!(entry["user_id"], user.id.to_string());
        }
    });
}

#[test]
fn an_entry_must_end_after_it_starts() {
    with_scene(|scene| {
        for end in ["2026-02-03T09:00:00.000Z", "2026-02-03T08:59:59.000Z"] {
            refused_for(&scene.tries(json!({ "end_time": end })), &["end_time"]);
        }
    });
}

#[test]
fn rules_between_members_wait_until_each_member_is_right() {
    with_scene(|scene| {
        let backwards = json!({ "end_time": "2026-02-03T08:00:00Z", "notes": null });
        refused_for(&scene.tries(backwards), &["notes"]);
        let mut paths = refused(&scene.robin.post(PATH, &json!({})), 400).paths();
        paths.sort();
        assert_eq!(paths, ["end_time", "start_time", "work_item_type"]);
    });
}

#[test]
fn each_member_has_its_rule() {
    with_scene(|scene| {
        for (name, bad) in [
            ("work_item_type", json!("meeting")),
            ("work_item_type", json!(null)),
            ("work_item_id", json!("x")),
            ("start_time", json!("2026-02-03")),
            ("start_time", json!("2026-02-03T09:00:00+01:00")),
            ("end_time", json!(7)),
            ("notes", json!(null)),
            ("is_billable", json!("true")),
            ("tax_region", json!(7)),
            ("service_id", json!("x")),
        ] {
            refused_for(&scene.tries(json!({ name: bad })), &[name]);
        }
        assert_eq!(scene.app.row_counts()["time_entries"], 0);
    });
}

#[test]
fn a_ticket_and_a_task_must_be_named_and_be_there() {
    with_scene(|scene| {
        for kind in ["ticket", "project_task"] {
            for id in ["absent", NOBODYS] {
                let more = json!({ "work_item_type": kind, "work_item_id": id });
                refused_for(&scene.tries(more), &["work_item_id"]);
            }
        }
        for (place, kind) in ["non_billable_category", "ad_hoc", "interaction"]
            .into_iter()
            .enumerate()
        {
            let more = json!({
                "work_item_type": kind, "work_item_id": "absent", "start_time": format!("2026-02-03T1{place}:00:00Z"),
                "end_time": format!("2026-02-03T1{place}:30:00Z")
            });
            let entry = scene.logs(more);
            assert_eq!(
                (&entry["work_item_id"], &entry["work_item"]),
                (&Value::Null, &Value::Null)
            );
        }
    });
}

#[test]
fn a_ticket_out_of_sight_is_no_work_item() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let manager = acme.user("kim", Role::Manager);
        let hidden = acme.admin.opens("Out of sight");
        let body = |id: Value| {
            json!({
                "work_item_type": "ticket", "work_item_id": id, "start_time": "2026-02-03T09:00Z",
                "end_time": "2026-02-03T10:00Z"
            })
        };
        let unseen = refused_for(
            &manager.post(PATH, &body(hidden["ticket_id"].clone())),
            &["work_item_id"],
        );
        assert_eq!(
            unseen,
            refused_for(&manager.post(PATH, &body(json!(NOBODYS))), &["work_item_id"])
        );
    });
}

#[test]
fn an_unreadable_body_is_refused() {
    with_scene(|scene| {
        for body in ["", "{", "[]"] {
            let reply = scene.robin.request(
                "POST",
                PATH,
                &[("content-type", "application/json")],
                body.as_bytes(),
            );
            assert_eq!(refused(&reply, 400).code, "VALIDATION_ERROR", "{body:?}");
        }
    });
}

#[test]
fn an_entry_repeated_with_its_key_is_recorded_once() {
    with_scene(|scene| {
        let client = scene.robin.with("idempotency-key", "entry-1");
        let first = client.post(PATH, &scene.body(json!({}))).expect(201);
        let again = client.post(PATH, &scene.body(json!({}))).expect(201);
        assert_eq!(
            (again.text(), again.header("idempotent-replayed")),
            (first.text(), Some("true"))
        );
        assert_eq!(scene.app.row_counts()["time_entries"], 1);
    });
}
