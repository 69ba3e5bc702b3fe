//! Approval policies: laying them down, and what they do to new tickets of every dialect.

use crate::scene::{Scene, with_scene};
use serde_json::{Value, json};
use tessera_domain::user::Role;
use tessera_tests::{
    enterprise::{
        DEPARTMENTS, EnterpriseUser, POLICIES, action_path, against_rule, at, blamed, blamed_for, data,
        forbidden, missing, page, refused,
    },
    kanban::NOBODYS,
    mobile::{Mobile, items, text},
};

fn policy(more: Value) -> Value {
    let mut body = json!({ "name": "Changes", "steps": [{ "approver_type": "department_manager" }] });
    tessera_tests::mobile::merge(&mut body, more);
    body
}

fn approvers(seen: &Value) -> Vec<Value> {
    let steps = items(&seen["approval_workflow"]["steps"]);
    steps.iter().map(|step| step["approver_id"].clone()).collect()
}

#[test]
fn admins_lay_down_change_and_delete_policies() {
    with_scene(|scene| {
        let sent = json!({
            "name": "Big changes", "ticket_type": "change", "department_id": scene.it, "priority": "critical",
            "steps": [
                { "approver_type": "user", "approver_id": scene.kim.number, "due_hours": 4 },
                { "approver_type": "role", "approver_role": "admin" },
                { "approver_type": "department_manager", "due_hours": 48 }
            ]
        });
        let reply = scene.ada.post(POLICIES, &sent);
        let made = data(&reply, 201);
        assert_eq!(reply.header("location"), Some(&*at(POLICIES, &made["id"])));
        assert_eq!(reply.header("etag"), Some("\"1\""));
        for name in ["name", "ticket_type", "department_id", "priority"] {
            assert_eq!(made[name], sent[name], "{name}");
        }
        assert_eq!(
            (&made["active"], &made["department"]["name"]),
            (&json!(true), &json!("IT Department"))
        );
        let step = |place: usize, name: &str| made["steps"][place][name].clone();
        assert_eq!(
            (step(0, "approver_id"), step(0, "due_hours")),
            (json!(scene.kim.number), json!(4))
        );
        assert_eq!(
            (step(1, "approver_role"), step(1, "due_hours")),
            (json!("admin"), json!(24))
        );
        assert_eq!(
            (step(2, "approver_type"), step(2, "step_order")),
            (json!("department_manager"), json!(3))
        );
        let own = at(POLICIES, &made["id"]);
        assert_eq!(data(&scene.ada.get(&own), 200), made);
        assert_eq!(page(&scene.ada.get(POLICIES))["items"], json!([made]));
        let part = json!({ "ticket_type": null, "department_id": null, "priority": "low", "active": false });
        let reply = scene.ada.patch(&own, &part);
        let changed = data(&reply, 200);
        assert_eq!(reply.header("etag"), Some("\"2\""));
        assert_eq!(
            (&changed["ticket_type"], &changed["department_id"]),
            (&Value::Null, &Value::Null)
        );
        assert_eq!(
            (&changed["priority"], &changed["active"]),
            (&json!("low"), &json!(false))
        );
        assert_eq!(
            (&changed["name"], &changed["steps"]),
            (&made["name"], &made["steps"])
        );
        let same = scene.ada.patch(&own, &json!({ "active": false })).expect(200);
        assert_eq!(same.header("etag"), Some("\"2\""), "nothing changed");
        refused(
            &scene
                .ada
                .with("if-match", "\"1\"")
                .request("DELETE", &own, &[], b""),
            412,
            "PRECONDITION_FAILED",
        );
        assert_eq!(data(&scene.ada.delete(&own), 200), Value::Null);
        missing(&scene.ada.get(&own));
        missing(&scene.ada.delete(&own));
    });
}

#[test]
fn only_admins_know_of_policies() {
    with_scene(|scene| {
        let id = scene.ada.lays_down(&policy(json!({})));
        let own = at(POLICIES, &json!(id));
        let tina = EnterpriseUser::of(scene.app, &scene.acme, "tina", Role::Technician);
        let before = scene.app.contents();
        for who in [&scene.robin, &scene.mia, &tina] {
            forbidden(&who.get(POLICIES));
            forbidden(&who.get(&own));
            forbidden(&who.post(POLICIES, &policy(json!({}))));
            forbidden(&who.patch(&own, &json!({ "active": false })));
            forbidden(&who.delete(&own));
        }
        assert!(scene.app.contents() == before);
        let far = scene.app.tenant("globex");
        let far = EnterpriseUser::also(scene.app, &far.admin);
        for reply in [
            far.get(&own),
            far.patch(&own, &json!({ "name": "x" })),
            far.delete(&own),
        ] {
            missing(&reply);
        }
        assert_eq!(far.lists(POLICIES), [] as [Value; 0]);
    });
}

#[test]
fn what_is_wrong_with_a_policy_is_named() {
    with_scene(|scene| {
        let steps =
            |step: Value| policy(json!({ "steps": [{ "approver_type": "department_manager" }, step] }));
        for (body, field) in [
            (json!({}), vec!["name", "steps"]),
            (policy(json!({ "name": " " })), vec!["name"]),
            (policy(json!({ "ticket_type": "bug" })), vec!["ticket_type"]),
            (policy(json!({ "priority": 5 })), vec!["priority"]),
            (policy(json!({ "active": "yes" })), vec!["active"]),
            (policy(json!({ "steps": [] })), vec!["steps"]),
            (policy(json!({ "department_id": NOBODYS })), vec!["department_id"]),
            (
                steps(json!({ "approver_type": "user" })),
                vec!["steps.1.approver_id"],
            ),
            (
                steps(json!({ "approver_type": "role", "approver_role": "boss" })),
                vec!["steps.1.approver_role"],
            ),
            (
                steps(json!({ "approver_type": "department_manager", "due_hours": 9000 })),
                vec!["steps.1.due_hours"],
            ),
        ] {
            blamed(&scene.ada.post(POLICIES, &body), &field);
        }
        blamed_for(
            &scene.ada.post(
                POLICIES,
                &steps(json!({ "approver_type": "user", "approver_id": NOBODYS })),
            ),
            "steps.1.approver_id",
            &format!("Unknown active user {NOBODYS}"),
            &json!(NOBODYS),
        );
        let id = scene.ada.lays_down(&policy(json!({})));
        blamed(
            &scene
                .ada
                .patch(&at(POLICIES, &json!(id)), &json!({ "name": null })),
            &["name"],
        );
        missing(
            &scene
                .ada
                .patch(&at(POLICIES, &json!(NOBODYS)), &json!({ "name": null })),
        );
    });
}

#[test]
fn nothing_waits_unless_a_policy_says_so() {
    with_scene(|scene| {
        for kind in ["incident", "request", "problem", "change"] {
            let ticket = scene.robin.opens_with("A ticket", json!({ "ticket_type": kind }));
            assert_eq!(ticket["status"], "open", "{kind}");
            assert_eq!(scene.robin.sees(&ticket)["approval_workflow"], Value::Null);
        }
    });
}

fn two_steps(scene: &Scene<'_>) -> Value {
    policy(json!({
        "ticket_type": "change",
        "steps": [
            { "approver_type": "user", "approver_id": scene.lee.number, "due_hours": 2 },
            { "approver_type": "department_manager", "due_hours": 10 }
        ]
    }))
}

#[test]
fn a_ticket_that_a_policy_fits_waits_for_each_in_turn() {
    with_scene(|scene| {
        scene.ada.lays_down(&two_steps(scene));
        let ticket = scene
            .robin
            .opens_with("A change", json!({ "ticket_type": "change" }));
        assert_eq!(ticket["status"], "pending_approval");
        let seen = scene.robin.sees(&ticket);
        assert_eq!(
            approvers(&seen),
            [json!(scene.lee.number), json!(scene.mia.number)]
        );
        let [first, second] = [0, 1].map(|place| seen["approval_workflow"]["steps"][place].clone());
        against_rule(
            &scene
                .mia
                .post(&action_path(&second), &json!({ "action": "approve" })),
        );
        assert_eq!(
            scene.mia.waits_for("").len(),
            1,
            "the first is of her department too"
        );
        scene.app.clock.advance(1_800);
        let done = scene.lee.decides(&first, "approve", json!({}));
        assert_eq!(done["ticket_status"], "pending_approval");
        let turn = scene.robin.turn(&ticket);
        assert_eq!(turn["id"], second["id"]);
        assert_ne!(turn["due_date"], second["due_date"], "its time begins now");
        let done = scene.mia.decides(&second, "approve", json!({}));
        assert_eq!(done["ticket_status"], "open");
    });
}

#[test]
fn a_rejection_spares_those_who_would_have_come_after() {
    with_scene(|scene| {
        scene.ada.lays_down(&two_steps(scene));
        let ticket = scene
            .robin
            .opens_with("A change", json!({ "ticket_type": "change" }));
        scene.lee.decides(&scene.robin.turn(&ticket), "reject", json!({}));
        let steps = items(&scene.robin.sees(&ticket)["approval_workflow"]["steps"]);
        let states: Vec<String> = steps.iter().map(|step| text(&step["status"])).collect();
        assert_eq!(states, ["rejected", "skipped"]);
        assert_eq!(scene.ada.waits_for(""), [0; 0]);
    });
}

#[test]
fn whoever_opens_it_is_passed_over() {
    with_scene(|scene| {
        scene.ada.lays_down(&two_steps(scene));
        let ticket = scene
            .lee
            .opens_with("My change", json!({ "ticket_type": "change" }));
        let seen = scene.lee.sees(&ticket);
        assert_eq!(
            approvers(&seen),
            [json!(scene.ada.number), json!(scene.ada.number)],
            "Sales has no manager"
        );
    });
}

#[test]
fn a_department_names_its_manager_before_others_of_that_role() {
    with_scene(|scene| {
        scene.ada.lays_down(&policy(json!({ "department_id": scene.it })));
        let kim = json!({ "manager_id": scene.kim.number });
        data(&scene.ada.patch(&at(DEPARTMENTS, &json!(scene.it)), &kim), 200);
        let seen = scene.robin.sees(&scene.robin.opens("A ticket"));
        assert_eq!(approvers(&seen), [json!(scene.kim.number)]);
        assert_eq!(scene.lee.opens("Elsewhere")["status"], "open");
    });
}

#[test]
fn the_policy_that_says_more_counts() {
    with_scene(|scene| {
        let by =
            |approver: &EnterpriseUser| json!([{ "approver_type": "user", "approver_id": approver.number }]);
        scene.ada.lays_down(&policy(
            json!({ "ticket_type": "change", "steps": by(&scene.kim) }),
        ));
        scene.ada.lays_down(&policy(
            json!({ "ticket_type": "change", "priority": "critical", "steps": by(&scene.mia) }),
        ));
        scene.ada.lays_down(&policy(
            json!({ "ticket_type": "change", "department_id": scene.it, "active": false, "steps": by(&scene.ada) }),
        ));
        let of = |priority: &str| {
            let more = json!({ "ticket_type": "change", "priority": priority });
            approvers(&scene.robin.sees(&scene.robin.opens_with("A change", more)))
        };
        assert_eq!(of("critical"), [json!(scene.mia.number)]);
        assert_eq!(of("low"), [json!(scene.kim.number)]);
    });
}

#[test]
fn tickets_of_other_dialects_wait_too() {
    with_scene(|scene| {
        scene.ada.lays_down(&policy(
            json!({ "steps": [{ "approver_type": "role", "approver_role": "admin" }] }),
        ));
        let tom = scene.acme.user("tom", Role::User);
        let ticket = tom.opens_with("From a phone", json!({}));
        assert_eq!(tom.sees(&ticket)["status_name"], "Pending Approval");
        let waits = scene.ada.waits_for("");
        let done = scene.ada.decides(&json!(waits[0]), "approve", json!({}));
        assert_eq!(done["ticket_status"], "open");
        assert_eq!(tom.sees(&ticket)["status_name"], "Open");
    });
}
