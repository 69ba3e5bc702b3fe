//! The vendor's example, as its document prints it.

use serde_json::json;
use tessera_tests::{
    integration::{BASE, TestToken},
    on_each_database,
};

#[test]
fn the_documented_flow_creates_comments_moves_and_looks() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let token = TestToken::of(app, &acme.admin);

        // 1. Create ticket
        let created = token.post(
            &format!("{BASE}/tickets"),
            &json!({
                "title": "Order processing issue",
                "description": "Customer order #12345 is stuck in processing",
                "priority": "high",
                "metadata": { "order_id": "12345" },
            }),
        );
        let created = created.expect(201).json();
        let id = created["ticket"]["id"]
            .as_str()
            .expect("the documented member")
            .to_owned();
        app.clock.advance(60);

        // 2. Add a comment
        let comment = json!({ "content": "Customer has been contacted and we are investigating the issue" });
        let commented = token
            .post(&format!("{BASE}/tickets/{id}/comments"), &comment)
            .expect(201);
        assert!(commented.json()["comment_id"].is_string());
        app.clock.advance(60);

        // 3. Update status
        let moved = token.send(
            "PATCH",
            &format!("{BASE}/tickets/{id}/status"),
            &json!({ "status": "in_progress" }),
        );
        let moved = moved.expect(200).json();
        assert_eq!(moved["success"], true);
        app.clock.advance(60);

        // 4. Check ticket status later
        let found = token.get(&format!("{BASE}/tickets/{id}")).expect(200).json();
        assert_eq!(
            found,
            json!({ "ticket": {
                "id": id,
                "title": "Order processing issue",
                "description": "Customer order #12345 is stuck in processing",
                "status": "in_progress",
                "priority": "high",
                "category": null,
                "metadata": { "order_id": "12345" },
                "created_at": "2026-02-03T12:00:00.000Z",
                "updated_at": "2026-02-03T12:02:00.000Z",
            }})
        );
    });
}

#[test]
fn the_vendors_python_client_sends_every_key_and_gets_its_empty_metadata_back() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let token = TestToken::of(app, &acme.admin);
        let body = json!({ "description": null, "priority": "medium", "category": null, "metadata": {} });
        let ticket = token.opens_with("Test ticket", body);
        assert_eq!(ticket["metadata"], json!({}));
        assert_eq!(
            (&ticket["description"], &ticket["category"]),
            (&json!(null), &json!(null))
        );
    });
}
