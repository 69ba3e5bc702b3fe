//! The app of early 2026 (S) and that of late 2026 (H) differ; each finds what it reads. One test per topic on which
//! the two disagree.

use serde_json::{Value, json};
use tessera_domain::user::Role;
use tessera_tests::{
    TestUser,
    mobile::{Mobile, TICKETS, items, keys, path, refused, refused_for, text, under},
    on_each_database,
};

/// What both generations send beside the key.
fn app_of(user: &TestUser, tenant: &str) -> tessera_tests::Client {
    user.with("accept", "application/json")
        .with("x-tenant-id", tenant)
        .with("x-alga-client", "mobile/tickets")
        .with("x-alga-platform", "ios")
        .with("x-alga-app-version", "1.0.0")
        .with("x-correlation-id", "k3j2h1-7")
}

fn with_app(test: impl Fn(&tessera_tests::Client, &TestUser)) {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = acme.user("robin", Role::Technician);
        test(&app_of(&robin, &acme.id.to_string()), &robin);
    });
}

#[test]
fn mobile_list_has_the_13_members_of_s_and_what_h_adds() {
    with_app(|app, robin| {
        robin.opens("A ticket");
        let row = app.lists("fields=mobile_list")["data"][0].clone();
        let of_s = [
            "ticket_id",
            "ticket_number",
            "title",
            "status_id",
            "status_name",
            "status_is_closed",
            "priority_name",
            "assigned_to_name",
            "client_name",
            "contact_name",
            "updated_at",
            "entered_at",
            "closed_at",
        ];
        let of_h = [
            "tags",
            "entered_by",
            "assigned_to",
            "client_id",
            "board_id",
            "assigned_team_id",
        ];
        let known = keys(&row);
        assert!(
            of_s.iter()
                .chain(&of_h)
                .all(|name| known.contains(&(*name).to_owned())),
            "{known:?}"
        );
        assert_eq!(known.len(), of_s.len() + of_h.len());
    });
}

#[test]
fn the_high_priority_chip_is_written_in_lower_case() {
    with_app(|app, robin| {
        robin.opens_with("High", json!({ "priority_id": robin.priority("High") }));
        robin.opens_with("Highest", json!({ "priority_id": robin.priority("Highest") }));
        assert_eq!(app.titles("priority_name=high"), ["High"]);
    });
}

#[test]
fn a_status_has_the_three_members_of_s_and_the_six_of_h() {
    with_app(|app, _| {
        let statuses = items(&app.get("/api/v1/tickets/statuses").expect(200).json()["data"]);
        for status in statuses {
            assert_eq!(
                keys(&status),
                [
                    "board_id",
                    "is_closed",
                    "is_default",
                    "name",
                    "order_number",
                    "status_id"
                ]
            );
        }
    });
}

#[test]
fn closing_stamps_as_in_h() {
    with_app(|app, robin| {
        let ticket = robin.opens("A ticket");
        app.put(
            &under(&ticket, "status"),
            &json!({ "status_id": robin.status("Closed") }),
        )
        .expect(200);
        let seen = app.sees(&ticket);
        assert_eq!(
            (&seen["is_closed"], &seen["status_is_closed"]),
            (&json!(true), &json!(true))
        );
        assert!(seen["closed_at"].is_string() && seen["closed_by"].is_string());
    });
}

#[test]
fn the_average_resolution_time_is_there_and_null() {
    with_app(|app, _| {
        assert_eq!(app.counts().get("average_resolution_time"), Some(&Value::Null));
    });
}

#[test]
fn s_sends_no_service_with_its_working_time() {
    with_app(|app, robin| {
        let ticket = robin.opens("A ticket");
        let body = json!({
            "work_item_type": "ticket", "work_item_id": ticket["ticket_id"], "start_time": "2026-02-03T11:30:00.000Z",
            "end_time": "2026-02-03T12:00:00.000Z", "notes": "", "is_billable": true
        });
        app.post("/api/v1/time-entries", &body).expect(201);
        assert_eq!(
            refused(&app.post("/api/v1/time-entries", &body), 409).code,
            "CONFLICT",
            "overlaps, as in H"
        );
    });
}

#[test]
fn s_clears_the_last_attribute_by_null_and_h_by_an_empty_object() {
    with_app(|app, robin| {
        for nothing in [json!(null), json!({})] {
            let ticket = robin.opens_with(
                "x",
                json!({ "attributes": { "due_date": "2026-02-10T23:00:00.000Z" } }),
            );
            app.put(&path(&ticket), &json!({ "attributes": nothing }))
                .expect(200);
            assert_eq!(app.sees(&ticket)["due_date"], Value::Null);
        }
    });
}

#[test]
fn the_length_of_a_comment_is_that_of_its_visible_text() {
    with_app(|app, robin| {
        let ticket = robin.opens("A ticket");
        let rich = |length: usize| {
            json!([{"type": "paragraph", "content": [{"type": "text", "text": "x".repeat(length), "styles": {}}]}]).to_string()
        };
        app.comments(&ticket, &rich(5000), true);
        let body = json!({ "comment_text": rich(5001), "is_internal": true });
        refused_for(&app.post(&under(&ticket, "comments"), &body), &["comment_text"]);
    });
}

#[test]
fn threads_of_h_and_flat_comments_of_s_stand_side_by_side() {
    with_app(|app, robin| {
        let ticket = robin.opens("A ticket");
        let flat = app.comments(&ticket, "Flat", true);
        let body =
            json!({ "comment_text": "Re", "is_internal": true, "parent_comment_id": flat["comment_id"] });
        app.post(&under(&ticket, "comments"), &body).expect(201);
        let threads: Vec<Value> = app
            .reads(&ticket)
            .iter()
            .map(|comment| comment["thread_id"].clone())
            .collect();
        assert_eq!(threads, [flat["comment_id"].clone(), flat["comment_id"].clone()]);
    });
}

#[test]
fn the_default_order_of_either_generation_is_understood() {
    with_app(|app, robin| {
        robin.opens("A ticket");
        for query in ["sort=updated_at&order=desc", "sort=entered_at&order=desc"] {
            assert_eq!(
                app.titles(&format!("page=1&limit=25&fields=mobile_list&{query}")),
                ["A ticket"]
            );
        }
    });
}

#[test]
fn after_a_refused_key_the_app_sends_it_twice() {
    with_app(|app, robin| {
        let both = app.with("authorization", &format!("Bearer {}", robin.api_key));
        both.get(TICKETS).expect(200);
        let bearer = robin
            .with("x-api-key", "")
            .with("authorization", &format!("Bearer {}", robin.api_key));
        assert_eq!(
            refused(&bearer.get(TICKETS), 401).code,
            "UNAUTHORIZED",
            "a bearer token is no key"
        );
    });
}

#[test]
fn a_refused_key_is_answered_in_the_usual_shape() {
    on_each_database(|app| {
        for client in [app.anonymous(), app.anonymous().with("x-api-key", "nonsense")] {
            let reply = client.get(TICKETS);
            let refusal = refused(&reply, 401);
            assert_eq!(
                (refusal.code.as_str(), refusal.details.len()),
                ("UNAUTHORIZED", 0)
            );
            assert!(reply.header("www-authenticate").is_some());
        }
    });
}

#[test]
fn the_app_reads_edits_and_writes_back_a_ticket_without_losing_what_it_does_not_know() {
    with_app(|app, robin| {
        let ticket = robin.opens_with(
            "A ticket",
            json!({ "attributes": { "watch_list": [{"email": "a@example.org"}] } }),
        );
        let me = robin.id.to_string();
        let mut attributes = app.sees(&ticket)["attributes"].clone();
        attributes["watcher_user_ids"] = json!([me]);
        attributes["due_date"] = json!("2026-02-10T23:00:00.000Z");
        app.put(&path(&ticket), &json!({ "attributes": attributes }))
            .expect(200);
        let seen = app.sees(&ticket);
        assert_eq!(
            seen["attributes"]["watch_list"],
            json!([{"email": "a@example.org"}])
        );
        assert_eq!(text(&seen["due_date"]), "2026-02-10T23:00:00.000Z");
    });
}
