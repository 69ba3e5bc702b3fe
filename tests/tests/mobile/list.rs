//! `GET /tickets`: the envelope, the fields, the pages.

use serde_json::json;
use tessera_domain::user::Role;
use tessera_tests::{
    TestApp, TestUser,
    mobile::{Mobile, TICKETS, items, keys, refused, refused_for, sorted},
    on_each_database,
};

/// What `fields` may name, and `mobile_list` stands for.
const CHOSEN: &[&str] = &[
    "ticket_id",
    "ticket_number",
    "title",
    "status_id",
    "status_name",
    "status_is_closed",
    "priority_name",
    "assigned_to_name",
    "client_name",
    "contact_name",
    "updated_at",
    "entered_at",
    "closed_at",
    "tags",
];

/// What is there whatever `fields` names.
const ALWAYS: &[&str] = &[
    "entered_by",
    "assigned_to",
    "client_id",
    "board_id",
    "assigned_team_id",
];

/// What a row has beside the columns of the ticket when `fields` names nothing.
const JOINED: &[&str] = &[
    "client_name",
    "contact_name",
    "status_name",
    "status_is_closed",
    "priority_name",
    "category_name",
    "subcategory_name",
    "board_name",
    "entered_by_name",
    "assigned_to_name",
    "tags",
];

#[test]
fn the_call_that_the_app_makes_is_answered_as_the_app_reads_it() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = acme.user("robin", Role::Technician);
        let wanted = robin.opens("Open and nobody's");
        robin.opens_with(
            "Open and somebody's",
            json!({ "assigned_to": robin.id.to_string() }),
        );
        let closed = robin.opens("Closed and nobody's");
        robin.moves(&closed, "Closed");
        let client = robin
            .with("accept", "application/json")
            .with("x-tenant-id", &acme.id.to_string())
            .with("x-alga-client", "mobile/tickets")
            .with("x-correlation-id", "k3j2h1-1");
        let path = "/api/v1/tickets?page=1&limit=25&fields=mobile_list&sort=updated_at&order=desc&is_open=true&has_assignment=false";
        let reply = client.get(path).expect(200);
        assert!(
            reply
                .header("content-type")
                .is_some_and(|kind| kind.contains("application/json"))
        );
        let page = reply.json();
        assert_eq!(keys(&page), ["data", "meta", "pagination"]);
        assert_eq!(
            page["pagination"],
            json!({"page": 1, "limit": 25, "total": 1, "totalPages": 1, "hasNext": false, "hasPrev": false})
        );
        let filters = json!({"is_open": true, "has_assignment": false});
        assert_eq!(
            page["meta"],
            json!({"sort": "updated_at", "order": "desc", "filters": filters})
        );
        let rows = items(&page["data"]);
        assert_eq!(rows.len(), 1, "{rows:?}");
        assert_eq!(rows[0]["ticket_id"], wanted["ticket_id"]);
        assert_eq!(keys(&rows[0]), sorted(&[CHOSEN, ALWAYS]));
    });
}

#[test]
fn a_row_of_the_apps_list_has_the_documented_values() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = acme.user("robin", Role::Technician);
        let ticket = robin.opens_with(
            "Printer on fire",
            json!({ "assigned_to": robin.id.to_string(), "tags": ["vip", "Printer"], "priority_id": robin.priority("High") }),
        );
        let mut row = robin.lists("fields=mobile_list")["data"][0].clone();
        let tags = items(&row["tags"].take());
        assert_eq!(
            tags.iter()
                .map(|tag| tag["tag_text"].as_str())
                .collect::<Vec<_>>(),
            [Some("Printer"), Some("vip")]
        );
        assert!(
            tags.iter().all(|tag| keys(tag).contains(&"tag_id".to_owned())),
            "{tags:?}"
        );
        assert_eq!(
            row,
            json!({
                "ticket_id": ticket["ticket_id"], "ticket_number": "TKT-20260203-001", "title": "Printer on fire",
                "status_id": robin.status("Open"), "status_name": "Open", "status_is_closed": false,
                "priority_name": "High", "assigned_to_name": "robin Tester", "client_name": null, "contact_name": null,
                "updated_at": "2026-02-03T12:00:00.000Z", "entered_at": "2026-02-03T12:00:00.000Z", "closed_at": null,
                "tags": null, "entered_by": robin.id.to_string(), "assigned_to": robin.id.to_string(), "client_id": null,
                "board_id": robin.board(), "assigned_team_id": null,
            })
        );
    });
}

#[test]
fn fields_choose_the_members_and_the_preset_wins_over_names() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        acme.ticket("A ticket");
        let row = |query: &str| keys(&acme.admin.lists(query)["data"][0]);
        for name in CHOSEN {
            assert_eq!(row(&format!("fields={name}")), sorted(&[&[*name], ALWAYS]));
        }
        assert_eq!(
            row("fields=title,closed_at"),
            sorted(&[&["title", "closed_at"], ALWAYS])
        );
        for preset in ["mobile_list", "title,mobile_list", "mobile_list,tags"] {
            assert_eq!(
                row(&format!("fields={preset}")),
                sorted(&[CHOSEN, ALWAYS]),
                "{preset}"
            );
        }
    });
}

#[test]
fn an_unknown_field_is_refused_with_the_names_that_are_known() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        for query in [
            "fields=title,secret",
            "fields=description",
            "fields=Title",
            "fields=mobile_list,password_hash",
        ] {
            let reply = acme.admin.get(&format!("{TICKETS}?{query}"));
            let refusal = refused(&reply, 400);
            assert_eq!(refusal.code, "VALIDATION_ERROR", "{query}");
            assert!(reply.text().contains("mobile_list"), "{query}: {}", reply.text());
        }
    });
}

#[test]
fn without_fields_a_row_has_every_column_and_every_name() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        let page = acme.admin.lists("");
        assert_eq!(
            page["meta"],
            json!({"sort": "created_at", "order": "desc", "filters": {}})
        );
        let row = &page["data"][0];
        assert_eq!(keys(row), sorted(&[crate::detail::COLUMNS, JOINED]));
        for column in crate::detail::COLUMNS {
            assert_eq!(row[column], ticket[column], "{column}");
        }
    });
}

#[test]
fn pages_are_counted_as_documented() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let table = [
            // Tickets, page, limit; pages, next, previous, on the page.
            (0, 1, 25, 0, false, false, 0),
            (0, 2, 25, 0, false, true, 0),
            (5, 1, 5, 1, false, false, 5),
            (5, 1, 2, 3, true, false, 2),
            (5, 2, 2, 3, true, true, 2),
            (5, 3, 2, 3, false, true, 1),
            (5, 4, 2, 3, false, true, 0),
            (5, 999_999, 100, 1, false, true, 0),
            (5, 1, 100, 1, false, false, 5),
        ];
        let mut there = 0;
        for (total, page, limit, pages, next, previous, on_it) in table {
            while there < total {
                there += 1;
                acme.ticket(&format!("Ticket {there}"));
            }
            let reply = acme.admin.lists(&format!("page={page}&limit={limit}"));
            let expected = json!({
                "page": page, "limit": limit, "total": total, "totalPages": pages, "hasNext": next, "hasPrev": previous
            });
            assert_eq!(reply["pagination"], expected);
            assert_eq!(items(&reply["data"]).len(), on_it, "page {page} of {limit}");
        }
    });
}

#[test]
fn the_pages_together_are_the_list() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        // All at the same moment, so that only the tie-breaker keeps them apart.
        for place in 0..23 {
            acme.ticket(&format!("Ticket {place}"));
        }
        for sort in [
            "created_at",
            "updated_at",
            "priority_name",
            "due_date",
            "client_name",
        ] {
            let whole = ids(&acme.admin, &format!("sort={sort}&limit=100"));
            let pages: Vec<String> = (1..=5)
                .flat_map(|page| ids(&acme.admin, &format!("sort={sort}&limit=5&page={page}")))
                .collect();
            assert_eq!((whole.len(), &pages), (23, &whole), "{sort}");
        }
    });
}

fn ids(user: &TestUser, query: &str) -> Vec<String> {
    items(&user.lists(query)["data"])
        .iter()
        .map(|row| row["ticket_id"].to_string())
        .collect()
}

#[test]
fn numbers_are_read_as_the_vendors_server_reads_them() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let pagination = |query: &str| acme.admin.lists(query)["pagination"].clone();
        assert_eq!(pagination("page=2abc&limit=10xyz")["page"], 2);
        assert_eq!(pagination("page=2abc&limit=10xyz")["limit"], 10);
        assert_eq!(pagination("page=%201")["page"], 1);
        let default = pagination("");
        assert_eq!((&default["page"], &default["limit"]), (&json!(1), &json!(25)));
    });
}

#[test]
fn numbers_out_of_range_are_refused_and_never_bent() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let issue = |query: &str, path: &str| {
            refused_for(&acme.admin.get(&format!("{TICKETS}?{query}")), &[path]).details[0].clone()
        };
        let small = issue("page=0", "page");
        assert_eq!(
            (&small["code"], &small["minimum"], &small["type"]),
            (&json!("too_small"), &json!(1), &json!("number"))
        );
        let big = issue("limit=101", "limit");
        assert_eq!(
            (&big["code"], &big["maximum"], &big["inclusive"]),
            (&json!("too_big"), &json!(100), &json!(true))
        );
        let word = issue("page=abc", "page");
        assert_eq!(
            (&word["code"], &word["received"]),
            (&json!("invalid_type"), &json!("nan"))
        );
        issue("limit=0", "limit");
        issue("limit=-1", "limit");
        issue("page=", "page");
    });
}

#[test]
fn head_tells_what_get_tells_without_the_body() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        acme.ticket("A ticket");
        let get = acme.admin.get(TICKETS).expect(200);
        let head = acme.admin.request("HEAD", TICKETS, &[], b"").expect(200);
        assert!(head.body.is_empty());
        for name in ["content-type", "content-length"] {
            assert_eq!(head.header(name), get.header(name), "{name}");
        }
    });
}

#[test]
fn what_was_asked_is_repeated_with_its_types() {
    on_each_database(|app: &TestApp| {
        let acme = app.tenant("acme");
        let user = acme.admin.id.to_string();
        let query = format!(
            "is_closed=false&assigned_to={user}&status_ids={user}&tags=VIP,Printer&search=fire&updated_from=2026-01-01T00:00Z&page=2&limit=5&order=asc&unknown=1"
        );
        assert_eq!(
            acme.admin.lists(&query)["meta"],
            json!({
                "sort": "created_at", "order": "asc",
                "filters": {
                    "is_closed": false, "assigned_to": user, "status_ids": [user], "tags": ["vip", "printer"],
                    "search": "fire", "updated_from": "2026-01-01T00:00:00.000Z"
                }
            })
        );
    });
}
