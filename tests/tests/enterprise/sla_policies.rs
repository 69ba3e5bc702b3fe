//! What a tenant promises for which tickets.

use crate::scene::{Scene, with_scene};
use serde_json::{Value, json};
use tessera_domain::event::EventKind;
use tessera_tests::{
    enterprise::{
        EnterpriseUser, NOBODYS, SLA_POLICIES, at, blamed, data, forbidden, missing, page, refused, saying,
    },
    mobile::{items, merge},
};

/// Nine to five on working days in Berlin, which is eight to four in UTC in winter. Tests begin on a Tuesday at noon.
pub fn office(more: Value) -> Value {
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
pub fn promises(scene: &Scene<'_>, body: &Value) -> Value {
    data(&scene.ada.again(scene.app).post(SLA_POLICIES, body), 201)
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
        assert_eq!(
            page(&scene.ada.get(SLA_POLICIES))["items"],
            json!([changed, always])
        );
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
