//! "Tickets".

use super::{MORE_OF_LISTS, MORE_OF_TICKETS, assert_says, assert_success, on_a_fresh_start, printed_ticket};
use serde_json::{Value, json};
use tessera_tests::{
    enterprise::{TICKETS, data, missing},
    kanban::assert_moment,
    mobile::{items, keys},
};

fn printed_request() -> Value {
    json!({
        "title": "New System Issue",
        "description": "Detailed description of the issue",
        "priority": "medium",
        "ticket_type": "incident",
        "department_id": 1,
        "assigned_to_id": 5,
        "tags": ["system", "bug"],
        "due_date": "2023-12-05T18:00:00Z",
        "attachments": ["file1.pdf", "screenshot.png"]
    })
}

#[test]
fn list_tickets() {
    on_a_fresh_start(|start| {
        let body = json!({
            "title": "Server Performance Issue", "description": "Database queries are running slowly",
            "priority": "high", "department_id": 1, "assigned_to_id": 1, "due_date": "2023-12-02T18:00:00Z",
            "tags": ["performance", "database", "urgent"]
        });
        start.john.post(TICKETS, &body).expect(201);
        let printed = json!({
            "success": true,
            "data": { "items": [printed_ticket()], "total": 150, "page": 1, "size": 20, "pages": 8 }
        });
        let more = [MORE_OF_TICKETS, MORE_OF_LISTS].concat();
        for query in [
            "page=1&size=20&status=open&priority=high&search=server",
            "page=1",
            "size=20",
            "status=open",
            "status=in_progress",
            "status=resolved",
            "status=closed",
            "priority=low",
            "priority=medium",
            "priority=high",
            "priority=critical",
            "search=server",
            "created_by_id=1",
            "assigned_to_id=1",
            "department_id=1",
            "created_after=2023-12-01T10:00:00Z",
            "tags=performance,database",
        ] {
            for user in [&start.john, &start.admin] {
                let answer = user.get(&format!("{TICKETS}?{query}")).expect(200).json();
                assert_success(&answer, &printed, &more);
                assert_says(&answer["data"], &printed["data"], &["page", "size"]);
            }
        }
        let first = start.john.lists(&format!(
            "{TICKETS}?page=1&size=20&status=open&priority=high&search=server"
        ));
        let printed = printed_ticket();
        let same = [
            "title",
            "description",
            "status",
            "priority",
            "ticket_type",
            "department_id",
            "tags",
            "due_date",
            "department",
            "resolution_time",
        ];
        assert_says(&first[0], &printed, &same);
        assert_says(
            &first[0]["created_by"],
            &printed["created_by"],
            &["username", "first_name", "last_name"],
        );
    });
}

#[test]
fn create_ticket() {
    on_a_fresh_start(|start| {
        let answer = start.john.post(TICKETS, &printed_request()).expect(201).json();
        let printed = json!({
            "success": true,
            "data": {
                "id": 124,
                "ticket_number": "TKT-20231201-002",
                "title": "New System Issue",
                "status": "open",
                "created_at": "2023-12-01T11:00:00Z"
            },
            "message": "Ticket created successfully",
            "timestamp": "2023-12-01T11:00:00Z"
        });
        let whole = keys(&printed_ticket());
        let more: Vec<&str> = whole
            .iter()
            .map(String::as_str)
            .chain(MORE_OF_TICKETS.iter().copied())
            .collect();
        assert_success(&answer, &printed, &more);
        assert_says(&answer, &printed, &["message"]);
        assert_says(&answer["data"], &printed["data"], &["title", "status"]);
        let sent = printed_request();
        let same = [
            "description",
            "priority",
            "ticket_type",
            "department_id",
            "assigned_to_id",
            "tags",
            "due_date",
        ];
        assert_says(&answer["data"], &sent, &same);
    });
}

#[test]
fn update_ticket() {
    on_a_fresh_start(|start| {
        start.tickets_up_to(123);
        let body = json!({
            "status": "in_progress", "priority": "high", "assigned_to_id": 7,
            "internal_notes": "Escalated to senior engineer"
        });
        let answer = data(&start.admin.patch("/tickets/123", &body), 200);
        super::assert_like(&answer, &printed_ticket(), MORE_OF_TICKETS);
        let members = keys(&body);
        assert_says(
            &answer,
            &body,
            &members.iter().map(String::as_str).collect::<Vec<_>>(),
        );
        assert_eq!(answer["id"], 123);
    });
}

#[test]
fn get_ticket_details() {
    on_a_fresh_start(|start| {
        start.tickets_up_to(123);
        let ticket = json!(123);
        start.john.comments(&ticket, "Said");
        start.john.attaches(&ticket, "a.txt", b"x");
        let answer = data(&start.john.get("/tickets/123"), 200);
        let around = [
            "comments",
            "attachments",
            "approval_workflow",
            "activity_timeline",
            "related_tickets",
            "comments_count",
            "attachments_count",
            "has_pending_approvals",
        ];
        for name in around {
            assert!(answer.get(name).is_some(), "{name} is missing: {answer}");
        }
        assert_eq!(items(&answer["comments"]).len(), 1);
        assert_eq!(items(&answer["attachments"]).len(), 1);
        assert_eq!(answer["approval_workflow"], Value::Null);
        for entry in items(&answer["activity_timeline"]) {
            assert_moment(&entry["created_at"]);
        }
        let mut whole = answer.clone();
        whole
            .as_object_mut()
            .expect("an object")
            .retain(|name, _| !around.contains(&name.as_str()));
        super::assert_like(&whole, &printed_ticket(), MORE_OF_TICKETS);
    });
}

#[test]
fn delete_ticket() {
    on_a_fresh_start(|start| {
        start.tickets_up_to(123);
        assert!(data(&start.admin.delete("/tickets/123"), 200).is_null());
        missing(&start.admin.get("/tickets/123"));
        missing(&start.admin.delete("/tickets/123"));
    });
}

#[test]
fn the_sample_data_is_read_as_the_document_prints_it() {
    on_a_fresh_start(|start| {
        let listed = start.admin.lists(&format!("{TICKETS}?size=100"));
        assert!(listed.len() > 5, "there is sample data: {}", listed.len());
        for ticket in &listed {
            super::assert_like(ticket, &printed_ticket(), MORE_OF_TICKETS);
        }
        // The documented numbers of departments are there.
        for department in [1, 2] {
            let answer = data(&start.john.get(&format!("/departments/{department}")), 200);
            assert_eq!(answer["id"], department);
        }
        assert_eq!(
            data(&start.john.get("/departments/1"), 200)["name"],
            "IT Department"
        );
    });
}
