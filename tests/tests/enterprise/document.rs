//! The OpenAPI document: what is checked in, what the server serves and what the answers look like are one.

use serde_json::Value;
use std::{fs, path::PathBuf};
use tessera_domain::user::Role;
use tessera_tests::{
    DatabaseKind, TestApp,
    enterprise::{EnterpriseUser, on_each_database_unlimited},
    enterprise_sample::{EnterpriseStock, is_open, operations, sample},
    mobile::keys,
    openapi::{self, assert_conforms, difference},
};

fn served(app: &TestApp) -> Value {
    app.anonymous().get("/openapi/enterprise.json").expect(200).json()
}

#[test]
fn the_checked_in_document_is_the_one_that_is_served() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../openapi/enterprise.json");
    let checked_in = fs::read_to_string(file).unwrap_or_default();
    let checked_in = serde_json::from_str(&checked_in).unwrap_or_default();
    let served = served(&TestApp::start(DatabaseKind::Sqlite));
    assert_eq!(
        difference(&served, &checked_in),
        None,
        "`make openapi` writes it anew"
    );
}

#[test]
fn every_operation_has_a_name_of_its_own_and_says_how_it_can_be_refused() {
    let document = served(&TestApp::start(DatabaseKind::Sqlite));
    let mut names = Vec::new();
    for operation in openapi::operations(&document) {
        let what = operation.name();
        let told = &document["paths"][&operation.path][operation.method.to_lowercase()];
        let name = told["operationId"].as_str();
        names.push(name.unwrap_or_else(|| panic!("{what} has no id")).to_owned());
        assert!(told["summary"].is_string(), "{what} has no summary");
        let statuses = keys(&told["responses"]);
        // Everything is counted, whoever asks.
        let mut needed = vec!["429", "500", "503", "401"];
        if !is_open(&operation) {
            needed.push("403");
        }
        if operation.path.contains("{id}") {
            needed.push("404");
        }
        if told.get("requestBody").is_some() {
            needed.extend(["400", "413", "415"]);
        }
        for status in needed {
            assert!(
                statuses.contains(&status.to_owned()),
                "{what} does not document {status}"
            );
        }
        assert!(
            !statuses.contains(&"204".to_owned()),
            "{what}: the vendor knows no 204"
        );
    }
    let amount = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), amount, "two operations share a name");
}

#[test]
fn every_operation_answers_with_exactly_the_documented_members() {
    on_each_database_unlimited(|app| {
        let acme = app.tenant("acme");
        let ada = EnterpriseUser::also(app, &acme.admin);
        let document = served(app);
        for role in [Role::User, Role::Admin] {
            let login = format!("by-{}", role.key());
            let caller = EnterpriseUser::of(app, &acme, &login, role);
            for operation in operations(app) {
                // Signing in so often takes its time.
                app.clock.advance(60);
                let [caller, ada] = [&caller, &ada].map(|user| user.again(app));
                let stock = EnterpriseStock::make(&caller, &ada);
                let good = sample(&operation, &stock);
                let reply = if is_open(&operation) {
                    good.send(&app.anonymous().with("x-tenant-id", &acme.id.to_string()))
                } else {
                    good.send(&caller)
                };
                if reply.status == 403 && role == Role::User {
                    continue;
                }
                assert!(reply.status < 300, "{}: {}", operation.name(), reply.text());
                let kind = reply.header("content-type").unwrap_or_default();
                if kind.starts_with("application/json") {
                    assert_conforms(&document, &operation, &reply);
                } else {
                    let is_file = ["/attachments/", "/reports/export"]
                        .iter()
                        .any(|files| operation.path.starts_with(files));
                    assert!(is_file || kind == "text/event-stream", "{}", operation.name());
                }
            }
        }
    });
}
