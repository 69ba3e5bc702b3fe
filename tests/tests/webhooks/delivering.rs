//! What receivers are told, of what, and of what not.

use crate::scene::{EVERYTHING, Person, data, on_each, people, refused};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tessera_application::sla;
use tessera_domain::user::Role;
use tessera_tests::{
    kanban::Multipart,
    mobile::{items, text},
    receiver::{Received, Receiver},
    wait,
};

fn names(received: &[Received]) -> Vec<String> {
    let mut names: Vec<_> = received.iter().map(Received::event).collect();
    names.sort();
    names
}

#[test]
fn the_documented_payload_is_what_comes() {
    on_each(|app| {
        let receiver = Receiver::new();
        let (ada, robin) = people(app);
        let webhook = ada.hooks(&receiver.url(), &["ticket.created"]);
        let ticket = robin.opens("New Issue");
        let got = receiver.wait_for(1).remove(0);
        let log = data(&ada.get("/events?limit=100"), 200)["items"].clone();
        let created = items(&log)
            .into_iter()
            .find(|it| it["action"] == "ticket.created");
        assert_eq!(
            got.json(),
            json!({
                "event": "ticket.created",
                "type": "ticket.created",
                "timestamp": "2026-02-03T12:00:00Z",
                "sequence": created.expect("it is in the log")["id"],
                "data": {
                    "ticket": {
                        "id": ticket["id"],
                        "ticket_number": ticket["ticket_number"],
                        "title": "New Issue",
                        "status": "open",
                        "created_by": { "id": robin.number, "username": "robin" }
                    }
                },
                "webhook_id": webhook["id"]
            })
        );
        let delivery = ada.one(&webhook, "it is delivered", |it| it["status"] == "delivered");
        assert_eq!(delivery["payload"], got.json());
        assert_eq!(got.header("x-webhook-id"), text(&webhook["id"]));
        assert_eq!(got.header("x-webhook-delivery"), text(&delivery["id"]));
        let event = text(&delivery["event_id"]).replace('-', "");
        assert_eq!(got.header("webhook-id"), format!("evt_{event}"));
        let attempt = &delivery["attempts"][0];
        assert_eq!(
            (&attempt["number"], &attempt["status_code"], &attempt["error"]),
            (&json!(1), &json!(204), &Value::Null)
        );
        assert_eq!(
            (&delivery["attempts_count"], &delivery["next_attempt_at"]),
            (&json!(1), &Value::Null)
        );
    });
}

#[test]
fn a_missed_deadline_is_told_as_a_change_of_the_ticket_once() {
    on_each(|app| {
        let receiver = Receiver::new();
        let (ada, robin) = people(app);
        ada.hooks(&receiver.url(), &["ticket.updated"]);
        // A ticket of medium priority may take a day.
        let ticket = robin.opens("New Issue");
        app.clock.advance(24 * 3600 + 1);
        assert_eq!((sla::watch(&app.app), sla::watch(&app.app)), (Ok(1), Ok(0)));
        let got = receiver.wait_for(1).remove(0).json();
        assert_eq!(got["data"]["ticket"]["id"], ticket["id"]);
        assert_eq!(got["data"]["changes"], json!(["sla_breach_time"]));
    });
}

#[test]
fn a_change_of_status_and_assignee_is_told_three_times() {
    on_each(|app| {
        let receiver = Receiver::new();
        let (ada, robin) = people(app);
        ada.hooks(&receiver.url(), &EVERYTHING);
        let ticket = robin.opens("New Issue");
        let path = format!("/tickets/{}", ticket["id"]);
        let change = json!({ "status": "in_progress", "assigned_to_id": ada.number });
        data(&ada.patches(&path, &change), 200);
        let got = receiver.wait_for(4);
        assert_eq!(
            names(&got),
            [
                "ticket.assigned",
                "ticket.created",
                "ticket.status_changed",
                "ticket.updated"
            ]
        );
        let ids: BTreeSet<_> = got.iter().map(|it| it.header("webhook-id").to_owned()).collect();
        assert_eq!(ids.len(), 4);
    });
}

#[test]
fn comments_and_files_are_told_and_what_is_internal_is_not() {
    on_each(|app| {
        let receiver = Receiver::new();
        let (ada, robin) = people(app);
        let webhook = ada.hooks(&receiver.url(), &["comment.added", "file.uploaded"]);
        let ticket = robin.opens("New Issue");
        let path = format!("/comments/ticket/{}", ticket["id"]);
        let internal = json!({ "content": "canary-7f3a", "is_internal": true });
        data(&ada.post(&path, &internal), 201);
        data(&ada.post(&path, &json!({ "content": "On our way" })), 201);
        let upload = format!("/attachments/ticket/{}/upload", ticket["id"]);
        let file = |internal: &str| {
            Multipart::default()
                .file("file", "a.txt", "text/plain", b"a")
                .field("is_internal", internal)
        };
        data(&file("true").send(&ada, &upload), 201);
        data(&file("false").send(&ada, &upload), 201);
        let got = receiver.wait_for(2);
        assert_eq!(names(&got), ["comment.added", "file.uploaded"]);
        for told in &got {
            let told = told.json();
            let (name, expected) = if told["event"] == "comment.added" {
                (
                    "comment",
                    json!({ "content": "On our way", "author": { "id": ada.number, "username": "ada" } }),
                )
            } else {
                (
                    "attachment",
                    json!({
                        "filename": "a.txt", "file_size": 1, "content_type": "text/plain",
                        "uploaded_by": { "id": ada.number, "username": "ada" }
                    }),
                )
            };
            for (member, value) in expected.as_object().expect("an object") {
                assert_eq!(&told["data"][name][member], value, "{told}");
            }
        }
        let log = wait::until("both are delivered", || {
            let log = ada.log(&webhook);
            (log.len() == 2 && log.iter().all(|it| it["status"] == "delivered")).then_some(log)
        });
        assert!(!format!("{log:?}").contains("canary"), "{log:?}");
        assert_eq!(receiver.received().len(), 2);
    });
}

#[test]
fn nobody_is_told_of_another_tenants_tickets_or_of_what_was_before() {
    on_each(|app| {
        let receiver = Receiver::new();
        let (acme, globex) = (app.tenant("acme"), app.tenant("globex"));
        let ada = Person::of(app, &acme, "ada", Role::Admin);
        let eve = Person::of(app, &globex, "eve", Role::Admin);
        ada.opens("Before anybody listened");
        app.clock.advance(1);
        ada.hooks(&receiver.url(), &["ticket.created"]);
        eve.opens("Of another tenant");
        ada.opens("Of this one");
        let got = receiver.wait_for(1);
        assert_eq!(got[0].json()["data"]["ticket"]["title"], "Of this one");
        app.clock.advance(1);
        let theirs = eve.hooks(&receiver.url(), &["ticket.created"]);
        eve.opens("Of the other, told");
        assert_eq!(receiver.wait_for(2).len(), 2);
        assert_eq!(eve.log(&theirs).len(), 1);
    });
}

#[test]
fn a_webhook_that_is_off_is_told_nothing() {
    on_each(|app| {
        let (quiet, loud) = (Receiver::new(), Receiver::new());
        let (ada, robin) = people(app);
        let off = ada.hooks(&quiet.url(), &["ticket.created"]);
        let path = format!("/webhooks/{}", text(&off["id"]));
        data(&ada.patches(&path, &json!({ "active": false })), 200);
        ada.hooks(&loud.url(), &["ticket.created"]);
        robin.opens("New Issue");
        loud.wait_for(1);
        assert_eq!((quiet.connections(), ada.log(&off).len()), (0, 0));
        let test = ada.post(&format!("{path}/test"), &json!({}));
        assert_eq!(refused(&test, 422).0, "BUSINESS_RULE_VIOLATION");
    });
}

#[test]
fn a_test_event_comes_at_once_and_looks_like_any_other() {
    on_each(|app| {
        let receiver = Receiver::new();
        let (ada, _) = people(app);
        let webhook = ada.hooks(&receiver.url(), &["file.uploaded"]);
        let path = format!("/webhooks/{}/test", text(&webhook["id"]));
        let queued = data(&ada.post(&path, &json!({})), 201);
        assert_eq!(
            (&queued["event"], &queued["status"]),
            (&json!("webhook.test"), &json!("pending"))
        );
        let got = receiver.wait_for(1).remove(0);
        assert_eq!(got.event(), "webhook.test");
        let told = got.json();
        assert_eq!(told["data"]["ticket"]["id"], 0);
        assert_eq!(told["data"]["ticket"]["created_by"]["username"], "ada");
    });
}

#[test]
fn tickets_of_every_dialect_are_told_of() {
    on_each(|app| {
        let receiver = Receiver::new();
        let acme = app.tenant("acme");
        let ada = Person::of(app, &acme, "ada", Role::Admin);
        ada.hooks(&receiver.url(), &["ticket.created"]);
        acme.ticket("By the core");
        ada.opens("By the enterprise API");
        let titles: BTreeSet<_> = receiver
            .wait_for(2)
            .iter()
            .map(|got| text(&got.json()["data"]["ticket"]["title"]))
            .collect();
        assert_eq!(titles.len(), 2);
    });
}
