//! The tenant's contacts.

use crate::scene::with_scene;
use serde_json::{Value, json};
use tessera_tests::kanban::{CONTACTS, KanbanUser, NOBODYS, answered, blamed, missing, path, refused_for};

#[test]
fn what_is_not_known_is_null() {
    with_scene(|scene| {
        let made = scene.lee.knows("Giorgi Beridze");
        for name in ["phone", "title", "department", "description"] {
            assert_eq!(made[name], Value::Null, "{name}");
        }
        for user in [&scene.robin, &scene.ada] {
            assert_eq!(answered(&user.get(&path(CONTACTS, &made)), 200), made);
        }
    });
}

#[test]
fn the_exact_words_of_every_refusal() {
    with_scene(|scene| {
        let with = |name: &str, value: Value| {
            let mut body = json!({ "name": "x", "email": "x@example.org" });
            body[name] = value;
            scene.robin.post(CONTACTS, &body)
        };
        let before = scene.app.contents();
        refused_for(
            &scene.robin.post(CONTACTS, &json!({})),
            &json!({ "name": ["This field is required."], "email": ["This field is required."] }),
        );
        for bad in [
            "nobody",
            "a@",
            "@b.example",
            "a b@c.example",
            "a@b",
            "a@b..example",
        ] {
            refused_for(
                &with("email", json!(bad)),
                &json!({ "email": ["Enter a valid email address."] }),
            );
        }
        for (name, most) in [("name", 255), ("phone", 50), ("title", 100), ("department", 100)] {
            let words = format!("Ensure this field has no more than {most} characters.");
            refused_for(
                &with(name, json!("x".repeat(most + 1))),
                &json!({ name: [words] }),
            );
        }
        for name in ["name", "email"] {
            refused_for(
                &with(name, json!("")),
                &json!({ name: ["This field may not be blank."] }),
            );
            refused_for(
                &with(name, Value::Null),
                &json!({ name: ["This field may not be null."] }),
            );
        }
        assert!(scene.app.contents() == before);
        for (name, most) in [("name", 255), ("phone", 50), ("title", 100), ("department", 100)] {
            answered(&with(name, json!("x".repeat(most))), 201);
        }
    });
}

#[test]
fn contacts_come_by_name_and_every_term_must_be_somewhere() {
    with_scene(|scene| {
        for (name, email, title, department) in [
            ("Beta", "b@one.example", "IT Manager", "Sales"),
            ("Alpha", "a@two.example", "Clerk", "IT Department"),
            ("Gamma", "c@one.example", "Clerk", "Sales 100%"),
        ] {
            let body = json!({ "name": name, "email": email, "title": title, "department": department });
            scene.robin.post(CONTACTS, &body).expect(201);
        }
        let told = |search: &str| scene.robin.told(&format!("{CONTACTS}?search={search}"), "name");
        assert_eq!(told(""), ["Alpha", "Beta", "Gamma"]);
        assert_eq!(told("clerk"), ["Alpha", "Gamma"]);
        assert_eq!(told("it"), ["Alpha", "Beta"]);
        assert_eq!(told("one.example%20clerk"), ["Gamma"]);
        assert_eq!(told("%25"), ["Gamma"]);
        assert_eq!(told("beta,sales"), ["Beta"]);
    });
}

#[test]
fn changing_and_deleting() {
    with_scene(|scene| {
        let made = scene.robin.knows("Giorgi Beridze");
        let at = path(CONTACTS, &made);
        let changed = answered(
            &scene
                .robin
                .patch(&at, &json!({ "phone": "+995 555", "title": "Boss" })),
            200,
        );
        assert_eq!(
            (&changed["phone"], &changed["name"]),
            (&json!("+995 555"), &made["name"])
        );
        assert_eq!(
            answered(&scene.robin.patch(&at, &json!({ "phone": null })), 200)["phone"],
            Value::Null
        );
        blamed(&scene.robin.put(&at, &json!({ "name": "x" })), &["email"]);
        let put = answered(
            &scene
                .robin
                .put(&at, &json!({ "name": "Put", "email": "p@example.org" })),
            200,
        );
        assert_eq!((&put["name"], &put["title"]), (&json!("Put"), &json!("Boss")));
        assert_eq!(scene.robin.delete(&at).expect(204).text(), "");
        missing(&scene.robin.get(&at));
        missing(&scene.robin.delete(&at));
    });
}

#[test]
fn another_tenants_contacts_are_not_there() {
    with_scene(|scene| {
        let globex = scene.app.tenant("globex");
        let boss = KanbanUser::also(scene.app, &globex.admin);
        let theirs = boss.knows("Theirs");
        assert_eq!(scene.ada.lists(CONTACTS).len(), 0);
        for at in [path(CONTACTS, &theirs), path(CONTACTS, &json!(NOBODYS))] {
            missing(&scene.ada.get(&at));
            missing(&scene.ada.patch(&at, &json!({ "name": "x" })));
            missing(&scene.ada.delete(&at));
        }
    });
}
