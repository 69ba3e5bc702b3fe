//! A ticket's tags, by name and by number.

use crate::scene::with_scene;
use serde_json::json;
use tessera_domain::event::EventKind;
use tessera_tests::kanban::{NOBODYS, TAGS, TICKETS, number, path, refused_for};

#[test]
fn names_keep_the_order_in_which_they_were_given() {
    with_scene(|scene| {
        let [new, ..] = scene.columns();
        let names = json!(["zebra", "apple", "Moon", "apple pie"]);
        let card = scene
            .robin
            .opens_with("A card", new, json!({ "tag_names": names }));
        assert_eq!(card["tag_names"], names);
        let turned = json!(["apple pie", "zebra"]);
        assert_eq!(
            scene.robin.changes(&card, &json!({ "tag_names": turned }))["tag_names"],
            turned
        );
        assert_eq!(scene.robin.told(TICKETS, "tag_names"), [turned]);
        assert_eq!(
            scene.robin.changes(&card, &json!({ "tag_names": [] }))["tag_names"],
            json!([])
        );
    });
}

#[test]
fn a_op_12_a_tag_that_a_ticket_makes_is_told_once_before_the_ticket() {
    with_scene(|scene| {
        let [new, ..] = scene.columns();
        let told = |since: usize| -> Vec<_> {
            let events = scene.app.events(scene.acme.id);
            let fresh = events.into_iter().skip(since);
            fresh.map(|logged| logged.event.kind).collect()
        };
        let before = told(0).len();
        let named = json!({ "tag_names": ["new here", "too"] });
        let card = scene.robin.opens_with("A card", new, named.clone());
        scene.robin.opens_with("Another", new, named);
        scene
            .robin
            .changes(&card, &json!({ "tag_names": ["third", "too"] }));
        assert_eq!(
            told(before),
            [
                EventKind::TagCreated,
                EventKind::TagCreated,
                EventKind::TicketCreated,
                EventKind::TicketCreated,
                EventKind::TagCreated,
                EventKind::TicketUpdated,
            ]
        );
    });
}

#[test]
fn a_name_is_looked_for_exactly_and_made_where_there_is_none() {
    with_scene(|scene| {
        let [new, ..] = scene.columns();
        let known = scene.robin.tags("Backend", scene.board.project);
        // Any member may, by way of a ticket.
        let first = scene
            .kim
            .opens_with("A card", new, json!({ "tag_names": ["Backend", "backend"] }));
        let second = scene
            .kim
            .opens_with("Another", new, json!({ "tag_names": ["backend"] }));
        assert_eq!(first["tag_names"], json!(["Backend", "backend"]));
        assert_eq!(second["tag_names"], json!(["backend"]));
        let counts: Vec<_> = scene
            .robin
            .lists(TAGS)
            .iter()
            .map(|tag| (tag["name"].clone(), tag["tickets_count"].clone()))
            .collect();
        assert_eq!(counts.len(), 2, "{counts:?}");
        assert!(
            counts.contains(&(json!("Backend"), json!(1))) && counts.contains(&(json!("backend"), json!(2)))
        );
        let made = scene.robin.lists(&format!("{TAGS}?search=backend"));
        assert!(
            made.iter()
                .all(|tag| tag["project"] == scene.board.project && tag["color"] == "#0052cc")
        );
        assert!(made.contains(&scene.robin.get(&path(TAGS, &known)).expect(200).json()));
    });
}

#[test]
fn numbers_replace_the_set_and_win_over_names() {
    with_scene(|scene| {
        let [new, ..] = scene.columns();
        let [one, two] =
            ["one", "two"].map(|name| number(&scene.robin.tags(name, scene.board.project)["id"]));
        let card = scene
            .robin
            .opens_with("A card", new, json!({ "tag_ids": [two, one] }));
        assert_eq!(card["tag_names"], json!(["two", "one"]));
        let changed = scene.robin.changes(&card, &json!({ "tags": [one] }));
        assert_eq!(changed["tag_names"], json!(["one"]));
        let both = json!({ "tag_ids": [two], "tag_names": ["three"] });
        assert_eq!(scene.robin.changes(&card, &both)["tag_names"], json!(["two"]));
        assert_eq!(scene.robin.lists(TAGS).len(), 2, "no third was made");
    });
}

#[test]
fn a_tag_of_another_project_is_unknown_here() {
    with_scene(|scene| {
        let other = scene.robin.starts("OTHER");
        let foreign = number(&scene.robin.tags("theirs", other.project)["id"]);
        let [new, ..] = scene.columns();
        for tag in [foreign, NOBODYS] {
            let body = json!({ "name": "A card", "column": new, "tag_ids": [tag] });
            let words = format!("Invalid pk \"{tag}\" - object does not exist.");
            refused_for(&scene.robin.post(TICKETS, &body), &json!({ "tag_ids": [words] }));
        }
        // The same name is another tag in another project.
        scene
            .robin
            .opens_with("A card", new, json!({ "tag_names": ["theirs"] }));
        assert_eq!(
            scene
                .robin
                .told(&format!("{TAGS}?search=theirs"), "tickets_count")
                .len(),
            2
        );
    });
}

#[test]
fn a_name_given_twice_is_one_tag() {
    with_scene(|scene| {
        let card = scene.robin.opens_with(
            "A card",
            scene.columns()[0],
            json!({ "tag_names": ["a", "b", "a"] }),
        );
        assert_eq!(card["tag_names"], json!(["a", "b"]));
    });
}

#[test]
fn tags_follow_their_ticket_to_another_board() {
    with_scene(|scene| {
        let other = scene.robin.starts("OTHER");
        let card = scene
            .robin
            .opens_with("A card", scene.columns()[0], json!({ "tag_names": ["b", "a"] }));
        let moved = scene.robin.changes(&card, &json!({ "column": other.columns[0] }));
        assert_eq!(moved["tag_names"], json!(["b", "a"]));
        assert_eq!(
            scene
                .robin
                .told(&format!("{TAGS}?project={}", other.project), "tickets_count"),
            [1, 1]
        );
        assert_eq!(
            scene.robin.told(
                &format!("{TAGS}?project={}", scene.board.project),
                "tickets_count"
            ),
            [0, 0]
        );
    });
}

#[test]
fn texts_that_are_no_tags_are_refused() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        for names in [
            json!([""]),
            json!([null]),
            json!([["x"]]),
            json!(["x".repeat(101)]),
            json!(null),
            json!({ "a": 1 }),
        ] {
            let reply = scene
                .robin
                .patch(&path(TICKETS, &card), &json!({ "tag_names": names }));
            assert_eq!(reply.status, 400, "{names}: {}", reply.text());
        }
        assert_eq!(scene.app.row_counts()["tags"], 0);
    });
}
