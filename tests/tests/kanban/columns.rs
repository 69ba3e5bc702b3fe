//! The columns of a board.

use crate::scene::with_scene;
use serde_json::{Value, json};
use tessera_tests::{
    kanban::{COLUMNS, NOBODYS, TICKETS, answered, blamed, missing, number, path, refused_for},
    mobile::keys,
};

#[test]
fn a_column_needs_a_name_and_nothing_else() {
    with_scene(|scene| {
        let made = answered(&scene.robin.post(COLUMNS, &json!({ "name": "Testing" })), 201);
        // The only project that robin has.
        let known = json!({ "name": "Testing", "order": 0, "color": "#0052cc", "tickets_count": 0, "project": scene.board.project });
        for (name, value) in known.as_object().expect("an object") {
            assert_eq!(&made[name], value, "{name}");
        }
        assert_eq!(answered(&scene.kim.get(&path(COLUMNS, &made)), 200), made);
    });
}

#[test]
fn the_project_is_named_by_the_body_or_by_a_header() {
    with_scene(|scene| {
        let other = scene.robin.starts("OTHER");
        let project = |client: &tessera_tests::Client, body: Value| {
            number(&answered(&client.post(COLUMNS, &body), 201)["project"])
        };
        let headed = scene.robin.with("X-Project-ID", &other.project.to_string());
        assert_eq!(project(&headed, json!({ "name": "By header" })), other.project);
        let both = json!({ "name": "By body", "project": scene.board.project });
        assert_eq!(project(&headed, both), scene.board.project);
        assert_eq!(
            project(&scene.robin, json!({ "name": "By default" })),
            scene.board.project
        );
        let unseen = scene.kim.with("X-Project-ID", &other.project.to_string());
        assert_eq!(
            project(&unseen, json!({ "name": "Not there" })),
            scene.board.project
        );
        for unknown in [other.project, NOBODYS] {
            let words = format!("Invalid pk \"{unknown}\" - object does not exist.");
            let reply = scene
                .kim
                .post(COLUMNS, &json!({ "name": "x", "project": unknown }));
            refused_for(&reply, &json!({ "project": [words] }));
        }
        // Whoever has no project has nowhere to put it.
        blamed(&scene.lee.post(COLUMNS, &json!({ "name": "x" })), &["project"]);
    });
}

#[test]
fn the_exact_words_of_every_refusal() {
    with_scene(|scene| {
        let project = scene.board.project;
        let post = |body: Value| scene.robin.post(COLUMNS, &body);
        let before = scene.app.contents();
        refused_for(&post(json!({})), &json!({ "name": ["This field is required."] }));
        refused_for(
            &post(json!({ "name": " " })),
            &json!({ "name": ["This field may not be blank."] }),
        );
        refused_for(
            &post(json!({ "name": "x".repeat(101) })),
            &json!({ "name": ["Ensure this field has no more than 100 characters."] }),
        );
        refused_for(
            &post(json!({ "name": "New", "project": project })),
            &json!({ "non_field_errors": ["The fields name, project must make a unique set."] }),
        );
        for order in [json!("first"), json!(1.5), json!([])] {
            refused_for(
                &post(json!({ "name": "x", "order": order })),
                &json!({ "order": ["A valid integer is required."] }),
            );
        }
        for color in ["red", "#12345", "#1234567", "#gggggg", "0052cc", ""] {
            blamed(&post(json!({ "name": "x", "color": color })), &["color"]);
        }
        assert!(scene.app.contents() == before);
        // The same name in another project is another column.
        scene.robin.starts("OTHER");
        answered(&post(json!({ "name": "new", "project": project })), 201);
    });
}

#[test]
fn columns_come_project_by_project_in_their_order() {
    with_scene(|scene| {
        let other = scene.robin.starts("OTHER");
        scene
            .robin
            .post(
                COLUMNS,
                &json!({ "name": "Last", "order": 9, "project": scene.board.project }),
            )
            .expect(201);
        let all = scene.robin.lists(COLUMNS);
        let names = |project: i64| -> Vec<Value> {
            all.iter()
                .filter(|it| it["project"] == project)
                .map(|it| it["name"].clone())
                .collect()
        };
        assert_eq!(
            names(scene.board.project),
            ["New", "In Progress", "Review", "Done", "Last"]
        );
        assert_eq!(names(other.project), ["New", "In Progress", "Review", "Done"]);
        let projects: Vec<i64> = all.iter().map(|it| number(&it["project"])).collect();
        assert!(projects.is_sorted(), "{projects:?}");
        assert_eq!(scene.kim.told(COLUMNS, "name").len(), 5);
        assert_eq!(
            scene.kim.told(&format!("{COLUMNS}?ordering=-order"), "name")[0],
            "Last"
        );
        assert_eq!(
            scene.kim.told(&format!("{COLUMNS}?ordering=-created_at"), "name")[0],
            "Last"
        );
        assert_eq!(
            scene
                .robin
                .lists(&format!("{COLUMNS}?project={}", other.project))
                .len(),
            4
        );
        assert_eq!(
            scene
                .kim
                .get(&format!("{COLUMNS}?project={}", other.project))
                .status,
            400
        );
    });
}

#[test]
fn the_count_is_of_the_tickets_that_lie_in_it() {
    with_scene(|scene| {
        let [new, doing, ..] = scene.columns();
        let cards = ["a", "b", "c"].map(|name| scene.robin.opens(name, new));
        let counts = || {
            let told = scene.robin.told(
                &format!("{COLUMNS}?project={}", scene.board.project),
                "tickets_count",
            );
            told.iter().map(number).collect::<Vec<_>>()
        };
        assert_eq!(counts(), [3, 0, 0, 0]);
        scene.robin.changes(&cards[0], &json!({ "column": doing }));
        assert_eq!(counts(), [2, 1, 0, 0]);
        scene.robin.changes(&cards[1], &json!({ "status": "done" }));
        assert_eq!(counts(), [1, 1, 0, 1]);
        scene.robin.delete(&path(TICKETS, &cards[2])).expect(204);
        assert_eq!(counts(), [0, 1, 0, 1]);
    });
}

#[test]
fn changing_and_deleting() {
    with_scene(|scene| {
        let [new, ..] = scene.columns();
        let at = path(COLUMNS, &json!(new));
        let changed = answered(
            &scene
                .robin
                .patch(&at, &json!({ "name": "To Do", "color": "#ABCDEF" })),
            200,
        );
        assert_eq!(
            (&changed["name"], &changed["order"]),
            (&json!("To Do"), &json!(0))
        );
        blamed(&scene.robin.put(&at, &json!({ "order": 1 })), &["name"]);
        let put = answered(
            &scene.robin.put(&at, &json!({ "name": "Backlog", "order": 7 })),
            200,
        );
        assert_eq!(
            (&put["name"], &put["order"], &put["project"]),
            (&json!("Backlog"), &json!(7), &json!(scene.board.project))
        );
        assert_eq!(keys(&put), keys(&changed));
        let taken = scene.robin.patch(&at, &json!({ "name": "Done" }));
        blamed(&taken, &["non_field_errors"]);
        // What still holds tickets stays.
        let card = scene.robin.opens("In the way", new);
        let before = scene.app.contents();
        assert_eq!(scene.robin.delete(&at).status, 400);
        assert!(scene.app.contents() == before);
        scene.robin.delete(&path(TICKETS, &card)).expect(204);
        assert_eq!(scene.robin.delete(&at).expect(204).text(), "");
        missing(&scene.robin.get(&at));
        assert_eq!(scene.robin.lists(COLUMNS).len(), 3);
    });
}

#[test]
fn a_column_out_of_sight_is_not_there() {
    with_scene(|scene| {
        for column in [scene.columns()[0], NOBODYS, 0] {
            let at = path(COLUMNS, &json!(column));
            missing(&scene.lee.get(&at));
            missing(&scene.lee.patch(&at, &json!({ "name": "x" })));
            missing(&scene.lee.delete(&at));
        }
    });
}
