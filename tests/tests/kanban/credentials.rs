//! What opens a door, and exactly what is said where nothing does.

use crate::scene::with_scene;
use serde_json::{Value, json};
use tessera_application::{hand::Hand, users};
use tessera_tests::{
    Reply,
    kanban::{ATTACHMENTS, COLUMNS, COMMENTS, CONTACTS, ME, PROJECTS, TAGS, TICKETS, answered, bearer},
    on_each_database,
};

const DAY: i64 = 24 * 60 * 60;
/// What needs a credential: everything but registering, signing in and refreshing.
const CLOSED: &[&str] = &[
    TICKETS,
    PROJECTS,
    COLUMNS,
    TAGS,
    CONTACTS,
    COMMENTS,
    ATTACHMENTS,
    ME,
];

fn token_not_valid(message: &str) -> Value {
    json!({
        "detail": "Given token not valid for any token type",
        "code": "token_not_valid",
        "messages": [{ "token_class": "AccessToken", "token_type": "access", "message": message }]
    })
}

#[track_caller]
fn refused(reply: &Reply, body: &Value) {
    assert_eq!(&answered(reply, 401), body);
    assert_eq!(reply.header("www-authenticate"), Some("Bearer realm=\"api\""));
}

#[test]
fn without_a_bearer_token_nothing_was_provided() {
    with_scene(|scene| {
        let none = json!({ "detail": "Authentication credentials were not provided." });
        for path in CLOSED {
            refused(&scene.app.anonymous().get(path), &none);
            for word in ["Basic YTph", "Token x", "bearerx", &scene.robin.access] {
                refused(
                    &scene.app.anonymous().with("authorization", word).get(path),
                    &none,
                );
            }
            // Other doors' credentials are none here.
            refused(
                &scene
                    .app
                    .anonymous()
                    .with("x-api-key", &scene.acme.admin.api_key)
                    .get(path),
                &none,
            );
        }
    });
}

#[test]
fn a_token_that_is_none_is_refused_with_the_reason() {
    with_scene(|scene| {
        let client = scene.app.anonymous();
        for path in CLOSED {
            for token in [
                "x",
                "a.b.c",
                &scene.acme.admin.api_key,
                &format!("{}x", scene.robin.access),
            ] {
                refused(
                    &bearer(&client, token).get(path),
                    &token_not_valid("Token is invalid or expired"),
                );
            }
            refused(
                &bearer(&client, &scene.robin.refresh).get(path),
                &token_not_valid("Token has wrong type"),
            );
            let words = client
                .with("authorization", &format!("Bearer {} x", scene.robin.access))
                .get(path);
            let body = json!({
                "detail": "Authorization header must contain two space-delimited values",
                "code": "bad_authorization_header"
            });
            refused(&words, &body);
        }
    });
}

#[test]
fn an_access_token_lives_for_a_day() {
    with_scene(|scene| {
        scene.app.clock.advance(DAY - 1);
        scene.robin.get(ME).expect(200);
        scene.app.clock.advance(2);
        refused(
            &scene.robin.get(ME),
            &token_not_valid("Token is invalid or expired"),
        );
    });
}

#[test]
fn a_disabled_account_is_told_so() {
    with_scene(|scene| {
        let robin = scene.acme.id;
        let login = tessera_domain::user::Login::parse("robin").expect("a login");
        let user = users::find(&scene.app.app, robin, &login).expect("robin is there");
        users::set_active(&scene.app.app, &Hand::Operator(robin), user.id, false).expect("robin is there");
        let body = answered(&scene.robin.get(ME), 401);
        assert_eq!(body["code"], "user_inactive", "{body}");
        assert!(body["detail"].is_string(), "{body}");
    });
}

/// The middle part of a token.
fn claims(token: &str) -> Value {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let part = token.split('.').nth(1).expect("a token has three parts");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON")
}

#[test]
fn tokens_say_what_the_vendors_clients_read() {
    with_scene(|scene| {
        let tokens = [
            (&scene.robin.access, "access", DAY),
            (&scene.robin.refresh, "refresh", 7 * DAY),
        ];
        for (token, kind, seconds) in tokens {
            let claims = claims(token);
            assert_eq!(claims["token_type"], kind, "{claims}");
            assert_eq!(claims["user_id"], scene.robin.number, "{claims}");
            let [from, until] = ["iat", "exp"].map(|name| claims[name].as_i64().expect("a moment"));
            assert_eq!(until - from, seconds, "{claims}");
            let jti = claims["jti"].as_str().expect("a text");
            assert!(
                jti.len() == 32 && jti.bytes().all(|byte| byte.is_ascii_hexdigit()),
                "{claims}"
            );
            for secret in ["robin@", "password", "role", "permissions"] {
                assert!(!claims.to_string().contains(secret), "{claims}");
            }
        }
    });
}

#[test]
fn a_token_is_no_credential_of_another_door() {
    with_scene(|scene| {
        for path in ["/api/v1/tickets", "/functions/v1/integration-tickets"] {
            assert_eq!(scene.robin.get(path).status, 401, "{path}");
            let keyed = scene.app.anonymous().with("x-api-key", &scene.robin.access);
            assert_eq!(keyed.get(path).status, 401, "{path}");
        }
    });
}

#[test]
fn every_credential_of_everybody_is_its_own() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let user = acme.user_with_password(
            "robin",
            tessera_domain::user::Role::User,
            tessera_tests::kanban::PASSWORD,
        );
        let [first, second] = [(); 2].map(|()| tessera_tests::kanban::KanbanUser::sign_in(app, &user));
        assert_ne!(first.access, second.access);
        assert_ne!(first.refresh, second.refresh);
        for robin in [&first, &second] {
            robin.get(ME).expect(200);
        }
    });
}
