//! What a list of tickets can be asked for, and exactly what is said of what it cannot.

use crate::scene::{Scene, with_scene};
use serde_json::{Value, json};
use tessera_tests::{
    kanban::{NOBODYS, TICKETS, number, refused_for},
    mobile::text,
};

/// Complains unless the query finds exactly these, in any order.
#[track_caller]
fn finds(scene: &Scene<'_>, query: &str, names: &[&str]) {
    let mut found: Vec<String> = scene
        .robin
        .told(&format!("{TICKETS}?{query}"), "name")
        .iter()
        .map(text)
        .collect();
    found.sort();
    let mut known = names.to_vec();
    known.sort_unstable();
    assert_eq!(found, known, "{query}");
    let count = scene.robin.get(&format!("{TICKETS}?{query}")).expect(200).json()["count"].clone();
    assert_eq!(count, json!(names.len()), "{query}");
}

#[test]
fn every_filter_narrows() {
    with_scene(|scene| {
        let [new, doing, _, done] = scene.columns();
        let other = scene.robin.starts("OTHER");
        let people = json!([scene.kim.number]);
        scene.robin.opens_with(
            "a",
            new,
            json!({ "type": "bug", "priority_id": 5, "assignee_ids": people }),
        );
        scene
            .robin
            .opens_with("b", doing, json!({ "type": "story", "priority_id": 1 }));
        scene.robin.opens_with("c", done, json!({ "priority_id": 4 }));
        scene
            .kim
            .opens_with("d", new, json!({ "type": "epic", "status": "new" }));
        scene.robin.opens("e", other.columns[0]);
        let table: [(String, &[&str]); 17] = [
            (String::new(), &["a", "b", "c", "d", "e"]),
            ("status=new".into(), &["a", "d", "e"]),
            ("status=in_progress".into(), &["b"]),
            ("status=done".into(), &["c"]),
            ("status=waiting".into(), &[]),
            ("type=bug".into(), &["a"]),
            ("type=task".into(), &["c", "e"]),
            ("priority_id=3".into(), &["d", "e"]),
            ("priority_id=5".into(), &["a"]),
            ("priority_id=2".into(), &[]),
            (format!("column={new}"), &["a", "d"]),
            (format!("column={}", other.columns[0]), &["e"]),
            (format!("project={}", scene.board.project), &["a", "b", "c", "d"]),
            (format!("project={}", other.project), &["e"]),
            (
                format!("project={}&status=new&type=bug", scene.board.project),
                &["a"],
            ),
            (format!("assignee={}", scene.kim.number), &["a"]),
            (format!("reporter={}", scene.kim.number), &["d"]),
        ];
        for (query, names) in table {
            finds(scene, &query, names);
        }
        for unknown in [
            "unknown=1",
            "assigned_to=1",
            "PAGE=2",
            "status__in=x",
            "%00=1",
            "format=json",
        ] {
            finds(scene, unknown, &["a", "b", "c", "d", "e"]);
        }
    });
}

#[test]
fn done_finds_resolved_and_closed_and_they_find_it() {
    with_scene(|scene| {
        let [new, _, _, done] = scene.columns();
        scene.robin.opens("resolved", done);
        scene
            .robin
            .opens_with("closed", done, json!({ "status": "closed" }));
        scene.robin.opens("new", new);
        finds(scene, "status=done", &["resolved", "closed"]);
    });
}

#[test]
fn several_tags_find_what_has_any_of_them_once() {
    with_scene(|scene| {
        let [new, ..] = scene.columns();
        let [one, two, three] =
            ["one", "two", "three"].map(|name| number(&scene.robin.tags(name, scene.board.project)["id"]));
        scene.robin.opens_with("a", new, json!({ "tag_ids": [one] }));
        scene.robin.opens_with("b", new, json!({ "tag_ids": [two] }));
        scene
            .robin
            .opens_with("ab", new, json!({ "tag_ids": [one, two] }));
        scene.robin.opens("none", new);
        finds(scene, &format!("tags={one}"), &["a", "ab"]);
        finds(scene, &format!("tags={one}&tags={two}"), &["a", "b", "ab"]);
        finds(scene, &format!("tags={three}"), &[]);
        finds(
            scene,
            &format!("tags={one}&tags={three}&status=new"),
            &["a", "ab"],
        );
    });
}

#[test]
fn the_exact_words_of_every_refusal() {
    with_scene(|scene| {
        const NONE_OF_THEM: &str = "Select a valid choice. That choice is not one of the available choices.";
        let one_of =
            |word: &str| format!("Select a valid choice. {word} is not one of the available choices.");
        let table: [(&str, String, String); 9] = [
            ("status", "zzz".into(), one_of("zzz")),
            ("type", "zzz".into(), one_of("zzz")),
            ("priority_id", "6".into(), one_of("6")),
            ("priority_id", "0".into(), one_of("0")),
            ("column", NOBODYS.to_string(), NONE_OF_THEM.into()),
            ("column", "zzz".into(), NONE_OF_THEM.into()),
            ("project", NOBODYS.to_string(), NONE_OF_THEM.into()),
            ("assignee", NOBODYS.to_string(), NONE_OF_THEM.into()),
            ("reporter", NOBODYS.to_string(), NONE_OF_THEM.into()),
        ];
        for (name, value, words) in table {
            let reply = scene.robin.get(&format!("{TICKETS}?{name}={value}"));
            refused_for(&reply, &json!({ name: [words] }));
        }
        let several = scene.robin.get(&format!("{TICKETS}?status=zzz&type=zzz"));
        refused_for(
            &several,
            &json!({ "status": [one_of("zzz")], "type": [one_of("zzz")] }),
        );
    });
}

#[test]
fn a_tag_that_is_none_is_refused_by_its_name() {
    with_scene(|scene| {
        for bad in [NOBODYS.to_string(), "zzz".into()] {
            let reply = scene.robin.get(&format!("{TICKETS}?tags={bad}"));
            assert_eq!(reply.status, 400, "{bad}");
            assert_eq!(
                tessera_tests::mobile::keys(&reply.json()),
                ["tags"],
                "{bad}: {}",
                reply.text()
            );
        }
    });
}

#[test]
fn an_empty_filter_is_no_filter() {
    with_scene(|scene| {
        scene.robin.opens("a", scene.columns()[0]);
        for name in [
            "status",
            "type",
            "priority_id",
            "column",
            "project",
            "search",
            "ordering",
            "assignee",
        ] {
            finds(scene, &format!("{name}="), &["a"]);
        }
    });
}

#[test]
fn foreign_numbers_are_as_unknown_as_none() {
    with_scene(|scene| {
        let [new, ..] = scene.columns();
        let unknown = |name: &str, value: i64| {
            let reply = scene.lee.get(&format!("{TICKETS}?{name}={value}"));
            (reply.status, reply.text().replace(&value.to_string(), "N"))
        };
        assert_eq!(unknown("column", new), unknown("column", NOBODYS));
        assert_eq!(
            unknown("project", scene.board.project),
            unknown("project", NOBODYS)
        );
    });
}

#[test]
fn every_term_of_a_search_must_be_in_one_of_the_fields() {
    with_scene(|scene| {
        let [new, ..] = scene.columns();
        scene.robin.opens_with(
            "Printer on fire",
            new,
            json!({ "description": "On floor 2, room 100%" }),
        );
        scene
            .robin
            .opens_with("Printer offline", new, json!({ "description": "A cable" }));
        scene.robin.opens("Coffee_machine", new);
        let table: [(&str, &[&str]); 13] = [
            ("printer", &["Printer on fire", "Printer offline"]),
            ("PRINTER", &["Printer on fire", "Printer offline"]),
            ("rint", &["Printer on fire", "Printer offline"]),
            ("printer%20floor", &["Printer on fire"]),
            ("floor%20printer", &["Printer on fire"]),
            ("printer,cable", &["Printer offline"]),
            ("printer,%20%20coffee", &[]),
            ("%22on%20fire%22", &["Printer on fire"]),
            ("%22fire%20on%22", &[]),
            ("100%25", &["Printer on fire"]),
            ("e_m", &["Coffee_machine"]),
            ("%25", &["Printer on fire"]),
            (
                "%20%20",
                &["Printer on fire", "Printer offline", "Coffee_machine"],
            ),
        ];
        for (search, names) in table {
            finds(scene, &format!("search={search}"), names);
        }
    });
}

#[test]
fn values_of_one_tenant_find_nothing_of_another() {
    with_scene(|scene| {
        let globex = scene.app.tenant("globex");
        let boss = tessera_tests::kanban::KanbanUser::also(scene.app, &globex.admin);
        let theirs = boss.starts("MOB");
        boss.opens_with("Theirs", theirs.columns[0], json!({ "tag_names": ["theirs"] }));
        for query in ["", "search=Theirs", "status=new", "type=task", "ordering=name"] {
            let page = scene.ada.get(&format!("{TICKETS}?{query}")).expect(200).json();
            assert_eq!(
                (&page["count"], &page["results"]),
                (&json!(0), &Value::Array(Vec::new())),
                "{query}"
            );
        }
    });
}
