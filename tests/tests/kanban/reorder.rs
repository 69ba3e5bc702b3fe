//! Columns are put into another order all at once, or not at all.

use crate::scene::{Scene, with_scene};
use serde_json::{Value, json};
use std::thread;
use tessera_tests::{
    Reply,
    kanban::{COLUMNS, KanbanUser, NOBODYS, answered},
};

fn reorder(user: &KanbanUser, order: &Value) -> Reply {
    user.post(&format!("{COLUMNS}reorder/"), &json!({ "order": order }))
}

fn names(scene: &Scene<'_>) -> Vec<Value> {
    scene
        .robin
        .told(&format!("{COLUMNS}?project={}", scene.board.project), "name")
}

#[test]
fn the_new_order_counts_and_unknown_columns_do_not() {
    with_scene(|scene| {
        let [new, doing, review, done] = scene.columns();
        let order = json!([
            { "id": done, "order": 0 }, { "id": new, "order": 1 }, { "id": NOBODYS, "order": 2 },
            { "id": review, "order": 3 }, { "id": doing, "order": 4 }
        ]);
        assert_eq!(
            answered(&reorder(&scene.kim, &order), 200),
            json!({ "status": "columns reordered" })
        );
        assert_eq!(names(scene), ["Done", "New", "Review", "In Progress"]);
        assert_eq!(
            answered(&reorder(&scene.robin, &json!([])), 200),
            json!({ "status": "columns reordered" })
        );
    });
}

#[test]
fn what_is_out_of_sight_is_passed_over() {
    with_scene(|scene| {
        let [new, .., done] = scene.columns();
        let before = scene.app.contents();
        let order = json!([{ "id": new, "order": 9 }, { "id": done, "order": 0 }]);
        answered(&reorder(&scene.lee, &order), 200);
        assert!(scene.app.contents() == before);
    });
}

#[test]
fn one_malformed_entry_leaves_all_as_they_were() {
    with_scene(|scene| {
        let [new, doing, ..] = scene.columns();
        let before = scene.app.contents();
        for bad in [
            json!({ "id": doing }),
            json!({ "order": 1 }),
            json!({ "id": "x", "order": 1 }),
            json!({ "id": doing, "order": "x" }),
            json!({ "id": doing, "order": null }),
            json!({ "id": null, "order": 1 }),
            json!({ "id": doing, "order": 99_999_999_999_i64 }),
            json!(doing),
            json!(null),
            json!([]),
        ] {
            let reply = reorder(&scene.robin, &json!([{ "id": new, "order": 5 }, bad]));
            let body = answered(&reply, 400);
            assert!(body.get("order").or(body.get("id")).is_some(), "{bad}: {body}");
            assert!(scene.app.contents() == before, "{bad} changed something");
        }
        for bad in [json!(null), json!("str"), json!({}), json!(1)] {
            assert_eq!(reorder(&scene.robin, &bad).status, 400, "{bad}");
        }
        assert_eq!(
            scene.robin.post(&format!("{COLUMNS}reorder/"), &json!({})).status,
            400
        );
    });
}

#[test]
fn parallel_orders_never_mix() {
    with_scene(|scene| {
        let [a, b, c, d] = scene.columns();
        let turned = [[a, b, c, d], [d, c, b, a], [b, a, d, c], [c, d, a, b]];
        thread::scope(|scope| {
            for ids in turned {
                let entries: Vec<Value> = (0..)
                    .zip(ids)
                    .map(|(order, id): (i64, i64)| json!({ "id": id, "order": order }))
                    .collect();
                scope.spawn(move || answered(&reorder(&scene.robin, &json!(entries)), 200));
            }
        });
        let columns = scene
            .robin
            .lists(&format!("{COLUMNS}?project={}", scene.board.project));
        let ids: Vec<i64> = columns
            .iter()
            .map(|it| tessera_tests::kanban::number(&it["id"]))
            .collect();
        assert!(turned.iter().any(|order| order[..] == ids), "{ids:?}");
        let orders: Vec<Value> = columns.iter().map(|it| it["order"].clone()).collect();
        assert_eq!(orders, [0, 1, 2, 3]);
    });
}
