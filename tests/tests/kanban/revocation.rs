//! A-AUTH-9: what ends a person's rights ends those of their tokens with the very next request.

use crate::scene::{Scene, with_scene};
use serde_json::json;
use tessera_application::{hand::Hand, sessions, users};
use tessera_domain::{
    tenant::{Slug, TenantState},
    user::{Login, Role, User},
};
use tessera_tests::kanban::{KanbanUser, ME, PASSWORD, REFRESH, TAGS, TICKETS, forbidden};

fn person(scene: &Scene<'_>, login: &str) -> User {
    let login = Login::parse(login).expect("a login");
    users::find(&scene.app.app, scene.acme.id, &login).expect("the person is there")
}

#[track_caller]
fn assert_alive(user: &KanbanUser) {
    user.get(ME).expect(200);
    user.get(TICKETS).expect(200);
}

/// Neither token is worth anything.
#[track_caller]
fn assert_dead(scene: &Scene<'_>, user: &KanbanUser, why: &str) {
    for path in [ME, TICKETS] {
        assert_eq!(user.get(path).status, 401, "{why}");
    }
    let refreshed = scene
        .app
        .anonymous()
        .post(REFRESH, &json!({ "refresh": user.refresh }));
    assert_eq!(refreshed.status, 401, "{why}: {}", refreshed.text());
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
        users::set_password(
            &scene.app.app,
            &hand,
            person(scene, "robin").id,
            "five horses at the gate",
        )
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
        let first = KanbanUser::sign_in(scene.app, &dana);
        let known = sessions::list(&scene.app.app, &caller).expect("sessions can be read");
        assert_eq!(known.len(), 1, "{known:?}");
        let second = KanbanUser::sign_in(scene.app, &dana);
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
        for path in [ME, TICKETS] {
            let status = scene.robin.get(path).status;
            assert!([401, 403].contains(&status), "{status}");
        }
        let refreshed = scene
            .app
            .anonymous()
            .post(REFRESH, &json!({ "refresh": scene.robin.refresh }));
        assert!([401, 403].contains(&refreshed.status), "{}", refreshed.text());
        set(TenantState::Active);
        assert_alive(&scene.robin);
    });
}

#[test]
fn a_auth_9_rights_are_those_of_now_and_not_those_of_the_token() {
    with_scene(|scene| {
        let tag = json!({ "name": "By rank", "project": scene.board.project });
        let kim = person(scene, "kim").id;
        let set_role = |role: Role| {
            users::set_role(&scene.app.app, &Hand::Operator(scene.acme.id), kim, role).expect("kim is there");
        };
        forbidden(&scene.kim.post(TAGS, &tag));
        set_role(Role::Admin);
        assert_eq!(scene.kim.get(ME).expect(200).json()["is_superuser"], true);
        scene.kim.post(TAGS, &tag).expect(201);
        set_role(Role::User);
        assert_eq!(scene.kim.get(ME).expect(200).json()["is_superuser"], false);
        forbidden(
            &scene
                .kim
                .post(TAGS, &json!({ "name": "More", "project": scene.board.project })),
        );
    });
}
