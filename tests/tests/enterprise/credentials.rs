//! What opens a door, and what is said where nothing does.

use crate::scene::with_scene;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use tessera_domain::user::Role;
use tessera_tests::{
    enterprise::{ME, ROOTS, TICKETS, data, on_each_database_unlimited, unauthenticated},
    kanban::{self, KanbanUser, bearer},
};

#[test]
fn without_an_access_token_every_path_says_so_whether_it_exists_or_not() {
    with_scene(|scene| {
        let stranger = scene.app.anonymous();
        for root in ROOTS {
            for path in [
                root.to_owned(),
                format!("{root}/1"),
                format!("{root}/1/nothing/here"),
            ] {
                for method in ["GET", "POST", "PATCH", "DELETE", "BREW"] {
                    let reply = stranger.request(method, &path, &[], b"");
                    unauthenticated(&reply);
                    assert_eq!(
                        reply.json()["error"]["message"],
                        "A token is required",
                        "{method} {path}"
                    );
                }
            }
        }
    });
}

#[test]
fn no_other_doors_credential_is_one_here() {
    with_scene(|scene| {
        let client = scene.app.anonymous();
        let board = KanbanUser::of(scene.app, &scene.acme, "dana", Role::User);
        let clients = [
            (
                "an API key in its header",
                client.with("x-api-key", &scene.acme.admin.api_key),
            ),
            (
                "an API key as a token",
                bearer(&client, &scene.acme.admin.api_key),
            ),
            ("an access token of boards", bearer(&client, &board.access)),
            ("a refresh token of boards", bearer(&client, &board.refresh)),
            ("a refresh token", bearer(&client, &scene.robin.refresh)),
            ("no token", bearer(&client, "x")),
            ("a tail", bearer(&client, &format!("{}x", scene.robin.access))),
            (
                "two tokens",
                bearer(&client, &format!("{0} {0}", scene.robin.access)),
            ),
            ("basic", client.with("authorization", "Basic YTph")),
            (
                "the token alone",
                client.with("authorization", &scene.robin.access),
            ),
        ];
        for (what, client) in clients {
            for path in [ME, TICKETS] {
                let reply = client.get(path);
                assert_eq!(reply.status, 401, "{what}: {}", reply.text());
                unauthenticated(&reply);
            }
        }
        // Only boards take what is theirs.
        assert_eq!(scene.robin.get(kanban::ME).status, 401);
        for path in ["/api/v1/tickets", "/functions/v1/integration-tickets"] {
            assert_eq!(scene.robin.get(path).status, 401, "{path}");
        }
    });
}

#[test]
fn the_scheme_is_read_without_regard_to_case() {
    with_scene(|scene| {
        for scheme in ["Bearer", "bearer", "BEARER"] {
            let word = format!("{scheme} {}", scene.robin.access);
            data(&scene.app.anonymous().with("authorization", &word).get(ME), 200);
        }
    });
}

#[test]
fn an_access_token_lives_for_an_hour() {
    with_scene(|scene| {
        scene.app.clock.advance(3599);
        data(&scene.robin.get(ME), 200);
        scene.app.clock.advance(1);
        unauthenticated(&scene.robin.get(ME));
    });
}

fn part(token: &str, place: usize) -> Value {
    let part = token.split('.').nth(place).expect("a token has three parts");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON")
}

#[test]
fn tokens_are_what_the_vendors_clients_expect_and_hold_no_secret() {
    with_scene(|scene| {
        let now = 1_770_120_000;
        let user = &scene.robin;
        for (token, kind, seconds) in [
            (&user.access, "access", 3600),
            (&user.refresh, "refresh", 7 * 24 * 3600),
        ] {
            assert_eq!(part(token, 0)["alg"], "HS256", "{kind}");
            let claims = part(token, 1);
            assert_eq!(claims["type"], kind, "{claims}");
            // A text, as the standard demands.
            assert_eq!(claims["sub"], user.number.to_string(), "{claims}");
            assert_eq!(claims["username"], "robin", "{claims}");
            assert_eq!(claims["exp"], now + seconds, "{claims}");
            for secret in ["password", "phc", "argon"] {
                assert!(!claims.to_string().contains(secret), "{claims}");
            }
        }
        let claims = part(&user.access, 1);
        assert_eq!(claims["role"], "user", "{claims}");
        assert_eq!(claims["department_id"], scene.it, "{claims}");
    });
}

#[test]
fn what_a_token_says_of_its_person_is_never_believed() {
    // The role in the token is a hint for clients: it was given before the person became an admin.
    on_each_database_unlimited(|app| {
        let acme = app.tenant("acme");
        let user = acme.user_with_password("robin", Role::User, tessera_tests::enterprise::PASSWORD);
        let robin = tessera_tests::enterprise::EnterpriseUser::sign_in(app, &user);
        let hand = tessera_application::hand::Hand::Operator(acme.id);
        tessera_application::users::set_role(&app.app, &hand, user.id, Role::Admin).expect("it can be given");
        assert_eq!(part(&robin.access, 1)["role"], "user");
        assert_eq!(data(&robin.get(ME), 200)["role"], "admin");
        data(
            &robin.post(tessera_tests::enterprise::DEPARTMENTS, &json!({ "name": "Mine" })),
            201,
        );
    });
}
