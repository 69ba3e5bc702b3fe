//! Who works on a ticket, and who follows it.

use crate::scene::with_scene;
use serde_json::json;
use tessera_tests::{
    kanban::{KanbanUser, NOBODYS, TICKETS, missing, path, refused_for},
    mobile::Mobile,
};

#[test]
fn the_whole_set_of_assignees_is_replaced_in_the_order_given() {
    with_scene(|scene| {
        let [robin, kim, lee, ada] =
            [&scene.robin, &scene.kim, &scene.lee, &scene.ada].map(|user| user.number);
        let card = scene.robin.opens_with(
            "A card",
            scene.columns()[0],
            json!({ "assignee_ids": [kim, robin] }),
        );
        assert_eq!(card["assignee_ids"], json!([kim, robin]));
        for people in [
            json!([robin, kim]),
            json!([lee]),
            json!([ada, lee, kim, robin]),
            json!([]),
        ] {
            let changed = scene.robin.changes(&card, &json!({ "assignee_ids": people }));
            assert_eq!(changed["assignee_ids"], people);
            assert_eq!(scene.robin.sees(&card)["assignee_ids"], people);
        }
    });
}

#[test]
fn the_first_one_is_the_assignee_at_every_door() {
    with_scene(|scene| {
        let assignees = json!([scene.kim.number, scene.robin.number]);
        scene
            .robin
            .opens_with("A card", scene.columns()[0], json!({ "assignee_ids": assignees }));
        let listed = scene.acme.admin.lists("");
        assert_eq!(listed["data"][0]["assigned_to_name"], "kim Tester", "{listed}");
    });
}

#[test]
fn somebody_unknown_is_named_and_nothing_is_changed() {
    with_scene(|scene| {
        let card = scene.robin.opens_with(
            "A card",
            scene.columns()[0],
            json!({ "assignee_ids": [scene.kim.number] }),
        );
        let globex = scene.app.tenant("globex");
        for place in 0..20 {
            globex.user(&format!("g{place}"), tessera_domain::user::Role::User);
        }
        for stranger in [NOBODYS, 15, 0, -1] {
            let body = json!({ "assignee_ids": [scene.robin.number, stranger], "name": "Changed" });
            let words = format!("Invalid pk \"{stranger}\" - object does not exist.");
            refused_for(
                &scene.robin.patch(&path(TICKETS, &card), &body),
                &json!({ "assignee_ids": [words] }),
            );
        }
        assert_eq!(scene.robin.sees(&card), card);
    });
}

#[test]
fn somebody_named_twice_is_assigned_once() {
    with_scene(|scene| {
        let [robin, kim] = [scene.robin.number, scene.kim.number];
        let card = scene.robin.opens_with(
            "A card",
            scene.columns()[0],
            json!({ "assignee_ids": [robin, kim, robin] }),
        );
        assert_eq!(card["assignee_ids"], json!([robin, kim]));
    });
}

#[test]
fn any_member_may_assign_anybody() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let people = json!([scene.lee.number, scene.kim.number]);
        assert_eq!(
            scene.kim.changes(&card, &json!({ "assignee_ids": people }))["assignee_ids"],
            people
        );
    });
}

#[test]
fn following_is_each_persons_own() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let at = format!("{}toggle_follow/", path(TICKETS, &card));
        let toggle = |user: &KanbanUser| user.request("POST", &at, &[], b"").expect(200).json();
        let seen =
            || [&scene.robin, &scene.kim, &scene.ada].map(|user| user.sees(&card)["following"] == true);
        assert_eq!(seen(), [false; 3]);
        assert_eq!(toggle(&scene.kim), json!({ "following": true }));
        assert_eq!(seen(), [false, true, false]);
        assert_eq!(toggle(&scene.robin), json!({ "following": true }));
        assert_eq!(toggle(&scene.kim), json!({ "following": false }));
        assert_eq!(seen(), [true, false, false]);
        assert_eq!(scene.kim.told(TICKETS, "following"), [false]);
        assert_eq!(scene.robin.told(TICKETS, "following"), [true]);
    });
}

#[test]
fn nobody_follows_what_they_do_not_see() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let before = scene.app.contents();
        for at in [path(TICKETS, &card), path(TICKETS, &json!(NOBODYS))] {
            missing(
                &scene
                    .lee
                    .request("POST", &format!("{at}toggle_follow/"), &[], b""),
            );
        }
        assert!(scene.app.contents() == before);
    });
}
