//! A-IN-6 in this dialect's words: whatever comes in gets its one shape of an error.

use crate::scene::with_scene;
use serde_json::json;
use tessera_tests::{
    kanban::{
        ATTACHMENTS, COLUMNS, COMMENTS, CONTACTS, LOGIN, ME, Multipart, PROJECTS, TAGS, TICKETS, answered,
        path, refused,
    },
    mobile::text,
};

const TYPED: [(&str, &str); 1] = [("content-type", "application/json")];

#[test]
fn a_method_that_a_path_does_not_have_is_named() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let detail = path(TICKETS, &card);
        let follow = format!("{detail}toggle_follow/");
        let table = [
            (TICKETS, "PUT", "GET, HEAD, POST"),
            (TICKETS, "DELETE", "GET, HEAD, POST"),
            (&detail, "POST", "DELETE, GET, HEAD, PATCH, PUT"),
            (&follow, "GET", "POST"),
            (LOGIN, "GET", "POST"),
            (ME, "POST", "GET, HEAD"),
            (COLUMNS, "PATCH", "GET, HEAD, POST"),
            (PROJECTS, "BREW", "GET, HEAD, POST"),
        ];
        for (at, method, allowed) in table {
            let reply = scene.robin.request(method, at, &[], b"");
            refused(&reply, 405, &format!("Method \"{method}\" not allowed."));
            let mut allow: Vec<&str> = reply
                .header("allow")
                .unwrap_or_default()
                .split(',')
                .map(str::trim)
                .collect();
            allow.sort_unstable();
            assert_eq!(allow.join(", "), allowed, "{method} {at}");
        }
    });
}

#[test]
fn a_body_of_another_type_is_named() {
    with_scene(|scene| {
        for list in [
            TICKETS,
            PROJECTS,
            COLUMNS,
            TAGS,
            CONTACTS,
            COMMENTS,
            ATTACHMENTS,
            LOGIN,
        ] {
            for kind in ["text/plain", "application/xml", "text/json"] {
                let reply = scene
                    .robin
                    .request("POST", list, &[("content-type", kind)], b"{}");
                refused(
                    &reply,
                    415,
                    &format!("Unsupported media type \"{kind}\" in request."),
                );
            }
        }
        let form = Multipart::default().field("name", "x");
        assert_eq!(form.send(&scene.robin, TICKETS).status, 415);
        assert_eq!(
            scene.robin.request("POST", ATTACHMENTS, &TYPED, b"{}").status,
            415
        );
    });
}

#[test]
fn a_body_that_cannot_be_read_says_so() {
    with_scene(|scene| {
        let deep = format!("{{\"name\": {}1{}}}", "[".repeat(200), "]".repeat(200));
        let before = scene.app.contents();
        for body in [
            "{",
            "",
            "{\"name\": \"x\",}",
            "{\"name\": \"a\", \"name\": \"b\"}",
            "\u{feff}{}",
            "nul",
            &deep,
        ] {
            let reply = scene.robin.request("POST", TICKETS, &TYPED, body.as_bytes());
            let answer = answered(&reply, 400);
            let detail = text(&answer["detail"]);
            assert!(detail.starts_with("JSON parse error - "), "{body:?}: {detail}");
        }
        for body in ["[]", "null", "\"x\"", "7"] {
            let reply = scene.robin.request("POST", TICKETS, &TYPED, body.as_bytes());
            let answer = answered(&reply, 400);
            assert!(answer.is_object(), "{body}: {answer}");
        }
        for body in [
            &b"{\"name\": \"\xff\"}"[..],
            b"{\"name\": \"\\ud800\", \"column\": 1}",
        ] {
            assert_eq!(scene.robin.request("POST", TICKETS, &TYPED, body).status, 400);
        }
        assert!(scene.app.contents() == before);
    });
}

#[test]
fn a_body_of_3_mb_is_too_large() {
    with_scene(|scene| {
        let body = json!({ "name": "x".repeat(3_000_000), "column": scene.columns()[0] }).to_string();
        for list in [TICKETS, PROJECTS, COMMENTS, LOGIN] {
            let reply = scene.robin.request("POST", list, &TYPED, body.as_bytes());
            assert!(answered(&reply, 413)["detail"].is_string(), "{list}");
        }
    });
}

#[test]
fn unknown_paths_are_not_found_and_strangers_learn_nothing() {
    with_scene(|scene| {
        let unknown = [
            "/api/tickets",
            "/api/tickets/",
            "/api/tickets/nothing/",
            "/api/tickets/tickets/1/nothing/",
            "/api/tickets/Tickets/",
            "/api/tickets/auth/",
            "/api/tickets/auth/nothing/",
            "/api/tickets/columns/1/reorder/",
            "/api/tickets/%00/",
            "/api/tickets/%ff/",
            "/api/tickets/tickets/1/toggle_follow/x/",
        ];
        for at in unknown {
            for method in ["GET", "POST", "PATCH", "DELETE"] {
                refused(&scene.robin.request(method, at, &[], b""), 404, "Not found.");
            }
        }
        // What is beside is not this API's.
        for at in ["/api/", "/api/ticketsx/", "/media/", "/media/attachments"] {
            assert_eq!(scene.robin.get(at).status, 404, "{at}");
        }
    });
}

#[test]
fn who_prefers_problem_json_gets_it() {
    with_scene(|scene| {
        let client = scene.robin.with("accept", "application/problem+json");
        for (reply, status) in [
            (client.get(&format!("{TICKETS}999999/")), 404),
            (client.post(TICKETS, &json!({})), 400),
            (client.request("DELETE", ME, &[], b""), 405),
            (
                scene
                    .app
                    .anonymous()
                    .with("accept", "application/problem+json")
                    .get(ME),
                401,
            ),
        ] {
            assert_eq!(reply.status, status);
            assert_eq!(reply.header("content-type"), Some("application/problem+json"));
            assert_eq!(reply.json()["status"], status);
        }
    });
}

#[test]
fn a_fault_of_ours_says_nothing() {
    with_scene(|scene| {
        for place in 1..=2 {
            scene.app.statements.panic_at(place);
            refused(&scene.robin.get(TICKETS), 500, "Internal server error.");
        }
        scene.robin.get(TICKETS).expect(200);
    });
}

#[test]
fn a_refusal_quotes_no_secret() {
    with_scene(|scene| {
        for body in [
            json!({ "username": ["secret-canary"], "password": ["secret-canary"] }),
            json!({ "username": "robin", "password": "secret-canary" }),
            json!({ "username": "robin", "password": { "secret-canary": 1 } }),
        ] {
            let reply = scene.app.anonymous().post(LOGIN, &body);
            assert_eq!(reply.status, 400);
            assert!(!reply.text().contains("secret-canary"), "{}", reply.text());
        }
        let torn = scene
            .app
            .anonymous()
            .request("POST", LOGIN, &TYPED, b"{\"password\": secret-canary}");
        assert!(!torn.text().contains("secret-canary"), "{}", torn.text());
    });
}
