//! The OpenAPI document: what is checked in, what the server serves and what the answers look like are one.

use serde_json::Value;
use std::{fs, path::PathBuf};
use tessera_tests::{
    DatabaseKind, TestApp,
    integration::TestToken,
    mobile::keys,
    on_each_database,
    openapi::{assert_conforms, difference},
    sample::{Sample, Stock, token_operations},
};

fn served(app: &TestApp) -> Value {
    app.anonymous()
        .get("/openapi/integration.json")
        .expect(200)
        .json()
}

#[test]
fn the_checked_in_document_is_the_one_that_is_served() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../openapi/integration.json");
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
            let what = format!("{method} {path}");
            let name = operation["operationId"].as_str();
            names.push(name.unwrap_or_else(|| panic!("{what} has no id")).to_owned());
            assert!(operation["summary"].is_string(), "{what} has no summary");
            let statuses = keys(&operation["responses"]);
            let mut needed = vec!["401", "429", "500", "503"];
            if path.contains('{') {
                needed.extend(["400", "404"]);
            }
            if method != "get" {
                needed.extend(["400", "413", "422"]);
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
        let document = served(app);
        for operation in token_operations(app) {
            let token = TestToken::limited(app, &acme.admin, 3);
            let sample = Sample::of(&operation, &Stock::of_token(&token), app);
            let replies = [
                sample.send(&token),
                sample.send(&token),
                sample.send(&app.anonymous()),
            ];
            let statuses = replies.each_ref().map(|reply| reply.status);
            assert!(statuses[0] < 300, "{}: {}", operation.name(), replies[0].text());
            assert_eq!(statuses[1..], [429, 401], "{}", operation.name());
            for reply in &replies {
                assert_conforms(&document, &operation, reply);
            }
        }
    });
}
