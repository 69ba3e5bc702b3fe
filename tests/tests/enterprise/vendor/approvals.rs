//! "Approvals".

use super::{MORE_OF_LISTS, Start, assert_success, on_a_fresh_start};
use serde_json::{Value, json};
use tessera_tests::{
    enterprise::{data, page},
    kanban::number,
};

/// Asks for approvals until the one of that number is there. Gives the tickets of the last three.
fn approvals_up_to(start: &Start<'_>, last: i64) -> Vec<Value> {
    let mut tickets = Vec::new();
    loop {
        let more = json!({ "department_id": 1, "priority": "high" });
        let ticket = start.john.opens_with("A request", more);
        let step = start.john.asks_for_approval(&ticket);
        tickets.push(ticket["id"].clone());
        if tickets.len() == 1 {
            // As if so many had been asked for before.
            start.app.database.connect().execute(&format!(
                "UPDATE counters SET value = {} WHERE name = 'approval'",
                last - 3
            ));
        } else if number(&step["id"]) >= last {
            return tickets.split_off(tickets.len() - 3);
        }
    }
}

#[test]
fn list_pending_approvals() {
    on_a_fresh_start(|start| {
        approvals_up_to(start, 47);
        let answer = start
            .admin
            .get("/approvals/pending?department_id=1&priority=high");
        let printed = json!({
            "success": true,
            "data": { "items": [{}], "total": 150, "page": 1, "size": 20, "pages": 8 }
        });
        let known = [
            "id",
            "workflow_id",
            "ticket_id",
            "approver_id",
            "approver",
            "step_order",
            "status",
            "action",
            "comments",
            "conditions",
            "delegated_to_id",
            "due_date",
            "completed_at",
            "created_at",
            "updated_at",
            "ticket",
            "ticket_status",
            "new_approval_id",
            "is_urgent",
            "days_pending",
        ];
        let more = [&known[..], MORE_OF_LISTS].concat();
        assert_success(&answer.json(), &printed, &more);
        let listed = page(&answer);
        assert_eq!(listed["total"], 4);
        assert_eq!(
            page(&start.john.get("/approvals/pending?department_id=1&priority=high"))["total"],
            0
        );
    });
}

#[test]
fn process_an_approval() {
    on_a_fresh_start(|start| {
        let tickets = approvals_up_to(start, 47);
        let body = json!({
            "action": "approve",
            "comments": "Approved with conditions",
            "conditions": ["Budget limit: $5000", "Timeline: 2 weeks"]
        });
        let done = data(&start.admin.post("/approvals/45/action", &body), 200);
        assert_eq!((&done["id"], &done["status"]), (&json!(45), &json!("approved")));
        assert_eq!(
            (&done["comments"], &done["conditions"]),
            (&body["comments"], &body["conditions"])
        );
        assert_eq!(
            (&done["ticket_id"], &done["ticket_status"]),
            (&tickets[0], &json!("open"))
        );
    });
}

#[test]
fn process_several_approvals() {
    on_a_fresh_start(|start| {
        let tickets = approvals_up_to(start, 47);
        let body = json!({
            "approval_ids": [45, 46, 47],
            "action": "approve",
            "comments": "Bulk approval for routine requests"
        });
        let done = data(&start.admin.post("/approvals/bulk-action", &body), 200);
        assert_eq!(
            (&done["processed_count"], &done["failed_count"]),
            (&json!(3), &json!(0))
        );
        for ticket in tickets {
            let seen = start.john.sees(&ticket);
            assert_eq!(
                (&seen["status"], &seen["has_pending_approvals"]),
                (&json!("open"), &json!(false))
            );
        }
    });
}
