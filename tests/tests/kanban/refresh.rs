//! What a refresh token is good for, and for how long.

use crate::scene::with_scene;
use serde_json::{Value, json};
use tessera_tests::{
    kanban::{ME, REFRESH, answered, bearer, refused_for},
    mobile::text,
};

const DAY: i64 = 24 * 60 * 60;

fn not_valid(detail: &str) -> Value {
    json!({ "detail": detail, "code": "token_not_valid" })
}

#[test]
fn a_refresh_gives_an_access_token_and_a_refresh_token_and_the_old_one_stays() {
    with_scene(|scene| {
        let client = scene.app.anonymous();
        let refresh = |token: &str| client.post(REFRESH, &json!({ "refresh": token }));
        let mut tokens = vec![scene.robin.refresh.clone()];
        // The documented client goes on with the first one.
        for _ in 0..3 {
            scene.app.clock.advance(DAY);
            for token in tokens.clone() {
                let answer = answered(&refresh(&token), 200);
                bearer(&client, &text(&answer["access"])).get(ME).expect(200);
                tokens.push(text(&answer["refresh"]));
            }
        }
        let amount = tokens.len();
        tokens.sort();
        tokens.dedup();
        assert_eq!(tokens.len(), amount, "each is another one");
    });
}

#[test]
fn a_refresh_token_lives_for_a_week() {
    with_scene(|scene| {
        let client = scene.app.anonymous();
        let refresh = || client.post(REFRESH, &json!({ "refresh": scene.robin.refresh }));
        scene.app.clock.advance(7 * DAY - 1);
        answered(&refresh(), 200);
        scene.app.clock.advance(2);
        assert_eq!(
            answered(&refresh(), 401),
            not_valid("Token is invalid or expired")
        );
    });
}

#[test]
fn what_is_no_refresh_token_is_refused_with_the_reason() {
    with_scene(|scene| {
        let client = scene.app.anonymous();
        let refresh = |token: Value| client.post(REFRESH, &json!({ "refresh": token }));
        for token in [
            "x",
            "a.b.c",
            "eyJ0eXAiOiJKV1QiLCJhbGc...",
            &format!("{}x", scene.robin.refresh),
        ] {
            let reply = refresh(json!(token));
            assert_eq!(
                answered(&reply, 401),
                not_valid("Token is invalid or expired"),
                "{token}"
            );
            assert_eq!(reply.header("www-authenticate"), Some("Bearer realm=\"api\""));
        }
        assert_eq!(
            answered(&refresh(json!(scene.robin.access)), 401),
            not_valid("Token has wrong type")
        );
        refused_for(
            &client.post(REFRESH, &json!({})),
            &json!({ "refresh": ["This field is required."] }),
        );
        refused_for(
            &refresh(Value::Null),
            &json!({ "refresh": ["This field may not be null."] }),
        );
        refused_for(
            &refresh(json!("")),
            &json!({ "refresh": ["This field may not be blank."] }),
        );
        assert_eq!(refresh(json!([1])).status, 400);
    });
}

#[test]
fn a_refresh_needs_no_credential_and_minds_none() {
    with_scene(|scene| {
        let body = json!({ "refresh": scene.robin.refresh });
        for client in [
            &scene.app.anonymous(),
            &bearer(&scene.app.anonymous(), "expired"),
            &*scene.kim,
        ] {
            let answer = answered(&client.post(REFRESH, &body), 200);
            let me = bearer(&scene.app.anonymous(), &text(&answer["access"]))
                .get(ME)
                .expect(200)
                .json();
            assert_eq!(me["username"], "robin");
        }
    });
}

#[test]
fn a_session_goes_on_past_its_first_week_by_its_newer_tokens() {
    with_scene(|scene| {
        let client = scene.app.anonymous();
        let mut token = scene.robin.refresh.clone();
        for _ in 0..3 {
            scene.app.clock.advance(6 * DAY);
            let answer = answered(&client.post(REFRESH, &json!({ "refresh": token })), 200);
            bearer(&client, &text(&answer["access"])).get(ME).expect(200);
            token = text(&answer["refresh"]);
        }
    });
}
