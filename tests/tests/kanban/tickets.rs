//! A ticket's life, and who gets to see it.

use crate::scene::with_scene;
use serde_json::json;
use tessera_domain::user::Role;
use tessera_tests::{
    kanban::{
        ATTACHMENTS, COMMENTS, KanbanUser, NOBODYS, TAGS, TICKETS, answered, inside, missing, number, path,
        refused_for,
    },
    mobile::keys,
};

#[test]
fn list_create_detail_and_change_tell_the_same_members() {
    with_scene(|scene| {
        let [new, ..] = scene.columns();
        let made = scene.robin.opens("A card", new);
        let seen = scene.robin.sees(&made);
        let changed = scene.robin.changes(&made, &json!({}));
        let listed = scene.robin.lists(TICKETS).remove(0);
        for other in [&seen, &changed, &listed] {
            assert_eq!(keys(other), keys(&made));
        }
        assert_eq!(seen, made);
        assert_eq!(listed, made);
    });
}

#[test]
fn a_put_needs_what_a_new_ticket_needs_and_a_patch_needs_nothing() {
    with_scene(|scene| {
        let [new, doing, ..] = scene.columns();
        let card = scene
            .robin
            .opens_with("A card", new, json!({ "description": "Long", "priority_id": 5 }));
        let at = path(TICKETS, &card);
        let missing = json!({ "name": ["This field is required."], "column": ["This field is required."] });
        refused_for(&scene.robin.put(&at, &json!({})), &missing);
        let put = answered(
            &scene
                .robin
                .put(&at, &json!({ "name": "Renamed", "column": doing })),
            200,
        );
        assert_eq!((&put["name"], &put["column"]), (&json!("Renamed"), &json!(doing)));
        // What a PUT does not name stays, as in the vendor's framework.
        assert_eq!(
            (&put["description"], &put["priority_id"]),
            (&json!("Long"), &json!(5))
        );
        let patched = answered(&scene.robin.patch(&at, &json!({})), 200);
        assert_eq!(patched["name"], "Renamed");
    });
}

#[test]
fn deleting_takes_everything_under_the_ticket_along() {
    with_scene(|scene| {
        let [new, ..] = scene.columns();
        let before = scene.app.row_counts();
        let more =
            json!({ "tag_names": ["one", "two"], "assignee_ids": [scene.robin.number, scene.kim.number] });
        let card = scene.robin.opens_with("A card", new, more);
        scene.robin.comments(&card, "Said");
        let file = scene.robin.attaches(&card, "a.txt", b"hello");
        scene
            .kim
            .request(
                "POST",
                &format!("{}toggle_follow/", path(TICKETS, &card)),
                &[],
                b"",
            )
            .expect(200);
        // Any member may.
        assert!(
            scene
                .kim
                .delete(&path(TICKETS, &card))
                .expect(204)
                .body
                .is_empty()
        );
        for user in [&scene.robin, &scene.kim, &scene.ada] {
            missing(&user.get(&path(TICKETS, &card)));
            missing(&user.delete(&path(TICKETS, &card)));
        }
        let after = scene.app.row_counts();
        for table in [
            "tickets",
            "comments",
            "attachments",
            "ticket_tags",
            "ticket_assignees",
            "watchers",
        ] {
            assert_eq!(after.get(table), before.get(table), "{table}");
        }
        assert_eq!(scene.app.anonymous().get(&inside(&file["file"])).status, 404);
        assert_eq!(scene.robin.told(TAGS, "tickets_count"), [0, 0]);
        assert_eq!(
            scene.robin.lists(COMMENTS).len() + scene.robin.lists(ATTACHMENTS).len(),
            0
        );
    });
}

#[test]
fn a_number_is_never_given_twice() {
    with_scene(|scene| {
        let [new, ..] = scene.columns();
        let first = scene.robin.opens("First", new);
        scene.robin.delete(&path(TICKETS, &first)).expect(204);
        let second = scene.robin.opens("Second", new);
        assert_eq!(number(&second["id"]), number(&first["id"]) + 1);
    });
}

#[test]
fn who_sees_a_ticket_may_do_anything_to_it_and_others_do_not_know_of_it() {
    with_scene(|scene| {
        let [new, doing, ..] = scene.columns();
        let card = scene.robin.opens("A card", new);
        let at = path(TICKETS, &card);
        for user in [&scene.robin, &scene.kim, &scene.ada] {
            assert_eq!(user.told(TICKETS, "id"), [card["id"].clone()], "{}", user.login);
            answered(&user.patch(&at, &json!({ "column": doing })), 200);
        }
        assert_eq!(scene.lee.lists(TICKETS).len(), 0);
        let nowhere = path(TICKETS, &json!(NOBODYS));
        for at in [&at, &nowhere] {
            missing(&scene.lee.get(at));
            missing(&scene.lee.patch(at, &json!({ "name": "x" })));
            missing(&scene.lee.put(at, &json!({ "name": "x", "column": new })));
            missing(&scene.lee.delete(at));
            missing(
                &scene
                    .lee
                    .request("POST", &format!("{at}toggle_follow/"), &[], b""),
            );
        }
        // What somebody is assigned to they see, wherever it lies.
        scene
            .robin
            .changes(&card, &json!({ "assignee_ids": [scene.lee.number] }));
        assert_eq!(scene.lee.sees(&card)["id"], card["id"]);
    });
}

#[test]
fn another_tenants_tickets_have_numbers_of_their_own() {
    with_scene(|scene| {
        let globex = scene.app.tenant("globex");
        let boss = KanbanUser::also(scene.app, &globex.admin);
        let theirs = boss.starts("MOB");
        let card = scene.robin.opens("Ours", scene.columns()[0]);
        let other = boss.opens("Theirs", theirs.columns[0]);
        assert_eq!((&card["id"], &other["id"]), (&json!(1), &json!(1)));
        assert_eq!(
            (&scene.robin.sees(&card)["name"], &boss.sees(&card)["name"]),
            (&json!("Ours"), &json!("Theirs"))
        );
        let second = boss.opens("Theirs again", theirs.columns[0]);
        missing(&scene.ada.get(&path(TICKETS, &second)));
    });
}

#[test]
fn technicians_see_all_tickets_as_by_every_door() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let tess = KanbanUser::of(scene.app, &scene.acme, "tess", Role::Technician);
        assert_eq!(tess.sees(&card)["id"], card["id"]);
    });
}

#[test]
fn numbers_in_paths_have_one_form() {
    with_scene(|scene| {
        scene.robin.opens("A card", scene.columns()[0]);
        scene.robin.get(&format!("{TICKETS}1/")).expect(200);
        for bad in [
            "0",
            "-1",
            "999999",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551616",
            "1.0",
            "1e0",
            "x",
            "%00",
            "%ff",
            "%F0%9F%8E%AB",
            "1%20",
            "%2B1",
            "0x1",
            "null",
        ] {
            missing(&scene.robin.get(&format!("{TICKETS}{bad}/")));
            missing(&scene.robin.delete(&format!("{TICKETS}{bad}/")));
        }
    });
}
