//! The OpenAPI document: what the server serves, what is checked in, and what the answers look like are one.

use serde_json::Value;
use std::{env, fs, path::PathBuf};
use tessera_domain::user::Role;
use tessera_tests::{
    DatabaseKind, TestApp,
    mobile::keys,
    on_each_database,
    openapi::{assert_conforms, difference},
    sample::{Sample, Stock, operations},
};

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../openapi/mobile.json")
}

#[test]
fn the_checked_in_document_is_the_one_that_is_generated() {
    let generated = tessera_api_mobile::document()
        .to_pretty_json()
        .expect("the document is JSON")
        + "\n";
    if env::var_os("UPDATE_OPENAPI").is_some() {
        fs::write(file(), &generated).expect("the document can be written");
    }
    let checked_in = fs::read_to_string(file()).unwrap_or_default();
    let values =
        [&generated, &checked_in].map(|text| serde_json::from_str::<Value>(text).unwrap_or_default());
    // The whole of both would be too much to read.
    assert_eq!(
        difference(&values[0], &values[1]),
        None,
        "UPDATE_OPENAPI=1 writes openapi/mobile.json anew"
    );
    assert!(
        generated == checked_in,
        "only its spelling differs; UPDATE_OPENAPI=1 writes openapi/mobile.json anew"
    );
}

#[test]
fn the_served_document_is_the_generated_one() {
    let app = TestApp::start(DatabaseKind::Sqlite);
    let served = app.anonymous().get("/openapi/mobile.json").expect(200);
    assert!(
        served
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("application/json"))
    );
    let generated = serde_json::to_value(tessera_api_mobile::document()).expect("the document is JSON");
    assert_eq!(served.json(), generated);
}

#[test]
fn every_operation_has_a_name_of_its_own_and_says_how_it_can_be_refused() {
    let document = serde_json::to_value(tessera_api_mobile::document()).expect("the document is JSON");
    let mut names = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let what = format!("{method} {path}");
            names.push(
                operation["operationId"]
                    .as_str()
                    .unwrap_or_else(|| panic!("{what} has no id"))
                    .to_owned(),
            );
            assert!(operation["summary"].is_string(), "{what} has no summary");
            let statuses = keys(&operation["responses"]);
            let is_public = operation["security"].as_array().is_some_and(Vec::is_empty);
            let mut needed = vec!["400", "500", "503"];
            if !is_public {
                needed.extend(["401", "403"]);
            }
            if path.contains('{') {
                needed.push("404");
            }
            if method != "get" {
                needed.extend(["413", "415"]);
            }
            if method != "get" && !is_public {
                needed.push("422");
            }
            // Whoever presents a token may be refused, and must not try too often. Signing out is never refused.
            if path.ends_with("/exchange") || path.ends_with("/refresh") {
                needed.extend(["401", "403", "429"]);
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
        let robin = acme.user("robin", Role::Technician);
        let stock = Stock::make(app, &acme, &robin);
        let document = app.anonymous().get("/openapi/mobile.json").expect(200).json();
        for operation in operations(app) {
            app.clock.advance(3600);
            let reply = Sample::of(&operation, &stock, app).send(&robin);
            assert!(reply.status < 300, "{}: {}", operation.name(), reply.text());
            assert_conforms(&document, &operation, &reply);
        }
    });
}
