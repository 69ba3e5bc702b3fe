//! A-AUTH-8: nobody gets in by guessing at this door either, and all doors of an account share one lock.

use serde_json::json;
use tessera_domain::user::Role;
use tessera_tests::{
    Reply, TestApp, TestTenant,
    http::FORWARDED,
    kanban::{KanbanUser, LOGIN, ME, PASSWORD, answered},
    on_each_database,
};

#[track_caller]
fn attempt(app: &TestApp, tenant: &TestTenant<'_>, login: &str, password: &str) -> Reply {
    let body = json!({ "username": login, "password": password });
    app.anonymous()
        .with("x-tenant-id", &tenant.id.to_string())
        .post(LOGIN, &body)
}

/// What a refusal tells, but for the request's own.
fn told(reply: &Reply) -> (u16, Option<String>, String) {
    (
        reply.status,
        reply.header("retry-after").map(ToOwned::to_owned),
        reply.text(),
    )
}

#[test]
fn a_auth_8_five_wrong_passwords_lock_the_account_for_a_while() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = KanbanUser::of(app, &acme, "robin", Role::User);
        for _ in 0..5 {
            assert_eq!(attempt(app, &acme, "robin", "wrong").status, 400);
        }
        let locked = attempt(app, &acme, "robin", "wrong");
        assert_eq!(
            (locked.status, locked.header("retry-after")),
            (429, Some("30")),
            "{}",
            locked.text()
        );
        assert!(answered(&locked, 429)["detail"].is_string());
        let right = attempt(app, &acme, "robin", PASSWORD);
        assert_eq!(told(&right), told(&locked), "the right password is refused alike");
        robin.get(ME).expect(200);
        app.clock.advance(30);
        answered(&attempt(app, &acme, "robin", PASSWORD), 200);
    });
}

#[test]
fn a_auth_8_a_name_that_nobody_has_is_answered_like_one_that_somebody_has() {
    on_each_database(|app| {
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
        let app = TestApp::start(kind);
        let home = app.home();
        home.user_with_password("robin", Role::User, PASSWORD);
        for _ in 0..5 {
            assert_eq!(attempt(&app, &home, "robin", "wrong").status, 400);
        }
        let page = app.browser().try_sign_in("robin", PASSWORD);
        assert_eq!(page.status, 429, "the pages know of it");
        let tenant = home.id.to_string();
        let app = app.restarted();
        let body = json!({ "username": "robin", "password": PASSWORD });
        let reply = app.anonymous().with("x-tenant-id", &tenant).post(LOGIN, &body);
        assert_eq!(reply.status, 429, "{}", reply.text());
    }
}

#[test]
fn a_auth_8_an_address_may_try_so_often_whatever_it_tries() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        acme.user_with_password("robin", Role::User, PASSWORD);
        let body = |place: usize| json!({ "username": format!("guess{place}"), "password": "wrong" });
        let client = app
            .anonymous()
            .with("x-tenant-id", &acme.id.to_string())
            .with(FORWARDED, "192.0.2.7");
        let refused = (0..60)
            .map(|place| client.post(LOGIN, &body(place)))
            .find(|reply| reply.status == 429);
        let refused = refused.expect("at some time it is too often");
        assert!(refused.header("retry-after").is_some());
        // Others are not kept out.
        answered(&attempt(app, &acme, "robin", PASSWORD), 200);
    });
}
