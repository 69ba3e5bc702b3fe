//! What may stand in a ticket's fields, and exactly what is said of what may not.

use crate::scene::{Scene, with_scene};
use serde_json::{Value, json};
use tessera_tests::kanban::{NOBODYS, TICKETS, answered, blamed, path, refused_for};

#[test]
fn what_is_not_said_has_its_default() {
    with_scene(|scene| {
        let [new, ..] = scene.columns();
        let card = scene.robin.opens("A card", new);
        let known = json!({
            "description": null, "type": "task", "status": "new", "priority_id": 3, "urgency": "medium",
            "importance": "medium", "project": scene.board.project, "project_key": "MOB", "column": new,
            "column_name": "New", "assignee_ids": [], "following": false, "comments_count": 0, "tag_names": [],
            "due_date": null, "start_date": null
        });
        for (name, value) in known.as_object().expect("an object") {
            assert_eq!(&card[name], value, "{name}");
        }
    });
}

/// Sends the member to a new ticket and to a known one, and finds both refused with those words for it.
#[track_caller]
fn refuses(scene: &Scene<'_>, name: &str, value: &Value, words: &str) {
    let [new, ..] = scene.columns();
    let mut body = json!({ "name": "A card", "column": new });
    body[name] = value.clone();
    let card = scene.robin.opens("Known", new);
    let before = scene.app.contents();
    let refusal = json!({ name: [words] });
    refused_for(&scene.robin.post(TICKETS, &body), &refusal);
    refused_for(
        &scene.robin.patch(&path(TICKETS, &card), &json!({ name: value })),
        &refusal,
    );
    refused_for(&scene.robin.put(&path(TICKETS, &card), &body), &refusal);
    assert!(
        scene.app.contents() == before,
        "{name} = {value} changed something"
    );
}

#[test]
fn the_exact_words_of_every_refusal() {
    with_scene(|scene| {
        let table = [
            ("name", json!(null), "This field may not be null."),
            ("name", json!(""), "This field may not be blank."),
            ("name", json!("   "), "This field may not be blank."),
            (
                "name",
                json!("x".repeat(501)),
                "Ensure this field has no more than 500 characters.",
            ),
            ("column", json!(null), "This field may not be null."),
            (
                "column",
                json!(NOBODYS),
                "Invalid pk \"999999\" - object does not exist.",
            ),
            (
                "column",
                json!("one"),
                "Incorrect type. Expected pk value, received str.",
            ),
            ("type", json!("zzz"), "\"zzz\" is not a valid choice."),
            ("status", json!("zzz"), "\"zzz\" is not a valid choice."),
            ("priority_id", json!(6), "\"6\" is not a valid choice."),
            ("priority_id", json!(0), "\"0\" is not a valid choice."),
            ("urgency", json!("urgent"), "\"urgent\" is not a valid choice."),
            ("importance", json!("zzz"), "\"zzz\" is not a valid choice."),
            ("assignee_ids", json!(null), "This field may not be null."),
            (
                "assignee_ids",
                json!("str"),
                "Expected a list of items but got type \"str\".",
            ),
            (
                "assignee_ids",
                json!([NOBODYS]),
                "Invalid pk \"999999\" - object does not exist.",
            ),
            (
                "tag_ids",
                json!([NOBODYS]),
                "Invalid pk \"999999\" - object does not exist.",
            ),
            (
                "tag_names",
                json!("str"),
                "Expected a list of items but got type \"str\".",
            ),
            (
                "due_date",
                json!("tomorrow"),
                "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.",
            ),
            (
                "start_date",
                json!("2025-02-30"),
                "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.",
            ),
        ];
        for (name, value, words) in table {
            refuses(scene, name, &value, words);
        }
    });
}

#[test]
fn several_faults_are_told_at_once() {
    with_scene(|scene| {
        let body =
            json!({ "name": "", "column": NOBODYS, "type": "zzz", "priority_id": 9, "assignee_ids": null });
        blamed(
            &scene.robin.post(TICKETS, &body),
            &["name", "column", "type", "priority_id", "assignee_ids"],
        );
    });
}

#[test]
fn names_are_trimmed_and_counted_in_characters() {
    with_scene(|scene| {
        let [new, ..] = scene.columns();
        assert_eq!(scene.robin.opens("  padded \n", new)["name"], "padded");
        let full = "🎫".repeat(500);
        assert_eq!(scene.robin.opens(&full, new)["name"], full);
        blamed(
            &scene
                .robin
                .post(TICKETS, &json!({ "name": format!("{full}🎫"), "column": new })),
            &["name"],
        );
    });
}

#[test]
fn every_word_of_every_choice_is_taken() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        for kind in ["bug", "story", "epic", "task"] {
            assert_eq!(scene.robin.changes(&card, &json!({ "type": kind }))["type"], kind);
        }
        for level in ["low", "high", "critical", "medium"] {
            let changed = scene
                .robin
                .changes(&card, &json!({ "urgency": level, "importance": level }));
            assert_eq!(
                (&changed["urgency"], &changed["importance"]),
                (&json!(level), &json!(level))
            );
        }
        let changed = scene.robin.changes(&card, &json!({ "urgency": "low" }));
        assert_eq!(
            (&changed["urgency"], &changed["importance"]),
            (&json!("low"), &json!("medium"))
        );
        let normal = scene
            .robin
            .changes(&card, &json!({ "urgency": "normal", "importance": "normal" }));
        assert_eq!(
            (&normal["urgency"], &normal["importance"]),
            (&json!("medium"), &json!("medium"))
        );
        for rank in 1..=5 {
            assert_eq!(
                scene.robin.changes(&card, &json!({ "priority_id": rank }))["priority_id"],
                rank
            );
        }
    });
}

#[test]
fn texts_and_dates_can_be_taken_away() {
    with_scene(|scene| {
        let more = json!({ "description": "Long", "due_date": "2025-11-01", "start_date": "2025-10-25" });
        let card = scene.robin.opens_with("A card", scene.columns()[0], more.clone());
        for name in ["description", "due_date", "start_date"] {
            assert_eq!(card[name], more[name]);
            let changed = scene.robin.changes(&card, &json!({ name: null }));
            assert_eq!(changed[name], Value::Null, "{name}");
        }
    });
}

#[test]
fn a_date_is_a_day_whatever_the_year() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        for day in ["0001-01-01", "1969-12-31", "2024-02-29", "9999-12-31"] {
            let changed = scene
                .robin
                .changes(&card, &json!({ "due_date": day, "start_date": day }));
            assert_eq!(
                (&changed["due_date"], &changed["start_date"]),
                (&json!(day), &json!(day))
            );
        }
        for bad in [
            "2025-2-3",
            "20250203",
            "2025-13-01",
            "0000-01-01",
            "10000-01-01",
            "2025-02-03T00:00:00Z",
            "",
        ] {
            assert_eq!(
                scene
                    .robin
                    .patch(&path(TICKETS, &card), &json!({ "start_date": bad }))
                    .status,
                400,
                "{bad}"
            );
        }
    });
}

#[test]
fn a_project_must_be_the_columns_own() {
    with_scene(|scene| {
        let other = scene.robin.starts("OTHER");
        let [new, ..] = scene.columns();
        let agreed = scene
            .robin
            .opens_with("A card", new, json!({ "project": scene.board.project }));
        assert_eq!(agreed["project"], scene.board.project);
        let body = json!({ "name": "A card", "column": new, "project": other.project });
        assert_eq!(scene.robin.post(TICKETS, &body).status, 400);
        let unknown = json!({ "name": "A card", "column": new, "project": NOBODYS });
        refused_for(
            &scene.robin.post(TICKETS, &unknown),
            &json!({ "project": ["Invalid pk \"999999\" - object does not exist."] }),
        );
        // A card moves to another board by its column.
        let moved = scene
            .robin
            .changes(&agreed, &json!({ "column": other.columns[1] }));
        assert_eq!(
            (&moved["project"], &moved["project_key"], &moved["status"]),
            (&json!(other.project), &json!("OTHER"), &json!("in_progress"))
        );
    });
}

#[test]
fn what_is_only_for_reading_is_passed_over() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let body = json!({
            "id": 77, "reporter": scene.kim.number, "created_at": "2001-01-01T00:00:00Z", "project_key": "X",
            "column_name": "Nowhere", "following": true, "comments_count": 9, "unknown": {}, "updated_at": 1
        });
        let changed = scene.robin.changes(&card, &body);
        for name in [
            "id",
            "created_at",
            "project_key",
            "column_name",
            "following",
            "comments_count",
        ] {
            assert_eq!(changed[name], card[name], "{name}");
        }
    });
}

#[test]
fn a_column_out_of_sight_is_as_unknown_as_one_that_nobody_has() {
    with_scene(|scene| {
        let [new, ..] = scene.columns();
        for column in [new, NOBODYS] {
            let body = json!({ "name": "A card", "column": column });
            let words = format!("Invalid pk \"{column}\" - object does not exist.");
            refused_for(&scene.lee.post(TICKETS, &body), &json!({ "column": [words] }));
        }
        answered(
            &scene
                .kim
                .post(TICKETS, &json!({ "name": "A card", "column": new })),
            201,
        );
    });
}
