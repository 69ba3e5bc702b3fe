//! "Error Responses", "Common Patterns for LLMs" and "Pagination".

use super::{assert_says, assert_ticket, on_a_fresh_start, ticket};
use serde_json::json;
use tessera_tests::{
    kanban::{COMMENTS, TAGS, TICKETS, answered, bearer, forbidden, missing, refused, refused_for},
    mobile::{items, text},
};

#[test]
fn the_documented_error_responses() {
    on_a_fresh_start(|start| {
        let client = start.app.anonymous();
        let reply = start.admin.post(TICKETS, &json!({ "column": 999 }));
        refused_for(
            &reply,
            &json!({ "name": ["This field is required."], "column": ["Invalid pk \"999\" - object does not exist."] }),
        );
        refused(
            &client.get(TICKETS),
            401,
            "Authentication credentials were not provided.",
        );
        let token_not_valid = json!({
            "detail": "Given token not valid for any token type",
            "code": "token_not_valid",
            "messages": [
                { "token_class": "AccessToken", "token_type": "access", "message": "Token is invalid or expired" }
            ]
        });
        let reply = bearer(&client, "eyJ0eXAiOiJKV1QiLCJhbGc...").get(TICKETS);
        assert_eq!(answered(&reply, 401), token_not_valid);
        missing(&start.admin.get(&ticket(999)));
        start.app.statements.panic_at(1);
        refused(&start.admin.get(&ticket(1)), 500, "Internal server error.");
    });
}

#[test]
fn the_documented_403() {
    on_a_fresh_start(|start| {
        let body = json!({ "username": "newuser", "email": "n@example.com", "password": "SecurePass123!" });
        let answer = start
            .app
            .anonymous()
            .post(tessera_tests::kanban::REGISTER, &body)
            .expect(201)
            .json();
        let newcomer = bearer(&start.app.anonymous(), &text(&answer["tokens"]["access"]));
        // Somebody else's project that they can see: the admin's, once they are in it.
        let made = start.admin.starts("DOCS");
        let home = tessera_application::tenants::find(&start.app.app, &start.app.app.policy.default_tenant);
        crate::scene::join(start.app, home.expect("it is there").id, "newuser", "DOCS");
        forbidden(&newcomer.post(TAGS, &json!({ "name": "Nokia", "project": made.project })));
    });
}

#[test]
fn a_ticket_with_tags_and_assignees() {
    on_a_fresh_start(|start| {
        let body = json!({
            "name": "Implement user authentication",
            "description": "Add JWT-based authentication to the API",
            "type": "task",
            "priority_id": 3,
            "column": 1,
            "assignee_ids": [1, 2],
            "tag_names": ["backend", "security"],
            "due_date": "2025-11-15"
        });
        let answer = answered(&start.admin.post(TICKETS, &body), 201);
        assert_ticket(&answer);
        let named = [
            "name",
            "description",
            "type",
            "priority_id",
            "column",
            "assignee_ids",
            "tag_names",
            "due_date",
        ];
        assert_says(&answer, &body, &named);
        let defaults =
            json!({ "urgency": "medium", "importance": "medium", "start_date": null, "status": "new" });
        assert_says(
            &answer,
            &defaults,
            &["urgency", "importance", "start_date", "status"],
        );
    });
}

#[test]
fn drag_comment_search_and_read() {
    on_a_fresh_start(|start| {
        start.tickets_up_to(15);
        let moved = answered(&start.admin.patch(&ticket(15), &json!({ "column": 3 })), 200);
        assert_ticket(&moved);
        assert_eq!(
            (&moved["column"], &moved["status"]),
            (&json!(3), &json!("review"))
        );

        let wanted = json!({ "name": "An authentication bug", "type": "bug", "priority_id": 4, "column": 1 });
        let made = answered(&start.admin.post(TICKETS, &wanted), 201);
        let query = "?search=authentication&type=bug&priority_id=4&ordering=-created_at";
        let found = answered(&start.admin.get(&format!("{TICKETS}{query}")), 200);
        assert_eq!(items(&found["results"]), [made]);

        let body = json!({ "ticket": 15, "content": "I've reviewed the code and it looks good to merge." });
        let comment = answered(&start.admin.post(COMMENTS, &body), 201);
        assert_says(&comment, &body, &["ticket", "content"]);

        let all = answered(&start.admin.get(&ticket(15)), 200);
        assert_ticket(&all);
        assert_eq!(all["comments_count"], 1);
    });
}

#[test]
fn pages_link_to_each_other() {
    on_a_fresh_start(|start| {
        start.tickets_up_to(42);
        let first = answered(&start.admin.get(TICKETS), 200);
        let own = format!("{}/api/tickets/tickets/", start.app.url);
        assert_eq!(first["count"], 42);
        assert_eq!(first["next"], format!("{own}?page=2"));
        assert_eq!(first["previous"], json!(null));
        let second = answered(
            &start.admin.get(&tessera_tests::kanban::inside(&first["next"])),
            200,
        );
        assert_eq!(
            (&second["next"], &second["previous"]),
            (&json!(format!("{own}?page=3")), &json!(own))
        );
        let third = answered(
            &start.admin.get(&tessera_tests::kanban::inside(&second["next"])),
            200,
        );
        assert_eq!(
            (&third["next"], &third["previous"]),
            (&json!(null), &json!(format!("{own}?page=2")))
        );
        let sizes = [&first, &second, &third].map(|page| items(&page["results"]).len());
        assert_eq!(sizes, [20, 20, 2]);
    });
}
