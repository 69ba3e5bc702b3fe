//! Other systems, and what whoever runs the service does about their tokens.

use crate::{
    managing::report,
    program::{tessera, tessera_reading},
    running::{Running, settings},
};
use serde_json::{Value, json};
use std::{path::Path, sync::Arc, time::Duration};
use tessera_application::tenants;
use tessera_domain::time::Time;
use tessera_ports::{
    integration::{CallFilter, CallRecord},
    world::Clock,
};
use tessera_server::{World, clock::SystemClock, settings::Settings};

const CREATE: [&str; 8] = [
    "token",
    "create",
    "--kind",
    "integration",
    "--user",
    "admin",
    "--name",
    "Shop",
];

/// A new token's id and secret.
fn token(data: &Path, more: &[&str]) -> (String, String) {
    let made = report(data, &[&CREATE, more, &["--json"]].concat());
    let text = |name: &str| made.get(name).and_then(Value::as_str).unwrap().to_owned();
    (text("id"), text("secret"))
}

fn status(running: &Running, token: &str) -> u16 {
    running.ask(token, "GET", "/", &Value::Null).0
}

/// A clock that stands still, so that no hour ends while something is counted.
struct Stopped(Time);

impl Clock for Stopped {
    fn now(&self) -> Time {
        self.0
    }
}

#[test]
fn another_system_opens_a_ticket_and_follows_it() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(&settings(folder.path(), true));
    let token = running.token.clone().unwrap();
    let ask = |method: &str, path: &str, body: &Value| running.ask(&token, method, path, body);

    let opening =
        json!({ "title": "Order 4711 is stuck", "priority": "high", "metadata": { "order": 4711 } });
    let (code, opened) = ask("POST", "/tickets", &opening);
    let ticket = &opened["ticket"];
    assert_eq!((code, &ticket["status"]), (201, &json!("open")), "{opened}");
    let path = format!("/tickets/{}", ticket["id"].as_str().unwrap());
    let said = ask(
        "POST",
        &format!("{path}/comments"),
        &json!({ "content": "We look into it" }),
    );
    assert_eq!(said.0, 201, "{said:?}");
    let moved = ask(
        "PATCH",
        &format!("{path}/status"),
        &json!({ "status": "in_progress" }),
    );
    assert_eq!(moved.0, 200, "{moved:?}");
    let (code, found) = ask("GET", &path, &Value::Null);
    assert_eq!((code, &found["ticket"]["status"]), (200, &json!("in_progress")));
    assert_eq!(found["ticket"]["metadata"], json!({ "order": 4711 }));
}

#[test]
fn whatever_ends_a_token_counts_with_the_next_call() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let running = Running::start(&settings(data, false));
    let (id, first) = token(data, &[]);
    let state = || report(data, &["token", "list", "--kind", "integration", "--json"])[0]["state"].clone();
    assert_eq!((status(&running, &first), state()), (200, json!("active")));

    let done = report(data, &["token", "disable", &id, "--json"]);
    assert_eq!(
        (&done["state"], &done["changed"]),
        (&json!("disabled"), &json!(true))
    );
    assert_eq!((status(&running, &first), state()), (401, json!("disabled")));
    let again = report(data, &["token", "disable", &id, "--json"]);
    assert_eq!(again["changed"], false);
    report(data, &["token", "enable", &id, "--json"]);
    assert_eq!(status(&running, &first), 200);

    let (code, second) = tessera(data, &["token", "regenerate", &id]);
    let second = second.trim();
    assert!(code == 0 && second.starts_with("stk_"), "{second}");
    assert_eq!((status(&running, &first), status(&running, second)), (401, 200));

    report(data, &["user", "create", "robin", "--role", "admin", "--json"]);
    report(data, &["user", "disable", "admin", "--json"]);
    assert_eq!(
        (status(&running, second), state()),
        (401, json!("owner_disabled"))
    );
    report(data, &["user", "enable", "admin", "--json"]);

    assert_eq!(tessera(data, &["token", "revoke", &id]).0, 0);
    assert_eq!((status(&running, second), state()), (401, json!("revoked")));
    for command in ["enable", "disable", "regenerate", "revoke"] {
        assert_eq!(tessera(data, &["token", command, &id]).0, 1, "{command}");
    }
    assert_eq!(tessera(data, &["token", "delete", &id]).0, 0);
    assert_eq!(status(&running, second), 401);
    assert_eq!(
        tessera(data, &["token", "delete", &id]).0,
        1,
        "it is gone already"
    );
}

#[test]
fn a_live_token_can_be_deleted_and_its_ticket_stays() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let running = Running::start(&settings(data, true));
    let (id, secret) = token(data, &[]);
    let (_, opened) = running.ask(&secret, "POST", "/tickets", &json!({ "title": "Stays" }));
    let ticket = opened["ticket"]["id"].as_str().unwrap();
    assert_eq!(tessera(data, &["token", "delete", &id]).0, 0);
    assert_eq!(status(&running, &secret), 401);
    assert_eq!(running.get(&format!("/api/v1/tickets/{ticket}")).status(), 200);
}

#[test]
fn another_limit_counts_from_the_next_call_on() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let world = World {
        clock: Arc::new(Stopped(SystemClock.now())),
        ..World::default()
    };
    let running = Running::start_in(&world, &settings(data, false));
    let (id, secret) = token(data, &["--per-hour", "2"]);
    let statuses = |calls: u32| -> Vec<u16> { (0..calls).map(|_| status(&running, &secret)).collect() };
    assert_eq!(statuses(3), [200, 200, 429]);
    let changed = report(data, &["token", "set", &id, "--per-hour", "3", "--json"]);
    assert_eq!(
        (&changed["per_hour"], &changed["changed"]),
        (&json!(3), &json!(true))
    );
    assert_eq!(statuses(2), [200, 429]);
    report(data, &["token", "set", &id, "--per-hour", "1", "--json"]);
    assert_eq!(statuses(1), [429]);
}

#[test]
fn a_token_is_listed_as_it_was_made_and_changed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let running = Running::start(&settings(data, false));
    let (id, secret) = token(
        data,
        &[
            "--description",
            "of the web",
            "--per-hour",
            "5",
            "--expires-in",
            "30",
        ],
    );
    report(data, &["user", "create", "robin", "--json"]);
    let list = |user: &str| {
        report(
            data,
            &["token", "list", "--kind", "integration", "--user", user, "--json"],
        )
    };
    let listed = &list("admin")[0];
    assert_eq!(
        (&listed["id"], &listed["prefix"]),
        (&json!(id), &json!(secret[..8]))
    );
    assert_eq!(
        (&listed["name"], &listed["description"]),
        (&json!("Shop"), &json!("of the web"))
    );
    assert!(listed["expires_at"].is_string() && listed["last_used_at"].is_null());
    assert!(!listed.to_string().contains(&secret));
    assert_eq!(list("robin"), json!([]));

    let line = [
        "token",
        "set",
        &id,
        "--name",
        "Web shop",
        "--no-description",
        "--no-end",
        "--json",
    ];
    report(data, &line);
    assert_eq!(status(&running, &secret), 200);
    let listed = &list("admin")[0];
    assert_eq!(
        (&listed["name"], &listed["description"]),
        (&json!("Web shop"), &Value::Null)
    );
    assert_eq!(
        (&listed["per_hour"], &listed["expires_at"]),
        (&json!(5), &Value::Null)
    );
    assert!(listed["last_used_at"].is_string());
    let (_, table) = tessera(data, &["token", "list", "--kind", "integration"]);
    assert!(
        table.lines().count() == 2 && table.contains("Web shop"),
        "{table}"
    );
}

#[test]
fn what_is_for_integrations_is_refused_for_api_keys() {
    let folder = tempfile::tempdir().unwrap();
    for more in [["--name", "Shop"], ["--per-hour", "5"]] {
        let line = [
            &["token", "create", "--kind", "api-key", "--user", "admin"],
            &more[..],
        ]
        .concat();
        let (code, printed, remarks) = tessera_reading(folder.path(), &line, "");
        assert_eq!((code, printed.as_str()), (2, ""));
        assert!(
            remarks.starts_with(&format!("error: {}: is for integrations only", more[0])),
            "{remarks}"
        );
    }
}

fn calls(running: &Running) -> Vec<CallRecord> {
    let app = &running.app;
    let tenant = tenants::find(app, &app.policy.default_tenant).unwrap();
    app.queries.calls(tenant.id, &CallFilter::default(), 100).unwrap()
}

#[test]
fn every_counted_call_is_recorded_even_those_of_the_last_second() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    // So short that what comes last is not written from time to time, but by the stop.
    let settings = Settings {
        shutdown: Duration::from_secs(3),
        ..settings(data, false)
    };
    let mut running = Running::start(&settings);
    let (_, secret) = token(data, &[]);
    let title = json!({ "title": "Order 4711" });
    running.ask(&secret, "POST", "/tickets", &title);
    report(
        data,
        &["tenant", "set", "default", "--record-bodies", "true", "--json"],
    );
    running.ask(&secret, "POST", "/tickets", &title);
    running.ask("stk_unknown", "POST", "/tickets", &title);
    report(
        data,
        &["tenant", "set", "default", "--record-bodies", "false", "--json"],
    );
    running.ask(&secret, "GET", "/tickets/nothing", &Value::Null);
    running.end().unwrap();

    let mut recorded = calls(&running);
    recorded.reverse();
    let told: Vec<_> = recorded
        .iter()
        .map(|call| (call.method.as_str(), call.status, call.body.as_deref()))
        .collect();
    let body = title.to_string();
    assert_eq!(
        told,
        [
            ("POST", 201, None),
            ("POST", 201, Some(body.as_str())),
            ("GET", 400, None)
        ]
    );
    assert_eq!(recorded[0].path, "/functions/v1/integration-tickets/tickets");
    assert_eq!(recorded[0].agent.as_deref(), Some("a test"));
    assert_eq!(recorded[0].address.as_deref(), Some("127.0.0.1"));
}
