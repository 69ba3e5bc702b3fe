//! Decisions that go to somebody else: handed on, or because they are late.

use crate::{
    approvals::{states, waiting},
    scene::with_scene,
};
use serde_json::{Value, json};
use std::thread;
use tessera_application::approvals::escalate_overdue;
use tessera_domain::event::{Actor, EventKind};
use tessera_tests::{
    enterprise::{TICKETS, action_path, against_rule, at, blamed, blamed_for, missing},
    kanban::{NOBODYS, number},
    mobile::{items, text},
};

#[test]
fn who_gets_it_sees_the_ticket_and_decides() {
    with_scene(|scene| {
        let (ticket, step) = waiting(scene);
        missing(&scene.lee.get(&at(TICKETS, &ticket)));
        let to_lee = json!({ "delegated_to_id": scene.lee.number, "comments": "You know more of this" });
        let handed = scene.mia.decides(&step, "delegate", to_lee);
        assert_eq!(
            (&handed["status"], &handed["ticket_status"]),
            (&json!("delegated"), &json!("pending_approval"))
        );
        assert_eq!(handed["delegated_to_id"], scene.lee.number);
        let fresh = handed["new_approval_id"].clone();
        assert_eq!(scene.lee.waits_for(""), [number(&fresh)]);
        let seen = scene.lee.sees(&ticket);
        assert_eq!(states(&seen), ["delegated", "pending"]);
        let steps = items(&seen["approval_workflow"]["steps"]);
        assert_eq!(steps[0]["due_date"], steps[1]["due_date"]);
        against_rule(
            &scene
                .mia
                .post(&action_path(&step), &json!({ "action": "approve" })),
        );
        let done = scene.lee.decides(&fresh, "approve", json!({}));
        assert_eq!(done["ticket_status"], "open");
    });
}

#[test]
fn it_goes_to_active_people_only_and_not_to_who_asks() {
    with_scene(|scene| {
        let (_, step) = waiting(scene);
        let own = action_path(&step);
        let hand = |to: Value| {
            scene
                .mia
                .post(&own, &json!({ "action": "delegate", "delegate_to": to }))
        };
        let before = scene.app.contents();
        blamed_for(
            &hand(json!(NOBODYS)),
            "delegated_to_id",
            &format!("Unknown active user {NOBODYS}"),
            &json!(NOBODYS),
        );
        blamed(&hand(json!(scene.robin.number)), &["delegated_to_id"]);
        blamed(&hand(json!(scene.mia.number)), &["delegated_to_id"]);
        blamed(
            &scene.mia.post(&own, &json!({ "action": "delegate" })),
            &["delegated_to_id"],
        );
        assert!(scene.app.contents() == before, "something changed");
        assert_eq!(scene.mia.waits_for(""), [number(&step["id"])]);
    });
}

#[test]
fn what_is_late_goes_to_an_admin_once_however_many_look() {
    with_scene(|scene| {
        let (ticket, step) = waiting(scene);
        let look = || escalate_overdue(&scene.app.app).expect("the database answers");
        assert_eq!(look(), 0);
        scene.app.clock.advance(24 * 3_600 + 1);
        let went: u64 = thread::scope(|scope| {
            let all: Vec<_> = (0..4).map(|_| scope.spawn(look)).collect();
            all.into_iter().map(|one| one.join().expect("it ends")).sum()
        });
        assert_eq!(went, 1);
        let [robin, ada, mia] = [&scene.robin, &scene.ada, &scene.mia].map(|user| user.again(scene.app));
        assert_eq!(states(&robin.sees(&ticket)), ["escalated", "pending"]);
        let fresh = ada.waits_for("");
        assert_eq!(
            (fresh.len(), robin.turn(&ticket)["approver_id"].clone()),
            (1, json!(ada.number))
        );
        against_rule(&mia.post(&action_path(&step), &json!({ "action": "approve" })));
        let read = mia.reads(&ticket);
        assert!(text(&read[0]["content"]).contains("is overdue"), "{read:?}");
        let actor = scene.app.events(scene.acme.id);
        let last = actor
            .iter()
            .rev()
            .find(|it| it.event.kind == EventKind::ApprovalProcessed);
        assert_eq!(last.unwrap().event.actor, Actor::Service);
        scene.app.clock.advance(48 * 3_600);
        assert_eq!(look(), 0, "it went once");
        let ada = ada.again(scene.app);
        ada.decides(&json!(fresh[0]), "approve", json!({}));
    });
}

#[test]
fn what_is_late_and_has_nobody_else_stays() {
    with_scene(|scene| {
        let ticket = scene.ada.opens("For myself");
        scene.ada.asks_for_approval(&ticket);
        scene.app.clock.advance(48 * 3_600);
        for _ in 0..2 {
            assert_eq!(escalate_overdue(&scene.app.app).expect("the database answers"), 0);
        }
        let ada = scene.ada.again(scene.app);
        assert_eq!(ada.turn(&ticket)["approver_id"], ada.number);
    });
}
