//! Who is to be spoken to about a tag.

use crate::scene::with_scene;
use serde_json::json;
use tessera_tests::kanban::{CONTACTS, NOBODYS, TAGS, answered, blamed, missing, number, path};

#[test]
fn a_contact_is_added_once_and_then_given_another_role() {
    with_scene(|scene| {
        let tag = scene.robin.tags("Nikora", scene.board.project);
        let contact = scene.robin.knows("Giorgi Beridze");
        let at = format!("{}add_contact/", path(TAGS, &tag));
        // Any member may.
        let first = answered(&scene.kim.post(&at, &json!({ "contact_id": contact["id"] })), 201);
        assert_eq!((&first["role"], &first["tag"]), (&json!(""), &tag["id"]));
        assert_eq!(first["contact"]["id"], contact["id"]);
        let role = json!({ "contact_id": contact["id"], "role": "Primary Contact" });
        let again = answered(&scene.robin.post(&at, &role), 200);
        assert_eq!(
            (&again["id"], &again["role"]),
            (&first["id"], &json!("Primary Contact"))
        );
        assert_eq!(again["added_at"], first["added_at"]);
        assert_eq!(scene.robin.told(TAGS, "contacts_count"), [1]);
        let other = scene.robin.knows("Second Person");
        answered(
            &scene
                .robin
                .post(&at, &json!({ "contact_id": other["id"], "role": "x" })),
            201,
        );
        assert_eq!(scene.robin.told(TAGS, "contacts_count"), [2]);
        scene.robin.delete(&path(CONTACTS, &other)).expect(204);
        assert_eq!(scene.robin.told(TAGS, "contacts_count"), [1]);
    });
}

#[test]
fn an_unknown_contact_is_not_found_and_an_unseen_tag_neither() {
    with_scene(|scene| {
        let tag = scene.robin.tags("Nikora", scene.board.project);
        let contact = scene.robin.knows("Giorgi Beridze");
        let at = format!("{}add_contact/", path(TAGS, &tag));
        let before = scene.app.contents();
        let unknown = answered(&scene.robin.post(&at, &json!({ "contact_id": NOBODYS })), 404);
        assert_eq!(unknown["detail"], "Not found.", "{unknown}");
        for at in [at.clone(), format!("{}add_contact/", path(TAGS, &json!(NOBODYS)))] {
            missing(&scene.lee.post(&at, &json!({ "contact_id": contact["id"] })));
        }
        blamed(&scene.robin.post(&at, &json!({})), &["contact_id"]);
        blamed(
            &scene.robin.post(
                &at,
                &json!({ "contact_id": contact["id"], "role": "x".repeat(101) }),
            ),
            &["role"],
        );
        assert!(scene.app.contents() == before);
    });
}

#[test]
fn another_tenants_contact_is_unknown() {
    with_scene(|scene| {
        let globex = scene.app.tenant("globex");
        let boss = tessera_tests::kanban::KanbanUser::also(scene.app, &globex.admin);
        boss.knows("First");
        let theirs = number(&boss.knows("Second")["id"]);
        let tag = scene.robin.tags("Nikora", scene.board.project);
        let at = format!("{}add_contact/", path(TAGS, &tag));
        let told = |contact: i64| {
            let reply = scene.robin.post(&at, &json!({ "contact_id": contact }));
            (reply.status, reply.json())
        };
        assert_eq!(told(theirs), told(NOBODYS));
    });
}
