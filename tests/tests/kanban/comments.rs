//! What is said under tickets.

use crate::scene::with_scene;
use serde_json::{Value, json};
use tessera_tests::{
    kanban::{COMMENTS, NOBODYS, TICKETS, answered, assert_moment, forbidden, missing, path, refused_for},
    mobile::{Mobile, keys},
};

#[test]
fn a_comment_tells_who_said_it() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let made = scene.kim.comments(&card, "  <b>Said</b> \n");
        assert_eq!(
            keys(&made),
            ["content", "created_at", "id", "ticket", "updated_at", "user"]
        );
        let user = json!({
            "id": scene.kim.number, "username": "kim", "email": "kim@example.org", "first_name": "kim", "last_name": "Tester"
        });
        assert_eq!((&made["user"], &made["ticket"]), (&user, &card["id"]));
        assert_moment(&made["created_at"]);
        assert_eq!(scene.robin.sees(&card)["comments_count"], 1);
        assert_eq!(answered(&scene.robin.get(&path(COMMENTS, &made)), 200), made);
    });
}

#[test]
fn the_oldest_comes_first_and_a_filter_narrows() {
    with_scene(|scene| {
        let [new, ..] = scene.columns();
        let [one, two] = ["One", "Two"].map(|name| scene.robin.opens(name, new));
        for (card, content) in [(&one, "a"), (&two, "b"), (&one, "c")] {
            scene.app.clock.advance(1);
            scene.robin.comments(card, content);
        }
        assert_eq!(scene.robin.told(COMMENTS, "content"), ["a", "b", "c"]);
        assert_eq!(
            scene
                .robin
                .told(&format!("{COMMENTS}?ticket={}", one["id"]), "content"),
            ["a", "c"]
        );
        assert_eq!(scene.lee.lists(COMMENTS).len(), 0);
        for unknown in [one["id"].clone(), json!(NOBODYS)] {
            assert_eq!(
                scene.lee.get(&format!("{COMMENTS}?ticket={unknown}")).status,
                400,
                "{unknown}"
            );
        }
    });
}

#[test]
fn the_exact_words_of_every_refusal() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let before = scene.app.contents();
        let post = |body: Value| scene.robin.post(COMMENTS, &body);
        refused_for(
            &post(json!({})),
            &json!({ "ticket": ["This field is required."], "content": ["This field is required."] }),
        );
        for blank in ["", " \n\t"] {
            refused_for(
                &post(json!({ "ticket": card["id"], "content": blank })),
                &json!({ "content": ["This field may not be blank."] }),
            );
        }
        refused_for(
            &post(json!({ "ticket": NOBODYS, "content": "x" })),
            &json!({ "ticket": ["Invalid pk \"999999\" - object does not exist."] }),
        );
        let words = format!("Invalid pk \"{}\" - object does not exist.", card["id"]);
        refused_for(
            &scene
                .lee
                .post(COMMENTS, &json!({ "ticket": card["id"], "content": "x" })),
            &json!({ "ticket": [words] }),
        );
        assert!(scene.app.contents() == before);
    });
}

#[test]
fn only_its_author_and_superusers_change_a_comment_or_take_it_away() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let made = scene.kim.comments(&card, "Said");
        let at = path(COMMENTS, &made);
        forbidden(&scene.robin.patch(&at, &json!({ "content": "x" })));
        forbidden(
            &scene
                .robin
                .put(&at, &json!({ "ticket": card["id"], "content": "x" })),
        );
        forbidden(&scene.robin.delete(&at));
        missing(&scene.lee.patch(&at, &json!({ "content": "x" })));
        missing(&scene.lee.delete(&at));
        scene.app.clock.advance(5);
        let changed = answered(&scene.kim.patch(&at, &json!({ "content": "Better said" })), 200);
        assert_eq!(
            (&changed["content"], &changed["created_at"]),
            (&json!("Better said"), &made["created_at"])
        );
        assert_ne!(changed["updated_at"], made["updated_at"]);
        answered(&scene.ada.patch(&at, &json!({ "content": "Moderated" })), 200);
        assert_eq!(scene.ada.delete(&at).expect(204).text(), "");
        missing(&scene.kim.get(&at));
        let other = scene.kim.comments(&card, "Again");
        scene.kim.delete(&path(COMMENTS, &other)).expect(204);
        assert_eq!(scene.robin.sees(&card)["comments_count"], 0);
    });
}

#[test]
fn what_was_said_by_other_doors_is_read_here_and_the_other_way_round() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        scene.robin.comments(&card, "By this door");
        let admin = &scene.acme.admin;
        let ticket = admin.lists("")["data"][0].clone();
        assert_eq!(admin.reads(&ticket)[0]["comment_text"], "By this door");
        scene.app.clock.advance(1);
        admin.comments(&ticket, "By another", false);
        admin.comments(&ticket, "canary-7f3a", true);
        let at = format!("{COMMENTS}?ticket={}", card["id"]);
        // What is internal is for those who may read it, and nowhere to be found by others.
        assert_eq!(scene.robin.told(&at, "content"), ["By this door", "By another"]);
        assert_eq!(scene.robin.sees(&card)["comments_count"], 2);
        assert_eq!(scene.robin.told(TICKETS, "comments_count"), [2]);
        for path in [
            at.as_str(),
            COMMENTS,
            TICKETS,
            &format!("{TICKETS}?search=canary"),
        ] {
            assert!(
                !scene.robin.get(path).expect(200).text().contains("canary-7f3a"),
                "{path}"
            );
        }
    });
}
