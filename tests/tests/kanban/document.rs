//! The OpenAPI document: what is checked in, what the server serves and what the answers look like are one.

use serde_json::Value;
use std::{fs, path::PathBuf};
use tessera_domain::user::Role;
use tessera_tests::{
    DatabaseKind, TestApp,
    kanban::KanbanUser,
    kanban_sample::{KanbanStock, operations, sample},
    mobile::keys,
    on_each_database,
    openapi::{assert_conforms, difference, is_open},
};

fn served(app: &TestApp) -> Value {
    app.anonymous().get("/openapi/kanban.json").expect(200).json()
}

#[test]
fn the_checked_in_document_is_the_one_that_is_served() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../openapi/kanban.json");
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
    for (path, item) in document["paths"].as_object().expect("there are paths") {
        for (method, operation) in item.as_object().expect("there are methods") {
            if method == "parameters" {
                continue;
            }
            let what = format!("{method} {path}");
            let name = operation["operationId"].as_str();
            names.push(name.unwrap_or_else(|| panic!("{what} has no id")).to_owned());
            assert!(operation["summary"].is_string(), "{what} has no summary");
            let statuses = keys(&operation["responses"]);
            let is_public = is_open(&operation["security"]);
            let mut needed = vec!["500", "503"];
            if !is_public {
                needed.push("401");
            }
            if path.contains('{') {
                needed.push("404");
            }
            if operation.get("requestBody").is_some() {
                needed.extend(["400", "413", "415"]);
            }
            if method != "get" && !is_public {
                needed.push("422");
            }
            for status in needed {
                assert!(
                    statuses.contains(&status.to_owned()),
                    "{what} does not document {status}"
                );
            }
        }
    }
    let amount = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), amount, "two operations share a name");
}

#[test]
fn every_operation_answers_with_exactly_the_documented_members() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = KanbanUser::of(app, &acme, "robin", Role::User);
        let document = served(app);
        for operation in operations(app) {
            if operation.public {
                continue;
            }
            let stock = KanbanStock::make(&robin);
            let reply = sample(&operation, &stock).send(&robin);
            assert!(reply.status < 300, "{}: {}", operation.name(), reply.text());
            if reply.status == 204 {
                assert!(
                    operation.statuses.contains(&"204".to_owned()),
                    "{}",
                    operation.name()
                );
                continue;
            }
            assert_conforms(&document, &operation, &reply);
        }
    });
}
