//! What a tenant promises for which tickets, and where their clocks stand.

use crate::scene::{Scene, with_scene};
use serde_json::{Value, json};
use std::thread;
use tessera_application::sla;
use tessera_domain::event::{Actor, EventKind};
use tessera_tests::{
    enterprise::{
        EnterpriseUser, NOBODYS, SLA_POLICIES, at, blamed, data, forbidden, missing, page, refused, saying,
    },
    kanban::KanbanUser,
    mobile::{items, merge},
};

const HOUR: i64 = 3600;

/// Nine to five on working days in Berlin, which is eight to four in UTC in winter. Tests begin on a Tuesday at noon.
fn office(more: Value) -> Value {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday"];
    let part = |day: &str| json!({ "day": day, "from": "09:00", "to": "17:00" });
    let mut body = json!({
        "name": "Office", "resolution_minutes": 360, "time_zone": "Europe/Berlin",
        "business_hours": days.map(part), "holidays": ["2026-02-05"]
    });
    merge(&mut body, more);
    body
}

#[track_caller]
fn promises(scene: &Scene<'_>, body: &Value) -> Value {
    data(&scene.ada.again(scene.app).post(SLA_POLICIES, body), 201)
}

#[track_caller]
fn clocks(who: &EnterpriseUser, ticket: &Value) -> Value {
    data(&who.get(&format!("{}/sla", at("/tickets", ticket))), 200)
}

/// The clocks as the admin sees them now.
#[track_caller]
fn now(scene: &Scene<'_>, ticket: &Value) -> Value {
    clocks(&scene.ada.again(scene.app), ticket)
}

#[test]
fn admins_make_change_and_delete_policies() {
    with_scene(|scene| {
        let body =
            office(json!({ "priority": "critical", "department_id": scene.it, "response_minutes": 30 }));
        let reply = scene.ada.post(SLA_POLICIES, &body);
        let made = saying(&reply, 201, "SLA policy created successfully");
        let mut known = body;
        known["id"] = json!(1);
        known["active"] = json!(true);
        assert_eq!(made, known);
        assert_eq!(reply.header("location"), Some("/sla/policies/1"));
        let own = at(SLA_POLICIES, &made);
        assert_eq!(data(&scene.ada.get(&own), 200), made);
        let change =
            json!({ "priority": null, "response_minutes": null, "time_zone": "UTC", "active": false });
        let changed = saying(
            &scene.ada.patch(&own, &change),
            200,
            "SLA policy updated successfully",
        );
        known["time_zone"] = json!("UTC");
        known["active"] = json!(false);
        known["priority"] = json!(null);
        known["response_minutes"] = json!(null);
        assert_eq!(changed, known);
        let stale = scene
            .ada
            .with("if-match", "\"1\"")
            .send("PATCH", &own, &json!({ "name": "x" }));
        refused(&stale, 412, "PRECONDITION_FAILED");
        let always = promises(scene, &json!({ "name": "Always", "resolution_minutes": 5 }));
        assert_eq!(
            (&always["time_zone"], items(&always["business_hours"]).len()),
            (&json!("UTC"), 7)
        );
        assert_eq!(page(&scene.ada.get(SLA_POLICIES))["items"], json!([changed, always]));
        assert_eq!(
            page(&scene.ada.get(&format!("{SLA_POLICIES}?page=2&size=1")))["items"],
            json!([always])
        );
        saying(&scene.ada.delete(&own), 200, "SLA policy deleted successfully");
        missing(&scene.ada.get(&own));
        missing(&scene.ada.patch(&own, &json!({ "resolution_minutes": 0 })));
        let events = scene.app.events(scene.acme.id);
        let kinds: Vec<_> = events.iter().map(|logged| logged.event.kind).collect();
        for kind in [
            EventKind::SlaPolicyCreated,
            EventKind::SlaPolicyUpdated,
            EventKind::SlaPolicyRemoved,
        ] {
            assert!(kinds.contains(&kind), "{kinds:?}");
        }
    });
}

#[test]
fn nobody_else_knows_of_them_and_what_is_wrong_is_named() {
    with_scene(|scene| {
        let made = promises(scene, &office(json!({})));
        let own = at(SLA_POLICIES, &made);
        for who in [&scene.robin, &scene.mia] {
            forbidden(&who.get(SLA_POLICIES));
            forbidden(&who.get(&own));
            forbidden(&who.post(SLA_POLICIES, &office(json!({}))));
            forbidden(&who.patch(&own, &json!({})));
            forbidden(&who.delete(&own));
        }
        let globex = scene.app.tenant("globex");
        let gus = EnterpriseUser::also(scene.app, &globex.admin);
        missing(&gus.get(&own));
        missing(&gus.delete(&own));
        for (more, field) in [
            (json!({ "department_id": NOBODYS }), "department_id"),
            (json!({ "resolution_minutes": 0 }), "resolution_minutes"),
            (json!({ "resolution_minutes": 527_041 }), "resolution_minutes"),
            (json!({ "time_zone": "Berlin" }), "time_zone"),
            (json!({ "priority": "urgent" }), "priority"),
            (json!({ "business_hours": [] }), "business_hours"),
            (json!({ "holidays": ["christmas"] }), "holidays.0"),
        ] {
            blamed(&scene.ada.post(SLA_POLICIES, &office(more)), &[field]);
        }
        assert_eq!(page(&scene.ada.get(SLA_POLICIES))["total"], 1);
    });
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
        scene.kim.again(scene.app).comments(&ticket, "On it");
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
            .changes(&ticket, &json!({ "status": "in_progress" }));
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
        // Thursday is a holiday: what is left then is Friday's.
        scene.app.clock.advance(21 * HOUR + HOUR / 2);
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
fn waits(scene: &Scene<'_>, ticket: &Value) -> Value {
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

/// How often the log tells that a deadline was missed.
fn breaches(scene: &Scene<'_>) -> Vec<tessera_domain::event::Event> {
    let events = scene
        .app
        .events(scene.acme.id)
        .into_iter()
        .map(|logged| logged.event);
    events
        .filter(|event| event.kind == EventKind::TicketBreached)
        .collect()
}

#[test]
fn a_missed_deadline_is_noticed_once_however_many_look() {
    with_scene(|scene| {
        promises(scene, &json!({ "name": "Soon", "resolution_minutes": 5 }));
        let tickets: Vec<_> = (0..5).map(|_| scene.robin.opens("Late")).collect();
        let app = &scene.app.app;
        assert_eq!(sla::watch(app), Ok(0));
        scene.app.clock.advance(301);
        let noticed: u64 = thread::scope(|threads| {
            let all: Vec<_> = (0..4)
                .map(|_| threads.spawn(|| sla::watch(app).expect("it looks")))
                .collect();
            all.into_iter().map(|one| one.join().expect("it ends")).sum()
        });
        assert_eq!(noticed, 5);
        assert_eq!(sla::watch(app), Ok(0));
        let told = breaches(scene);
        assert_eq!(told.len(), 5);
        assert!(told.iter().all(|event| event.actor == Actor::Service));
        // What is changed afterwards is not told again, and the stamp stays.
        let changed = scene.ada.changes(&tickets[0], &json!({ "status": "resolved" }));
        assert_eq!(changed["sla_breach_time"], "2026-02-03T12:05:00Z");
        assert_eq!(breaches(scene).len(), 5);
        let timeline = scene.robin.sees(&tickets[0])["activity_timeline"].clone();
        assert!(
            items(&timeline)
                .iter()
                .any(|it| it["action"] == "ticket.sla_breached"),
            "{timeline}"
        );
    });
}

#[test]
fn whoever_changes_a_late_ticket_before_anybody_looked_tells_of_it_first() {
    with_scene(|scene| {
        promises(scene, &json!({ "name": "Soon", "resolution_minutes": 5 }));
        let ticket = scene.robin.opens("Late");
        scene.app.clock.advance(301);
        scene.ada.changes(&ticket, &json!({ "status": "resolved" }));
        assert_eq!(breaches(scene).len(), 1);
        assert_eq!(sla::watch(&scene.app.app), Ok(0));
        assert_eq!(breaches(scene).len(), 1);
        // One that was finished in time is not late, however long ago that is.
        let quick = scene.robin.opens("Quick");
        scene.ada.changes(&quick, &json!({ "status": "closed" }));
        scene.app.clock.advance(HOUR);
        assert_eq!(sla::watch(&scene.app.app), Ok(0));
        assert_eq!(now(scene, &quick)["sla_breach_time"], Value::Null);
    });
}
