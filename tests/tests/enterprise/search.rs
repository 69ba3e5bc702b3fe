//! Searching tickets by a query of its own.

use crate::scene::{Scene, with_scene};
use serde_json::{Value, json};
use tessera_tests::{
    enterprise::{EnterpriseUser, NOBODYS, SEARCH, blamed, page, refused},
    mobile::text,
};

/// Server tickets of several people and departments.
fn servers(scene: &Scene<'_>) {
    let [it, sales] = [scene.it, scene.sales];
    let table = [
        (
            &scene.robin,
            "Server performance",
            "Queries are slow",
            json!({ "priority": "high", "department_id": it, "tags": ["performance", "database"] }),
        ),
        (
            &scene.robin,
            "Server down",
            "No performance at all",
            json!({ "priority": "critical", "department_id": it, "tags": ["server"] }),
        ),
        (
            &scene.lee,
            "Slow server",
            "Since the update",
            json!({ "priority": "high", "department_id": sales, "tags": ["performance"] }),
        ),
        (
            &scene.kim,
            "Coffee machine",
            "Out of beans",
            json!({ "priority": "low", "department_id": it, "tags": ["kitchen"] }),
        ),
    ];
    for (who, title, description, mut more) in table {
        scene.app.clock.advance(60);
        more["description"] = json!(description);
        who.opens_with(title, more);
    }
}

fn sorted(user: &EnterpriseUser, search: &Value) -> Vec<String> {
    let mut found = user.finds(search);
    found.sort();
    found
}

#[track_caller]
fn finds(scene: &Scene<'_>, search: &Value, known: &[&str]) {
    assert_eq!(sorted(&scene.ada, search), known, "{search}");
}

#[test]
fn the_documented_search() {
    with_scene(|scene| {
        servers(scene);
        scene.ada.changes(&json!(2), &json!({ "status": "in_progress" }));
        let body = json!({
            "query": "server performance",
            "filters": {
                "status": ["open", "in_progress"],
                "priority": ["high", "critical"],
                "created_after": "2023-11-01",
                "departments": [scene.it, scene.sales],
                "tags": ["performance", "server"]
            },
            "sort": [{ "field": "priority", "order": "desc" }, { "field": "created_at", "order": "desc" }],
            "page": 1,
            "size": 20
        });
        assert_eq!(scene.ada.finds(&body), ["Server down", "Server performance"]);
        let found = page(&scene.ada.post(SEARCH, &body));
        assert_eq!((&found["total"], &found["size"]), (&json!(2), &json!(20)));
    });
}

#[test]
fn every_word_must_be_somewhere_in_title_description_reference_or_comments() {
    with_scene(|scene| {
        servers(scene);
        scene.kim.comments(&json!(4), "The pump was replaced");
        let table: [(&str, &[&str]); 12] = [
            ("server", &["Server down", "Server performance", "Slow server"]),
            ("SERVER", &["Server down", "Server performance", "Slow server"]),
            ("server slow", &["Server performance", "Slow server"]),
            ("slow server", &["Server performance", "Slow server"]),
            ("performance server", &["Server down", "Server performance"]),
            ("serv", &["Server down", "Server performance", "Slow server"]),
            ("pump", &["Coffee machine"]),
            ("coffee pump", &["Coffee machine"]),
            ("coffee server", &[]),
            ("TKT-20260203-003", &["Slow server"]),
            ("nothing", &[]),
            (
                "  ",
                &[
                    "Coffee machine",
                    "Server down",
                    "Server performance",
                    "Slow server",
                ],
            ),
        ];
        for (query, known) in table {
            finds(scene, &json!({ "query": query }), known);
        }
    });
}

#[test]
fn filters_hold_together_and_the_values_of_each_apart() {
    with_scene(|scene| {
        servers(scene);
        scene.ada.changes(
            &json!(3),
            &json!({ "status": "resolved", "assigned_to_id": scene.mia.number }),
        );
        let [it, sales, robin, mia] = [scene.it, scene.sales, scene.robin.number, scene.mia.number];
        let all: &[&str] = &[
            "Coffee machine",
            "Server down",
            "Server performance",
            "Slow server",
        ];
        let table: Vec<(Value, &[&str])> = vec![
            (json!({}), all),
            (json!(null), all),
            (json!({ "status": [], "departments": [], "tags": null }), all),
            (json!({ "status": ["resolved"] }), &["Slow server"]),
            (json!({ "status": ["open", "resolved"] }), all),
            (json!({ "status": "resolved" }), &["Slow server"]),
            (json!({ "status": "open,resolved" }), all),
            (json!({ "status": ["closed"] }), &[]),
            (
                json!({ "priority": ["critical", "low"] }),
                &["Coffee machine", "Server down"],
            ),
            (json!({ "priority": "low" }), &["Coffee machine"]),
            (json!({ "ticket_type": ["incident"] }), all),
            (json!({ "ticket_type": ["change", "problem"] }), &[]),
            (json!({ "departments": [sales] }), &["Slow server"]),
            (json!({ "departments": [it, sales] }), all),
            (json!({ "department_id": sales }), &["Slow server"]),
            (
                json!({ "department_id": [sales], "departments": [] }),
                &["Slow server"],
            ),
            (json!({ "departments": [NOBODYS] }), &[]),
            (
                json!({ "tags": ["performance"] }),
                &["Server performance", "Slow server"],
            ),
            (
                json!({ "tags": ["kitchen", "server"] }),
                &["Coffee machine", "Server down"],
            ),
            (json!({ "tags": ["nothing"] }), &[]),
            (
                json!({ "created_by_id": robin }),
                &["Server down", "Server performance"],
            ),
            (json!({ "assigned_to_id": mia }), &["Slow server"]),
            (
                json!({ "created_after": "2026-02-03T12:03:00Z" }),
                &["Coffee machine", "Slow server"],
            ),
            (
                json!({ "created_before": "2026-02-03T12:01:00Z" }),
                &["Server performance"],
            ),
            (json!({ "created_after": "2026-02-04" }), &[]),
            (
                json!({ "tags": ["performance"], "departments": [it], "priority": ["high"] }),
                &["Server performance"],
            ),
            (json!({ "tags": ["performance"], "status": ["closed"] }), &[]),
        ];
        for (filters, known) in table {
            finds(scene, &json!({ "filters": filters }), known);
        }
        finds(
            scene,
            &json!({ "query": "slow", "filters": { "departments": [it] } }),
            &["Server performance"],
        );
    });
}

#[test]
fn what_is_wrong_with_a_search_is_named_by_its_place() {
    with_scene(|scene| {
        for (body, field) in [
            (json!({ "query": 7 }), "query"),
            (json!({ "query": "x".repeat(201) }), "query"),
            (json!({ "query": "a\0b" }), "query"),
            (json!({ "filters": [] }), "filters"),
            (json!({ "filters": { "status": ["new"] } }), "filters.status.0"),
            (
                json!({ "filters": { "status": ["open", "new"] } }),
                "filters.status.1",
            ),
            (json!({ "filters": { "priority": 1 } }), "filters.priority"),
            (
                json!({ "filters": { "departments": ["1"] } }),
                "filters.departments.0",
            ),
            (
                json!({ "filters": { "created_by_id": "1" } }),
                "filters.created_by_id",
            ),
            (
                json!({ "filters": { "created_after": "then" } }),
                "filters.created_after",
            ),
            (json!({ "filters": { "tags": [1] } }), "filters.tags.0"),
        ] {
            blamed(&scene.robin.post(SEARCH, &body), &[field]);
        }
        refused(&scene.robin.post(SEARCH, &json!([])), 400, "VALIDATION_ERROR");
        let several = json!({ "query": 7, "filters": { "status": "new" }, "page": 0, "sort": [{}] });
        let told = tessera_tests::enterprise::errors(&scene.robin.post(SEARCH, &several));
        assert_eq!(told.len(), 4, "{told:?}");
    });
}

#[test]
fn a_search_finds_what_its_caller_sees_and_reads() {
    with_scene(|scene| {
        servers(scene);
        for (who, known) in [
            (&scene.robin, &["Server down", "Server performance"][..]),
            (&scene.mia, &["Server down", "Server performance"]),
            (&scene.kim, &[]),
            (&scene.lee, &["Slow server"]),
        ] {
            assert_eq!(sorted(who, &json!({ "query": "server" })), known, "{}", who.login);
        }
        scene
            .mia
            .comments_with(&json!(1), "canary words", json!({ "is_internal": true }));
        assert_eq!(
            sorted(&scene.mia, &json!({ "query": "canary" })),
            ["Server performance"]
        );
        assert_eq!(
            sorted(&scene.ada, &json!({ "query": "canary" })),
            ["Server performance"]
        );
        assert!(sorted(&scene.robin, &json!({ "query": "canary" })).is_empty());
    });
}

#[test]
fn the_best_come_first_unless_another_order_is_asked_for() {
    with_scene(|scene| {
        for (title, description) in [
            ("Nothing of it here", "But printer in the description"),
            ("The printer", "Long text"),
            ("printer", "Long text"),
        ] {
            scene.app.clock.advance(60);
            scene
                .robin
                .opens_with(title, json!({ "description": description }));
        }
        let ranked = scene.robin.finds(&json!({ "query": "printer" }));
        assert_eq!(
            ranked.last().map(String::as_str),
            Some("Nothing of it here"),
            "{ranked:?}"
        );
        let sort = json!([{ "field": "created_at", "order": "asc" }]);
        let asked = scene.robin.finds(&json!({ "query": "printer", "sort": sort }));
        assert_eq!(asked, ["Nothing of it here", "The printer", "printer"]);
        // A list that is narrowed by words stays in its order.
        let listed = scene.robin.told("/tickets?search=printer", "title");
        assert_eq!(
            listed.iter().map(text).collect::<Vec<_>>(),
            ["printer", "The printer", "Nothing of it here"]
        );
    });
}

#[test]
fn a_search_by_its_address_is_one_too_by_either_name() {
    with_scene(|scene| {
        servers(scene);
        for query in [
            "search=coffee",
            "q=coffee",
            "q=coffee&search=",
            "q=COFFEE&status=open",
        ] {
            let found = scene.ada.told(&format!("{SEARCH}?{query}"), "title");
            assert_eq!(found, ["Coffee machine"], "{query}");
        }
        assert_eq!(scene.ada.lists(SEARCH).len(), 4);
        assert_eq!(
            scene.ada.told(
                &format!("{SEARCH}?q=server&tags=performance&sort_by=title&sort_order=asc"),
                "title"
            ),
            ["Server performance", "Slow server"]
        );
        blamed(&scene.ada.get(&format!("{SEARCH}?status=new")), &["status"]);
    });
}

#[test]
fn a_search_changes_nothing_and_needs_no_key() {
    with_scene(|scene| {
        servers(scene);
        let client = scene.ada.with("idempotency-key", "search");
        let before = scene.app.contents();
        let [first, second] = [(); 2].map(|()| client.post(SEARCH, &json!({ "query": "server" })));
        assert_eq!(second.header("idempotent-replayed"), None);
        assert_eq!(page(&first)["items"], page(&second)["items"]);
        assert!(scene.app.contents() == before);
    });
}
