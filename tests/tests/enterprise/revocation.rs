//! A-AUTH-9: what ends a person's rights ends those of their tokens with the very next request.

use crate::scene::{Scene, with_scene};
use serde_json::json;
use tessera_application::{hand::Hand, sessions, users};
use tessera_domain::{
    tenant::{Slug, TenantState},
    user::{Login, Role, User},
};
use tessera_tests::enterprise::{
    DEPARTMENTS, EnterpriseUser, LOGOUT, ME, PASSWORD, REFRESH, TICKETS, at, data, forbidden, join, missing,
    saying, unauthenticated,
};

fn person(scene: &Scene<'_>, login: &str) -> User {
    let login = Login::parse(login).expect("a login");
    users::find(&scene.app.app, scene.acme.id, &login).expect("the person is there")
}

#[track_caller]
fn assert_alive(user: &EnterpriseUser) {
    for path in [ME, TICKETS] {
        data(&user.get(path), 200);
    }
}

/// Neither token is worth anything.
#[track_caller]
fn assert_dead(scene: &Scene<'_>, user: &EnterpriseUser, why: &str) {
    for path in [ME, TICKETS, DEPARTMENTS] {
        assert_eq!(user.get(path).status, 401, "{why}");
    }
    let body = json!({ "refresh_token": user.refresh });
    let refreshed = scene.app.anonymous().post(REFRESH, &body);
    assert_eq!(refreshed.status, 401, "{why}: {}", refreshed.text());
}

#[test]
fn signing_out_ends_this_session_and_no_other() {
    with_scene(|scene| {
        let other = scene.robin.again(scene.app);
        let reply = scene.robin.request("POST", LOGOUT, &[], b"");
        assert!(saying(&reply, 200, "Logout successful").is_null());
        assert_dead(scene, &scene.robin, "signed out");
        unauthenticated(&scene.robin.request("POST", LOGOUT, &[], b""));
        assert_alive(&other);
        assert_alive(&scene.kim);
        // A body is not read.
        data(
            &other.post(LOGOUT, &json!({ "refresh_token": other.refresh })),
            200,
        );
        assert_dead(scene, &other, "signed out");
    });
}

#[test]
fn a_auth_9_a_disabled_account_is_out_at_once_and_its_tokens_stay_dead() {
    with_scene(|scene| {
        let hand = Hand::Operator(scene.acme.id);
        let robin = person(scene, "robin").id;
        assert_alive(&scene.robin);
        users::set_active(&scene.app.app, &hand, robin, false).expect("robin is there");
        assert_dead(scene, &scene.robin, "disabled");
        users::set_active(&scene.app.app, &hand, robin, true).expect("robin is there");
        assert_dead(scene, &scene.robin, "enabled again");
        assert_alive(&scene.kim);
    });
}

#[test]
fn a_auth_9_another_password_ends_what_the_old_one_began() {
    with_scene(|scene| {
        let hand = Hand::Operator(scene.acme.id);
        let robin = person(scene, "robin").id;
        users::set_password(&scene.app.app, &hand, robin, "five horses at the gate")
            .expect("the password can be set");
        assert_dead(scene, &scene.robin, "another password");
        assert_alive(&scene.kim);
    });
}

#[test]
fn a_auth_9_ending_a_session_ends_its_tokens_and_no_others() {
    with_scene(|scene| {
        let dana = scene.acme.user_with_password("dana", Role::User, PASSWORD);
        let caller = scene.acme.caller(&dana);
        let first = EnterpriseUser::sign_in(scene.app, &dana);
        let known = sessions::list(&scene.app.app, &caller).expect("sessions can be read");
        assert_eq!(known.len(), 1, "{known:?}");
        let second = EnterpriseUser::sign_in(scene.app, &dana);
        sessions::end(&scene.app.app, &caller, known[0].id, None).expect("it can be ended");
        assert_dead(scene, &first, "ended");
        assert_alive(&second);
        assert_alive(&scene.kim);
    });
}

#[test]
fn a_auth_9_a_suspended_tenant_is_closed_and_opens_again() {
    with_scene(|scene| {
        let slug = Slug::parse(&scene.acme.slug).expect("a slug");
        let set = |state: TenantState| {
            tessera_application::tenants::update(&scene.app.app, &slug, |tenant| tenant.state = state)
                .expect("the tenant is there");
        };
        set(TenantState::Suspended);
        assert_dead(scene, &scene.robin, "suspended");
        set(TenantState::Active);
        assert_alive(&scene.robin);
    });
}

#[test]
fn a_auth_9_another_role_counts_with_the_next_request() {
    with_scene(|scene| {
        let hand = Hand::Operator(scene.acme.id);
        let ticket = scene.kim.opens("Kim's");
        missing(&scene.robin.get(&at(TICKETS, &ticket)));
        forbidden(&scene.robin.post(DEPARTMENTS, &json!({ "name": "Mine" })));
        let robin = person(scene, "robin").id;
        let set =
            |role: Role| users::set_role(&scene.app.app, &hand, robin, role).expect("a role can be given");
        set(Role::Admin);
        data(&scene.robin.get(&at(TICKETS, &ticket)), 200);
        data(&scene.robin.post(DEPARTMENTS, &json!({ "name": "Mine" })), 201);
        assert_eq!(data(&scene.robin.get(ME), 200)["role"], "admin");
        set(Role::User);
        missing(&scene.robin.get(&at(TICKETS, &ticket)));
        forbidden(&scene.robin.post(DEPARTMENTS, &json!({ "name": "Mine too" })));
    });
}

#[test]
fn a_auth_9_another_department_counts_with_the_next_request() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("Of the IT department");
        data(&scene.mia.get(&at(TICKETS, &ticket)), 200);
        let mia = person(scene, "mia").id;
        join(scene.app, scene.acme.id, mia, Some(scene.sales));
        missing(&scene.mia.get(&at(TICKETS, &ticket)));
        join(scene.app, scene.acme.id, mia, None);
        missing(&scene.mia.get(&at(TICKETS, &ticket)));
        join(scene.app, scene.acme.id, mia, Some(scene.it));
        data(&scene.mia.get(&at(TICKETS, &ticket)), 200);
    });
}
