//! The status follows the card, and the card follows the status.

use crate::scene::{Scene, with_scene};
use serde_json::{Value, json};
use tessera_domain::event::EventKind;
use tessera_tests::kanban::{COLUMNS, number};

const BEGUN: [&str; 4] = ["new", "in_progress", "review", "done"];

#[track_caller]
fn assert_at(card: &Value, column: i64, status: &str) {
    assert_eq!(
        (&card["column"], &card["status"]),
        (&json!(column), &json!(status)),
        "{card}"
    );
}

fn column(scene: &Scene<'_>, name: &str) -> i64 {
    let body = json!({ "name": name, "project": scene.board.project, "order": 9 });
    number(&scene.robin.post(COLUMNS, &body).expect(201).json()["id"])
}

#[test]
fn a_new_card_has_the_status_of_its_column() {
    with_scene(|scene| {
        for (column, status) in scene.columns().into_iter().zip(BEGUN) {
            assert_at(&scene.robin.opens("A card", column), column, status);
        }
    });
}

#[test]
fn every_move_sets_the_status() {
    with_scene(|scene| {
        let columns = scene.columns();
        let card = scene.robin.opens("A card", columns[0]);
        for place in [1, 2, 3, 0, 3, 1, 2, 0] {
            let moved = scene.robin.changes(&card, &json!({ "column": columns[place] }));
            assert_at(&moved, columns[place], BEGUN[place]);
        }
    });
}

#[test]
fn a_status_moves_the_card_to_the_column_that_names_it() {
    with_scene(|scene| {
        let columns = scene.columns();
        let [new, doing, review, done] = columns;
        let card = scene.robin.opens("A card", new);
        let table = [
            ("in_progress", doing, "in_progress"),
            ("review", review, "review"),
            ("done", done, "done"),
            ("new", new, "new"),
            ("resolved", done, "done"),
            ("closed", done, "done"),
            ("in_progress", doing, "in_progress"),
            ("closed", done, "done"),
        ];
        for (word, column, status) in table {
            assert_at(
                &scene.robin.changes(&card, &json!({ "status": word })),
                column,
                status,
            );
        }
    });
}

#[test]
fn a_status_that_no_column_names_leaves_the_card_where_it_is() {
    with_scene(|scene| {
        let [new, doing, ..] = scene.columns();
        let card = scene.robin.opens("A card", doing);
        for word in ["waiting", "pending_approval", "blocked"] {
            assert_at(
                &scene.robin.changes(&card, &json!({ "status": word })),
                doing,
                word,
            );
            assert_eq!(scene.robin.sees(&card)["status"], word);
        }
        // The next move sets it anew.
        assert_at(&scene.robin.changes(&card, &json!({ "column": new })), new, "new");
    });
}

#[test]
fn a_op_12_a_status_that_a_ticket_makes_is_told_once_before_the_ticket() {
    with_scene(|scene| {
        let [new, ..] = scene.columns();
        let cards = ["One", "Two"].map(|name| scene.robin.opens(name, new));
        let before = scene.app.events(scene.acme.id).len();
        for card in &cards {
            scene.robin.changes(card, &json!({ "status": "blocked" }));
        }
        let events = scene.app.events(scene.acme.id);
        let told: Vec<_> = events
            .iter()
            .skip(before)
            .map(|logged| logged.event.kind)
            .collect();
        assert_eq!(
            told,
            [
                EventKind::StatusCreated,
                EventKind::TicketStatusChanged,
                EventKind::TicketStatusChanged
            ]
        );
    });
}

#[test]
fn of_a_column_and_a_status_the_column_wins_unless_the_status_belongs_there() {
    with_scene(|scene| {
        let [new, doing, _, done] = scene.columns();
        let card = scene
            .robin
            .opens_with("A card", new, json!({ "status": "review" }));
        assert_at(&card, new, "new");
        let both = |column: i64, status: &str| {
            scene
                .robin
                .changes(&card, &json!({ "column": column, "status": status }))
        };
        assert_at(&both(doing, "done"), doing, "in_progress");
        assert_at(&both(done, "closed"), done, "done");
        assert_at(&both(new, "new"), new, "new");
    });
}

#[test]
fn a_columns_name_says_which_status_it_stands_for() {
    with_scene(|scene| {
        let table = [
            ("To Do", "new"),
            ("todo", "new"),
            ("Backlog", "new"),
            ("Open", "new"),
            ("Doing", "in_progress"),
            ("In Review", "review"),
            ("Testing", "review"),
            ("Closed", "done"),
            ("Resolved", "done"),
            ("Waiting", "waiting"),
            ("Ready to ship", "ready_to_ship"),
        ];
        for (name, status) in table {
            let column = column(scene, name);
            let card = scene.robin.opens("A card", column);
            assert_at(&card, column, status);
        }
        // A status that a column has made can be set and filtered by like any other.
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let moved = scene.robin.changes(&card, &json!({ "status": "ready_to_ship" }));
        assert_eq!(moved["column_name"], "Ready to ship");
    });
}

#[test]
fn a_ticket_finished_here_is_finished_everywhere() {
    use tessera_tests::mobile::Mobile;
    with_scene(|scene| {
        let [new, _, _, done] = scene.columns();
        let card = scene.robin.opens("A card", new);
        scene.robin.changes(&card, &json!({ "column": done }));
        let listed = scene.acme.admin.lists("is_closed=true");
        assert_eq!(listed["data"][0]["title"], "A card", "{listed}");
        assert_eq!(listed["data"][0]["status_name"], "Resolved");
        scene.robin.changes(&card, &json!({ "column": new }));
        assert_eq!(scene.acme.admin.lists("is_closed=true")["pagination"]["total"], 0);
    });
}
