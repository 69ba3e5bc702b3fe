//! A-IN-6 in this dialect's words: whatever comes in gets its one shape of an error.

use crate::scene::with_scene;
use serde_json::{Value, json};
use tessera_tests::{
    enterprise::{
        DEPARTMENTS, LOGIN, ME, SEARCH, TICKETS, at, blamed_for, errors, missing, refused, upload_path,
    },
    kanban::Multipart,
    mobile::text,
};

const TYPED: [(&str, &str); 1] = [("content-type", "application/json")];

#[test]
fn a_method_that_a_path_does_not_have_is_named() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let detail = at(TICKETS, &ticket);
        let table = [
            (TICKETS, "PUT", "GET, HEAD, POST"),
            (TICKETS, "DELETE", "GET, HEAD, POST"),
            (&detail, "POST", "DELETE, GET, HEAD, PATCH, PUT"),
            (SEARCH, "BREW", "GET, HEAD, POST"),
            (SEARCH, "PATCH", "GET, HEAD, POST"),
            (SEARCH, "DELETE", "GET, HEAD, POST"),
            (LOGIN, "GET", "POST"),
            (ME, "POST", "GET, HEAD"),
            (DEPARTMENTS, "PATCH", "GET, HEAD, POST"),
            (&upload_path(&ticket), "GET", "POST"),
        ];
        for (path, method, allowed) in table {
            let reply = scene.robin.request(method, path, &[], b"");
            assert_eq!(refused(&reply, 405, "METHOD_NOT_ALLOWED"), json!({}));
            let mut allow: Vec<&str> = reply
                .header("allow")
                .unwrap_or_default()
                .split(',')
                .map(str::trim)
                .collect();
            allow.sort_unstable();
            assert_eq!(allow.join(", "), allowed, "{method} {path}");
        }
    });
}

#[test]
fn a_body_of_another_type_is_refused() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        for path in [TICKETS, SEARCH, DEPARTMENTS, LOGIN] {
            for kind in ["text/plain", "application/xml", "text/json"] {
                let reply = scene.ada.request("POST", path, &[("content-type", kind)], b"{}");
                refused(&reply, 415, "UNSUPPORTED_MEDIA_TYPE");
            }
        }
        let form = Multipart::default().field("title", "x");
        refused(&form.send(&scene.robin, TICKETS), 415, "UNSUPPORTED_MEDIA_TYPE");
        let json = scene.robin.request("POST", &upload_path(&ticket), &TYPED, b"{}");
        refused(&json, 415, "UNSUPPORTED_MEDIA_TYPE");
    });
}

#[test]
fn a_body_that_cannot_be_read_is_400_and_never_422() {
    with_scene(|scene| {
        let deep = format!("{{\"title\": {}1{}}}", "[".repeat(200), "]".repeat(200));
        let before = scene.app.contents();
        for body in [
            "{",
            "",
            "{\"title\": \"x\",}",
            "{\"title\": \"a\", \"title\": \"b\"}",
            "\u{feff}{}",
            "nul",
            "[]",
            "null",
            "\"x\"",
            "7",
            &deep,
        ] {
            let reply = scene.robin.request("POST", TICKETS, &TYPED, body.as_bytes());
            let told = errors(&reply);
            assert_eq!(told.len(), 1, "{body:?}: {told:?}");
            assert_eq!(
                (&told[0]["field"], &told[0]["provided_value"]),
                (&json!("body"), &Value::Null),
                "{body:?}"
            );
        }
        for body in [
            &b"{\"title\": \"\xff\"}"[..],
            b"{\"title\": \"\\ud800\", \"description\": \"d\"}",
        ] {
            errors(&scene.robin.request("POST", TICKETS, &TYPED, body));
        }
        assert!(scene.app.contents() == before);
    });
}

#[test]
fn a_body_of_3_mb_is_too_large() {
    with_scene(|scene| {
        let body = json!({ "title": "x", "description": "x".repeat(3_000_000) }).to_string();
        for path in [TICKETS, SEARCH, DEPARTMENTS, LOGIN] {
            let reply = scene.ada.request("POST", path, &TYPED, body.as_bytes());
            refused(&reply, 413, "PAYLOAD_TOO_LARGE");
        }
    });
}

#[test]
fn a_field_at_fault_is_told_with_its_reason_and_what_was_sent() {
    with_scene(|scene| {
        let send = |more: Value| {
            let mut body = json!({ "title": "t", "description": "d" });
            tessera_tests::mobile::merge(&mut body, more);
            scene.robin.post(TICKETS, &body)
        };
        let priorities = "Must be one of: low, medium, high, critical";
        for (more, field, reason, provided) in [
            (
                json!({ "priority": "urgent" }),
                "priority",
                priorities,
                json!("urgent"),
            ),
            (
                json!({ "ticket_type": "bug" }),
                "ticket_type",
                "Must be one of: incident, request, problem, change",
                json!("bug"),
            ),
            (
                json!({ "assigned_to_id": 999_999 }),
                "assigned_to_id",
                "Unknown user 999999",
                json!(999_999),
            ),
            (
                json!({ "department_id": 999_999 }),
                "department_id",
                "Unknown department 999999",
                json!(999_999),
            ),
            (
                json!({ "due_date": "tomorrow" }),
                "due_date",
                "Invalid datetime",
                json!("tomorrow"),
            ),
            (
                json!({ "tags": ["a", 7] }),
                "tags.1",
                "Expected string, received number",
                json!(7),
            ),
            // What is no single value is not quoted: anything may stand in it.
            (
                json!({ "title": { "a": "b" } }),
                "title",
                "Expected string, received object",
                Value::Null,
            ),
        ] {
            blamed_for(&send(more), field, reason, &provided);
        }
        let long = "x".repeat(300);
        let told = errors(&send(json!({ "title": long })));
        assert_eq!(
            (&told[0]["reason"], text(&told[0]["provided_value"]).len()),
            (&json!("Must have at most 200 character(s)"), 100)
        );
    });
}

#[test]
fn several_fields_at_fault_are_all_told_the_first_one_twice() {
    with_scene(|scene| {
        let told = errors(&scene.robin.post(TICKETS, &json!({ "priority": 1 })));
        let fields: Vec<String> = told.iter().map(|one| text(&one["field"])).collect();
        assert_eq!(
            tessera_tests::mobile::sorted(&[&fields.iter().map(String::as_str).collect::<Vec<_>>()]),
            ["description", "priority", "title"]
        );
        let reply = scene
            .robin
            .get(&format!("{TICKETS}?page=0&size=x&status=new&created_after=then"));
        assert_eq!(errors(&reply).len(), 4, "{}", reply.text());
    });
}

#[test]
fn unknown_paths_are_not_found() {
    with_scene(|scene| {
        let unknown = [
            "/tickets/1/nothing",
            "/tickets/abc",
            "/tickets/0",
            "/tickets/-1",
            "/tickets/1.0",
            "/tickets/%31%20",
            "/tickets/99999999999999999999",
            "/tickets/%00",
            "/tickets/%ff",
            "/comments",
            "/comments/1",
            "/comments/ticket",
            "/comments/ticket/abc",
            "/attachments",
            "/attachments/ticket/1",
            "/attachments/abc/download",
            "/departments/abc",
            "/departments/1/people",
            "/auth/me/more",
            "/approvals",
            "/reports/nothing",
            "/webhooks/nothing",
        ];
        for path in unknown {
            missing(&scene.ada.get(path));
        }
        // What is beside is not this API's.
        for path in ["/ticketsx", "/Tickets", "/departmentsx", "/auth/nothing"] {
            assert_eq!(scene.ada.get(path).status, 404, "{path}");
        }
    });
}

#[test]
fn who_prefers_problem_json_gets_it() {
    with_scene(|scene| {
        let problems = [("accept", "application/problem+json")];
        let client = scene.robin.with(problems[0].0, problems[0].1);
        let stranger = scene.app.anonymous().with(problems[0].0, problems[0].1);
        for (reply, status) in [
            (client.get("/tickets/999999"), 404),
            (client.post(TICKETS, &json!({})), 400),
            (client.request("DELETE", ME, &[], b""), 405),
            (stranger.get(ME), 401),
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
            let reply = scene.robin.get(TICKETS);
            assert_eq!(refused(&reply, 500, "INTERNAL_SERVER_ERROR"), json!({}));
            assert_eq!(reply.json()["error"]["message"], "An internal error occurred");
        }
        scene.robin.get(TICKETS).expect(200);
    });
}
