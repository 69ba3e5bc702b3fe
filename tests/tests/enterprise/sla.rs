//! By when a ticket should be finished, and what is told once that was missed.

use crate::scene::{Scene, with_scene};
use serde_json::{Value, json};
use tessera_tests::enterprise::TICKETS;

const HOUR: i64 = 3600;

fn breach(scene: &Scene<'_>, ticket: &Value) -> Value {
    // Tokens end sooner than most deadlines.
    let ada = scene.ada.again(scene.app);
    let seen = ada.sees(ticket)["sla_breach_time"].clone();
    let listed = ada.lists(&format!("{TICKETS}?size=100"));
    let listed = listed.iter().find(|one| one["id"] == ticket["id"]);
    assert_eq!(
        listed.map(|one| &one["sla_breach_time"]),
        Some(&seen),
        "lists tell the same"
    );
    seen
}

#[test]
fn without_a_due_date_the_priority_says_how_long_it_may_take() {
    with_scene(|scene| {
        let table = [
            ("critical", 4, "2026-02-03T16:00:00Z"),
            ("high", 8, "2026-02-03T20:00:00Z"),
            ("medium", 24, "2026-02-04T12:00:00Z"),
            ("low", 72, "2026-02-06T12:00:00Z"),
        ];
        let tickets =
            table.map(|(priority, ..)| scene.robin.opens_with("t", json!({ "priority": priority })));
        let mut passed = 0;
        for ((_, hours, deadline), ticket) in table.iter().zip(&tickets) {
            scene.app.clock.advance(hours * HOUR - passed);
            passed = hours * HOUR;
            assert_eq!(breach(scene, ticket), Value::Null, "not before {deadline}");
            scene.app.clock.advance(1);
            passed += 1;
            assert_eq!(breach(scene, ticket), *deadline);
        }
    });
}

#[test]
fn a_due_date_is_the_deadline_and_moves_it_until_it_was_missed() {
    with_scene(|scene| {
        let ticket = scene.robin.opens_with(
            "t",
            json!({ "priority": "critical", "due_date": "2026-02-03T13:00:00Z" }),
        );
        let due = |at: &str| {
            let ada = scene.ada.again(scene.app);
            ada.changes(&ticket, &json!({ "due_date": at }))["sla_breach_time"].clone()
        };
        assert_eq!(due("2026-02-03T15:00:00Z"), Value::Null);
        scene.app.clock.advance(2 * HOUR);
        assert_eq!(breach(scene, &ticket), Value::Null);
        assert_eq!(due("2026-02-03T14:30:00Z"), Value::Null);
        scene.app.clock.advance(HOUR);
        assert_eq!(breach(scene, &ticket), "2026-02-03T14:30:00Z");
        // What was missed stays missed, whatever becomes of the due date.
        for at in ["2026-03-01T00:00:00Z", "2026-01-01T00:00:00Z"] {
            assert_eq!(due(at), "2026-02-03T14:30:00Z", "{at}");
        }
        let ada = scene.ada.again(scene.app);
        let done = ada.changes(&ticket, &json!({ "status": "resolved", "due_date": null }));
        assert_eq!(done["sla_breach_time"], "2026-02-03T14:30:00Z");
    });
}

#[test]
fn what_was_finished_in_time_is_never_late() {
    with_scene(|scene| {
        let ticket = scene
            .robin
            .opens_with("t", json!({ "due_date": "2026-02-03T13:00:00Z" }));
        scene.app.clock.advance(HOUR - 60);
        scene.robin.changes(&ticket, &json!({ "status": "resolved" }));
        scene.app.clock.advance(100 * HOUR);
        assert_eq!(breach(scene, &ticket), Value::Null);
    });
}

#[test]
fn what_was_finished_late_is_late_for_good() {
    with_scene(|scene| {
        let ticket = scene
            .robin
            .opens_with("t", json!({ "due_date": "2026-02-03T12:30:00Z" }));
        scene.app.clock.advance(HOUR - 60);
        let done = scene.robin.changes(&ticket, &json!({ "status": "resolved" }));
        assert_eq!(done["sla_breach_time"], "2026-02-03T12:30:00Z");
        let reopened = scene.robin.changes(
            &ticket,
            &json!({ "status": "open", "due_date": "2026-03-01T00:00:00Z" }),
        );
        assert_eq!(reopened["sla_breach_time"], "2026-02-03T12:30:00Z");
    });
}
