//! Bringing over a few issues of people who do not exist.

use crate::{
    program::tessera,
    running::{Running, settings},
};
use serde_json::{Value, json};
use std::{fs, path::Path};

fn import(data: &Path, issues: &Path) -> (i32, Value) {
    let (code, report) = tessera(data, &["import", "jira", issues.to_str().unwrap(), "--json"]);
    (code, serde_json::from_str(&report).unwrap())
}

fn person(key: &str, name: &str) -> Value {
    json!({ "key": key, "name": key, "displayName": name, "active": true })
}

fn issue(key: &str, more: &Value) -> String {
    let mut fields = json!({
        "created": "2019-05-06T07:08:09.123+0200", "updated": "2019-05-07T00:00:00.000+0000",
        "project": { "key": "SMP", "name": "Samples" }, "issuetype": { "name": "Bug" },
        "status": { "name": "In Repair", "statusCategory": { "key": "indeterminate" } },
        "reporter": person("robin", "Robin Sample"),
    });
    let members = fields.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    json!({ "id": "1", "key": key, "fields": fields }).to_string()
}

fn write_sample(folder: &Path) {
    let full = json!({
        "summary": "The sample stapler is empty", "description": "Again.", "labels": ["paper", "Floor-2"],
        "priority": { "name": "Urgent" }, "assignee": person("alex", "Alex Example"), "environment": "Desk 4",
        "comment": { "total": 3, "comments": [
            { "id": "7", "author": person("alex", "Alex Example"), "body": "I bring some.",
              "created": "2019-05-06T10:00:00.000+0000", "updated": "2019-05-06T10:00:00.000+0000" },
            { "id": "8", "author": person("kim", "Kim Placeholder"), "body": "Lock the drawer!",
              "created": "2019-05-06T11:00:00.000+0000", "visibility": { "type": "role", "value": "Staff" } },
            { "id": "9", "author": person("kim", "Kim Placeholder"), "created": "2019-05-06T12:00:00.000+0000" },
        ]},
    });
    let bare =
        json!({ "priority": null, "status": { "name": "Closed", "statusCategory": { "key": "done" } } });
    for (name, content) in [
        ("SMP/SMP-1.json", issue("SMP-1", &full)),
        ("SMP/SMP-2.json", issue("SMP-2", &bare)),
        ("SMP/project.json", json!({ "key": "SMP" }).to_string()),
        ("SMP/SMP-3.json", "{\"key\": \"SMP-3\", ".to_owned()),
    ] {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
}

#[test]
fn a_second_run_changes_nothing_and_a_broken_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (data, issues) = (folder.path().join("data"), folder.path().join("issues"));
    write_sample(&issues);

    let (code, first) = import(&data, &issues);
    assert_eq!(code, 1, "a file is broken");
    let carried = json!({
        "issues": 2, "comments": 2, "people": 3, "statuses": 1, "priorities": 1, "projects": 1, "tags": 2,
    });
    assert_eq!(first["carried"], carried);
    assert_eq!(first["broken"]["files"][0]["file"], "SMP/SMP-3.json");
    assert_eq!(first["passed_over"]["files"][0]["file"], "SMP/project.json");
    assert_eq!(first["left_behind"]["environments"], 1);

    fs::remove_file(issues.join("SMP/SMP-3.json")).unwrap();
    let (code, second) = import(&data, &issues);
    assert_eq!((code, &second["known"]), (0, &json!(2)));
    let nothing = json!({
        "issues": 0, "comments": 0, "people": 0, "statuses": 0, "priorities": 0, "projects": 0, "tags": 0,
    });
    assert_eq!(second["carried"], nothing);
}

#[test]
fn what_was_brought_over_is_served_with_its_people_and_times() {
    let folder = tempfile::tempdir().unwrap();
    let (data, issues) = (folder.path().join("data"), folder.path().join("issues"));
    write_sample(&issues);
    import(&data, &issues);
    let (code, key) = tessera(
        &data,
        &["token", "create", "--kind", "api-key", "--user", "admin"],
    );
    assert_eq!(code, 0);

    let mut running = Running::start(&settings(&data, false));
    running.key = Some(key.trim().to_owned());
    let json = |path: &str| -> Value { running.get(path).body_mut().read_json().unwrap() };
    let found = json("/api/v1/tickets?search=stapler");
    let ticket = &found["data"][0];
    assert_eq!(found["data"].as_array().unwrap().len(), 1, "{found}");
    assert_eq!(ticket["entered_at"], "2019-05-06T05:08:09.123Z");
    assert_eq!(ticket["status_name"], "In Repair");
    assert_eq!(ticket["assigned_to_name"], "Alex Example");
    let comments = json(&format!(
        "/api/v1/tickets/{}/comments",
        ticket["ticket_id"].as_str().unwrap()
    ));
    let comments = comments["data"].as_array().unwrap();
    let seen: Vec<_> = comments
        .iter()
        .map(|comment| (&comment["comment_text"], &comment["is_internal"]))
        .collect();
    assert_eq!(
        seen,
        [
            (&json!("I bring some."), &json!(false)),
            (&json!("Lock the drawer!"), &json!(true))
        ]
    );
    assert_eq!(comments[0]["created_at"], "2019-05-06T10:00:00.000Z");
    running.stop().unwrap();
}

#[test]
fn a_source_that_is_not_there_makes_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (code, printed) = tessera(&data, &["import", "jira", "/nowhere/at/all"]);
    assert_eq!((code, printed.as_str(), data.exists()), (2, "", false));
}
