//! Signing in by user name, or by e-mail address, and password.

use crate::scene::with_scene;
use serde_json::{Value, json};
use tessera_application::{hand::Hand, users};
use tessera_domain::user::Role;
use tessera_tests::{
    Client, Reply, TestApp, TestTenant,
    enterprise::{
        EnterpriseUser, LOGIN, ME, PASSWORD, blamed, blamed_for, data, on_each_database_unlimited, saying,
        unauthenticated,
    },
    kanban::bearer,
    mobile::keys,
};

fn door(app: &TestApp, tenant: &TestTenant<'_>) -> Client {
    app.anonymous().with("x-tenant-id", &tenant.id.to_string())
}

#[track_caller]
fn signs_in(app: &TestApp, tenant: &TestTenant<'_>, name: &str, password: &str) -> Reply {
    let body = json!({ "username": name, "password": password });
    door(app, tenant).post(LOGIN, &body)
}

#[test]
fn whoever_knows_the_password_gets_two_tokens_and_is_told_who_they_are() {
    with_scene(|scene| {
        let reply = signs_in(scene.app, &scene.acme, "robin", PASSWORD);
        let granted = saying(&reply, 200, "Login successful");
        assert_eq!(
            keys(&granted),
            [
                "access_token",
                "expires_in",
                "refresh_token",
                "token_type",
                "user"
            ]
        );
        assert_eq!(
            (&granted["token_type"], &granted["expires_in"]),
            (&json!("bearer"), &json!(3600))
        );
        let user = json!({
            "id": scene.robin.number, "username": "robin", "email": "robin@example.org",
            "first_name": "robin", "last_name": "Tester", "role": "user",
            "permissions": ["view_tickets", "create_tickets", "comment_tickets"]
        });
        assert_eq!(granted["user"], user);
        let robin = EnterpriseUser::granted(&scene.app.anonymous(), &granted);
        assert_eq!(data(&robin.get(ME), 200), user);
    });
}

#[test]
fn every_role_is_told_in_one_of_the_four_words() {
    on_each_database_unlimited(|app| {
        let acme = app.tenant("acme");
        let table = [
            (Role::User, "user"),
            (Role::Technician, "manager"),
            (Role::Manager, "manager"),
            (Role::Admin, "admin"),
            (Role::SuperAdmin, "super_admin"),
        ];
        for (role, word) in table {
            let person = EnterpriseUser::of(app, &acme, &format!("by-{}", role.key()), role);
            let me = data(&person.get(ME), 200);
            assert_eq!(me["role"], word);
            let permissions = me["permissions"].as_array().expect("a list");
            for own in ["view_tickets", "create_tickets", "comment_tickets"] {
                assert!(permissions.contains(&json!(own)), "{me}");
            }
            assert_eq!(
                permissions.contains(&json!("delete_tickets")),
                matches!(role, Role::Admin | Role::SuperAdmin),
                "{me}"
            );
        }
    });
}

#[test]
fn the_name_is_a_login_or_an_address_without_regard_to_case_and_the_password_is_exact() {
    on_each_database_unlimited(|app| {
        let acme = app.tenant("acme");
        acme.user_with_password("robin", Role::User, PASSWORD);
        for name in [
            "robin",
            "ROBIN",
            "robin@example.org",
            "Robin@Example.ORG",
            " robin ",
        ] {
            data(&signs_in(app, &acme, name, PASSWORD), 200);
        }
        for (name, password) in [
            ("robin", PASSWORD.to_uppercase()),
            ("robin", format!("{PASSWORD} ")),
            ("nobody", PASSWORD.to_owned()),
            ("nobody@example.org", PASSWORD.to_owned()),
        ] {
            unauthenticated(&signs_in(app, &acme, name, &password));
        }
    });
}

#[test]
fn an_address_that_two_people_have_opens_neither_account() {
    on_each_database_unlimited(|app| {
        let acme = app.tenant("acme");
        for login in ["robin", "kim"] {
            acme.user_with_password(login, Role::User, PASSWORD);
        }
        let shared = "UPDATE users SET email = 'shared@example.org' WHERE login IN ('robin', 'kim')";
        app.database.connect().execute(shared);
        unauthenticated(&signs_in(app, &acme, "shared@example.org", PASSWORD));
        data(&signs_in(app, &acme, "kim", PASSWORD), 200);
    });
}

#[test]
fn what_is_missing_is_named_and_a_password_is_never_quoted() {
    on_each_database_unlimited(|app| {
        let acme = app.tenant("acme");
        let send = |body: Value| door(app, &acme).post(LOGIN, &body);
        blamed(&send(json!({})), &["username", "password"]);
        blamed_for(
            &send(json!({ "username": "robin" })),
            "password",
            "Required",
            &Value::Null,
        );
        blamed_for(
            &send(json!({ "password": "canary-7f3a" })),
            "username",
            "Required",
            &Value::Null,
        );
        for body in [
            json!({ "username": null, "password": null }),
            json!({ "username": "", "password": "" }),
            json!({ "username": " \t", "password": ["canary-7f3a"] }),
            json!({ "username": ["robin"], "password": { "canary-7f3a": 1 } }),
        ] {
            let reply = send(body);
            blamed(&reply, &["username", "password"]);
            assert!(!reply.text().contains("canary"), "{}", reply.text());
        }
        let wrong = send(json!({ "username": "robin", "password": "canary-7f3a" }));
        unauthenticated(&wrong);
        assert!(!wrong.text().contains("canary"), "{}", wrong.text());
    });
}

#[test]
fn remember_me_is_taken_and_anything_unknown_is_passed_over() {
    on_each_database_unlimited(|app| {
        let acme = app.tenant("acme");
        acme.user_with_password("robin", Role::User, PASSWORD);
        for remember in [json!(true), json!(false), json!(null)] {
            let body = json!({ "username": "robin", "password": PASSWORD, "remember_me": remember, "role": "admin" });
            let granted = data(&door(app, &acme).post(LOGIN, &body), 200);
            assert_eq!(
                (&granted["expires_in"], &granted["user"]["role"]),
                (&json!(3600), &json!("user"))
            );
        }
        let body = json!({ "username": "robin", "password": PASSWORD, "remember_me": "yes" });
        blamed(&door(app, &acme).post(LOGIN, &body), &["remember_me"]);
    });
}

#[test]
fn wrong_unknown_disabled_and_passwordless_accounts_are_told_alike() {
    on_each_database_unlimited(|app| {
        let acme = app.tenant("acme");
        let gone = acme.user_with_password("gone", Role::User, PASSWORD);
        users::set_active(&app.app, &Hand::Operator(acme.id), gone.id, false).expect("the account is there");
        acme.user("keyed", Role::User);
        let told = |name: &str| {
            let reply = signs_in(app, &acme, name, PASSWORD);
            unauthenticated(&reply);
            reply.json()["error"].clone()
        };
        let unknown = told("nobody");
        for name in ["gone", "keyed", "gone@example.org"] {
            assert_eq!(told(name), unknown, "{name}");
        }
    });
}

#[test]
fn a_login_opens_its_own_tenant_only() {
    on_each_database_unlimited(|app| {
        let (acme, globex) = (app.tenant("acme"), app.tenant("globex"));
        acme.user_with_password("robin", Role::User, PASSWORD);
        unauthenticated(&signs_in(app, &globex, "robin", PASSWORD));
        let body = json!({ "username": "robin", "password": PASSWORD });
        unauthenticated(&app.anonymous().post(LOGIN, &body));
        let granted = data(&signs_in(app, &acme, "robin", PASSWORD), 200);
        let robin = EnterpriseUser::granted(&app.anonymous(), &granted);
        data(&robin.with("x-tenant-id", &acme.id.to_string()).get(ME), 200);
        // To another tenant the token is as good as any text.
        let foreign = robin.with("x-tenant-id", &globex.id.to_string()).get(ME);
        let unknown = bearer(&app.anonymous(), "e30.e30.e30").get(ME);
        unauthenticated(&foreign);
        assert_eq!(foreign.json()["error"], unknown.json()["error"]);
    });
}

#[test]
fn whoever_needs_no_tenant_named_signs_in_at_home() {
    on_each_database_unlimited(|app| {
        let home = app.home();
        home.user_with_password("robin", Role::User, PASSWORD);
        let robin = EnterpriseUser::enter(&app.anonymous(), None, ("robin", PASSWORD));
        assert_eq!(data(&robin.get(ME), 200)["username"], "robin");
    });
}
