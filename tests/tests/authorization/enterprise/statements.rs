//! Every statement that touches a tenant's table says of which tenant.

use super::{admin_of, stock};
use serde_json::json;
use std::collections::BTreeSet;
use tessera_domain::user::Role;
use tessera_tests::{
    Reply,
    enterprise::{EnterpriseUser, NOBODYS, SEARCH, on_each_database_unlimited},
    enterprise_sample::{closed, numbers, sample},
    openapi::{Operation, Place},
    tenant_scope::unscoped,
};

#[test]
fn every_statement_on_a_tenants_table_compares_its_tenant() {
    on_each_database_unlimited(|app| {
        let acme = app.tenant("acme");
        let admin = admin_of(app, &acme);
        let it = admin.founds("IT Department");
        for role in [Role::User, Role::Manager, Role::Admin] {
            let login = format!("by-{}", role.key());
            let caller = EnterpriseUser::within(app, &acme, (&login, role), it);
            for operation in closed(app) {
                if operation.shape() == "POST /auth/logout" {
                    let once = caller.again(app);
                    once.request("POST", "/auth/logout", &[], b"").expect(200);
                    continue;
                }
                ask_for(&caller, &admin, &operation);
            }
            everything(&caller, &admin);
        }
        let statements: BTreeSet<String> = app.statements.take().into_iter().collect();
        assert!(statements.len() > 60, "only {} were recorded", statements.len());
        for statement in &statements {
            assert_eq!(unscoped(statement), Vec::<String>::new(), "{statement}");
        }
    });
}

fn ask_for(caller: &EnterpriseUser, admin: &EnterpriseUser, operation: &Operation) {
    let own = stock(caller, admin);
    let good = sample(operation, &own);
    for (place, kind) in numbers(operation) {
        good.with_id(&place, &NOBODYS.to_string()).send(caller);
        if place.place != Place::Path {
            good.with_id(&place, &own.get(kind).to_string()).send(caller);
        }
    }
    for parameter in operation.parameters.iter().filter(|it| it.place == Place::Query) {
        for value in ["1", "open", "low", "sample", "title", "asc", "true", "2026-01-01"] {
            let mut asked = good.clone();
            asked.query.push((parameter.name.clone(), value.to_owned()));
            asked.send(caller);
        }
    }
    let keyed = caller.with("idempotency-key", &operation.shape().replace(' ', ":"));
    let _: Reply = good.send(&keyed);
}

/// What no single sample does.
fn everything(caller: &EnterpriseUser, admin: &EnterpriseUser) {
    let more = json!({
        "assigned_to_id": caller.number, "tags": ["a", "b"], "due_date": "2026-03-01", "attachments": ["a.txt"]
    });
    let ticket = caller.opens_with("Everything", more);
    caller.attaches(&ticket, "a.txt", b"x");
    let named =
        json!({ "mentions": ["@admin", caller.number], "attachments": ["a.txt"], "is_internal": true });
    caller.comments_with(&ticket, "x", named);
    admin.changes(
        &ticket,
        &json!({ "status": "resolved", "tags": ["b", "c"], "assigned_to_id": null, "internal_notes": "x" }),
    );
    caller.sees(&ticket);
    caller.reads(&ticket);
    for page in 1..=2 {
        let search = json!({
            "query": "everything", "page": page, "size": 1,
            "filters": { "status": ["open", "resolved"], "tags": ["a", "b"], "departments": [1] },
            "sort": [{ "field": "priority", "order": "desc" }, { "field": "created_at", "order": "asc" }]
        });
        caller.post(SEARCH, &search).expect(200);
    }
    admin
        .delete(&tessera_tests::enterprise::at("/tickets", &ticket))
        .expect(200);
}
