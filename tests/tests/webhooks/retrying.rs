//! A-HK-3 and A-HK-4: what is done about receivers that do not take an event.

use crate::scene::{data, on_each, people};
use serde_json::{Value, json};
use tessera_domain::time::Time;
use tessera_ports::world::Clock;
use tessera_tests::{
    TestApp,
    mobile::text,
    receiver::{Answer, Receiver},
};

/// How many milliseconds lie between now and when the delivery is tried next.
fn wait_of(app: &TestApp, delivery: &Value) -> i64 {
    let next = Time::parse(&text(&delivery["next_attempt_at"])).expect("a time");
    (next.micros() - app.clock.now().micros()) / 1000
}

#[test]
fn a_hk_3_each_try_waits_as_long_as_the_schedule_says_give_or_take_a_fifth() {
    on_each(|app| {
        let receiver = Receiver::new();
        receiver.answers(Answer::of(500));
        let (ada, robin) = people(app);
        let webhook = ada.hooks(&receiver.url(), &["ticket.created"]);
        robin.opens("New Issue");
        let mut stamps = Vec::new();
        let steps: [i64; 9] = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
        for (place, step) in steps.into_iter().enumerate() {
            let tried = json!(place + 1);
            let delivery = ada.one(&webhook, "it was tried", |it| it["attempts_count"] == tried);
            let wait = wait_of(app, &delivery);
            assert!((step * 800..=step * 1200).contains(&wait), "{place}: {wait}");
            let got = receiver.received();
            assert_eq!(got.len(), place + 1);
            assert_eq!(got[place].header("webhook-id"), got[0].header("webhook-id"));
            assert_eq!(got[place].body, got[0].body);
            stamps.push(got[place].header("webhook-timestamp").to_owned());
            app.clock.advance(step * 6 / 5 + 1);
        }
        let last = ada.one(&webhook, "it was given up", |it| it["status"] == "failed");
        assert_eq!(
            (&last["attempts_count"], &last["next_attempt_at"]),
            (&json!(10), &Value::Null)
        );
        stamps.dedup();
        assert_eq!(stamps.len(), 9, "each try has a time of its own");
    });
}

#[test]
fn a_hk_3_what_else_can_go_wrong_is_told_and_tried_again() {
    on_each(|app| {
        let target = Receiver::new();
        let retry = |seconds: &str| vec![("retry-after", seconds.to_owned())];
        for (answer, status, error, least) in [
            (Answer::of(500), json!(500), Value::Null, 4_000),
            (Answer::Reset, Value::Null, json!("unreachable"), 4_000),
            (
                Answer::Status(301, vec![("location", target.url())]),
                json!(301),
                Value::Null,
                4_000,
            ),
            (
                Answer::Status(429, retry("600")),
                json!(429),
                Value::Null,
                600_000,
            ),
            (Answer::of(429), json!(429), Value::Null, 60_000),
            (Answer::of(503), json!(503), Value::Null, 60_000),
        ] {
            let receiver = Receiver::new();
            receiver.answers(answer);
            let slug = format!("t{}", receiver.port);
            let tenant = app.tenant(&slug);
            let ada = crate::scene::Person::of(app, &tenant, "ada", tessera_domain::user::Role::Admin);
            let webhook = ada.hooks(&receiver.url(), &["ticket.created"]);
            ada.opens("New Issue");
            let delivery = ada.one(&webhook, "it was tried", |it| it["attempts_count"] == 1);
            let attempt = &delivery["attempts"][0];
            assert_eq!((&attempt["status_code"], &attempt["error"]), (&status, &error));
            assert!(wait_of(app, &delivery) >= least, "{status} {error}: {delivery}");
            let shown = data(&ada.get(&format!("/webhooks/{}", text(&webhook["id"]))), 200);
            assert!(!shown["failing_since"].is_null() && shown["active"] == true);
        }
        assert_eq!(target.connections(), 0, "nobody follows a redirect");
    });
}

#[test]
fn a_hk_3_who_is_gone_is_told_nothing_more() {
    on_each(|app| {
        let receiver = Receiver::new();
        receiver.answers(Answer::of(410));
        let (ada, robin) = people(app);
        let webhook = ada.hooks(&receiver.url(), &["ticket.created"]);
        robin.opens("New Issue");
        let delivery = ada.one(&webhook, "it was given up", |it| it["status"] == "failed");
        assert_eq!(delivery["attempts_count"], 1);
        let shown = data(&ada.get(&format!("/webhooks/{}", text(&webhook["id"]))), 200);
        assert_eq!(
            (&shown["active"], &shown["state"]),
            (&json!(false), &json!("gone"))
        );
        let feed = data(&ada.get("/events?limit=100"), 200);
        let disabled = feed["items"]
            .as_array()
            .expect("a list")
            .iter()
            .filter(|it| it["action"] == "webhook.disabled")
            .count();
        assert_eq!(disabled, 1, "the tenant is told");
    });
}

#[test]
fn a_hk_4_five_days_of_failures_switch_a_webhook_off_and_what_it_missed_can_be_had_later() {
    on_each(|app| {
        let receiver = Receiver::new();
        receiver.answers(Answer::of(500));
        let (ada, robin) = people(app);
        let webhook = ada.hooks(&receiver.url(), &["ticket.created"]);
        let path = format!("/webhooks/{}", text(&webhook["id"]));
        let begin = app.clock.now();
        robin.opens("The first");
        ada.one(&webhook, "it was tried", |it| it["attempts_count"] == 1);
        app.clock.advance(5 * 86_400);
        ada.one(&webhook, "it was tried again", |it| it["attempts_count"] == 2);
        let shown = data(&ada.get(&path), 200);
        assert_eq!(
            (&shown["active"], &shown["state"]),
            (&json!(false), &json!("failing"))
        );
        // The admins are told, and nobody else.
        let told = data(&ada.get("/notifications"), 200);
        assert_eq!(
            (
                &told["items"][0]["kind"],
                &told["items"][0]["webhook_id"],
                &told["total"]
            ),
            (&json!("webhook_disabled"), &webhook["id"], &json!(1))
        );
        assert_eq!(data(&robin.get("/notifications"), 200)["total"], 0);
        // While it is off, something happens that it is not told of.
        robin.opens("The second");
        app.clock.advance(60);
        receiver.answers(Answer::of(200));
        data(&ada.patches(&path, &json!({ "active": true })), 200);
        ada.hooks(&receiver.url(), &["ticket.assigned"]);
        let until = app.clock.now();
        let span = json!({ "since": begin.to_string(), "until": until.to_string() });
        let replayed = data(&ada.post(&format!("{path}/redeliver"), &span), 200);
        assert_eq!(
            (&replayed["missed"], &replayed["has_more"]),
            (&json!(1), &json!(false))
        );
        // The first is still on its way, and due some time.
        app.clock.advance(86_400);
        let titles = tessera_tests::wait::until("both came", || {
            let log = ada.log(&webhook);
            let delivered = log.iter().filter(|it| it["status"] == "delivered").count();
            (delivered == 2).then_some(log)
        });
        assert_eq!(titles.len(), 2);
        let shown = data(&ada.get(&path), 200);
        assert_eq!(
            (&shown["active"], &shown["failing_since"]),
            (&json!(true), &Value::Null)
        );
    });
}
