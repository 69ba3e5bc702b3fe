//! The tags of a project, which its superadmins keep.

use crate::scene::with_scene;
use serde_json::{Value, json};
use tessera_tests::{
    kanban::{NOBODYS, TAGS, TICKETS, answered, blamed, forbidden, missing, path, refused_for},
    mobile::Mobile,
};

#[test]
fn a_tag_needs_a_name_and_a_project() {
    with_scene(|scene| {
        let project = scene.board.project;
        let made = scene.robin.tags("Nokia", project);
        let known = json!({
            "name": "Nokia", "description": null, "color": "#0052cc", "project": project, "project_name": "Project MOB",
            "tickets_count": 0, "contacts_count": 0
        });
        for (name, value) in known.as_object().expect("an object") {
            assert_eq!(&made[name], value, "{name}");
        }
        let detail = answered(&scene.kim.get(&path(TAGS, &made)), 200);
        for name in tessera_tests::mobile::keys(&made) {
            assert_eq!(detail[&name], made[&name], "{name}");
        }
    });
}

#[test]
fn only_superadmins_of_the_project_and_superusers_keep_its_tags() {
    with_scene(|scene| {
        let project = scene.board.project;
        let body = |name: &str| json!({ "name": name, "project": project });
        let made = answered(&scene.robin.post(TAGS, &body("By its superadmin")), 201);
        answered(&scene.ada.post(TAGS, &body("By a superuser")), 201);
        let before = scene.app.contents();
        let at = path(TAGS, &made);
        forbidden(&scene.kim.post(TAGS, &body("By a member")));
        forbidden(&scene.kim.patch(&at, &json!({ "name": "x" })));
        forbidden(&scene.kim.put(&at, &body("x")));
        forbidden(&scene.kim.delete(&at));
        for at in [&at, &path(TAGS, &json!(NOBODYS))] {
            missing(&scene.lee.get(at));
            missing(&scene.lee.patch(at, &json!({ "name": "x" })));
            missing(&scene.lee.delete(at));
        }
        for unknown in [project, NOBODYS] {
            let words = format!("Invalid pk \"{unknown}\" - object does not exist.");
            let reply = scene.lee.post(TAGS, &json!({ "name": "x", "project": unknown }));
            refused_for(&reply, &json!({ "project": [words] }));
        }
        assert!(scene.app.contents() == before);
        // The superadmin of one project is nobody in another.
        scene.kim.starts("OTHER");
        forbidden(&scene.kim.post(TAGS, &body("Still a member only")));
    });
}

#[test]
fn the_exact_words_of_every_refusal() {
    with_scene(|scene| {
        let project = scene.board.project;
        let post = |body: Value| scene.robin.post(TAGS, &body);
        scene.robin.tags("Taken", project);
        let before = scene.app.contents();
        refused_for(
            &post(json!({})),
            &json!({ "name": ["This field is required."], "project": ["This field is required."] }),
        );
        refused_for(
            &post(json!({ "name": "x".repeat(101), "project": project })),
            &json!({ "name": ["Ensure this field has no more than 100 characters."] }),
        );
        refused_for(
            &post(json!({ "name": "Taken", "project": project })),
            &json!({ "non_field_errors": ["The fields name, project must make a unique set."] }),
        );
        refused_for(
            &post(json!({ "name": "x", "project": "one" })),
            &json!({ "project": ["Incorrect type. Expected pk value, received str."] }),
        );
        blamed(
            &post(json!({ "name": "x", "project": project, "color": "red" })),
            &["color"],
        );
        assert!(scene.app.contents() == before);
        // Case makes another one.
        scene.robin.tags("taken", project);
    });
}

#[test]
fn tags_come_by_name_and_can_be_asked_for() {
    with_scene(|scene| {
        let other = scene.robin.starts("OTHER");
        let more = json!({ "name": "beta", "project": scene.board.project, "description": "Second 100%" });
        scene.robin.post(TAGS, &more).expect(201);
        scene.robin.tags("alpha", scene.board.project);
        scene.robin.tags("gamma", other.project);
        let told = |query: &str| scene.robin.told(&format!("{TAGS}?{query}"), "name");
        assert_eq!(told(""), ["alpha", "beta", "gamma"]);
        assert_eq!(told(&format!("project={}", other.project)), ["gamma"]);
        assert_eq!(told("search=ALPHA"), ["alpha"]);
        assert_eq!(told("search=second"), ["beta"]);
        assert_eq!(told("search=100%25"), ["beta"]);
        assert_eq!(told("search=a%20t"), ["beta"]);
        assert_eq!(scene.kim.told(TAGS, "name"), ["alpha", "beta"]);
        assert_eq!(scene.lee.lists(TAGS).len(), 0);
        assert_eq!(scene.robin.get(&format!("{TAGS}?project={NOBODYS}")).status, 400);
    });
}

#[test]
fn a_renamed_tag_is_renamed_on_every_ticket_and_a_deleted_one_is_gone_from_them() {
    with_scene(|scene| {
        let tag = scene.robin.tags("Old", scene.board.project);
        let card = scene
            .robin
            .opens_with("A card", scene.columns()[0], json!({ "tag_ids": [tag["id"]] }));
        let at = path(TAGS, &tag);
        let renamed = answered(
            &scene
                .robin
                .patch(&at, &json!({ "name": "New", "color": "#123456" })),
            200,
        );
        assert_eq!(
            (&renamed["name"], &renamed["tickets_count"]),
            (&json!("New"), &json!(1))
        );
        assert_eq!(scene.robin.sees(&card)["tag_names"], json!(["New"]));
        assert_eq!(scene.acme.admin.lists("tags=New")["pagination"]["total"], 1);
        assert_eq!(scene.robin.delete(&at).expect(204).text(), "");
        missing(&scene.robin.get(&at));
        assert_eq!(scene.robin.sees(&card)["tag_names"], json!([]));
        assert_eq!(scene.robin.lists(TICKETS).len(), 1);
    });
}
