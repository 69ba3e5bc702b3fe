//! `PUT /tickets/{ticket_id}/assignment`.

use serde_json::{Value, json};
use tessera_domain::user::Role;
use tessera_tests::{
    TestApp, TestTenant, TestUser,
    mobile::{Mobile, TICKETS, etag, keys, path, refused, refused_for, sorted, under},
    on_each_database,
};

const NOBODYS: &str = "0196b1a2-dead-7ead-8ead-00000000dead";

#[test]
fn somebody_nobody_and_nothing_said_are_three_things() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = acme.user("robin", Role::Technician);
        let ticket = acme.admin.opens("A ticket");
        let assign = |body: Value| {
            let changed = acme
                .admin
                .put(&under(&ticket, "assignment"), &body)
                .expect(200)
                .json()["data"]
                .clone();
            assert_eq!(changed["assigned_to"], acme.admin.sees(&ticket)["assigned_to"]);
            changed
        };
        let id = robin.id.to_string();
        let assigned = assign(json!({ "assigned_to": id }));
        assert_eq!(
            keys(&assigned),
            sorted(&[crate::detail::COLUMNS, &["description_html"]])
        );
        assert_eq!(assigned["assigned_to"], id);
        assert_eq!(acme.admin.sees(&ticket)["assigned_to_name"], "robin Tester");
        assert_eq!(assign(json!({}))["assigned_to"], id, "absent, it changes nothing");
        assert_eq!(assign(json!({ "unknown": 1 }))["assigned_to"], id);
        assert_eq!(assign(json!({ "assigned_to": null }))["assigned_to"], Value::Null);
    });
}

#[test]
fn an_assignee_is_an_active_person_of_the_tenant() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let gone = acme.user("gone", Role::Technician);
        deactivate(app, &acme, &gone);
        let ticket = acme.admin.opens("A ticket");
        let before = app.contents();
        for id in [NOBODYS.to_owned(), gone.id.to_string()] {
            for (path, member) in [
                (under(&ticket, "assignment"), "assigned_to"),
                (path(&ticket), "assigned_to"),
            ] {
                let reply = acme.admin.put(&path, &json!({ member: id }));
                assert_eq!(
                    refused_for(&reply, &[member]).details[0]["code"],
                    "custom",
                    "{path}"
                );
            }
        }
        for bad in [json!(""), json!("me"), json!(7), json!([])] {
            refused_for(
                &acme
                    .admin
                    .put(&under(&ticket, "assignment"), &json!({ "assigned_to": bad })),
                &["assigned_to"],
            );
        }
        assert!(app.contents() == before);
    });
}

fn deactivate(app: &TestApp, tenant: &TestTenant<'_>, user: &TestUser) {
    let (login, off) = (
        &user.login,
        if let tessera_tests::DatabaseKind::Sqlite = app.kind {
            "0"
        } else {
            "false"
        },
    );
    let mut database = app.database.connect();
    database.execute(&format!(
        "UPDATE users SET active = {off} WHERE login = '{login}'"
    ));
    assert_eq!(
        user.get("/api/v1/tickets/stats").status,
        401,
        "{} is still in",
        tenant.slug
    );
}

#[test]
fn what_is_wrong_with_the_body_is_told_before_whether_the_ticket_exists() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let sam = acme.user("sam", Role::User);
        let unknown = format!("{TICKETS}/{NOBODYS}/assignment");
        refused_for(
            &acme.admin.put(&unknown, &json!({ "assigned_to": "" })),
            &["assigned_to"],
        );
        refused(&acme.admin.put(&unknown, &json!({ "assigned_to": null })), 404);
        // The right to assign comes first of all.
        assert_eq!(
            refused(&sam.put(&unknown, &json!({ "assigned_to": "" })), 403).code,
            "FORBIDDEN"
        );
    });
}

#[test]
fn a_new_assignee_sees_the_ticket_and_a_former_one_no_longer() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let sam = acme.user("sam", Role::User);
        let ticket = acme.admin.opens("A ticket");
        sam.get(&path(&ticket)).expect(404);
        acme.admin
            .put(
                &under(&ticket, "assignment"),
                &json!({ "assigned_to": sam.id.to_string() }),
            )
            .expect(200);
        sam.sees(&ticket);
        acme.admin
            .put(&under(&ticket, "assignment"), &json!({ "assigned_to": null }))
            .expect(200);
        sam.get(&path(&ticket)).expect(404);
    });
}

#[test]
fn an_assignment_over_an_old_version_is_refused() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        let old = etag(&acme.admin.get(&path(&ticket)));
        acme.admin.changes(&ticket, json!({}));
        let body = json!({ "assigned_to": acme.admin.id.to_string() });
        refused(
            &acme
                .admin
                .with("if-match", &old)
                .put(&under(&ticket, "assignment"), &body),
            412,
        );
        assert_eq!(acme.admin.sees(&ticket)["assigned_to"], Value::Null);
    });
}
