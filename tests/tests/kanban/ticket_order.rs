//! In which order tickets come.

use crate::scene::with_scene;
use serde_json::json;
use tessera_tests::{
    kanban::{TICKETS, path},
    mobile::text,
};

#[test]
fn by_every_field_in_both_directions() {
    with_scene(|scene| {
        let [new, ..] = scene.columns();
        let mut cards = Vec::new();
        for (name, priority, due) in [
            ("b", 1, "2026-03-03"),
            ("c", 5, "2026-03-01"),
            ("a", 3, "2026-03-02"),
        ] {
            scene.app.clock.advance(10);
            let more = json!({ "priority_id": priority, "due_date": due });
            cards.push(scene.robin.opens_with(name, new, more));
        }
        scene.app.clock.advance(10);
        scene
            .robin
            .patch(&path(TICKETS, &cards[0]), &json!({ "description": "changed" }))
            .expect(200);
        let order = |query: &str| {
            let names = scene.robin.told(&format!("{TICKETS}?{query}"), "name");
            names.iter().map(text).collect::<String>()
        };
        let table = [
            ("", "acb"),
            ("ordering=created_at", "bca"),
            ("ordering=-created_at", "acb"),
            ("ordering=updated_at", "cab"),
            ("ordering=-updated_at", "bac"),
            ("ordering=priority_id", "bac"),
            ("ordering=-priority_id", "cab"),
            ("ordering=name", "abc"),
            ("ordering=-name", "cba"),
            ("ordering=due_date", "cab"),
            ("ordering=-due_date", "bac"),
            ("ordering=nothing", "acb"),
            ("ordering=nothing,name", "abc"),
            ("ordering=-,--name,name;", "acb"),
            ("ordering=%20name%20", "abc"),
        ];
        for (query, names) in table {
            assert_eq!(order(query), names, "{query}");
        }
    });
}

#[test]
fn the_first_of_several_fields_counts_most() {
    with_scene(|scene| {
        let [new, ..] = scene.columns();
        for (name, priority) in [("b", 1), ("a", 5), ("d", 5), ("c", 1)] {
            scene.app.clock.advance(1);
            scene
                .robin
                .opens_with(name, new, json!({ "priority_id": priority }));
        }
        let order = |query: &str| {
            let names = scene.robin.told(&format!("{TICKETS}?ordering={query}"), "name");
            names.iter().map(text).collect::<String>()
        };
        assert_eq!(order("priority_id,name"), "bcad");
        assert_eq!(order("-priority_id,name"), "adbc");
        assert_eq!(order("priority_id,-name"), "cbda");
        assert_eq!(order("unknown,-priority_id,-created_at"), "dacb");
    });
}

#[test]
fn equal_ones_have_an_order_too_so_that_pages_do_not_overlap() {
    with_scene(|scene| {
        let [new, ..] = scene.columns();
        for _ in 0..9 {
            scene.robin.opens("same", new);
        }
        for ordering in [
            "",
            "name",
            "-name",
            "priority_id",
            "created_at",
            "-updated_at",
            "due_date",
        ] {
            let mut seen = Vec::new();
            for page in 1..=3 {
                let at = format!("{TICKETS}?ordering={ordering}&page={page}&page_size=3");
                seen.extend(
                    scene
                        .robin
                        .told(&at, "id")
                        .iter()
                        .filter_map(serde_json::Value::as_i64),
                );
            }
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), 9, "{ordering}");
        }
    });
}
