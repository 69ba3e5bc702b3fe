//! In which order tickets come.

use crate::scene::{Scene, with_scene};
use serde_json::{Value, json};
use tessera_tests::{
    enterprise::{SEARCH, TICKETS, blamed, page},
    mobile::{items, text},
};

/// Three tickets ten seconds apart, of which the first was changed last.
fn three(scene: &Scene<'_>) {
    for (title, priority, due) in [
        ("b", "low", "2026-03-03"),
        ("c", "critical", "2026-03-01"),
        ("a", "high", "2026-03-02"),
    ] {
        scene.app.clock.advance(10);
        scene
            .robin
            .opens_with(title, json!({ "priority": priority, "due_date": due }));
    }
    scene.app.clock.advance(10);
    scene
        .robin
        .changes(&json!(1), &json!({ "description": "changed" }));
}

fn listed(scene: &Scene<'_>, query: &str) -> String {
    let titles = scene.robin.told(&format!("{TICKETS}?{query}"), "title");
    titles.iter().map(text).collect()
}

fn searched(scene: &Scene<'_>, sort: &Value) -> String {
    let found = page(&scene.robin.post(SEARCH, &json!({ "sort": sort })));
    items(&found["items"])
        .iter()
        .map(|one| text(&one["title"]))
        .collect()
}

#[test]
fn by_every_field_in_both_directions() {
    with_scene(|scene| {
        three(scene);
        // Ascending, and the other way round.
        let table = [
            ("created_at", "bca"),
            ("updated_at", "cab"),
            ("due_date", "cab"),
            ("priority", "bac"),
            ("title", "abc"),
            ("id", "bca"),
            ("ticket_number", "bca"),
        ];
        for (field, ascending) in table {
            let descending: String = ascending.chars().rev().collect();
            for (order, known) in [("asc", ascending), ("desc", &descending)] {
                assert_eq!(
                    listed(scene, &format!("sort_by={field}&sort_order={order}")),
                    known,
                    "{field} {order}"
                );
                assert_eq!(
                    searched(scene, &json!([{ "field": field, "order": order }])),
                    known,
                    "{field} {order}"
                );
            }
        }
        for usual in [
            "",
            "sort_by=created_at",
            "sort_order=desc",
            "sort_by=created_at&sort_order=desc",
        ] {
            assert_eq!(listed(scene, usual), "acb", "{usual}: the newest first");
        }
        assert_eq!(listed(scene, "sort_order=asc"), "bca");
        assert_eq!(searched(scene, &json!([])), "acb");
        assert_eq!(searched(scene, &json!([{ "field": "title" }])), "abc");
    });
}

#[test]
fn priorities_are_sorted_by_their_rank_and_not_by_their_letters() {
    with_scene(|scene| {
        for priority in ["low", "critical", "medium", "high"] {
            scene.robin.opens_with(priority, json!({ "priority": priority }));
        }
        let told = scene
            .robin
            .told(&format!("{TICKETS}?sort_by=priority&sort_order=desc"), "priority");
        assert_eq!(told, ["critical", "high", "medium", "low"]);
    });
}

#[test]
fn statuses_can_be_sorted_by_too() {
    with_scene(|scene| {
        for (number, status) in [(1, "resolved"), (2, "open"), (3, "in_progress")] {
            scene.robin.opens(status);
            scene.robin.changes(&json!(number), &json!({ "status": status }));
        }
        let [up, down] = ["asc", "desc"].map(|order| {
            let at = format!("{TICKETS}?sort_by=status&sort_order={order}");
            scene.robin.told(&at, "status")
        });
        let reversed: Vec<Value> = down.into_iter().rev().collect();
        assert_eq!(up, reversed);
    });
}

#[test]
fn the_first_of_several_fields_counts_most() {
    with_scene(|scene| {
        for (title, priority) in [("b", "low"), ("a", "high"), ("d", "high"), ("c", "low")] {
            scene.app.clock.advance(1);
            scene.robin.opens_with(title, json!({ "priority": priority }));
        }
        let by = |fields: &[(&str, &str)]| {
            let sort: Vec<Value> = fields
                .iter()
                .map(|(field, order)| json!({ "field": field, "order": order }))
                .collect();
            searched(scene, &json!(sort))
        };
        assert_eq!(by(&[("priority", "asc"), ("title", "asc")]), "bcad");
        assert_eq!(by(&[("priority", "desc"), ("title", "asc")]), "adbc");
        assert_eq!(by(&[("priority", "desc"), ("created_at", "desc")]), "dacb");
        assert_eq!(by(&[("priority", "asc"), ("title", "desc")]), "cbda");
        assert_eq!(by(&[("title", "asc"), ("priority", "desc")]), "abcd");
    });
}

#[test]
fn equal_ones_have_an_order_too_so_that_pages_do_not_overlap() {
    with_scene(|scene| {
        for _ in 0..9 {
            scene.robin.opens("same");
        }
        for query in [
            "",
            "sort_by=title",
            "sort_by=title&sort_order=asc",
            "sort_by=priority",
            "sort_by=due_date&sort_order=asc",
            "sort_by=status",
            "sort_by=updated_at&sort_order=asc",
        ] {
            let mut seen = Vec::new();
            for page in 1..=3 {
                let at = format!("{TICKETS}?{query}&page={page}&size=3");
                seen.extend(scene.robin.told(&at, "id").iter().filter_map(Value::as_i64));
            }
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), 9, "{query}");
        }
    });
}

#[test]
fn unknown_fields_and_orders_are_refused_by_their_place() {
    with_scene(|scene| {
        for (sort, field) in [
            (json!([{ "field": "password", "order": "asc" }]), "sort.0.field"),
            (json!([{ "field": "title", "order": "up" }]), "sort.0.order"),
            (json!([{ "field": "title" }, { "order": "asc" }]), "sort.1.field"),
            (json!([{ "field": null }]), "sort.0.field"),
            (json!(["title"]), "sort.0"),
            (json!("title"), "sort"),
            (json!({ "field": "title" }), "sort"),
        ] {
            blamed(&scene.robin.post(SEARCH, &json!({ "sort": sort })), &[field]);
        }
        for (query, field) in [
            ("sort_by=1", "sort_by"),
            ("sort_by=", "sort_by"),
            ("sort_by=created_at;drop", "sort_by"),
            ("sort_order=ascending", "sort_order"),
        ] {
            blamed(&scene.robin.get(&format!("{TICKETS}?{query}")), &[field]);
        }
    });
}
