//! What holds for people's operations holds for those of other systems' tokens too, operation by operation.

use crate::foreign_ids::told;
use serde_json::json;
use std::collections::BTreeSet;
use tessera_domain::user::Role;
use tessera_tests::{
    Reply, TestApp,
    integration::{TestToken, bearer, effects},
    on_each_database,
    openapi::Operation,
    sample::{Sample, Stock, Thing, thing, token_operations},
    tenant_scope::unscoped,
};

/// An id that nothing has.
const NOBODYS: &str = "0196b1a2-dead-7ead-8ead-00000000dead";

/// Everything that an answer tells, but for the request's own, the id that was asked for, and what is left of the hour.
fn told_of(reply: &Reply, asked: &str) -> (u16, Vec<String>, String) {
    let (status, mut headers, text) = told(reply, asked);
    headers.retain(|line| !line.starts_with("ratelimit:") && !line.starts_with("x-ratelimit-remaining:"));
    (status, headers, text)
}

#[test]
fn a_az_1_a_foreign_tenants_ticket_is_answered_like_one_that_nobody_has() {
    on_each_database(|app| {
        let token = TestToken::of(app, &app.tenant("acme").admin);
        let globex = app.tenant("globex");
        let by_token = Stock::of_token(&TestToken::of(app, &globex.admin));
        let by_hand = Stock::of(&globex, &globex.admin);
        let mut covered = 0;
        for operation in token_operations(app) {
            for place in operation.ids() {
                let own = Stock::of_token(&token);
                let sample = Sample::of(&operation, &own, app);
                let done = sample.send(&token);
                assert!(
                    done.status < 300,
                    "{} with its own: {}",
                    operation.name(),
                    done.text()
                );
                let nobodys = sample.with_id(&place, NOBODYS).send(&token);
                let before = effects(app);
                for other in [&by_token, &by_hand] {
                    let id = other.get(thing(place.name())).expect("one of each");
                    let theirs = sample.with_id(&place, id).send(&token);
                    assert_eq!(
                        told_of(&theirs, id),
                        told_of(&nobodys, NOBODYS),
                        "{} with {place:?}",
                        operation.name()
                    );
                    assert_eq!(theirs.status, 404, "{}", operation.name());
                }
                assert!(effects(app) == before, "{} changed something", operation.name());
                covered += 1;
            }
        }
        assert!(covered >= 3, "the generator has lost its operations");
    });
}

#[test]
fn a_az_2_no_other_credential_does_what_a_token_does() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let stock = Stock::of_token(&TestToken::of(app, &acme.admin));
        let before = effects(app);
        for operation in token_operations(app) {
            let sample = Sample::of(&operation, &stock, app);
            let name = operation.name();
            assert_eq!(sample.send(&acme.admin).status, 401, "{name} with an API key");
            let key = bearer(app, &acme.admin.api_key);
            assert_eq!(
                sample.send(&key).status,
                401,
                "{name} with an API key as its token"
            );
        }
        assert!(effects(app) == before);
    });
}

#[test]
fn a_az_3_another_tokens_ticket_shows_nothing_of_itself() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let (token, other) = (TestToken::of(app, &acme.admin), TestToken::of(app, &acme.admin));
        let canary = json!({ "description": "canary-3141", "category": "canary-3141", "metadata": { "canary-3141": 1 } });
        let ticket = other.opens_with("canary-3141", canary);
        other.comments(&ticket, "canary-3141", true);
        let own = Stock::of_token(&token);
        for operation in token_operations(app) {
            let sample = Sample::of(&operation, &own, app);
            assert!(
                !sample.send(&token).text().contains("canary-3141"),
                "{}",
                operation.name()
            );
            for place in operation
                .ids()
                .iter()
                .filter(|place| thing(place.name()) == Thing::Ticket)
            {
                let reply = sample
                    .with_id(place, ticket["id"].as_str().expect("an id"))
                    .send(&token);
                assert!([401, 404].contains(&reply.status), "{}", operation.name());
                assert!(
                    !reply.text().contains("canary-3141"),
                    "{}: {}",
                    operation.name(),
                    reply.text()
                );
            }
        }
    });
}

#[test]
fn every_statement_on_a_tenants_table_compares_its_tenant() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        for role in [Role::User, Role::Technician] {
            let token = TestToken::of(app, &acme.user(role.key(), role));
            let stock = Stock::of_token(&token);
            for operation in token_operations(app) {
                ask_for(app, &token, &operation, &stock);
            }
            manage(app, &token);
        }
        let statements: BTreeSet<String> = app.statements.take().into_iter().collect();
        assert!(statements.len() > 30, "only {} were recorded", statements.len());
        for statement in &statements {
            assert_eq!(unscoped(statement), Vec::<String>::new(), "{statement}");
        }
    });
}

fn ask_for(app: &TestApp, token: &TestToken, operation: &Operation, stock: &Stock) {
    let sample = Sample::of(operation, stock, app);
    sample.send(token);
    sample.send(&token.with("idempotency-key", &operation.path));
    sample.send(&bearer(app, "stk_of_nobody"));
    for place in operation.ids() {
        sample.with_id(&place, NOBODYS).send(token);
    }
}

/// What admins and operators do with tokens.
fn manage(app: &TestApp, token: &TestToken) {
    use tessera_domain::integration::TokenState;
    token.set_limit(app, 5);
    token.set_state(app, TokenState::Disabled);
    token.set_state(app, TokenState::Active);
    let token = token.regenerated(app);
    token.stored(app);
    // The record of calls is written some time after they were answered.
    tessera_tests::wait::until("the calls are recorded", || {
        (!token.calls(app).is_empty()).then_some(())
    });
    token.remove(app);
}
