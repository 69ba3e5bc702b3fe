//! Who works on a ticket, and who may say so.

use crate::scene::with_scene;
use serde_json::{Value, json};
use tessera_tests::enterprise::{TICKETS, at, data, forbidden, missing};

#[test]
fn a_user_names_somebody_when_opening_and_not_afterwards() {
    with_scene(|scene| {
        let ticket = scene
            .robin
            .opens_with("A ticket", json!({ "assigned_to_id": scene.kim.number }));
        assert_eq!(ticket["assigned_to"]["username"], "kim");
        let own = at(TICKETS, &ticket);
        let before = scene.app.contents();
        for (user, other) in [(&scene.robin, scene.lee.number), (&scene.kim, scene.robin.number)] {
            forbidden(&user.patch(&own, &json!({ "assigned_to_id": other })));
            forbidden(&user.patch(&own, &json!({ "assigned_to_id": null })));
        }
        assert!(scene.app.contents() == before);
        // Naming who works on it already changes nothing and needs no right.
        let same = scene.robin.changes(
            &ticket,
            &json!({ "assigned_to_id": scene.kim.number, "title": "Renamed" }),
        );
        assert_eq!(
            (&same["assigned_to_id"], &same["title"]),
            (&json!(scene.kim.number), &json!("Renamed"))
        );
    });
}

#[test]
fn whoever_runs_the_department_assigns_its_tickets_and_admins_all() {
    with_scene(|scene| {
        let own = scene.robin.opens("Of the IT department");
        let other = scene.lee.opens("Of the sales department");
        let body = json!({ "assigned_to_id": scene.kim.number });
        assert_eq!(scene.mia.changes(&own, &body)["assigned_to_id"], scene.kim.number);
        missing(&scene.mia.patch(&at(TICKETS, &other), &body));
        assert_eq!(
            scene.ada.changes(&other, &body)["assigned_to_id"],
            scene.kim.number
        );
        let cleared = scene.mia.changes(&own, &json!({ "assigned_to_id": null }));
        assert_eq!(
            (&cleared["assigned_to_id"], &cleared["assigned_to"]),
            (&Value::Null, &Value::Null)
        );
    });
}

#[test]
fn being_assigned_shows_the_ticket_and_lets_one_work_on_it() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let own = at(TICKETS, &ticket);
        missing(&scene.lee.get(&own));
        scene
            .ada
            .changes(&ticket, &json!({ "assigned_to_id": scene.lee.number }));
        data(&scene.lee.get(&own), 200);
        let changed = scene
            .lee
            .changes(&ticket, &json!({ "status": "in_progress", "title": "Begun" }));
        assert_eq!(
            (&changed["status"], &changed["title"]),
            (&json!("in_progress"), &json!("Begun"))
        );
        scene.ada.changes(&ticket, &json!({ "assigned_to_id": null }));
        missing(&scene.lee.get(&own));
        missing(&scene.lee.patch(&own, &json!({ "title": "x" })));
    });
}

#[test]
fn further_people_of_other_doors_stay_beside_the_one_named_here() {
    use tessera_tests::kanban::KanbanUser;
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let board = KanbanUser::sign_in(scene.app, &scene.acme.admin);
        let people = |user: &KanbanUser| user.sees(&ticket)["assignee_ids"].clone();
        let [robin, kim, lee] = [&scene.robin, &scene.kim, &scene.lee].map(|user| user.number);
        board.changes(&ticket, &json!({ "assignee_ids": [robin, kim] }));
        assert_eq!(scene.ada.sees(&ticket)["assigned_to_id"], robin);
        scene.ada.changes(&ticket, &json!({ "assigned_to_id": lee }));
        assert_eq!(people(&board), json!([lee, kim]));
        scene.ada.changes(&ticket, &json!({ "title": "Renamed" }));
        assert_eq!(people(&board), json!([lee, kim]));
    });
}
