//! Departments, which tickets and people belong to.

use crate::scene::with_scene;
use serde_json::{Value, json};
use tessera_application::{hand::Hand, users::set_active};
use tessera_domain::user::Role;
use tessera_tests::{
    enterprise::{
        DEPARTMENTS, EnterpriseUser, NOBODYS, against_rule, at, blamed, blamed_for, data, missing, page,
        refused, saying,
    },
    mobile::items,
};

#[test]
fn everybody_reads_them_and_knows_who_runs_them() {
    with_scene(|scene| {
        let own = at(DEPARTMENTS, &json!(scene.it));
        let changed = data(
            &scene.ada.patch(&own, &json!({ "manager_id": scene.mia.number })),
            200,
        );
        let known = json!({
            "id": scene.it,
            "name": "IT Department",
            "manager_id": scene.mia.number,
            "manager": { "id": scene.mia.number, "username": "mia", "first_name": "mia", "last_name": "Tester" },
            "users_count": 3
        });
        assert_eq!(changed, known);
        for user in [&scene.robin, &scene.lee, &scene.mia, &scene.ada] {
            let reply = user.get(&own);
            assert_eq!(data(&reply, 200), known);
            assert_eq!(reply.header("etag"), Some("\"2\""));
            let all = page(&user.get(DEPARTMENTS));
            assert_eq!(items(&all["items"])[0], known);
            let sales = json!({
                "id": scene.sales, "name": "Sales", "manager_id": null, "manager": null, "users_count": 1
            });
            assert_eq!(items(&all["items"])[1], sales);
            assert_eq!(all["total"], 2);
        }
    });
}

#[test]
fn they_come_by_number_page_by_page() {
    with_scene(|scene| {
        for name in ["Zebras", "Apes", "Moles"] {
            scene.ada.founds(name);
        }
        assert_eq!(scene.robin.told(DEPARTMENTS, "id"), [1, 2, 3, 4, 5]);
        assert_eq!(
            scene.robin.told(&format!("{DEPARTMENTS}?page=2&size=2"), "name"),
            ["Zebras", "Apes"]
        );
        assert_eq!(
            scene.robin.lists(&format!("{DEPARTMENTS}?page=4&size=2")).len(),
            0
        );
    });
}

#[test]
fn making_one_takes_a_name_that_no_other_has() {
    with_scene(|scene| {
        let body = json!({ "name": "  Support ", "manager_id": scene.mia.number });
        let reply = scene.ada.post(DEPARTMENTS, &body);
        let made = saying(&reply, 201, "Department created successfully");
        assert_eq!(
            (
                &made["id"],
                &made["name"],
                &made["manager_id"],
                &made["users_count"]
            ),
            (&json!(3), &json!("Support"), &json!(scene.mia.number), &json!(0))
        );
        assert_eq!(reply.header("location"), Some("/departments/3"));
        let before = scene.app.contents();
        for name in ["Support", "SUPPORT", " support"] {
            let taken = scene.ada.post(DEPARTMENTS, &json!({ "name": name }));
            assert_eq!(refused(&taken, 409, "DUPLICATE_RESOURCE"), json!({}));
            let own = at(DEPARTMENTS, &json!(scene.it));
            refused(
                &scene.ada.patch(&own, &json!({ "name": name })),
                409,
                "DUPLICATE_RESOURCE",
            );
        }
        assert!(scene.app.contents() == before);
        // Its own name in another case is its own to change.
        let own = at(DEPARTMENTS, &made);
        let renamed = data(&scene.ada.patch(&own, &json!({ "name": "SUPPORT" })), 200);
        assert_eq!(renamed["name"], "SUPPORT");
    });
}

#[test]
fn the_exact_words_of_every_refusal() {
    with_scene(|scene| {
        let before = scene.app.contents();
        let post = |body: Value| scene.ada.post(DEPARTMENTS, &body);
        blamed_for(&post(json!({})), "name", "Required", &Value::Null);
        for blank in ["", " \t"] {
            blamed_for(
                &post(json!({ "name": blank })),
                "name",
                "Must not be blank",
                &json!(blank),
            );
        }
        blamed(&post(json!({ "name": "x".repeat(256) })), &["name"]);
        blamed(&post(json!({ "name": 7 })), &["name"]);
        blamed(&post(json!({ "name": "x", "manager_id": "1" })), &["manager_id"]);
        blamed_for(
            &post(json!({ "name": "x", "manager_id": NOBODYS })),
            "manager_id",
            "Unknown active user 999999",
            &json!(NOBODYS),
        );
        let own = at(DEPARTMENTS, &json!(scene.it));
        for (bad, field) in [
            (json!({ "name": null }), "name"),
            (json!({ "name": "" }), "name"),
            (json!({ "manager_id": NOBODYS }), "manager_id"),
        ] {
            blamed(&scene.ada.patch(&own, &bad), &[field]);
        }
        assert!(scene.app.contents() == before);
    });
}

#[test]
fn whoever_runs_one_is_active_when_they_are_named() {
    with_scene(|scene| {
        let gone = scene.acme.user("gone", Role::Manager);
        let number = EnterpriseUser::also(scene.app, &gone).number;
        let own = at(DEPARTMENTS, &json!(scene.it));
        data(&scene.ada.patch(&own, &json!({ "manager_id": number })), 200);
        set_active(&scene.app.app, &Hand::Operator(scene.acme.id), gone.id, false).expect("they are there");
        let named = json!({ "name": "New", "manager_id": number });
        blamed(&scene.ada.post(DEPARTMENTS, &named), &["manager_id"]);
        // Who runs it stays told until somebody else does.
        assert_eq!(data(&scene.robin.get(&own), 200)["manager"]["username"], "gone");
        let cleared = data(&scene.ada.patch(&own, &json!({ "manager_id": null })), 200);
        assert_eq!(
            (&cleared["manager_id"], &cleared["manager"]),
            (&Value::Null, &Value::Null)
        );
    });
}

#[test]
fn a_department_that_something_belongs_to_stays() {
    with_scene(|scene| {
        let own = at(DEPARTMENTS, &json!(scene.sales));
        let before = scene.app.contents();
        against_rule(&scene.ada.delete(&own));
        assert!(scene.app.contents() == before, "lee belongs to it");
        let empty = scene.ada.founds("Short-lived");
        let own = at(DEPARTMENTS, &json!(empty));
        let ticket = scene
            .robin
            .opens_with("In the way", json!({ "department_id": empty }));
        against_rule(&scene.ada.delete(&own));
        scene.ada.changes(&ticket, &json!({ "department_id": null }));
        let gone = saying(&scene.ada.delete(&own), 200, "Department deleted successfully");
        assert!(gone.is_null());
        missing(&scene.ada.get(&own));
        missing(&scene.ada.delete(&own));
        // Its number is not given again.
        assert_eq!(scene.ada.founds("The next"), empty + 1);
    });
}

#[test]
fn what_does_not_exist_is_told_before_what_is_wrong_with_the_change() {
    with_scene(|scene| {
        let own = at(DEPARTMENTS, &json!(NOBODYS));
        missing(&scene.robin.get(&own));
        for body in [json!({}), json!({ "name": "" }), json!({ "manager_id": "x" })] {
            missing(&scene.ada.patch(&own, &body));
        }
        missing(&scene.ada.delete(&own));
    });
}

#[test]
fn another_tenants_departments_are_none() {
    with_scene(|scene| {
        let globex = scene.app.tenant("globex");
        let boss = EnterpriseUser::also(scene.app, &globex.admin);
        assert_eq!(boss.lists(DEPARTMENTS).len(), 0);
        missing(&boss.get(&at(DEPARTMENTS, &json!(scene.it))));
        // The same name is free there, and numbers begin anew.
        assert_eq!(boss.founds("IT Department"), 1);
    });
}
