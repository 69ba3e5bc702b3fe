//! A token owns what it opened. Another token's ticket, a person's and another tenant's are three sorts of other ones.

use serde_json::{Value, json};
use tessera_domain::user::Role;
use tessera_tests::{
    TestApp,
    integration::{TestToken, effects, path, refused_with, under},
    mobile::Mobile,
    on_each_database,
};

const HIDDEN: (u16, &str, &str) = (404, "not_found", "Ticket not found");
const NO_COMMENT: (u16, &str, &str) = (401, "not_authorized", "Not authorized to comment on this ticket");
const NO_CHANGE: (u16, &str, &str) = (401, "not_authorized", "Not authorized to update this ticket");

/// What the token is told of a ticket that is none of its own: by looking, by writing under it, by moving it.
#[track_caller]
fn assert_kept_out(app: &TestApp, token: &TestToken, ticket: &Value, told: [(u16, &str, &str); 3]) {
    let before = effects(app);
    let replies = [
        token.get(&path(ticket)),
        token.post(&under(ticket, "comments"), &json!({ "content": "Not mine" })),
        token.send("PATCH", &under(ticket, "status"), &json!({ "status": "closed" })),
    ];
    for (reply, (status, code, message)) in replies.iter().zip(told) {
        refused_with(reply, status, code, message);
        // A client that reads this as "your token is dead" would throw its token away.
        if code == "not_authorized" {
            assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
        }
    }
    assert!(effects(app) == before, "something changed");
    token.asks().expect(200);
}

#[test]
fn another_tokens_ticket_is_hidden_from_looking_and_told_apart_in_changes() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = acme.user("robin", Role::Technician);
        let ticket = TestToken::of(app, &acme.admin).opens("The first token's");
        for owner in [&acme.admin, &robin] {
            let other = TestToken::of(app, owner);
            assert_kept_out(app, &other, &ticket, [HIDDEN, NO_COMMENT, NO_CHANGE]);
        }
    });
}

#[test]
fn a_persons_ticket_is_like_another_tokens_even_if_it_is_the_owners() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let ticket = json!(acme.admin.opens("By hand")["ticket_id"]);
        assert_kept_out(app, &shop, &ticket, [HIDDEN, NO_COMMENT, NO_CHANGE]);
    });
}

#[test]
fn a_az_1_another_tenants_ticket_is_one_that_nobody_has() {
    on_each_database(|app| {
        let (acme, globex) = (app.tenant("acme"), app.tenant("globex"));
        let shop = TestToken::of(app, &acme.admin);
        let tickets = [
            TestToken::of(app, &globex.admin).opens("Another tenant's token's"),
            json!(globex.admin.opens("Another tenant's person's")["ticket_id"]),
        ];
        for ticket in tickets {
            assert_kept_out(app, &shop, &ticket, [HIDDEN; 3]);
        }
    });
}

#[test]
fn being_assigned_to_or_watching_makes_a_ticket_no_more_the_tokens() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = acme.user("robin", Role::Technician);
        let shop = TestToken::of(app, &robin);
        let more = json!({ "assigned_to": robin.id.to_string(), "attributes": { "watcher_user_ids": [robin.id.to_string()] } });
        let ticket = json!(acme.admin.opens_with("Assigned", more)["ticket_id"]);
        assert_kept_out(app, &shop, &ticket, [HIDDEN, NO_COMMENT, NO_CHANGE]);
    });
}
