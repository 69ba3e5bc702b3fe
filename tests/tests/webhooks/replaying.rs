//! Having delivered once more.

use crate::scene::{data, on_each, people, refused};
use serde_json::json;
use tessera_ports::world::Clock;
use tessera_tests::{
    mobile::text,
    receiver::{Answer, Receiver},
    wait,
};

#[test]
fn a_delivery_comes_again_with_the_same_id_and_the_same_bytes() {
    on_each(|app| {
        let receiver = Receiver::new();
        let (ada, robin) = people(app);
        let webhook = ada.hooks(&receiver.url(), &["ticket.created"]);
        robin.opens("New Issue");
        let delivered = ada.one(&webhook, "it is delivered", |it| it["status"] == "delivered");
        let path = format!(
            "/webhooks/{}/deliveries/{}/redeliver",
            text(&webhook["id"]),
            text(&delivered["id"])
        );
        app.clock.advance(5);
        let again = data(&ada.post(&path, &json!({})), 200);
        assert_eq!(again["status"], "pending");
        let got = receiver.wait_for(2);
        assert_eq!(got[0].body, got[1].body);
        for same in ["webhook-id", "x-webhook-delivery", "x-webhook-event"] {
            assert_eq!(got[0].header(same), got[1].header(same), "{same}");
        }
        for other in ["webhook-timestamp", "webhook-signature"] {
            assert_ne!(got[0].header(other), got[1].header(other), "{other}");
        }
        let twice = ada.one(&webhook, "it is delivered again", |it| it["attempts_count"] == 2);
        assert_eq!(twice["attempts"].as_array().map(Vec::len), Some(2));
        let unknown = path.replace(&text(&delivered["id"]), "018f3b2a-7c1e-7000-8000-0000000000ff");
        for path in [
            unknown,
            path.replace("wh_1", "wh_9"),
            path.replace("deliveries/", "deliveries/x"),
        ] {
            assert_eq!(refused(&ada.post(&path, &json!({})), 404).0, "RESOURCE_NOT_FOUND");
        }
    });
}

#[test]
fn all_that_was_given_up_in_a_span_comes_again() {
    on_each(|app| {
        let receiver = Receiver::new();
        let (ada, robin) = people(app);
        let webhook = ada.hooks(&receiver.url(), &["ticket.created"]);
        let path = format!("/webhooks/{}", text(&webhook["id"]));
        let begin = app.clock.now();
        receiver.answers(Answer::of(410));
        robin.opens("The first");
        wait::until("it is gone", || {
            (data(&ada.get(&path), 200)["state"] == "gone").then_some(())
        });
        receiver.answers(Answer::of(200));
        app.clock.advance(60);
        data(&ada.patches(&path, &json!({ "active": true })), 200);
        let span = |since: i64, until: i64| {
            json!({
                "since": begin.plus_seconds(since).to_string(),
                "until": begin.plus_seconds(until).to_string()
            })
        };
        let replay = |body| ada.post(&format!("{path}/redeliver"), &body);
        assert_eq!(data(&replay(span(1, 60)), 200)["redelivered"], 0);
        let replayed = data(&replay(span(0, 60)), 200);
        assert_eq!(
            (&replayed["redelivered"], &replayed["missed"]),
            (&json!(1), &json!(0))
        );
        ada.one(&webhook, "it is delivered", |it| it["status"] == "delivered");
        assert_eq!(refused(&replay(span(60, 0)), 400).1, "until");
        assert_eq!(refused(&replay(json!({})), 400).1, "since");
        assert_eq!(refused(&replay(json!({ "since": "soon" })), 400).1, "since");
    });
}
