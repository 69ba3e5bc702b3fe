//! Several decisions: the list of those that wait, and deciding them at once.

use crate::{approvals::waiting, scene::with_scene};
use serde_json::{Value, json};
use tessera_tests::{
    enterprise::{APPROVALS, EnterpriseUser, blamed, data},
    kanban::{NOBODYS, number},
};

#[test]
fn the_urgent_come_first_and_filters_and_pages_work() {
    with_scene(|scene| {
        let id = scene.ada.lays_down(&json!({
            "name": "Slow", "priority": "medium", "steps": [{ "approver_type": "user", "approver_id": scene.mia.number, "due_hours": 100 }]
        }));
        assert!(id > 0);
        let ask =
            |who: &EnterpriseUser, more: Value| number(&who.turn(&who.opens_with("A ticket", more))["id"]);
        let slow = ask(&scene.robin, json!({ "priority": "medium" }));
        let far = ask(&scene.lee, json!({ "priority": "medium" }));
        let ticket = scene.robin.opens_with("Soon", json!({ "priority": "high" }));
        let urgent = number(&scene.robin.asks_for_approval(&ticket)["id"]);
        assert_eq!(scene.ada.waits_for(""), [urgent, slow, far]);
        assert_eq!(
            scene.mia.waits_for(""),
            [urgent, slow, far],
            "lee's is mia's by the policy"
        );
        assert_eq!(scene.mia.waits_for("priority=high"), [urgent]);
        assert_eq!(scene.mia.waits_for("priority=medium,critical"), [slow, far]);
        assert_eq!(
            scene.ada.waits_for(&format!("department_id={}", scene.sales)),
            [far]
        );
        assert_eq!(scene.ada.waits_for(&format!("department_id={NOBODYS}")), [0; 0]);
        assert_eq!(scene.ada.waits_for("page=2&size=2"), [far]);
        blamed(
            &scene.ada.get(&format!("{APPROVALS}/pending?priority=urgent")),
            &["priority"],
        );
        blamed(
            &scene
                .ada
                .get(&format!("{APPROVALS}/pending?department_id=x&size=0")),
            &["department_id", "size"],
        );
    });
}

#[test]
fn several_are_decided_at_once_each_by_itself() {
    with_scene(|scene| {
        let [first, second, third] = [0, 1, 2].map(|_| number(&waiting(scene).1["id"]));
        scene.mia.decides(&json!(third), "approve", json!({}));
        let far = scene.app.tenant("globex");
        let far = EnterpriseUser::also(scene.app, &far.admin);
        let their = || number(&far.asks_for_approval(&far.opens("Theirs"))["id"]);
        their();
        let later = "UPDATE counters SET value = value + 500 WHERE name = 'approval'";
        scene.app.database.connect().execute(later);
        let theirs = their();
        assert!(theirs > third, "it is nobody's here");
        let body = json!({
            "approval_ids": [second, third, first, NOBODYS, theirs, second, first],
            "action": "approve", "comments": "Bulk approval for routine requests"
        });
        let done = data(&scene.mia.post(&format!("{APPROVALS}/bulk-action"), &body), 200);
        assert_eq!(
            (&done["processed_count"], &done["failed_count"]),
            (&json!(2), &json!(3))
        );
        let result = |id: i64, error: Option<&str>| json!({ "approval_id": id, "success": error.is_none(), "error": error });
        assert_eq!(
            done["results"],
            json!([
                result(second, None),
                result(third, Some("This approval has been decided already")),
                result(first, None),
                result(NOBODYS, Some("Approval not found")),
                result(theirs, Some("Approval not found"))
            ])
        );
        assert_eq!(scene.mia.waits_for(""), [0; 0]);
        let many = json!({ "approval_ids": (1..=51).collect::<Vec<_>>(), "action": "approve" });
        for bad in [
            many,
            json!({ "approval_ids": [], "action": "approve" }),
            json!({ "action": "approve" }),
            json!({ "approval_ids": "1", "action": "approve" }),
        ] {
            blamed(
                &scene.mia.post(&format!("{APPROVALS}/bulk-action"), &bad),
                &["approval_ids"],
            );
        }
        blamed(
            &scene.mia.post(
                &format!("{APPROVALS}/bulk-action"),
                &json!({ "approval_ids": [1], "action": "request_info" }),
            ),
            &["action"],
        );
    });
}

#[test]
fn several_are_handed_on_at_once() {
    with_scene(|scene| {
        let steps = [0, 1].map(|_| number(&waiting(scene).1["id"]));
        let body =
            json!({ "approval_ids": steps, "action": "delegate", "delegated_to_id": scene.lee.number });
        let done = data(&scene.mia.post(&format!("{APPROVALS}/bulk-action"), &body), 200);
        assert_eq!(done["processed_count"], 2);
        assert_eq!(scene.lee.waits_for("").len(), 2);
    });
}
