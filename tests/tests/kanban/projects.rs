//! Projects, each with a board of its own.

use crate::scene::with_scene;
use serde_json::{Value, json};
use tessera_tests::{
    kanban::{COLUMNS, KanbanUser, NOBODYS, PROJECTS, answered, blamed, missing, path, refused_for},
    mobile::text,
};

#[test]
fn a_new_project_has_the_four_columns() {
    with_scene(|scene| {
        let columns = scene
            .robin
            .lists(&format!("{COLUMNS}?project={}", scene.board.project));
        let told: Vec<Value> = columns
            .iter()
            .map(|column| {
                json!([
                    column["name"],
                    column["order"],
                    column["tickets_count"],
                    column["project"]
                ])
            })
            .collect();
        let project = scene.board.project;
        let known = [("New", 0), ("In Progress", 1), ("Review", 2), ("Done", 3)];
        assert_eq!(told, known.map(|(name, order)| json!([name, order, 0, project])));
        assert_eq!(
            (&columns[0]["color"], &columns[1]["color"]),
            (&json!("#0052cc"), &json!("#ff9800"))
        );
        assert!(scene.board.columns.is_sorted(), "{:?}", scene.board.columns);
    });
}

#[test]
fn everybody_lists_their_own_by_name_and_superusers_all() {
    with_scene(|scene| {
        scene
            .robin
            .post(PROJECTS, &json!({ "name": "Alpha", "key": "ALPHA" }))
            .expect(201);
        let names = |user: &KanbanUser| user.told(PROJECTS, "name");
        assert_eq!(names(&scene.robin), ["Alpha", "Project MOB"]);
        assert_eq!(names(&scene.kim), ["Project MOB"]);
        assert_eq!(names(&scene.lee), Vec::<Value>::new());
        // The tenant's own one too.
        assert_eq!(names(&scene.ada).len(), 3);
    });
}

#[test]
fn the_exact_words_of_every_refusal() {
    with_scene(|scene| {
        let post = |body: Value| scene.robin.post(PROJECTS, &body);
        let before = scene.app.contents();
        refused_for(
            &post(json!({})),
            &json!({ "name": ["This field is required."], "key": ["This field is required."] }),
        );
        refused_for(
            &post(json!({ "name": "", "key": "AB" })),
            &json!({ "name": ["This field may not be blank."] }),
        );
        refused_for(
            &post(json!({ "name": "x".repeat(256), "key": "AB" })),
            &json!({ "name": ["Ensure this field has no more than 255 characters."] }),
        );
        refused_for(
            &post(json!({ "name": "x", "key": "MOB" })),
            &json!({ "key": ["project with this key already exists."] }),
        );
        refused_for(
            &post(json!({ "name": "x", "key": "ABCDEFGHIJK" })),
            &json!({ "key": ["Ensure this field has no more than 10 characters."] }),
        );
        for bad in ["A", "A1", "A B", "Ä", ""] {
            blamed(&post(json!({ "name": "x", "key": bad })), &["key"]);
        }
        assert!(scene.app.contents() == before);
        let folded = answered(&post(json!({ "name": "x", "key": "low" })), 201);
        assert_eq!(folded["key"], "LOW");
    });
}

#[test]
fn reading_changing_and_deleting() {
    with_scene(|scene| {
        let at = path(PROJECTS, &json!(scene.board.project));
        let project = answered(&scene.kim.get(&at), 200);
        assert_eq!(project["description"], Value::Null);
        let changed = answered(
            &scene
                .robin
                .patch(&at, &json!({ "description": "Long", "name": "Renamed" })),
            200,
        );
        assert_eq!(
            (&changed["name"], &changed["description"], &changed["key"]),
            (&json!("Renamed"), &json!("Long"), &json!("MOB"))
        );
        let put = answered(
            &scene.robin.put(&at, &json!({ "name": "Put", "key": "PUT" })),
            200,
        );
        assert_eq!(
            (&put["name"], &put["key"], &put["created_by"]),
            (&json!("Put"), &json!("PUT"), &json!(scene.robin.number))
        );
        blamed(&scene.robin.put(&at, &json!({ "name": "Put" })), &["key"]);
        assert_eq!(scene.robin.delete(&at).expect(204).text(), "");
        missing(&scene.robin.get(&at));
        assert_eq!(scene.robin.lists(COLUMNS).len(), 0, "its columns went along");
    });
}

#[test]
fn a_project_out_of_sight_is_not_there() {
    with_scene(|scene| {
        for number in [scene.board.project, NOBODYS, 0, -1] {
            let at = path(PROJECTS, &json!(number));
            missing(&scene.lee.get(&at));
            missing(&scene.lee.patch(&at, &json!({ "name": "x" })));
            missing(&scene.lee.put(&at, &json!({ "name": "x", "key": "XX" })));
            missing(&scene.lee.delete(&at));
        }
    });
}

#[test]
fn keys_are_unique_in_a_tenant_and_not_beyond() {
    with_scene(|scene| {
        let globex = scene.app.tenant("globex");
        let boss = KanbanUser::also(scene.app, &globex.admin);
        let theirs = boss.starts("MOB");
        assert_eq!(
            text(
                &boss
                    .get(&path(PROJECTS, &json!(theirs.project)))
                    .expect(200)
                    .json()["key"]
            ),
            "MOB"
        );
        missing(&scene.ada.get(&path(PROJECTS, &json!(NOBODYS))));
    });
}
