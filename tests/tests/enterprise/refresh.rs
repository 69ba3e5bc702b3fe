//! A-AUTH-4 at this door: new tokens for old, and what becomes of a token that comes twice.

use crate::scene::{Scene, with_scene};
use serde_json::{Value, json};
use std::thread;
use tessera_application::{hand::Hand, users};
use tessera_tests::{
    Client, Reply,
    enterprise::{
        DEPARTMENTS, EnterpriseUser, LOGOUT, ME, REFRESH, TICKETS, blamed, data, refused, saying,
        unauthenticated,
    },
    kanban::bearer,
    mobile::{keys, text},
};

const DAY: i64 = 24 * 60 * 60;

fn by_header(client: &Client, token: &str) -> Reply {
    bearer(client, token).request("POST", REFRESH, &[], b"")
}

fn by_body(client: &Client, token: &str) -> Reply {
    client.post(REFRESH, &json!({ "refresh_token": token }))
}

#[track_caller]
fn next(scene: &Scene<'_>, token: &str) -> EnterpriseUser {
    let client = scene.app.anonymous();
    EnterpriseUser::granted(&client, &data(&by_header(&client, token), 200))
}

#[track_caller]
fn assert_dead(scene: &Scene<'_>, user: &EnterpriseUser, why: &str) {
    assert_eq!(user.get(ME).status, 401, "{why}: access");
    let reply = by_header(&scene.app.anonymous(), &user.refresh);
    assert_eq!(reply.status, 401, "{why}: refresh: {}", reply.text());
}

#[test]
fn a_refresh_token_in_the_header_or_in_the_body_gives_the_next_pair() {
    with_scene(|scene| {
        let client = scene.app.anonymous();
        for (send, user) in [
            (by_header as fn(&Client, &str) -> Reply, &scene.robin),
            (by_body, &scene.kim),
        ] {
            let granted = saying(&send(&client, &user.refresh), 200, "Token refreshed");
            assert_eq!(
                keys(&granted),
                [
                    "access_token",
                    "expires_in",
                    "refresh_token",
                    "token_type",
                    "user"
                ]
            );
            assert_eq!(
                (&granted["token_type"], &granted["expires_in"]),
                (&json!("bearer"), &json!(3600))
            );
            assert_eq!(granted["user"], data(&user.get(ME), 200));
            assert_ne!(text(&granted["access_token"]), user.access);
            assert_ne!(text(&granted["refresh_token"]), user.refresh);
            let later = EnterpriseUser::granted(&client, &granted);
            assert_eq!(later.number, user.number);
            data(&later.get(ME), 200);
        }
    });
}

#[test]
fn the_token_in_the_body_counts_where_the_header_holds_an_access_token() {
    with_scene(|scene| {
        let reply = scene
            .robin
            .post(REFRESH, &json!({ "refresh_token": scene.robin.refresh }));
        data(&reply, 200);
        // And an empty object says nothing.
        let reply = bearer(&scene.app.anonymous(), &scene.kim.refresh).post(REFRESH, &json!({}));
        data(&reply, 200);
    });
}

#[test]
fn no_body_is_none_however_a_client_says_so() {
    with_scene(|scene| {
        for head in [
            "",
            "content-length: 0\r\n",
            "content-type: application/json\r\n",
            "content-type: application/json\r\ncontent-length: 0\r\n",
            "transfer-encoding: chunked\r\n",
            "content-type: application/json\r\ntransfer-encoding: chunked\r\n",
        ] {
            let robin = scene.robin.again(scene.app);
            let end = if head.contains("chunked") { "0\r\n\r\n" } else { "" };
            let request = format!(
                "POST {REFRESH} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\n{head}\r\n{end}",
                robin.refresh
            );
            let reply = scene.app.raw(request.as_bytes());
            assert_eq!(reply.status, 200, "{head:?}: {}", reply.text);
        }
        let typed = [("content-type", "text/plain")];
        let client = bearer(&scene.app.anonymous(), &scene.kim.refresh);
        refused(
            &client.request("POST", REFRESH, &typed, b"something"),
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        );
    });
}

#[test]
fn what_is_no_refresh_token_gives_nothing() {
    with_scene(|scene| {
        let client = scene.app.anonymous();
        for token in [
            "x",
            "a.b.c",
            &scene.robin.access,
            &format!("{}x", scene.robin.refresh),
            &scene.acme.admin.api_key,
        ] {
            unauthenticated(&by_header(&client, token));
            unauthenticated(&by_body(&client, token));
        }
        unauthenticated(&client.request("POST", REFRESH, &[], b""));
        unauthenticated(&client.post(REFRESH, &json!({})));
        for bad in [json!(1), json!(""), json!(null), json!(["x"])] {
            blamed(
                &client.post(REFRESH, &json!({ "refresh_token": bad })),
                &["refresh_token"],
            );
        }
        refused(&client.post(REFRESH, &json!([])), 400, "VALIDATION_ERROR");
        // The good one is good still.
        next(scene, &scene.robin.refresh);
    });
}

#[test]
fn a_refresh_token_opens_no_other_door() {
    with_scene(|scene| {
        let client = bearer(&scene.app.anonymous(), &scene.robin.refresh);
        for path in [ME, TICKETS, DEPARTMENTS] {
            unauthenticated(&client.get(path));
        }
        unauthenticated(&client.request("POST", LOGOUT, &[], b""));
        next(scene, &scene.robin.refresh);
    });
}

#[test]
fn a_auth_4_a_token_that_comes_again_within_30_seconds_gives_the_same_pair() {
    with_scene(|scene| {
        let client = scene.app.anonymous();
        let first = data(&by_header(&client, &scene.robin.refresh), 200);
        for seconds in [0, 10, 19] {
            scene.app.clock.advance(seconds);
            let again = data(&by_body(&client, &scene.robin.refresh), 200);
            for token in ["access_token", "refresh_token"] {
                assert_eq!(again[token], first[token], "{token} after {seconds} s more");
            }
        }
        let later = next(scene, &text(&first["refresh_token"]));
        data(&later.get(ME), 200);
    });
}

#[test]
fn a_auth_4_a_token_that_comes_again_later_ends_the_session_for_everybody() {
    with_scene(|scene| {
        let client = scene.app.anonymous();
        let second = next(scene, &scene.robin.refresh);
        scene.app.clock.advance(30);
        unauthenticated(&by_header(&client, &scene.robin.refresh));
        assert_dead(scene, &second, "the successor");
        assert_dead(scene, &scene.robin, "the first pair");
        data(&scene.kim.get(ME), 200);
    });
}

#[test]
fn a_auth_4_a_grandparent_ends_the_session_at_once() {
    with_scene(|scene| {
        let client = scene.app.anonymous();
        let second = next(scene, &scene.robin.refresh);
        let third = next(scene, &second.refresh);
        unauthenticated(&by_header(&client, &scene.robin.refresh));
        for (user, what) in [(&second, "parent"), (&third, "newest")] {
            assert_dead(scene, user, what);
        }
    });
}

#[test]
fn a_auth_4_of_20_at_once_all_get_the_one_live_pair() {
    with_scene(|scene| {
        let client = scene.app.anonymous();
        let token = &scene.robin.refresh;
        let pairs: Vec<Value> = thread::scope(|scope| {
            let threads: Vec<_> = (0..20)
                .map(|_| scope.spawn(|| data(&by_header(&client, token), 200)))
                .collect();
            let joined = threads
                .into_iter()
                .map(|thread| thread.join().expect("an answer"));
            joined.collect()
        });
        for pair in &pairs {
            assert_eq!(pair["access_token"], pairs[0]["access_token"]);
            assert_eq!(pair["refresh_token"], pairs[0]["refresh_token"]);
        }
        next(scene, &text(&pairs[0]["refresh_token"]));
    });
}

#[test]
fn a_refresh_token_lives_for_a_week_and_a_session_for_a_month() {
    with_scene(|scene| {
        let client = scene.app.anonymous();
        scene.app.clock.advance(7 * DAY - 1);
        let mut robin = next(scene, &scene.robin.refresh);
        scene.app.clock.advance(2);
        unauthenticated(&by_header(&client, &scene.kim.refresh));
        for _ in 0..3 {
            scene.app.clock.advance(7 * DAY - 4);
            robin = next(scene, &robin.refresh);
            data(&robin.get(ME), 200);
        }
        scene.app.clock.advance(3 * DAY);
        assert_dead(scene, &robin, "the absolute end");
    });
}

#[test]
fn a_auth_4_what_ends_a_session_ends_its_refresh_tokens() {
    with_scene(|scene| {
        let hand = Hand::Operator(scene.acme.id);
        data(&scene.robin.request("POST", LOGOUT, &[], b""), 200);
        assert_dead(scene, &scene.robin, "signed out");
        let id = |login: &str| {
            let login = tessera_domain::user::Login::parse(login).expect("a login");
            users::find(&scene.app.app, scene.acme.id, &login)
                .expect("they are there")
                .id
        };
        users::set_password(&scene.app.app, &hand, id("kim"), "five horses at the gate")
            .expect("it can be set");
        assert_dead(scene, &scene.kim, "another password");
        users::set_active(&scene.app.app, &hand, id("lee"), false).expect("lee is there");
        assert_dead(scene, &scene.lee, "disabled");
    });
}
