//! Making, changing and taking away webhooks.

use crate::scene::{Person, data, people, quiet, refused};
use serde_json::{Value, json};
use tessera_domain::user::Role;
use tessera_tests::{TestApp, mobile::text, on_each_database_with};

fn on_each(test: impl Fn(&TestApp)) {
    on_each_database_with(&quiet(), test);
}

fn wanted() -> Value {
    json!({
        "url": "https://your-app.com/webhooks/tickets",
        "events": ["ticket.created", "ticket.updated"],
        "secret": "your_webhook_secret",
        "active": true
    })
}

#[test]
fn the_documented_request_makes_a_webhook_and_the_secret_is_never_seen_again() {
    on_each(|app| {
        let (ada, _) = people(app);
        let reply = ada.post("/webhooks", &wanted());
        let made = data(&reply, 201);
        assert_eq!(reply.header("location"), Some("/webhooks/wh_1"));
        assert_eq!(reply.header("etag"), Some("\"1\""));
        for (name, value) in [
            ("id", json!("wh_1")),
            ("url", json!("https://your-app.com/webhooks/tickets")),
            ("events", json!(["ticket.created", "ticket.updated"])),
            ("active", json!(true)),
            ("state", json!("active")),
            ("secret", Value::Null),
            ("failing_since", Value::Null),
        ] {
            assert_eq!(made[name], value, "{name}");
        }
        let listed = data(&ada.get("/webhooks"), 200);
        assert_eq!(
            (&listed["total"], &listed["items"][0]["id"]),
            (&json!(1), &json!("wh_1"))
        );
        for path in ["/webhooks/wh_1", "/webhooks/1", "/webhooks/wh_1/"] {
            let shown = ada.get(path);
            assert!(!shown.text().contains("secret\":"), "{}", shown.text());
            assert_eq!(data(&shown, 200)["id"], "wh_1");
        }
        // Nowhere is it written down in plain: not in the rows, not in the answers kept for repeated requests.
        for (table, rows) in app.contents() {
            for row in rows {
                assert!(!row.contains("your_webhook_secret"), "{table}: {row}");
            }
        }
    });
}

#[test]
fn a_secret_that_was_made_is_told_once_and_not_when_the_answer_is_given_again() {
    on_each(|app| {
        let (ada, _) = people(app);
        let mut body = wanted();
        body.as_object_mut().expect("an object").remove("secret");
        let keyed = ada.with("idempotency-key", "once");
        let first = keyed.post("/webhooks", &body);
        let secret = text(&data(&first, 201)["secret"]);
        assert!(secret.starts_with("whsec_") && secret.len() > 40, "{secret}");
        let again = keyed.post("/webhooks", &body);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        let told = data(&again, 201);
        assert_eq!((&told["id"], &told["secret"]), (&json!("wh_1"), &Value::Null));
        let rotated = data(&ada.post("/webhooks/wh_1/rotate-secret", &json!({})), 200);
        let other = text(&rotated["secret"]);
        assert!(other.starts_with("whsec_") && other != secret);
        assert!(!rotated["former_secret_until"].is_null());
        let chosen = json!({ "secret": "another_webhook_secret" });
        let rotated = data(&ada.post("/webhooks/wh_1/rotate-secret", &chosen), 200);
        assert_eq!(rotated["secret"], Value::Null);
        for (table, rows) in app.contents() {
            for row in rows {
                for secret in [&secret, &other, "another_webhook_secret"] {
                    assert!(!row.contains(secret), "{table}: {row}");
                }
            }
        }
    });
}

#[test]
fn what_is_wrong_is_said_field_by_field() {
    on_each(|app| {
        let (ada, _) = people(app);
        for (name, bad) in [
            ("url", json!("ftp://your-app.com")),
            ("url", json!("your-app.com")),
            ("url", json!(7)),
            ("url", Value::Null),
            ("events", json!([])),
            ("events", json!(["ticket.deleted"])),
            ("events", json!(["webhook.test"])),
            ("events", json!("ticket.created")),
            ("secret", json!("too_short")),
            ("secret", json!("whsec_this-is-no-base64")),
            ("active", json!("yes")),
        ] {
            let mut body = wanted();
            body[name] = bad;
            let (code, field) = refused(&ada.post("/webhooks", &body), 400);
            assert_eq!(code, "VALIDATION_ERROR");
            assert!(text(&field).starts_with(name), "{field}");
        }
        let missing = ada.post("/webhooks", &json!({}));
        assert_eq!(refused(&missing, 400).1, "url");
        assert_eq!(data(&ada.get("/webhooks"), 200)["total"], 0);
    });
}

#[test]
fn a_webhook_is_changed_by_a_part_of_it_over_the_version_that_was_seen() {
    on_each(|app| {
        let (ada, _) = people(app);
        data(&ada.post("/webhooks", &wanted()), 201);
        let path = "/webhooks/wh_1";
        let reply = ada.patches(path, &json!({ "events": ["comment.added"], "active": false }));
        let changed = data(&reply, 200);
        assert_eq!(changed["events"], json!(["comment.added"]));
        assert_eq!(
            (&changed["active"], &changed["state"]),
            (&json!(false), &json!("off"))
        );
        assert_eq!(reply.header("etag"), Some("\"2\""));
        let stale = ada.with("if-match", "\"1\"");
        let body = json!({ "active": true });
        assert_eq!(stale.send("PATCH", path, &body).status, 412);
        let fresh = ada.with("if-match", "\"2\"");
        assert_eq!(data(&fresh.send("PATCH", path, &body), 200)["state"], "active");
        // Nothing changes, so there is no other version.
        assert_eq!(ada.patches(path, &body).header("etag"), Some("\"3\""));
        let both = json!({ "secret": "another_webhook_secret", "url": "https://other-app.com" });
        let changed = ada.patches(path, &both);
        assert!(!data(&changed, 200)["former_secret_until"].is_null());
        assert_eq!(changed.header("etag"), Some("\"4\""));
    });
}

#[test]
fn a_webhook_that_is_gone_is_not_there() {
    on_each(|app| {
        let (ada, _) = people(app);
        data(&ada.post("/webhooks", &wanted()), 201);
        data(&ada.post("/webhooks/wh_1/test", &json!({})), 201);
        let gone = ada.request("DELETE", "/webhooks/wh_1", &[], b"");
        assert_eq!(data(&gone, 200), Value::Null);
        for path in [
            "/webhooks/wh_1",
            "/webhooks/wh_1/deliveries",
            "/webhooks/x",
            "/webhooks/wh_",
        ] {
            assert_eq!(refused(&ada.get(path), 404).0, "RESOURCE_NOT_FOUND", "{path}");
        }
        assert_eq!(data(&ada.post("/webhooks", &wanted()), 201)["id"], "wh_2");
    });
}

#[test]
fn only_admins_have_webhooks_and_only_their_own_tenants() {
    on_each(|app| {
        let (acme, globex) = (app.tenant("acme"), app.tenant("globex"));
        let ada = Person::of(app, &acme, "ada", Role::Admin);
        let eve = Person::of(app, &globex, "eve", Role::Admin);
        data(&ada.post("/webhooks", &wanted()), 201);
        let delivery = text(&data(&ada.post("/webhooks/wh_1/test", &json!({})), 201)["id"]);
        let redeliver = format!("/webhooks/wh_1/deliveries/{delivery}/redeliver");
        let span = json!({ "since": "2026-01-01" });
        let before = app.contents();
        let ask = |person: &Person| {
            [
                person.get("/webhooks/wh_1"),
                person.patches("/webhooks/wh_1", &json!({ "active": false })),
                person.request("DELETE", "/webhooks/wh_1", &[], b""),
                person.post("/webhooks/wh_1/rotate-secret", &json!({})),
                person.post("/webhooks/wh_1/test", &json!({})),
                person.get("/webhooks/wh_1/deliveries"),
                person.post(&redeliver, &json!({})),
                person.post("/webhooks/wh_1/redeliver", &span),
            ]
        };
        for reply in ask(&eve) {
            assert_eq!(refused(&reply, 404).0, "RESOURCE_NOT_FOUND");
        }
        assert!(app.contents() == before);
        for role in [Role::User, Role::Technician, Role::Manager] {
            let person = Person::of(app, &acme, role.key(), role);
            let before = app.contents();
            for reply in ask(&person) {
                assert_eq!(refused(&reply, 403).0, "PERMISSION_DENIED");
            }
            assert_eq!(person.post("/webhooks", &wanted()).status, 403);
            assert_eq!(person.get("/webhooks").status, 403);
            assert!(app.contents() == before);
        }
        assert_eq!(app.anonymous().get("/webhooks").status, 401);
    });
}

#[test]
fn every_change_is_in_the_log_once_without_secrets() {
    on_each(|app| {
        let acme = app.tenant("acme");
        let ada = Person::of(app, &acme, "ada", Role::Admin);
        let place = app.events(acme.id).last().map_or(0, |last| last.sequence);
        data(&ada.post("/webhooks", &wanted()), 201);
        data(
            &ada.patches("/webhooks/wh_1", &json!({ "events": ["comment.added"] })),
            200,
        );
        data(&ada.post("/webhooks/wh_1/rotate-secret", &json!({})), 200);
        data(&ada.post("/webhooks/wh_1/test", &json!({})), 201);
        data(&ada.request("DELETE", "/webhooks/wh_1", &[], b""), 200);
        let told = app.events_after(acme.id, place);
        let kinds: Vec<_> = told.iter().map(|logged| logged.event.kind.key()).collect();
        assert_eq!(
            kinds,
            [
                "webhook.created",
                "webhook.updated",
                "webhook.secret_rotated",
                "webhook.tested",
                "webhook.removed"
            ]
        );
        assert!(!format!("{told:?}").contains("secret\""), "{told:?}");
        assert!(told.iter().all(|logged| logged.event.audience.is_internal()));
    });
}
