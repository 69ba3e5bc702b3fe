//! "Authentication" and "Authentication Endpoints".

use super::{assert_like, assert_says, assert_token, on_a_fresh_start};
use serde_json::{Value, json};
use tessera_tests::{
    kanban::{LOGIN, ME, PROJECTS, REFRESH, REGISTER, answered, bearer, blamed, refused},
    mobile::text,
};

fn printed_login() -> Value {
    json!({
        "message": "Login successful",
        "user": { "id": 1, "username": "admin", "email": "admin@example.com", "first_name": "", "last_name": "" },
        "tokens": { "refresh": "eyJ0eXAiOiJKV1QiLCJhbGc...", "access": "eyJ0eXAiOiJKV1QiLCJhbGc..." }
    })
}

fn registration() -> Value {
    json!({
        "username": "newuser",
        "email": "newuser@example.com",
        "password": "SecurePass123!",
        "password_confirm": "SecurePass123!",
        "first_name": "John",
        "last_name": "Doe",
        "project_key": "PROJ",
        "project_name": "My Project"
    })
}

#[test]
fn the_login_flow() {
    on_a_fresh_start(|start| {
        let body = json!({ "username": "admin", "password": "admin" });
        let answer = answered(&start.app.anonymous().post(LOGIN, &body), 200);
        assert_like(&answer, &printed_login(), &["project", "access", "refresh"]);
        assert_eq!(answer["message"], "Login successful");
        assert_says(
            &answer["user"],
            &printed_login()["user"],
            &["id", "username", "email"],
        );
        for token in ["refresh", "access"] {
            assert_token(&answer["tokens"][token]);
        }
        let project = &answer["project"];
        assert!(project.is_null() || project["id"].is_i64(), "{project}");
    });
}

#[test]
fn register_then_log_in_as_the_new_user() {
    on_a_fresh_start(|start| {
        let client = start.app.anonymous();
        let answer = answered(&client.post(REGISTER, &registration()), 201);
        let printed = json!({
            "message": "User registered successfully",
            "user": {
                "id": 5, "username": "newuser", "email": "newuser@example.com", "first_name": "John", "last_name": "Doe"
            },
            "project": { "id": 3, "name": "My Project", "key": "PROJ" },
            "tokens": { "refresh": "eyJ0eXAiOiJKV1QiLCJhbGc...", "access": "eyJ0eXAiOiJKV1QiLCJhbGc..." }
        });
        assert_like(&answer, &printed, &["access", "refresh"]);
        assert_says(&answer, &printed, &["message"]);
        assert_says(
            &answer["user"],
            &printed["user"],
            &["username", "email", "first_name", "last_name"],
        );
        assert_says(&answer["project"], &printed["project"], &["name", "key"]);
        // The tokens open doors at once.
        let newcomer = bearer(&client, &text(&answer["tokens"]["access"]));
        let projects = answered(&newcomer.get(PROJECTS), 200);
        assert_eq!(projects[0]["id"], answer["project"]["id"]);
        let body = json!({ "username": "newuser", "password": "SecurePass123!" });
        let login = answered(&client.post(LOGIN, &body), 200);
        assert_eq!(login["user"], answer["user"]);
        assert_eq!(
            login["project"], answer["project"],
            "the same as the register response"
        );
    });
}

#[test]
fn the_documented_errors_of_registering_and_logging_in() {
    on_a_fresh_start(|start| {
        let client = start.app.anonymous();
        let with = |name: &str, value: Value| {
            let mut body = registration();
            body[name] = value;
            client.post(REGISTER, &body)
        };
        let refusals = [
            (
                with("password_confirm", json!("SecurePass123?")),
                "password_confirm",
            ),
            (with("username", json!("admin")), "username"),
            (with("project_key", json!("P1")), "project_key"),
        ];
        for (reply, field) in refusals {
            let body = answered(&reply, 400);
            assert!(body[field][0].is_string(), "{field}: {body}");
        }
        let wrong = answered(
            &client.post(LOGIN, &json!({ "username": "admin", "password": "wrong" })),
            400,
        );
        assert_eq!(wrong["non_field_errors"], json!(["Invalid credentials"]));
        for missing in ["username", "password"] {
            let mut body = json!({ "username": "admin", "password": "admin" });
            body.as_object_mut().expect("an object").remove(missing);
            let refusal = answered(&client.post(LOGIN, &body), 400);
            assert_eq!(refusal[missing], json!(["This field is required."]), "{refusal}");
        }
    });
}

#[test]
fn a_refresh_token_gives_a_new_access_token() {
    on_a_fresh_start(|start| {
        let client = start.app.anonymous();
        let answer = answered(
            &client.post(REFRESH, &json!({ "refresh": start.admin.refresh })),
            200,
        );
        assert_like(
            &answer,
            &json!({ "access": "eyJ0eXAiOiJKV1QiLCJhbGc..." }),
            &["refresh"],
        );
        assert_token(&answer["access"]);
        answered(&bearer(&client, &text(&answer["access"])).get(ME), 200);
        let refused = answered(
            &client.post(REFRESH, &json!({ "refresh": "eyJ0eXAiOiJKV1QiLCJhbGc..." })),
            401,
        );
        assert_eq!(
            refused,
            json!({ "detail": "Token is invalid or expired", "code": "token_not_valid" })
        );
        blamed(&client.post(REFRESH, &json!({})), &["refresh"]);
    });
}

#[test]
fn the_current_user() {
    on_a_fresh_start(|start| {
        let printed = json!({
            "id": 1,
            "username": "admin",
            "email": "admin@example.com",
            "first_name": "",
            "last_name": "",
            "is_superuser": true,
            "is_staff": true
        });
        for client in [&*start.admin, &start.with_key()] {
            let answer = answered(&client.get(ME), 200);
            assert_like(&answer, &printed, &["projects", "has_projects"]);
            assert_says(
                &answer,
                &printed,
                &["id", "username", "email", "is_superuser", "is_staff"],
            );
        }
        let reply = start.app.anonymous().get(ME);
        refused(&reply, 401, "Authentication credentials were not provided.");
    });
}
