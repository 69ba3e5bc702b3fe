//! "Projects Endpoints" and "Columns Endpoints".

use super::{assert_like, assert_says, on_a_fresh_start};
use serde_json::{Value, json};
use tessera_tests::{
    kanban::{COLUMNS, PROJECTS, answered, number},
    mobile::items,
};

const MORE_OF_PROJECTS: &[&str] = &[
    "lead_username",
    "members",
    "companies",
    "tickets_count",
    "columns_count",
];

fn printed_project() -> Value {
    json!({
        "id": 1,
        "name": "Demo Project",
        "key": "DEMO",
        "description": "Demo project for testing",
        "created_by": 1,
        "created_at": "2025-10-01T00:00:00Z",
        "updated_at": "2025-10-01T00:00:00Z"
    })
}

fn printed_columns() -> Value {
    json!([
        {
            "id": 1,
            "name": "New",
            "order": 0,
            "color": "#0052cc",
            "project": 1,
            "tickets_count": 5,
            "created_at": "2025-10-01T00:00:00Z",
            "updated_at": "2025-10-01T00:00:00Z"
        },
        {
            "id": 2,
            "name": "In Progress",
            "order": 1,
            "color": "#ff9800",
            "project": 1,
            "tickets_count": 12,
            "created_at": "2025-10-01T00:00:00Z",
            "updated_at": "2025-10-01T00:00:00Z"
        }
    ])
}

#[test]
fn list_and_create_projects() {
    on_a_fresh_start(|start| {
        let answer = answered(&start.admin.get(PROJECTS), 200);
        assert_like(&answer, &json!([printed_project()]), MORE_OF_PROJECTS);
        let first = items(&answer).into_iter().find(|project| project["id"] == 1);
        assert_eq!(first.expect("there is a project 1")["created_by"], 1);
        let body = json!({ "name": "Mobile App", "key": "MOB", "description": "Mobile application project" });
        let made = answered(&start.admin.post(PROJECTS, &body), 201);
        assert_like(&made, &printed_project(), MORE_OF_PROJECTS);
        assert_says(&made, &body, &["name", "key", "description"]);
        assert_eq!(made["created_by"], 1);
    });
}

#[test]
fn list_columns() {
    on_a_fresh_start(|start| {
        let answer = answered(&start.admin.get(COLUMNS), 200);
        assert_like(&answer, &printed_columns(), &["project_key"]);
        let first: Vec<Value> = items(&answer)
            .into_iter()
            .filter(|column| column["project"] == 1)
            .collect();
        for (column, printed) in first.iter().zip(items(&printed_columns())) {
            assert_says(column, &printed, &["id", "name", "order", "color", "project"]);
        }
        let names: Vec<_> = first
            .iter()
            .map(|column| (number(&column["id"]), column["name"].clone()))
            .collect();
        let known = [(1, "New"), (2, "In Progress"), (3, "Review"), (4, "Done")];
        assert_eq!(names, known.map(|(id, name)| (id, json!(name))));
    });
}

#[test]
fn create_a_column() {
    on_a_fresh_start(|start| {
        let body = json!({ "name": "Testing", "order": 3, "color": "#9c27b0" });
        let made = answered(&start.admin.post(COLUMNS, &body), 201);
        assert_like(&made, &printed_columns()[0], &["project_key"]);
        assert_says(&made, &body, &["name", "order", "color"]);
        assert_eq!((&made["project"], &made["tickets_count"]), (&json!(1), &json!(0)));
    });
}

#[test]
fn reorder_columns() {
    on_a_fresh_start(|start| {
        let body =
            json!({ "order": [{ "id": 1, "order": 0 }, { "id": 3, "order": 1 }, { "id": 2, "order": 2 }] });
        let answer = answered(&start.admin.post(&format!("{COLUMNS}reorder/"), &body), 200);
        assert_eq!(answer, json!({ "status": "columns reordered" }));
        let ids = start.admin.told(&format!("{COLUMNS}?project=1"), "id");
        assert_eq!(ids, [1, 3, 2, 4]);
    });
}
