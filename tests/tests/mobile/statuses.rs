//! The lists to pick from: statuses, priorities, boards.

use serde_json::{Value, json};
use tessera_domain::{priority, status, user::Role};
use tessera_tests::{
    TestUser,
    mobile::{items, keys, refused_for, sorted, text},
    on_each_database,
};

const STATUSES: &str = "/api/v1/tickets/statuses";
const PRIORITIES: &str = "/api/v1/tickets/priorities";
const BOARDS: &str = "/api/v1/boards";

#[track_caller]
fn list(user: &TestUser, path: &str) -> Vec<Value> {
    let reply = user.get(path).expect(200).json();
    assert_eq!(keys(&reply), ["data"]);
    items(&reply["data"])
}

#[test]
fn the_statuses_have_the_six_documented_members_in_their_order() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let sam = acme.user("sam", Role::User);
        let statuses = list(&sam, STATUSES);
        let board = list(&sam, BOARDS)[0]["board_id"].clone();
        for ((place, (_, name, category)), status) in (0..).zip(status::DEFAULTS).zip(&statuses) {
            assert!(status["status_id"].is_string());
            let mut status = status.clone();
            status.as_object_mut().unwrap().remove("status_id");
            assert_eq!(
                status,
                json!({
                    "board_id": board, "name": name, "is_closed": category.is_done(), "is_default": place == 0,
                    "order_number": place
                })
            );
        }
        assert_eq!(statuses.len(), status::DEFAULTS.len());
    });
}

#[test]
fn statuses_can_be_asked_for_by_board() {
    on_each_database(|app| {
        let (acme, globex) = (app.tenant("acme"), app.tenant("globex"));
        let own = text(&list(&acme.admin, BOARDS)[0]["board_id"]);
        let foreign = text(&list(&globex.admin, BOARDS)[0]["board_id"]);
        assert_eq!(
            list(&acme.admin, &format!("{STATUSES}?board_id={own}")),
            list(&acme.admin, STATUSES)
        );
        for unknown in [foreign.as_str(), "00000000-0000-0000-0000-000000000000"] {
            assert_eq!(
                list(&acme.admin, &format!("{STATUSES}?board_id={unknown}")),
                Vec::<Value>::new()
            );
        }
        for bad in ["", "x"] {
            refused_for(
                &acme.admin.get(&format!("{STATUSES}?board_id={bad}")),
                &["board_id"],
            );
        }
    });
}

#[test]
fn the_priorities_come_by_name() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let priorities = list(&acme.admin, PRIORITIES);
        let names: Vec<String> = priorities
            .iter()
            .map(|priority| text(&priority["priority_name"]))
            .collect();
        let expected = sorted(
            &priority::DEFAULTS
                .map(|(_, name, _)| [name])
                .each_ref()
                .map(<[&str; 1]>::as_slice),
        );
        assert_eq!(names, expected);
        for priority in &priorities {
            assert_eq!(
                keys(priority),
                ["color", "order_number", "priority_id", "priority_name"]
            );
        }
    });
}

#[test]
fn the_boards_are_the_tenants_own() {
    on_each_database(|app| {
        let (acme, globex) = (app.tenant("acme"), app.tenant("globex"));
        let boards = list(&acme.admin, BOARDS);
        assert_eq!(boards.len(), 1);
        assert_eq!(
            (&boards[0]["board_name"], &boards[0]["is_default"]),
            (&json!("Help desk"), &json!(true))
        );
        assert_ne!(list(&globex.admin, BOARDS), boards);
    });
}
