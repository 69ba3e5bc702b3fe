//! "Authentication".

use super::{assert_like, assert_says, assert_success, assert_token, on_a_fresh_start};
use serde_json::{Value, json};
use tessera_tests::{
    enterprise::{LOGIN, REFRESH, TICKETS, data, unauthenticated},
    kanban::bearer,
    mobile::text,
};

fn printed_login() -> Value {
    json!({
        "success": true,
        "data": {
            "access_token": "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9...",
            "refresh_token": "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9...",
            "token_type": "bearer",
            "expires_in": 3600,
            "user": {
                "id": 1,
                "username": "john.doe",
                "email": "john.doe@company.com",
                "first_name": "John",
                "last_name": "Doe",
                "role": "user",
                "permissions": ["view_tickets", "create_tickets", "comment_tickets"]
            }
        },
        "message": "Login successful",
        "timestamp": "2023-12-01T10:00:00Z"
    })
}

#[test]
fn login() {
    on_a_fresh_start(|start| {
        let body = json!({ "username": "john.doe", "password": "password123" });
        let answer = start.app.anonymous().post(LOGIN, &body).expect(200).json();
        let printed = printed_login();
        assert_success(&answer, &printed, &[]);
        assert_says(&answer, &printed, &["success", "message"]);
        assert_says(&answer["data"], &printed["data"], &["token_type", "expires_in"]);
        let known = [
            "username",
            "email",
            "first_name",
            "last_name",
            "role",
            "permissions",
        ];
        assert_says(&answer["data"]["user"], &printed["data"]["user"], &known);
        for token in ["access_token", "refresh_token"] {
            assert_token(&answer["data"][token]);
        }
    });
}

#[test]
fn wrong_credentials_are_401() {
    on_a_fresh_start(|start| {
        let body = json!({ "username": "your_username", "password": "your_password" });
        unauthenticated(&start.app.anonymous().post(LOGIN, &body));
    });
}

#[test]
fn using_authentication() {
    on_a_fresh_start(|start| {
        let client = start
            .app
            .anonymous()
            .with("Authorization", &format!("Bearer {}", start.john.access));
        data(&client.get(TICKETS), 200);
        let printed = "Bearer eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9...";
        let refused = start.app.anonymous().with("Authorization", printed).get(TICKETS);
        unauthenticated(&refused);
    });
}

#[test]
fn token_refresh() {
    on_a_fresh_start(|start| {
        let client = start.app.anonymous();
        let reply = bearer(&client, &start.john.refresh).request("POST", REFRESH, &[], b"");
        let answer = data(&reply, 200);
        // The document prints no answer: it is that of a login.
        assert_like(&answer, &printed_login()["data"], &[]);
        assert_token(&answer["access_token"]);
        data(&bearer(&client, &text(&answer["access_token"])).get(TICKETS), 200);
    });
}

#[test]
fn the_administrator_of_a_fresh_start_is_one() {
    on_a_fresh_start(|start| {
        let me = data(&start.admin.get("/auth/me"), 200);
        assert_eq!((&me["id"], &me["username"]), (&json!(1), &json!("admin")));
        assert!(
            ["admin", "super_admin"].contains(&text(&me["role"]).as_str()),
            "{me}"
        );
    });
}
