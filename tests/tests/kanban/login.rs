//! Signing in by user name and password.

use crate::scene::with_scene;
use serde_json::{Value, json};
use tessera_application::{hand::Hand, users};
use tessera_domain::user::Role;
use tessera_tests::{
    Reply, TestApp, TestTenant,
    kanban::{KanbanUser, LOGIN, ME, PASSWORD, answered},
    mobile::keys,
    on_each_database,
};

#[track_caller]
fn signs_in(app: &TestApp, tenant: &TestTenant<'_>, body: &Value) -> Reply {
    app.anonymous()
        .with("x-tenant-id", &tenant.id.to_string())
        .post(LOGIN, body)
}

fn invalid() -> Value {
    json!({ "non_field_errors": ["Invalid credentials"], "error": "Invalid credentials" })
}

#[test]
fn whoever_knows_the_password_gets_two_tokens_and_their_project() {
    with_scene(|scene| {
        let body = json!({ "username": "robin", "password": PASSWORD });
        let answer = answered(&signs_in(scene.app, &scene.acme, &body), 200);
        let user = json!({
            "id": scene.robin.number, "username": "robin", "email": "robin@example.org",
            "first_name": "robin", "last_name": "Tester"
        });
        assert_eq!(answer["user"], user);
        assert_eq!(
            answer["project"],
            json!({ "id": scene.board.project, "name": "Project MOB", "key": "MOB" })
        );
        assert_eq!(keys(&answer["tokens"]), ["access", "refresh"]);
        let body = json!({ "username": "lee", "password": PASSWORD });
        assert_eq!(
            answered(&signs_in(scene.app, &scene.acme, &body), 200)["project"],
            Value::Null
        );
    });
}

#[test]
fn the_login_is_found_without_regard_to_case_and_the_password_is_not() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        acme.user_with_password("robin", Role::User, PASSWORD);
        let login = |username: &str, password: &str| {
            signs_in(app, &acme, &json!({ "username": username, "password": password }))
        };
        answered(&login("ROBIN", PASSWORD), 200);
        for (username, password) in [
            ("robin", PASSWORD.to_uppercase()),
            ("robin", format!("{PASSWORD} ")),
            ("robin", "wrong".to_owned()),
            ("nobody", PASSWORD.to_owned()),
        ] {
            assert_eq!(
                answered(&login(username, &password), 400),
                invalid(),
                "{username} {password}"
            );
        }
    });
}

#[test]
fn what_is_missing_is_named_beside_a_sentence() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let table = [
            (
                json!({}),
                json!({ "username": ["This field is required."], "password": ["This field is required."] }),
            ),
            (
                json!({ "username": "robin" }),
                json!({ "password": ["This field is required."] }),
            ),
            (
                json!({ "password": "x" }),
                json!({ "username": ["This field is required."] }),
            ),
            (
                json!({ "username": "", "password": "" }),
                json!({ "username": ["This field may not be blank."], "password": ["This field may not be blank."] }),
            ),
            (
                json!({ "username": null, "password": null }),
                json!({ "username": ["This field may not be null."], "password": ["This field may not be null."] }),
            ),
        ];
        for (body, fields) in table {
            let mut answer = answered(&signs_in(app, &acme, &body), 400);
            let error = answer.as_object_mut().and_then(|members| members.remove("error"));
            assert!(error.is_some_and(|it| it.is_string()), "{body}");
            assert_eq!(answer, fields, "{body}");
        }
    });
}

#[test]
fn a_disabled_account_and_one_without_a_password_are_answered_like_none() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let gone = acme.user_with_password("gone", Role::User, PASSWORD);
        users::set_active(&app.app, &Hand::Operator(acme.id), gone.id, false).expect("the account is there");
        acme.user("keyed", Role::User);
        for username in ["gone", "keyed"] {
            let body = json!({ "username": username, "password": PASSWORD });
            assert_eq!(
                answered(&signs_in(app, &acme, &body), 400),
                invalid(),
                "{username}"
            );
        }
    });
}

#[test]
fn a_login_opens_its_own_tenant_only() {
    on_each_database(|app| {
        let (acme, globex) = (app.tenant("acme"), app.tenant("globex"));
        acme.user_with_password("robin", Role::User, PASSWORD);
        let body = json!({ "username": "robin", "password": PASSWORD });
        assert_eq!(answered(&signs_in(app, &globex, &body), 400), invalid());
        assert_eq!(
            answered(&app.anonymous().post(LOGIN, &body), 400),
            invalid(),
            "the default tenant's"
        );
        let robin = KanbanUser::granted(&app.anonymous(), &answered(&signs_in(app, &acme, &body), 200));
        robin.get(ME).expect(200);
        robin
            .with("x-tenant-id", &acme.id.to_string())
            .get(ME)
            .expect(200);
        // To another tenant the token is as good as any text.
        let foreign = robin.with("x-tenant-id", &globex.id.to_string()).get(ME);
        let unknown = tessera_tests::kanban::bearer(&app.anonymous(), "e30.e30.e30").get(ME);
        assert_eq!(answered(&foreign, 401), answered(&unknown, 401));
    });
}
