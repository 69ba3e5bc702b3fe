//! "Tickets Endpoints".

use super::{assert_says, assert_ticket, on_a_fresh_start, ticket};
use serde_json::{Value, json};
use tessera_tests::{
    kanban::{TICKETS, answered, missing, number, refused_for},
    mobile::{items, keys},
};

fn printed_request() -> Value {
    json!({
        "name": "Fix homepage loading issue",
        "description": "Homepage is slow to load for mobile users",
        "type": "bug",
        "priority_id": 3,
        "urgency": "high",
        "importance": "medium",
        "column": 1,
        "assignee_ids": [1, 2],
        "tag_names": ["frontend", "performance"],
        "due_date": "2025-11-01",
        "start_date": "2025-10-25"
    })
}

#[test]
fn list_all_tickets() {
    on_a_fresh_start(|start| {
        start.admin.post(TICKETS, &printed_request()).expect(201);
        let queries = [
            "",
            "?page=1",
            "?page_size=20",
            "?search=loading",
            "?status=new",
            "?type=bug",
            "?priority_id=3",
            "?column=1",
            "?tags=1",
            "?tags=1&tags=2",
            "?ordering=created_at",
            "?ordering=-created_at",
            "?ordering=updated_at",
            "?ordering=-updated_at",
            "?ordering=priority_id",
            "?ordering=-priority_id",
            "?ordering=name",
            "?ordering=-name",
        ];
        for query in queries {
            let answer = answered(&start.admin.get(&format!("{TICKETS}{query}")), 200);
            assert_eq!(keys(&answer), ["count", "next", "previous", "results"], "{query}");
            assert!(
                answer["count"].is_i64() && answer["previous"].is_null(),
                "{query}: {answer}"
            );
            for one in items(&answer["results"]) {
                assert_ticket(&one);
            }
        }
    });
}

#[test]
fn create_a_ticket() {
    on_a_fresh_start(|start| {
        let body = printed_request();
        let answer = answered(&start.admin.post(TICKETS, &body), 201);
        assert_ticket(&answer);
        assert_says(
            &answer,
            &body,
            &keys(&body).iter().map(String::as_str).collect::<Vec<_>>(),
        );
        let printed = json!({
            "status": "new", "project": 1, "column_name": "New", "following": false, "comments_count": 0
        });
        assert_says(
            &answer,
            &printed,
            &["status", "project", "column_name", "following", "comments_count"],
        );
        assert_eq!(answer["created_at"], answer["updated_at"]);
        assert_eq!(start.admin.sees(&answer), answer);
    });
}

#[test]
fn the_documented_errors_of_creating_a_ticket() {
    on_a_fresh_start(|start| {
        let refused = |body: Value, fields: Value| refused_for(&start.admin.post(TICKETS, &body), &fields);
        refused(
            json!({ "description": "x", "column": 999 }),
            json!({ "name": ["This field is required."], "column": ["Invalid pk \"999\" - object does not exist."] }),
        );
        refused(
            json!({}),
            json!({ "name": ["This field is required."], "column": ["This field is required."] }),
        );
        refused(
            json!({ "name": "x", "column": 1, "assignee_ids": [1, 999] }),
            json!({ "assignee_ids": ["Invalid pk \"999\" - object does not exist."] }),
        );
    });
}

#[test]
fn read_and_change_a_ticket() {
    on_a_fresh_start(|start| {
        let made = start.admin.post(TICKETS, &printed_request()).expect(201).json();
        let at = ticket(number(&made["id"]));
        assert_ticket(&answered(&start.admin.get(&at), 200));
        let body = json!({ "column": 3, "priority_id": 4, "assignee_ids": [1, 2, 3] });
        let answer = answered(&start.admin.patch(&at, &body), 200);
        assert_ticket(&answer);
        assert_says(&answer, &body, &["column", "priority_id", "assignee_ids"]);
        assert_says(
            &answer,
            &made,
            &[
                "id",
                "name",
                "description",
                "type",
                "tag_names",
                "due_date",
                "created_at",
            ],
        );
        assert_eq!(
            (&answer["column_name"], &answer["status"]),
            (&json!("Review"), &json!("review"))
        );
        let common = [
            (json!({ "column": 2 }), "in_progress"),
            (json!({ "priority_id": 4 }), "in_progress"),
            (json!({ "assignee_ids": [1, 2] }), "in_progress"),
            (json!({ "column": 4 }), "done"),
            (json!({ "due_date": "2025-11-01" }), "done"),
        ];
        for (body, status) in common {
            let answer = answered(&start.admin.patch(&at, &body), 200);
            assert_ticket(&answer);
            let names = keys(&body);
            assert_says(&answer, &body, &[names[0].as_str()]);
            assert_eq!(answer["status"], status, "{body}");
        }
        missing(&start.admin.get(&ticket(999)));
        missing(&start.admin.patch(&ticket(999), &json!({ "column": 2 })));
    });
}

#[test]
fn delete_a_ticket() {
    on_a_fresh_start(|start| {
        let made = start.admin.post(TICKETS, &printed_request()).expect(201).json();
        let at = ticket(number(&made["id"]));
        let reply = start.admin.delete(&at).expect(204);
        assert!(reply.body.is_empty());
        missing(&start.admin.get(&at));
        missing(&start.admin.delete(&at));
    });
}

#[test]
fn toggle_following() {
    on_a_fresh_start(|start| {
        let made = start.admin.post(TICKETS, &printed_request()).expect(201).json();
        let at = format!("{}toggle_follow/", ticket(number(&made["id"])));
        for following in [true, false, true] {
            let reply = start.admin.request("POST", &at, &[], b"");
            assert_eq!(answered(&reply, 200), json!({ "following": following }));
            assert_eq!(start.admin.sees(&made)["following"], following);
        }
    });
}
