//! A-AUTH-6, A-AUTH-9: whatever ends a token counts with the very next request, and its tickets stay.

use serde_json::json;
use tessera_application::{hand::Hand, tenants, users};
use tessera_domain::{
    integration::TokenState,
    tenant::{Slug, TenantState},
    user::Role,
};
use tessera_ports::world::Clock;
use tessera_tests::{
    TestApp, TestTenant, TestUser,
    integration::{TICKETS, TestToken, path, refused_with, under},
    mobile::Mobile,
    on_each_database,
};

/// Nothing that the token could do is done, and each refusal is this one.
#[track_caller]
fn assert_dead(app: &TestApp, shop: &TestToken, ticket: &serde_json::Value, message: &str) {
    let before = app.contents();
    for reply in [
        shop.asks(),
        shop.post(TICKETS, &json!({ "title": "Too late" })),
        shop.get(&path(ticket)),
        shop.post(&under(ticket, "comments"), &json!({ "content": "Too late" })),
        shop.send("PATCH", &under(ticket, "status"), &json!({ "status": "closed" })),
    ] {
        refused_with(&reply, 401, "invalid_token", message);
        assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
        assert_eq!(reply.header("x-ratelimit-remaining"), None);
    }
    assert!(app.contents() == before, "something changed");
}

/// A technician whose token has opened a ticket.
fn prepared(app: &TestApp, acme: &TestTenant<'_>) -> (TestUser, TestToken, serde_json::Value) {
    let robin = acme.user("robin", Role::Technician);
    let shop = TestToken::of(app, &robin);
    let ticket = shop.opens("Stays");
    (robin, shop, ticket)
}

#[test]
fn a_auth_9_a_disabled_token_is_refused_until_it_is_enabled_again() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let (_, shop, ticket) = prepared(app, &acme);
        shop.set_state(app, TokenState::Disabled);
        assert_dead(app, &shop, &ticket, "Token is disabled");
        shop.set_state(app, TokenState::Active);
        shop.sees(&ticket);
    });
}

#[test]
fn a_auth_9_a_revoked_token_is_refused_for_good() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let (_, shop, ticket) = prepared(app, &acme);
        shop.set_state(app, TokenState::Revoked);
        assert_dead(app, &shop, &ticket, "Token is revoked");
        let hand = Hand::Operator(acme.id);
        for state in [TokenState::Active, TokenState::Disabled] {
            let again = tessera_application::integration::set_state(&app.app, &hand, shop.id, state);
            assert!(again.is_err(), "{state:?}");
        }
        assert!(tessera_application::integration::regenerate(&app.app, &hand, shop.id).is_err());
        assert_dead(app, &shop, &ticket, "Token is revoked");
        acme.admin
            .get(&format!(
                "/api/v1/tickets/{}",
                ticket["id"].as_str().expect("an id")
            ))
            .expect(200);
    });
}

#[test]
fn a_auth_6_a_token_ends_at_its_end_and_not_before() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::until(app, &acme.admin, app.clock.now().plus_seconds(3600));
        let ticket = shop.opens("In time");
        app.clock.advance(3599);
        shop.sees(&ticket);
        app.clock.advance(1);
        assert_dead(app, &shop, &ticket, "Token has expired");
        app.clock.advance(86_400);
        assert_dead(app, &shop, &ticket, "Token has expired");
    });
}

#[test]
fn a_auth_9_another_secret_is_the_same_token_and_the_old_one_is_dead() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let (_, shop, ticket) = prepared(app, &acme);
        let new = shop.regenerated(app);
        assert_ne!(new.secret, shop.secret);
        assert_dead(app, &shop, &ticket, "Invalid token");
        new.sees(&ticket);
        new.comments(&ticket, "Still ours", false);
        new.sets(&ticket, "resolved");
        assert_eq!(new.stored(app).prefix, new.secret[..8]);
    });
}

#[test]
fn a_auth_9_a_token_that_is_gone_leaves_its_tickets_to_people_and_to_no_token() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let (robin, shop, ticket) = prepared(app, &acme);
        shop.comments(&ticket, "From the shop", false);
        let other = TestToken::of(app, &robin);
        shop.remove(app);
        assert_dead(app, &shop, &ticket, "Invalid token");

        let id = json!(ticket["id"]);
        assert_eq!(acme.admin.sees(&id)["title"], "Stays");
        assert_eq!(acme.admin.reads(&id)[0]["comment_text"], "From the shop");
        refused_with(&other.get(&path(&ticket)), 404, "not_found", "Ticket not found");
        let comment = other.post(&under(&ticket, "comments"), &json!({ "content": "x" }));
        assert_eq!(comment.status, 401);
        assert_eq!(comment.json()["error"], "not_authorized");
    });
}

#[test]
fn a_auth_9_a_token_counts_as_long_as_its_owners_account() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let (robin, shop, ticket) = prepared(app, &acme);
        let hand = Hand::Operator(acme.id);
        users::set_active(&app.app, &hand, robin.id, false).expect("an account can be closed");
        assert_dead(app, &shop, &ticket, "Invalid token");
        users::set_active(&app.app, &hand, robin.id, true).expect("an account can be opened again");
        shop.sees(&ticket);
        users::set_role(&app.app, &hand, robin.id, Role::User).expect("a role can be changed");
        shop.comments(&ticket, "Whatever the owner's role", true);
    });
}

#[test]
fn a_auth_9_a_suspended_tenants_tokens_are_refused() {
    on_each_database(|app| {
        let (acme, globex) = (app.tenant("acme"), app.tenant("globex"));
        let (_, shop, ticket) = prepared(app, &acme);
        let other = TestToken::of(app, &globex.admin);
        let set = |state| {
            let slug = Slug::parse("acme").expect("a slug");
            tenants::update(&app.app, &slug, |tenant| tenant.state = state).expect("a tenant can be changed");
        };
        set(TenantState::Suspended);
        assert_dead(app, &shop, &ticket, "Invalid token");
        other.asks().expect(200);
        set(TenantState::Active);
        shop.sees(&ticket);
    });
}

#[test]
fn a_auth_6_the_last_use_is_noted_to_the_minute() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        assert_eq!(shop.stored(app).last_used_at, None);
        let first = app.clock.now();
        shop.asks().expect(200);
        assert_eq!(shop.stored(app).last_used_at, Some(first));
        app.clock.advance(59);
        shop.asks().expect(200);
        assert_eq!(shop.stored(app).last_used_at, Some(first));
        app.clock.advance(1);
        shop.get(&format!("{TICKETS}/nonsense")).expect(400);
        assert_eq!(shop.stored(app).last_used_at, Some(first.plus_seconds(60)));
        shop.set_state(app, TokenState::Disabled);
        app.clock.advance(3600);
        shop.asks().expect(401);
        assert_eq!(shop.stored(app).last_used_at, Some(first.plus_seconds(60)));
    });
}
