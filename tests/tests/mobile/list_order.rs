//! `GET /tickets`: the order.

use serde_json::{Value, json};
use std::cmp::Ordering;
use tessera_domain::user::Role;
use tessera_tests::{
    TestApp,
    mobile::{Mobile, TICKETS, items, make_client, refused_for},
    on_each_database,
};

/// Ten tickets, each a minute younger than the one before, that differ and agree in many ways.
fn make_tickets(app: &TestApp) -> tessera_tests::TestUser {
    let acme = app.tenant("acme");
    let robin = acme.user("robin", Role::Technician);
    let clients = ["Alpha", "Beta", "Gamma"].map(|name| make_client(app, &acme, name).to_string());
    let priorities = ["Low", "High", "Medium"].map(|name| robin.priority(name));
    let statuses = ["Open", "In Progress", "Closed", "Resolved"].map(|name| robin.status(name));
    for place in 0..10 {
        app.clock.advance(60);
        let mut more = json!({ "priority_id": priorities[place % 3], "status_id": statuses[place % 4] });
        if place % 4 != 3 {
            more["client_id"] = json!(clients[place % 3]);
        }
        if place % 2 == 0 {
            let day = 28 - place;
            more["attributes"] = json!({ "due_date": format!("2026-02-{day:02}T00:00:00.000Z") });
        }
        robin.opens_with(&format!("{} ticket", ["d", "b", "c", "a"][place % 4]), more);
    }
    let oldest = robin.lists("order=asc&limit=3");
    for ticket in items(&oldest["data"]) {
        app.clock.advance(60);
        robin.changes(&ticket, json!({}));
    }
    robin
}

/// Each word, and the member of a row that it sorts by.
const SORTS: &[(&str, &str)] = &[
    ("created_at", "entered_at"),
    ("entered_at", "entered_at"),
    ("updated_at", "updated_at"),
    ("closed_at", "closed_at"),
    ("due_date", "due_date"),
    ("title", "title"),
    ("ticket_number", "ticket_number"),
    ("priority_name", "priority_name"),
    ("status_name", "status_name"),
    ("client_name", "client_name"),
];

#[test]
fn every_word_sorts_both_ways_with_the_id_as_tie_breaker() {
    on_each_database(|app| {
        let robin = make_tickets(app);
        for (word, member) in SORTS {
            for (order, direction) in [("asc", Ordering::Less), ("desc", Ordering::Greater)] {
                let page = robin.lists(&format!("sort={word}&order={order}"));
                assert_eq!(
                    (&page["meta"]["sort"], &page["meta"]["order"]),
                    (&json!(word), &json!(order))
                );
                let rows = items(&page["data"]);
                assert_eq!(rows.len(), 10);
                for pair in rows.windows(2) {
                    let told = compare(&pair[0][member], &pair[1][member]);
                    let told = told.then_with(|| compare(&pair[0]["ticket_id"], &pair[1]["ticket_id"]));
                    assert_eq!(
                        told, direction,
                        "{word} {order}: {} and {}",
                        pair[0][member], pair[1][member]
                    );
                }
                let short =
                    items(&robin.lists(&format!("sort={word}&order={order}&fields=mobile_list"))["data"]);
                let ids = |rows: &[Value]| {
                    rows.iter()
                        .map(|row| row["ticket_id"].clone())
                        .collect::<Vec<_>>()
                };
                assert_eq!(ids(&short), ids(&rows), "{word} {order}");
            }
        }
    });
}

/// Nothing counts as larger than everything: first when descending, last when ascending.
fn compare(one: &Value, other: &Value) -> Ordering {
    match (one.as_str(), other.as_str()) {
        (Some(one), Some(other)) => one.cmp(other),
        (one, other) => one.is_none().cmp(&other.is_none()),
    }
}

#[test]
fn the_newest_come_first_unless_said_otherwise() {
    on_each_database(|app| {
        let robin = make_tickets(app);
        assert_eq!(
            robin.lists("")["data"],
            robin.lists("sort=entered_at&order=desc")["data"]
        );
        assert_eq!(
            robin.lists("sort=title")["data"],
            robin.lists("sort=title&order=desc")["data"]
        );
    });
}

#[test]
fn texts_sort_by_their_characters_alike_on_both_databases() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        for title in [
            "beta", "Alpha", "ärger", "alpha", "ALPHA", "🎫", "Zulu", "Ärger", "_", "1", "\u{ffff}", "beta 2",
        ] {
            app.clock.advance(60);
            acme.ticket(title);
        }
        let expected = [
            "1", "ALPHA", "Alpha", "Zulu", "_", "alpha", "beta", "beta 2", "Ärger", "ärger", "\u{ffff}", "🎫",
        ];
        assert_eq!(acme.admin.titles("sort=title&order=asc"), expected);
    });
}

#[test]
fn a_word_that_is_no_column_is_refused() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        for bad in [
            "",
            "password_hash",
            "title;drop",
            "title desc",
            "TITLE",
            "tenant_id",
            "1",
        ] {
            let reply = acme
                .admin
                .get(&format!("{TICKETS}?sort={}", bad.replace(' ', "%20")));
            let issue = refused_for(&reply, &["sort"]).details[0].clone();
            assert_eq!(issue["code"], "invalid_enum_value", "{bad}");
            assert!(items(&issue["options"]).contains(&json!("updated_at")));
        }
        for bad in ["", "up", "ASC", "desc%20nulls%20last"] {
            refused_for(&acme.admin.get(&format!("{TICKETS}?order={bad}")), &["order"]);
        }
    });
}
