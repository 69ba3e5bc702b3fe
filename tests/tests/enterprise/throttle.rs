//! A-AUTH-8: nobody gets in by guessing at this door either, and all doors of an account share one lock.

use serde_json::json;
use tessera_domain::user::Role;
use tessera_tests::{
    Reply, TestApp, TestTenant,
    enterprise::{
        EnterpriseUser, LOGIN, ME, PASSWORD, data, on_each_database_unlimited, refused, unauthenticated,
        unlimited,
    },
    kanban,
};

#[track_caller]
fn attempt(app: &TestApp, tenant: &TestTenant<'_>, login: &str, password: &str) -> Reply {
    let body = json!({ "username": login, "password": password });
    app.anonymous()
        .with("x-tenant-id", &tenant.id.to_string())
        .post(LOGIN, &body)
}

/// What a refusal tells, but for the request's own.
fn told(reply: &Reply) -> (u16, Option<String>, serde_json::Value) {
    (
        reply.status,
        reply.header("retry-after").map(ToOwned::to_owned),
        reply.json()["error"].clone(),
    )
}

#[test]
fn a_auth_8_five_wrong_passwords_lock_the_account_for_a_while() {
    on_each_database_unlimited(|app| {
        let acme = app.tenant("acme");
        let robin = EnterpriseUser::of(app, &acme, "robin", Role::User);
        for _ in 0..5 {
            unauthenticated(&attempt(app, &acme, "robin", "wrong"));
        }
        let locked = attempt(app, &acme, "robin", "wrong");
        assert_eq!(
            refused(&locked, 429, "RATE_LIMIT_EXCEEDED"),
            json!({ "retry_after": 30 })
        );
        assert_eq!(locked.header("retry-after"), Some("30"));
        let right = attempt(app, &acme, "robin", PASSWORD);
        assert_eq!(told(&right), told(&locked), "the right password is refused alike");
        data(&robin.get(ME), 200);
        app.clock.advance(30);
        data(&attempt(app, &acme, "robin", PASSWORD), 200);
    });
}

#[test]
fn a_auth_8_the_address_of_an_account_shares_the_lock_of_its_name() {
    on_each_database_unlimited(|app| {
        let acme = app.tenant("acme");
        EnterpriseUser::of(app, &acme, "robin", Role::User);
        for place in 0..5 {
            let name = if place % 2 == 0 {
                "robin"
            } else {
                "robin@example.org"
            };
            unauthenticated(&attempt(app, &acme, name, "wrong"));
        }
        for name in ["robin", "robin@example.org"] {
            assert_eq!(attempt(app, &acme, name, PASSWORD).status, 429, "{name}");
        }
    });
}

#[test]
fn a_auth_8_a_name_that_nobody_has_is_answered_like_one_that_somebody_has() {
    on_each_database_unlimited(|app| {
        let acme = app.tenant("acme");
        acme.user_with_password("robin", Role::User, PASSWORD);
        for try_number in 1..=7 {
            let [known, unknown] =
                ["robin", "nobody"].map(|login| told(&attempt(app, &acme, login, "wrong")));
            assert_eq!(known, unknown, "try {try_number}");
        }
    });
}

#[test]
fn a_auth_8_the_lock_is_the_accounts_at_every_door_and_outlives_the_server() {
    for kind in tessera_tests::DatabaseKind::all() {
        let app = TestApp::with(kind, unlimited());
        let home = app.home();
        home.user_with_password("robin", Role::User, PASSWORD);
        for _ in 0..5 {
            unauthenticated(&attempt(&app, &home, "robin", "wrong"));
        }
        let page = app.browser().try_sign_in("robin", PASSWORD);
        assert_eq!(page.status, 429, "the pages know of it");
        let body = json!({ "username": "robin", "password": PASSWORD });
        let tenant = home.id.to_string();
        let board = app
            .anonymous()
            .with("x-tenant-id", &tenant)
            .post(kanban::LOGIN, &body);
        assert_eq!(board.status, 429, "and so do boards");
        let app = app.restarted();
        let reply = app.anonymous().with("x-tenant-id", &tenant).post(LOGIN, &body);
        refused(&reply, 429, "RATE_LIMIT_EXCEEDED");
    }
}
