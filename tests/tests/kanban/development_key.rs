//! The vendor's key for trying things: in development mode and where it is set, and nowhere else.

use serde_json::json;
use tessera_domain::user::Role;
use tessera_tests::{
    DatabaseKind, Setup, TestApp,
    kanban::{DEVELOPMENT_KEY, KanbanUser, LOGIN, ME, TICKETS, answered, development, refused},
    on_each_database, on_each_database_with,
};

const NAME: &str = "X-Super-Secret-Key";

#[test]
fn the_key_stands_for_the_first_superuser_and_writes_as_they_do() {
    on_each_database_with(&development(), |app| {
        let keyed = app.anonymous().with(NAME, DEVELOPMENT_KEY);
        assert_eq!(answered(&keyed.get(ME), 200)["id"], 1);
        let made = answered(
            &keyed.post(TICKETS, &json!({ "name": "By key", "column": 1 })),
            201,
        );
        let path = tessera_tests::kanban::path(TICKETS, &made);
        keyed
            .send("PATCH", &path, &json!({ "name": "By key again" }))
            .expect(200);
        let repeated = keyed.with("idempotency-key", "once");
        let [first, second] =
            [(); 2].map(|()| repeated.post(TICKETS, &json!({ "name": "Once", "column": 1 })));
        assert_eq!((first.status, first.text()), (201, second.text()));
    });
}

#[test]
fn the_key_is_looked_at_before_any_token() {
    on_each_database_with(&development(), |app| {
        let body = json!({ "username": "admin", "password": "admin" });
        let admin = KanbanUser::granted(
            &app.anonymous(),
            &app.anonymous().post(LOGIN, &body).expect(200).json(),
        );
        for wrong in [
            "wrong",
            "",
            "dev-super-secret-key-1234",
            "DEV-SUPER-SECRET-KEY-12345",
        ] {
            for client in [&*admin, &app.anonymous()] {
                refused(&client.with(NAME, wrong).get(ME), 401, "Invalid super secret key");
            }
        }
        let garbled = app
            .anonymous()
            .with(NAME, DEVELOPMENT_KEY)
            .with("authorization", "Bearer garbled");
        garbled.get(ME).expect(200);
    });
}

#[test]
fn where_no_key_is_set_every_key_is_a_wrong_one() {
    let check = |app: &TestApp, robin: &KanbanUser| {
        for key in [DEVELOPMENT_KEY, "wrong", ""] {
            for client in [&app.anonymous(), &**robin] {
                refused(&client.with(NAME, key).get(ME), 401, "Invalid super secret key");
            }
        }
        robin.get(ME).expect(200);
    };
    on_each_database(|app| {
        let acme = app.tenant("acme");
        check(app, &KanbanUser::of(app, &acme, "robin", Role::User));
    });
    let unset = Setup {
        development: true,
        ..Setup::default()
    };
    let app = TestApp::with(DatabaseKind::Sqlite, unset);
    let acme = app.tenant("acme");
    check(&app, &KanbanUser::of(&app, &acme, "robin", Role::User));
}

#[test]
fn the_key_opens_no_other_door() {
    on_each_database_with(&development(), |app| {
        let keyed = app.anonymous().with(NAME, DEVELOPMENT_KEY);
        for path in [
            "/api/v1/tickets",
            "/functions/v1/integration-tickets",
            "/console/",
        ] {
            assert_ne!(keyed.get(path).status, 200, "{path}");
        }
    });
}
