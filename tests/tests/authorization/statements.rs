//! Every statement that touches a tenant's table says of which tenant.

use serde_json::json;
use std::collections::BTreeSet;
use tessera_domain::user::Role;
use tessera_tests::{
    mobile::{Mobile, TICKETS, under},
    on_each_database,
    openapi::Place,
    sample::{Sample, Stock, operations, thing},
    tenant_scope::unscoped,
};

#[test]
fn every_statement_on_a_tenants_table_compares_its_tenant() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        for role in [Role::User, Role::Manager, Role::Technician] {
            let caller = acme.user(role.key(), role);
            let stock = Stock::make(app, &acme, &caller);
            for operation in operations(app) {
                app.clock.advance(3600);
                let sample = Sample::of(&operation, &stock, app);
                sample.send(&caller);
                sample
                    .with_member("unknown", json!(1))
                    .send(&caller.with("idempotency-key", &operation.path));
                for place in operation.ids() {
                    if let Some(id) = stock.get(thing(place.name())) {
                        sample.with_id(&place, id).send(&caller);
                    }
                }
                for parameter in operation
                    .parameters
                    .iter()
                    .filter(|parameter| parameter.place == Place::Query)
                {
                    for value in ["true", "false", "sample", "2026-02-03T12:00:00Z"] {
                        let mut with = sample.clone();
                        with.query.push((parameter.name.clone(), value.into()));
                        with.send(&caller);
                    }
                    for word in parameter.schema["enum"].as_array().into_iter().flatten() {
                        let mut with = sample.clone();
                        with.query
                            .push((parameter.name.clone(), word.as_str().unwrap_or_default().into()));
                        with.send(&caller);
                    }
                }
            }
            let ticket = json!(stock.get(tessera_tests::sample::Thing::Ticket));
            caller.put(
                &format!("{TICKETS}/{}", ticket.as_str().unwrap_or_default()),
                &json!({ "tags": ["a", "b"], "attributes": { "watcher_user_ids": [caller.id.to_string()] } }),
            );
            caller.get(&under(&ticket, "comments?order=desc&limit=2&offset=1"));
            caller.opens_with("Tagged", json!({ "tags": ["a", "c"] }));
        }
        let statements: BTreeSet<String> = app.statements.take().into_iter().collect();
        assert!(
            statements.len() > 30,
            "only {} statements were recorded",
            statements.len()
        );
        for statement in &statements {
            assert_eq!(unscoped(statement), Vec::<String>::new(), "{statement}");
        }
    });
}

#[test]
fn a_statement_without_its_tenant_is_noticed() {
    let table: &[(&str, &[&str])] = &[
        (
            "SELECT `tickets`.`id` FROM `tickets` WHERE (`tickets`.`tenant_id` = ?)",
            &[],
        ),
        ("SELECT 1 FROM \"tickets\" AS t WHERE t.tenant_id = $1", &[]),
        ("SELECT 1 FROM tickets WHERE id = ?", &["tickets"]),
        ("SELECT tenant_id FROM tickets WHERE id = ?", &["tickets"]),
        (
            "SELECT 1 FROM tickets t WHERE t.id = 'tickets.tenant_id = 1'",
            &["tickets"],
        ),
        (
            "SELECT 1 FROM tickets JOIN users ON users.id = tickets.assignee_id WHERE tickets.tenant_id = ?",
            &["users"],
        ),
        (
            "SELECT 1 FROM tickets LEFT JOIN users ON users.tenant_id = tickets.tenant_id WHERE tickets.tenant_id = ?",
            &[],
        ),
        ("UPDATE tickets SET title = ? WHERE id = ?", &["tickets"]),
        ("UPDATE tickets SET title = ? WHERE tenant_id = ? AND id = ?", &[]),
        (
            "DELETE FROM tags WHERE id IN (SELECT id FROM tickets WHERE tenant_id = ?)",
            &["tags"],
        ),
        (
            "DELETE FROM tags WHERE tenant_id = ? AND (id, text) IN (SELECT id, text FROM tags WHERE text = ?)",
            &["tags"],
        ),
        (
            "SELECT 1 FROM tickets, users WHERE tickets.tenant_id = ? AND EXISTS (SELECT 1 FROM tags WHERE users.tenant_id = ?)",
            &["tags", "users"],
        ),
        (
            "INSERT INTO tags (tenant_id, id) VALUES (?, ?) ON CONFLICT DO NOTHING",
            &[],
        ),
        ("INSERT INTO tags (id, text) VALUES (?, ?)", &["tags"]),
        (
            "SELECT x FROM (SELECT id AS x FROM tags WHERE tags.tenant_id = ? LIMIT 5) AS some",
            &[],
        ),
        (
            "SELECT x FROM (SELECT id AS x FROM tags WHERE tags.id = ? LIMIT 5) AS some",
            &["tags"],
        ),
        ("SELECT * FROM tenants WHERE slug = ?", &[]),
        ("BEGIN IMMEDIATE", &[]),
    ];
    for (statement, tables) in table {
        assert_eq!(&unscoped(statement), tables, "{statement}");
    }
}
