//! A-HK-5: addresses that must not be called, when a webhook is made, when it is changed, and before it is told.

use crate::scene::{data, people, quiet, refused};
use serde_json::json;
use std::time::Duration;
use tessera_server::world::Rounds;
use tessera_tests::{Setup, mobile::text, on_each_database_with, receiver::Receiver};

/// Where nothing of this machine or its networks may be called.
fn strict() -> Setup {
    let usual = quiet();
    let more = usual
        .more
        .iter()
        .filter(|(name, _)| *name != "TESSERA_WEBHOOK_NETWORKS")
        .cloned()
        .collect();
    Setup {
        more,
        rounds: Rounds {
            webhooks: Some(Duration::from_millis(20)),
            ..Rounds::NONE
        },
        ..usual
    }
}

const BLOCKED: &[&str] = &[
    "http://127.0.0.1:PORT/",
    "http://2130706433:PORT/",
    "http://0x7f000001:PORT/",
    "http://localhost:PORT/",
    "http://localhost.:PORT/",
    "http://[::1]:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://[64:ff9b::7f00:1]:PORT/",
    "http://[2002:7f00:1::]:PORT/",
    "http://169.254.169.254/",
    "http://10.0.0.1/",
    "http://192.168.0.1/",
    "http://user:pass@example.com/",
    "http://example.com:22/",
    "http://１２７.０.０.１:PORT/",
];

#[test]
fn a_hk_5_what_must_not_be_called_is_refused_in_the_same_words_open_or_not() {
    on_each_database_with(&strict(), |app| {
        let receiver = Receiver::new();
        let (ada, robin) = people(app);
        let made = ada.hooks("https://hooks.invalid/", &["ticket.created"]);
        let path = format!("/webhooks/{}", text(&made["id"]));
        let mut words = Vec::new();
        for text in BLOCKED {
            let url = text.replace("PORT", &receiver.port.to_string());
            let body = json!({ "url": url, "events": ["ticket.created"] });
            for reply in [
                ada.post("/webhooks", &body),
                ada.patches(&path, &json!({ "url": url })),
            ] {
                assert_eq!(refused(&reply, 400).1, "url", "{url}");
                words.push(reply.json()["error"]["details"]["reason"].clone());
            }
        }
        words.dedup();
        assert_eq!(words.len(), 1, "{words:?}");
        assert_eq!(data(&ada.get("/webhooks"), 200)["total"], 1);
        // A name that led nowhere is looked at again before it is told, and still leads nowhere.
        robin.opens("New Issue");
        let delivery = ada.one(&made, "it was tried", |it| it["attempts_count"] == 1);
        assert_eq!(delivery["attempts"][0]["error"], "unreachable");
        assert_eq!(receiver.connections(), 0);
    });
}

#[test]
fn a_hk_5_an_address_that_came_to_be_forbidden_is_not_called_any_more() {
    on_each_database_with(&crate::scene::setup(), |app| {
        let (ada, robin) = people(app);
        let receiver = Receiver::new();
        let made = ada.hooks(&receiver.url(), &["ticket.created"]);
        // As if it had been made before anybody forbade it.
        let url = format!("http://127.0.0.2:{}/", receiver.port);
        app.database
            .connect()
            .execute(&format!("UPDATE webhooks SET url = '{url}'"));
        robin.opens("New Issue");
        let delivery = ada.one(&made, "it was tried", |it| it["attempts_count"] == 1);
        assert_eq!(delivery["attempts"][0]["error"], "refused");
        assert_eq!(receiver.connections(), 0);
    });
}
