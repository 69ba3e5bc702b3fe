//! "Advanced Search", "Response Formats", "Error Handling" and "Rate Limiting".

use super::{
    MORE_OF_LISTS, MORE_OF_TICKETS, assert_like, assert_says, assert_success, on_a_fresh_start,
    printed_ticket,
};
use serde_json::json;
use tessera_tests::enterprise::{SEARCH, TICKETS, page};

#[test]
fn advanced_search() {
    on_a_fresh_start(|start| {
        let made = start.john.opens_with(
            "Server performance",
            json!({ "priority": "critical", "tags": ["server"], "department_id": 2 }),
        );
        let body = json!({
            "query": "server performance",
            "filters": {
                "status": ["open", "in_progress"],
                "priority": ["high", "critical"],
                "created_after": "2023-11-01",
                "departments": [1, 2],
                "tags": ["performance", "server"]
            },
            "sort": [{ "field": "priority", "order": "desc" }, { "field": "created_at", "order": "desc" }],
            "page": 1,
            "size": 20
        });
        let reply = start.admin.post(SEARCH, &body);
        let printed = json!({
            "success": true,
            "data": { "items": [printed_ticket()], "total": 150, "page": 1, "size": 20, "pages": 8 }
        });
        let more = [MORE_OF_TICKETS, MORE_OF_LISTS].concat();
        assert_success(&reply.json(), &printed, &more);
        assert_eq!(page(&reply)["items"][0]["id"], made["id"]);
    });
}

#[test]
fn the_formats_of_answers() {
    on_a_fresh_start(|start| {
        let success = json!({
            "success": true,
            "data": null,
            "message": "Operation completed successfully",
            "timestamp": "2023-12-01T10:00:00Z",
            "request_id": "550e8400-e29b-41d4-a716-446655440000"
        });
        let mut answer = start.john.get(TICKETS).expect(200).json();
        answer["data"] = json!(null);
        assert_like(&answer, &success, &[]);
        assert_says(&answer, &success, &["success", "message"]);
        let error = json!({
            "success": false,
            "error": {
                "code": "VALIDATION_ERROR",
                "message": "Invalid input data",
                "details": {
                    "field": "email",
                    "reason": "Invalid email format",
                    "provided_value": "invalid-email"
                },
                "timestamp": "2023-12-01T10:00:00Z"
            },
            "request_id": "550e8400-e29b-41d4-a716-446655440000"
        });
        let body = json!({ "title": "x", "description": "x", "priority": "invalid-priority" });
        let answer = start.john.post(TICKETS, &body).expect(400).json();
        assert_like(&answer, &error, &[]);
        assert_says(&answer["error"], &error["error"], &["code", "message"]);
        assert_eq!(answer["error"]["details"]["provided_value"], "invalid-priority");
    });
}

#[test]
fn the_second_form_of_a_page() {
    on_a_fresh_start(|start| {
        for _ in 0..3 {
            start.john.opens("Another one");
        }
        let printed = json!({
            "items": [printed_ticket()],
            "pagination": {
                "total": 150,
                "page": 1,
                "size": 20,
                "pages": 8,
                "has_next": true,
                "has_prev": false,
                "next_page": 2,
                "prev_page": null
            }
        });
        let first = page(&start.john.get(&format!("{TICKETS}?size=2")));
        let beside = ["total", "page", "size", "pages", "has_next", "has_prev"];
        assert_like(&first, &printed, &[MORE_OF_TICKETS, &beside].concat());
        assert_says(
            &first["pagination"],
            &printed["pagination"],
            &["page", "has_next", "has_prev", "next_page", "prev_page"],
        );
    });
}

#[test]
fn the_headers_of_limits() {
    on_a_fresh_start(|start| {
        let reply = start.john.get(TICKETS);
        let header = |name: &str| reply.header(name).and_then(|text| text.parse::<i64>().ok());
        assert_eq!(header("X-RateLimit-Limit"), Some(1000));
        assert_eq!(header("X-RateLimit-Remaining"), Some(999));
        let reset = header("X-RateLimit-Reset").unwrap_or_default();
        assert_eq!(
            reset % 3600,
            1_638_360_000 % 3600,
            "windows end with the clock's hour"
        );
    });
}
