//! Departments: what whoever runs the service does about them, and those of the sample data.

use crate::{managing::report, program::tessera_reading, running::settings};
use serde_json::{Value, json};
use std::path::Path;
use tessera_application::{
    access, boards, departments,
    hand::Hand,
    tenants, users,
    views::{ColumnsWanted, DepartmentOrder},
};
use tessera_domain::{listing::Window, user::Role};
use tessera_server::Server;

const ALL: Window = Window {
    offset: 0,
    limit: 100,
};

/// The command fails with that code; its remark.
fn refused(data: &Path, line: &[&str], code: i32) -> String {
    let (failed, printed, remarks) = tessera_reading(data, line, "");
    assert_eq!((failed, printed.as_str()), (code, ""), "{line:?}");
    assert_eq!(remarks.lines().count(), 1, "{remarks}");
    remarks
}

fn listed(data: &Path) -> Value {
    report(data, &["department", "list", "--json"])
}

#[test]
fn departments_are_made_changed_and_taken_away_at_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    drop(Server::build(&settings(data, false)).unwrap());
    assert_eq!(listed(data), json!([]));
    report(data, &["user", "create", "maria", "--role", "manager", "--json"]);
    let made = report(
        data,
        &[
            "department",
            "create",
            "IT Department",
            "--manager",
            "maria",
            "--json",
        ],
    );
    assert_eq!(
        (&made["number"], &made["name"]),
        (&json!(1), &json!("IT Department"))
    );
    let second = report(data, &["department", "create", "Software", "--json"]);
    assert_eq!(
        (&second["number"], &second["manager_id"]),
        (&json!(2), &Value::Null)
    );
    let line = [
        "department",
        "set",
        "software",
        "--name",
        "Data",
        "--manager",
        "maria",
        "--json",
    ];
    assert_eq!(report(data, &line)["changed"], true);
    let line = ["department", "set", "2", "--name", "Data", "--json"];
    assert_eq!(report(data, &line)["changed"], false);
    let line = ["department", "set", "IT DEPARTMENT", "--no-manager", "--json"];
    assert_eq!(report(data, &line)["manager_id"], Value::Null);
    let all = listed(data);
    let told: Vec<_> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["number"].clone(), it["name"].clone(), it["manager"].clone()))
        .collect();
    assert_eq!(
        told,
        [
            (json!(1), json!("IT Department"), Value::Null),
            (json!(2), json!("Data"), json!("maria"))
        ]
    );
    report(data, &["department", "delete", "data", "--json"]);
    assert_eq!(listed(data).as_array().unwrap().len(), 1);
    let third = report(data, &["department", "create", "Data", "--json"]);
    assert_eq!(third["number"], 3, "a number is given once");
}

#[test]
fn people_are_moved_between_departments_at_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    drop(Server::build(&settings(data, false)).unwrap());
    report(data, &["department", "create", "Software", "--json"]);
    let line = ["user", "create", "kim", "--department", "software", "--json"];
    report(data, &line);
    assert_eq!(listed(data)[0]["people"], 1);
    assert!(refused(data, &["department", "delete", "1"], 1).contains("have to be moved first"));
    let moved = |word: &str| report(data, &["user", "department", "kim", word, "--json"]);
    let none = moved("none");
    assert_eq!(
        (&none["department"], &none["changed"]),
        (&Value::Null, &json!(true))
    );
    assert_eq!(moved("none")["changed"], false);
    assert_eq!(moved("1")["department"]["name"], "Software");
    assert_eq!(moved("SOFTWARE")["changed"], false);
}

#[test]
fn whoever_names_what_is_not_there_is_told_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    drop(Server::build(&settings(data, false)).unwrap());
    report(data, &["department", "create", "Software", "--json"]);
    for (line, told) in [
        (
            &["user", "create", "kim", "--department", "Sales"][..],
            "`tessera department create 'Sales' --tenant default` makes it",
        ),
        (
            &["user", "department", "admin", "7"],
            "there is no department 7 in the tenant default; `tessera department list",
        ),
        (
            &["user", "department", "nobody", "Software"],
            "there is no user nobody",
        ),
        (
            &["department", "create", "SOFTWARE"],
            "there is a department of this name in the tenant default already",
        ),
        (
            &["department", "create", "Sales", "--manager", "nobody"],
            "there is no user nobody",
        ),
        (
            &["department", "set", "Sales", "--no-manager"],
            "there is no department Sales",
        ),
        (&["department", "delete", "Sales"], "there is no department Sales"),
    ] {
        let remark = refused(data, line, 1);
        assert!(remark.contains(told), "{line:?}: {remark}");
    }
    for line in [
        &["department", "create", ""][..],
        &["department", "set", "1", "--name", ""],
        &["department", "create", "Sales", "--manager", "a b"],
    ] {
        refused(data, line, 2);
    }
    assert_eq!(listed(data).as_array().unwrap().len(), 1, "nothing was done");
    report(data, &["user", "create", "maria", "--json"]);
    report(data, &["user", "disable", "maria", "--json"]);
    let line = ["department", "set", "1", "--manager", "maria"];
    assert!(refused(data, &line, 1).contains("maria is disabled"));
}

#[test]
fn the_sample_data_has_what_documented_examples_name() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::build(&settings(folder.path(), true)).unwrap();
    let app = server.application();
    let tenant = tenants::find(app, &app.policy.default_tenant).unwrap();
    let hand = Hand::Operator(tenant.id);
    let people = users::list(app, &hand, 0, 100).unwrap();
    let numbers: Vec<_> = people.iter().map(|user| user.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7]);
    assert!(people.iter().all(|user| user.active && user.department.is_some()));
    assert_eq!(
        (people[0].login.as_str(), people[0].role),
        ("admin", Role::SuperAdmin)
    );

    let admin = access::first_superuser(app, &tenant).unwrap();
    let page = departments::list(app, &admin, DepartmentOrder::Number, ALL).unwrap();
    let parts: Vec<_> = page
        .items
        .iter()
        .map(|it| (it.department.number, it.department.name.as_str()))
        .collect();
    assert_eq!(parts[..2], [(1, "IT Department"), (2, "Software")]);
    assert_eq!(page.total, 5);
    for part in &page.items[..2] {
        let runs = part.manager.as_ref().unwrap();
        let manager = people.iter().find(|user| user.id == runs.id).unwrap();
        assert_eq!(
            (manager.role, manager.department),
            (Role::Manager, Some(part.department.id))
        );
    }
    let columns = boards::list_columns(app, &admin, &ColumnsWanted::default(), ALL).unwrap();
    let numbers: Vec<_> = columns.items.iter().map(|it| it.column.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
}
