//! Where the clocks of tickets stand, and why.

use crate::{
    scene::{Scene, with_scene},
    sla_policies::{office, promises},
};
use serde_json::{Value, json};
use tessera_application::{
    import::{self, ForeignIssue, ForeignStatus, Report},
    sla,
};
use tessera_domain::status::StatusCategory;
use tessera_ports::world::Clock;
use tessera_tests::{
    enterprise::{EnterpriseUser, SLA_POLICIES, at, data, missing},
    integration::TestToken,
    kanban::KanbanUser,
    mobile::{items, merge},
};

const HOUR: i64 = 3600;

#[track_caller]
fn clocks(who: &EnterpriseUser, ticket: &Value) -> Value {
    data(&who.get(&format!("{}/sla", at("/tickets", ticket))), 200)
}

/// The clocks as the admin sees them now.
#[track_caller]
pub fn now(scene: &Scene<'_>, ticket: &Value) -> Value {
    clocks(&scene.ada.again(scene.app), ticket)
}

#[test]
fn only_working_hours_count_and_waiting_does_not() {
    with_scene(|scene| {
        promises(scene, &office(json!({ "response_minutes": 60 })));
        // At noon four of six hours are left of Tuesday's; the other two are Wednesday's first.
        let ticket = scene.robin.opens("Counted");
        let first = now(scene, &ticket);
        assert_eq!(first["policy"], json!({ "id": 1, "name": "Office" }));
        assert_eq!(first["deadline"], "2026-02-04T10:00:00Z");
        assert_eq!(first["resolution"]["due_at"], "2026-02-04T10:00:00Z");
        assert_eq!(first["response"]["due_at"], "2026-02-03T13:00:00Z");
        assert_eq!(first["sla_breach_time"], Value::Null);
        // Half an hour later it is answered, and waits for an hour.
        scene.app.clock.advance(HOUR / 2);
        scene.ada.again(scene.app).comments(&ticket, "On it");
        let waiting = waits(scene, &ticket);
        assert_eq!(waiting["resolution"]["state"], "paused");
        assert_eq!(
            (&waiting["deadline"], &waiting["resolution"]["due_at"]),
            (&Value::Null, &Value::Null)
        );
        scene.app.clock.advance(HOUR);
        scene
            .ada
            .again(scene.app)
            .changes(&ticket, &json!({ "status": "open" }));
        let running = now(scene, &ticket);
        assert_eq!(
            running["deadline"], "2026-02-04T11:00:00Z",
            "an hour later than before"
        );
        let told: Vec<_> = items(&running["resolution"]["intervals"])
            .iter()
            .map(|it| (it["kind"].clone(), it["counted_minutes"].clone()))
            .collect();
        assert_eq!(
            told,
            [
                (json!("counted"), json!(30)),
                (json!("paused"), json!(0)),
                (json!("counted"), json!(0))
            ]
        );
        assert_eq!(running["response"]["answered_at"], "2026-02-03T12:30:00Z");
        assert_eq!(
            (
                &running["response"]["state"],
                &running["response"]["remaining_minutes"]
            ),
            (&json!("stopped"), &json!(30))
        );
        // An hour before the deadline on the next day.
        scene.app.clock.advance(20 * HOUR + HOUR / 2);
        let late = now(scene, &ticket);
        assert_eq!(
            (&late["resolution"]["remaining_minutes"], &late["sla_breach_time"]),
            (&json!(60), &Value::Null)
        );
        scene.app.clock.advance(HOUR + 1);
        assert_eq!(now(scene, &ticket)["sla_breach_time"], "2026-02-04T11:00:00Z");
    });
}

/// Has the ticket wait for somebody, which this API has no word for, and looks at its clocks.
#[track_caller]
pub fn waits(scene: &Scene<'_>, ticket: &Value) -> Value {
    let board = KanbanUser::sign_in(scene.app, &scene.acme.admin);
    assert_eq!(
        board.changes(ticket, &json!({ "status": "waiting" }))["status"],
        "waiting"
    );
    now(scene, ticket)
}

#[test]
fn without_a_policy_every_hour_counts_and_a_due_date_comes_before_all() {
    with_scene(|scene| {
        let plain = scene.robin.opens_with("Plain", json!({ "priority": "critical" }));
        let due = scene
            .robin
            .opens_with("Due", json!({ "due_date": "2026-02-10T10:00:00Z" }));
        promises(scene, &office(json!({ "priority": "low" })));
        let seen = now(scene, &plain);
        assert_eq!((&seen["policy"], &seen["response"]), (&Value::Null, &Value::Null));
        assert_eq!(
            (&seen["deadline"], &seen["resolution"]["allowed_minutes"]),
            (&json!("2026-02-03T16:00:00Z"), &json!(240))
        );
        assert_eq!(now(scene, &due)["deadline"], "2026-02-10T10:00:00Z");
        // A policy holds from the next change on that it depends on.
        scene
            .ada
            .again(scene.app)
            .changes(&plain, &json!({ "priority": "low" }));
        assert_eq!(now(scene, &plain)["deadline"], "2026-02-04T10:00:00Z");
        scene
            .ada
            .again(scene.app)
            .changes(&due, &json!({ "priority": "low" }));
        let both = now(scene, &due);
        assert_eq!(
            (&both["deadline"], &both["resolution"]["due_at"]),
            (&json!("2026-02-10T10:00:00Z"), &json!("2026-02-04T10:00:00Z"))
        );
        scene
            .ada
            .again(scene.app)
            .changes(&due, &json!({ "due_date": null }));
        assert_eq!(now(scene, &due)["deadline"], "2026-02-04T10:00:00Z");
        // Nobody learns of a ticket that they do not see.
        missing(&scene.lee.get(&format!("{}/sla", at("/tickets", &plain))));
    });
}

#[test]
fn the_policy_that_says_most_of_a_ticket_holds() {
    with_scene(|scene| {
        for (more, minutes) in [
            (json!({}), 10),
            (json!({ "priority": "high" }), 20),
            (json!({ "department_id": scene.it }), 30),
            (json!({ "department_id": scene.it, "priority": "high" }), 40),
            (
                json!({ "department_id": scene.it, "priority": "high", "active": false }),
                50,
            ),
        ] {
            let mut body = json!({ "name": format!("{minutes}"), "resolution_minutes": minutes });
            merge(&mut body, more);
            promises(scene, &body);
        }
        for (who, priority, minutes) in [
            (&scene.lee, "low", 10),
            (&scene.lee, "high", 20),
            (&scene.robin, "low", 30),
            (&scene.robin, "high", 40),
        ] {
            let ticket = who.opens_with("t", json!({ "priority": priority }));
            let seen = now(scene, &ticket);
            assert_eq!(
                seen["resolution"]["allowed_minutes"], minutes,
                "{} {priority}",
                who.login
            );
            assert_eq!(seen["deadline"], format!("2026-02-03T12:{minutes}:00Z"));
        }
    });
}

/// When the ticket should be finished, once the worker looked.
#[track_caller]
fn deadline(scene: &Scene<'_>, ticket: &Value) -> Value {
    sla::watch(&scene.app.app).expect("it looks");
    now(scene, ticket)["deadline"].clone()
}

#[test]
fn policies_that_change_move_the_deadlines_of_open_tickets_soon() {
    with_scene(|scene| {
        let [open, done] = ["Open", "Done"].map(|title| scene.robin.opens(title));
        scene.ada.changes(&done, &json!({ "status": "resolved" }));
        let by_rank = json!("2026-02-04T12:00:00Z");
        let made = promises(scene, &json!({ "name": "Soon", "resolution_minutes": 60 }));
        // Not before every transaction that knew nothing of it has ended.
        assert_eq!(deadline(scene, &open), by_rank);
        scene.app.clock.advance(15);
        assert_eq!(deadline(scene, &open), "2026-02-03T13:00:00Z");
        assert_eq!(deadline(scene, &done), by_rank, "it is over");
        let own = at(SLA_POLICIES, &made);
        data(&scene.ada.patch(&own, &json!({ "resolution_minutes": 90 })), 200);
        scene.app.clock.advance(15);
        assert_eq!(deadline(scene, &open), "2026-02-03T13:30:00Z");
        // What was missed stays missed, whatever becomes of the policy.
        scene.app.clock.advance(2 * HOUR);
        let ada = scene.ada.again(scene.app);
        data(&ada.delete(&own), 200);
        scene.app.clock.advance(15);
        assert_eq!(deadline(scene, &open), by_rank);
        assert_eq!(now(scene, &open)["sla_breach_time"], "2026-02-03T13:30:00Z");
    });
}

#[test]
fn every_open_ticket_is_worked_out_however_many_there_are() {
    with_scene(|scene| {
        for number in 0..230 {
            scene.robin.opens(&format!("Ticket {number}"));
        }
        promises(scene, &json!({ "name": "Soon", "resolution_minutes": 60 }));
        scene.app.clock.advance(15);
        sla::watch(&scene.app.app).expect("it looks");
        scene.app.clock.advance(HOUR);
        assert_eq!(sla::watch(&scene.app.app), Ok(230));
    });
}

#[test]
fn a_ticket_that_is_opened_again_goes_on_where_it_stood() {
    with_scene(|scene| {
        promises(scene, &json!({ "name": "Soon", "resolution_minutes": 60 }));
        let ticket = scene.robin.opens("Counted");
        scene.app.clock.advance(20 * 60);
        scene
            .ada
            .again(scene.app)
            .changes(&ticket, &json!({ "status": "resolved" }));
        let over = now(scene, &ticket);
        assert_eq!(
            (&over["deadline"], &over["resolution"]["state"]),
            (&Value::Null, &json!("stopped"))
        );
        scene.app.clock.advance(5 * HOUR);
        let ada = scene.ada.again(scene.app);
        ada.changes(&ticket, &json!({ "status": "in_progress" }));
        let again = now(scene, &ticket);
        assert_eq!(
            again["deadline"], "2026-02-03T18:00:00Z",
            "forty minutes are left"
        );
        let kinds: Vec<_> = items(&again["resolution"]["intervals"])
            .iter()
            .map(|it| it["kind"].clone())
            .collect();
        assert_eq!(kinds, ["counted", "over", "counted"]);
    });
}

#[test]
fn waiting_for_an_approval_stops_the_clock_until_it_is_decided() {
    with_scene(|scene| {
        promises(scene, &json!({ "name": "Soon", "resolution_minutes": 60 }));
        let ticket = scene.robin.opens("Asked");
        scene.robin.asks_for_approval(&ticket);
        let asked = now(scene, &ticket);
        assert_eq!(
            (&asked["deadline"], &asked["resolution"]["state"]),
            (&Value::Null, &json!("paused"))
        );
        scene.app.clock.advance(3 * HOUR);
        let mia = scene.mia.again(scene.app);
        mia.decides(&mia.turn(&ticket), "approve", json!({}));
        assert_eq!(now(scene, &ticket)["deadline"], "2026-02-03T16:00:00Z");
    });
}

#[test]
fn a_ticket_of_any_api_is_promised_the_same_and_so_is_one_that_is_brought_over() {
    with_scene(|scene| {
        promises(scene, &json!({ "name": "Soon", "resolution_minutes": 60 }));
        let board = KanbanUser::sign_in(scene.app, &scene.acme.admin);
        let columns = board.starts("WEB").columns;
        board.opens("By the board", columns[0]);
        TestToken::of(scene.app, &scene.acme.admin).opens("By another system");
        let brought = ForeignIssue {
            key: "OLD-1".into(),
            title: Some("From elsewhere".into()),
            description: None,
            kind: "Bug".into(),
            status: ForeignStatus {
                name: "To do".into(),
                category: StatusCategory::Open,
            },
            priority: None,
            project_key: "OLD".into(),
            project_name: "Old".into(),
            labels: Vec::new(),
            reporter: None,
            assignee: None,
            creator: None,
            created: scene.app.clock.now(),
            updated: scene.app.clock.now(),
            resolved: None,
            due: None,
            comments: Vec::new(),
        };
        let mut report = Report::default();
        import::run(&scene.app.app, scene.acme.id, "old", &[brought], &mut report)
            .expect("it is brought over");
        let numbers: Vec<_> = scene
            .ada
            .lists("/tickets")
            .iter()
            .map(|it| it["id"].clone())
            .collect();
        assert_eq!(numbers.len(), 3);
        for number in &numbers {
            let seen = now(scene, &json!({ "id": number }));
            assert_eq!(seen["deadline"], "2026-02-03T13:00:00Z", "{number}");
        }
        // What happens to them later counts from where they began.
        scene.app.clock.advance(20 * 60);
        for number in &numbers {
            let ticket = json!({ "id": number });
            scene.ada.changes(&ticket, &json!({ "status": "resolved" }));
            let seen = now(scene, &ticket);
            assert_eq!(seen["resolution"]["counted_minutes"], 20, "{number}");
        }
    });
}
