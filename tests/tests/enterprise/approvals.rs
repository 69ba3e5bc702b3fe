//! Asking for an approval, deciding, handing on, and what becomes of the ticket.

use crate::scene::{Scene, with_scene};
use serde_json::{Value, json};
use tessera_domain::{event::EventKind, user::Role};
use tessera_tests::{
    enterprise::{
        APPROVALS, EnterpriseUser, TICKETS, action_path, against_rule, at, blamed, forbidden, missing, page,
        saying,
    },
    kanban::{NOBODYS, number},
    mobile::{Mobile, items, text},
};

/// A ticket of robin's about which somebody is to decide, and the decision.
pub fn waiting(scene: &Scene<'_>) -> (Value, Value) {
    let ticket = scene.robin.opens("A new laptop");
    let step = scene.robin.asks_for_approval(&ticket);
    (ticket, step)
}

/// Where the steps of a ticket's approval stand.
pub fn states(seen: &Value) -> Vec<String> {
    let steps = items(&seen["approval_workflow"]["steps"]);
    steps.iter().map(|step| text(&step["status"])).collect()
}

#[test]
fn a_request_waits_for_who_manages_the_department() {
    with_scene(|scene| {
        let (ticket, step) = waiting(scene);
        assert_eq!(step["approver_id"], scene.mia.number);
        assert_eq!(
            (&step["status"], &step["step_order"]),
            (&json!("pending"), &json!(1))
        );
        assert_eq!(step["ticket_id"], ticket["id"]);
        let seen = scene.robin.sees(&ticket);
        assert_eq!(
            (&seen["status"], &seen["has_pending_approvals"]),
            (&json!("pending_approval"), &json!(true))
        );
        let workflow = &seen["approval_workflow"];
        assert_eq!(
            (&workflow["status"], &workflow["workflow_type"]),
            (&json!("active"), &json!("sequential"))
        );
        let own = vec![number(&step["id"])];
        for (who, waits) in [
            (&scene.mia, &own),
            (&scene.ada, &own),
            (&scene.robin, &vec![]),
            (&scene.kim, &vec![]),
            (&scene.lee, &vec![]),
        ] {
            assert_eq!(&who.waits_for(""), waits, "{}", who.login);
        }
        let told = page(&scene.mia.get(&format!("{APPROVALS}/pending")))["items"][0].clone();
        assert_eq!(told["ticket"]["title"], "A new laptop");
        assert_eq!(told["ticket"]["created_by"]["username"], "robin");
        assert_eq!(told["ticket"]["department"]["name"], "IT Department");
        assert_eq!(
            (&told["is_urgent"], &told["days_pending"]),
            (&json!(true), &json!(0))
        );
    });
}

#[test]
fn approving_gives_the_ticket_the_status_that_it_had() {
    with_scene(|scene| {
        for before in ["open", "in_progress", "resolved"] {
            let ticket = scene.robin.opens("A new laptop");
            scene.robin.changes(&ticket, &json!({ "status": before }));
            let step = scene.robin.asks_for_approval(&ticket);
            let body = json!({
                "action": "approve", "comments": "Approved with conditions", "conditions": ["Budget limit: $5000"]
            });
            let reply = scene.mia.post(&action_path(&step), &body);
            let done = saying(&reply, 200, "Approval processed successfully");
            assert_eq!(
                (&done["status"], &done["action"], &done["ticket_status"]),
                (&json!("approved"), &json!("approve"), &json!(before))
            );
            assert_eq!(
                (&done["comments"], &done["conditions"]),
                (
                    &json!("Approved with conditions"),
                    &json!(["Budget limit: $5000"])
                )
            );
            assert!(done["completed_at"].is_string() && done["new_approval_id"].is_null());
            let seen = scene.robin.sees(&ticket);
            assert_eq!(
                (&seen["status"], &seen["has_pending_approvals"]),
                (&json!(before), &json!(false))
            );
            let workflow = &seen["approval_workflow"];
            assert_eq!(
                (&workflow["status"], &workflow["outcome"]),
                (&json!("completed"), &json!("approved"))
            );
        }
        assert_eq!(scene.mia.waits_for(""), [0; 0]);
    });
}

#[test]
fn what_is_done_is_told_in_the_timeline_and_in_a_comment_of_the_services() {
    with_scene(|scene| {
        let (ticket, step) = waiting(scene);
        scene.mia.decides(&step, "approve", json!({ "comments": "Fine" }));
        let timeline = items(&scene.robin.sees(&ticket)["activity_timeline"]);
        let of = |action: &str| timeline.iter().find(|entry| entry["action"] == action).cloned();
        assert_eq!(of("approval.requested").unwrap()["user"]["username"], "robin");
        assert_eq!(of("approval.processed").unwrap()["user"]["username"], "mia");
        let read = scene.mia.reads(&ticket);
        assert_eq!(
            (read.len(), &read[0]["user_id"], &read[0]["is_internal"]),
            (1, &Value::Null, &json!(true))
        );
        let said = text(&read[0]["content"]);
        assert!(
            said.contains("approved step 1") && said.ends_with("\n\nFine"),
            "{said}"
        );
        assert_eq!(scene.robin.reads(&ticket).len(), 0, "requesters do not read it");
        let events = scene.app.events(scene.acme.id);
        let processed = events
            .iter()
            .find(|it| it.event.kind == EventKind::ApprovalProcessed);
        let changes = &processed.unwrap().event.changes;
        let status = changes.iter().find(|it| it.field == "approval_status").unwrap();
        assert_eq!(
            (&status.before, &status.after),
            (&json!("pending"), &json!("approved"))
        );
        assert!(changes.iter().all(|it| !it.after.to_string().contains("Fine")));
    });
}

#[test]
fn rejecting_closes_the_ticket() {
    with_scene(|scene| {
        let (ticket, step) = waiting(scene);
        let done = scene
            .mia
            .decides(&step, "reject", json!({ "comments": "Too dear" }));
        assert_eq!(
            (&done["status"], &done["ticket_status"]),
            (&json!("rejected"), &json!("closed"))
        );
        let seen = scene.robin.sees(&ticket);
        assert_eq!(
            (&seen["status"], &seen["approval_workflow"]["outcome"]),
            (&json!("closed"), &json!("rejected"))
        );
    });
}

#[test]
fn asking_for_more_leaves_it_to_be_decided() {
    with_scene(|scene| {
        let (ticket, step) = waiting(scene);
        let asked = scene
            .mia
            .decides(&step, "request_info", json!({ "comments": "What for?" }));
        assert_eq!(
            (
                &asked["status"],
                &asked["action"],
                &asked["completed_at"],
                &asked["ticket_status"]
            ),
            (
                &json!("pending"),
                &json!("request_info"),
                &Value::Null,
                &json!("pending_approval")
            )
        );
        let read = scene.robin.reads(&ticket);
        assert!(
            text(&read[0]["content"]).ends_with("What for?"),
            "who asks can answer"
        );
        let done = scene.mia.decides(&step, "approve", json!({}));
        assert_eq!(done["status"], "approved");
    });
}

#[test]
fn only_those_decide_who_may_and_nothing_is_decided_twice() {
    with_scene(|scene| {
        let (_, step) = waiting(scene);
        let own = action_path(&step);
        let approve = json!({ "action": "approve" });
        let far = scene.app.tenant("globex");
        let far = EnterpriseUser::also(scene.app, &far.admin);
        let before = scene.app.contents();
        forbidden(&scene.robin.post(&own, &approve));
        for stranger in [&scene.kim, &scene.lee] {
            missing(&stranger.post(&own, &approve));
        }
        missing(&far.post(&own, &approve));
        missing(&scene.mia.post(&action_path(&json!(NOBODYS)), &approve));
        missing(&scene.mia.post(&format!("{APPROVALS}/x/action"), &approve));
        for (body, field) in [
            (json!({}), "action"),
            (json!({ "action": "escalate" }), "action"),
            (json!({ "action": "approve", "conditions": [1] }), "conditions.0"),
        ] {
            blamed(&scene.mia.post(&own, &body), &[field]);
        }
        assert!(scene.app.contents() == before, "something changed");
        scene.mia.decides(&step, "approve", json!({}));
        for action in ["approve", "reject", "request_info"] {
            for who in [&scene.mia, &scene.ada] {
                against_rule(&who.post(&own, &json!({ "action": action })));
            }
        }
    });
}

#[test]
fn nobody_approves_their_own_request_while_another_can() {
    with_scene(|scene| {
        let ticket = scene.ada.opens("For myself");
        let step = scene.ada.asks_for_approval(&ticket);
        assert_eq!(step["approver_id"], scene.ada.number, "there is nobody else");
        let zoe = EnterpriseUser::of(scene.app, &scene.acme, "zoe", Role::Admin);
        against_rule(
            &scene
                .ada
                .post(&action_path(&step), &json!({ "action": "approve" })),
        );
        zoe.decides(&step, "approve", json!({}));
        let again = scene.ada.asks_for_approval(&ticket);
        assert_eq!(again["approver_id"], zoe.number);
        against_rule(
            &scene
                .ada
                .post(&action_path(&again), &json!({ "action": "approve" })),
        );
        scene.ada.decides(&again, "reject", json!({}));
    });
}

#[test]
fn a_manager_who_asks_is_not_who_decides() {
    with_scene(|scene| {
        let ticket = scene.mia.opens("A new server");
        let step = scene.mia.asks_for_approval(&ticket);
        assert_eq!(step["approver_id"], scene.ada.number);
        against_rule(
            &scene
                .mia
                .post(&action_path(&step), &json!({ "action": "approve" })),
        );
        scene.ada.decides(&step, "approve", json!({}));
    });
}

#[test]
fn an_approval_ends_when_the_ticket_goes_on_without_it_by_whatever_door() {
    with_scene(|scene| {
        let admin = &scene.acme.admin;
        let newest = || admin.lists("sort=ticket_number&order=desc&limit=1")["data"][0].clone();
        let (ticket, _) = waiting(scene);
        admin.moves(&newest(), "In Progress");
        let seen = scene.robin.sees(&ticket);
        assert_eq!(
            (&seen["status"], &seen["has_pending_approvals"]),
            (&json!("in_progress"), &json!(false))
        );
        assert_eq!(
            (
                &seen["approval_workflow"]["status"],
                &seen["approval_workflow"]["outcome"]
            ),
            (&json!("cancelled"), &Value::Null)
        );
        assert_eq!(states(&seen), ["skipped"]);
        admin.moves(&newest(), "Pending Approval");
        let step = scene.robin.turn(&ticket);
        assert_eq!(step["approver_id"], scene.mia.number);
        scene.ada.changes(&ticket, &json!({ "status": "open" }));
        against_rule(
            &scene
                .mia
                .post(&action_path(&step), &json!({ "action": "approve" })),
        );
        let gone = scene.ada.opens("To be deleted");
        let step = scene.ada.asks_for_approval(&gone);
        scene.ada.delete(&at(TICKETS, &gone)).expect(200);
        missing(
            &scene
                .ada
                .post(&action_path(&step), &json!({ "action": "approve" })),
        );
    });
}

#[test]
fn a_decision_sent_twice_is_taken_once() {
    with_scene(|scene| {
        let (ticket, step) = waiting(scene);
        let mia = scene.mia.with("idempotency-key", "once");
        let body = json!({ "action": "approve" });
        let first = mia.post(&action_path(&step), &body).expect(200);
        let second = mia.post(&action_path(&step), &body).expect(200);
        assert_eq!(first.body, second.body);
        assert_eq!(second.header("idempotent-replayed"), Some("true"));
        assert_eq!(scene.mia.reads(&ticket).len(), 1);
    });
}

#[test]
fn whoever_manages_the_department_decides() {
    with_scene(|scene| {
        let (_, step) = waiting(scene);
        let max = EnterpriseUser::within(scene.app, &scene.acme, ("max", Role::Manager), scene.sales);
        missing(&max.post(&action_path(&step), &json!({ "action": "approve" })));
        let moved = EnterpriseUser::within(scene.app, &scene.acme, ("moved", Role::Manager), scene.it);
        moved.decides(&step, "approve", json!({}));
    });
}
