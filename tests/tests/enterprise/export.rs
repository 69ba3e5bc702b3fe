//! Tickets as a file.

use crate::scene::{Scene, with_scene};
use serde_json::{Value, json};
use tessera_domain::{
    event::{Actor, EventKind},
    id::version_7,
    reference::Reference,
    ticket::Ticket,
    user::Role,
};
use tessera_tests::{
    Reply,
    enterprise::{EnterpriseUser, blamed, data, forbidden},
    mobile::{items, text},
};

const EXPORT: &str = "/reports/export";

/// The table's lines, each with the names of its columns.
#[track_caller]
fn table(reply: &Reply) -> Vec<Value> {
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("content-type"), Some("text/csv; charset=utf-8"));
    let name = reply.header("content-disposition").unwrap_or_default();
    assert!(
        name.starts_with("attachment; filename=\"tickets_export.csv\""),
        "{name}"
    );
    let mut lines = read(&reply.text()).into_iter();
    let columns = lines.next().expect("a head");
    let line = |cells: Vec<String>| {
        assert_eq!(cells.len(), columns.len(), "as many cells as columns: {cells:?}");
        let cells = columns.iter().cloned().zip(cells.into_iter().map(Value::from));
        Value::Object(cells.collect())
    };
    lines.map(line).collect()
}

/// Reads a table as RFC 4180 has it.
fn read(table: &str) -> Vec<Vec<String>> {
    let (mut lines, mut cells, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut is_quoted, mut rest) = (false, table.chars().peekable());
    while let Some(c) = rest.next() {
        match c {
            '"' if is_quoted && rest.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => cells.push(std::mem::take(&mut cell)),
            '\r' if !is_quoted && rest.next_if_eq(&'\n').is_some() => {
                cells.push(std::mem::take(&mut cell));
                lines.push(std::mem::take(&mut cells));
            }
            c => cell.push(c),
        }
    }
    assert!(
        cell.is_empty() && cells.is_empty() && !is_quoted,
        "every line has its end"
    );
    lines
}

#[track_caller]
fn exported(who: &EnterpriseUser, query: &str) -> Vec<Value> {
    table(&who.get(&format!("{EXPORT}{query}")))
}

/// Opens a ticket that is older than the next one: what is opened at the same time is in no order.
fn opens(scene: &Scene<'_>, who: &EnterpriseUser, title: &str, more: Value) -> Value {
    scene.app.clock.advance(1);
    who.opens_with(title, more)
}

fn titles(lines: &[Value]) -> Vec<String> {
    lines.iter().map(|line| text(&line["title"])).collect()
}

#[test]
fn a_table_says_of_a_ticket_what_the_api_says() {
    with_scene(|scene| {
        let ticket = scene.robin.opens_with(
            "A, \"quoted\" title",
            json!({ "description": "two\nlines", "tags": ["a", "b"], "priority": "high", "assigned_to_id": scene.kim.number,
                    "due_date": "2026-02-05T10:00:00Z", "public_notes": "seen by all" }),
        );
        scene.ada.changes(
            &ticket,
            &json!({ "internal_notes": "seen by few", "status": "in_progress" }),
        );
        let lines = exported(&scene.ada, "?type=tickets&format=csv");
        let it = scene.it.to_string();
        assert_eq!(
            lines,
            [json!({
                "id": ticket["id"].to_string(), "ticket_number": ticket["ticket_number"], "title": "A, \"quoted\" title",
                "description": "two\nlines", "status": "in_progress", "priority": "high", "ticket_type": "incident",
                "created_by_id": scene.robin.number.to_string(), "created_by": "robin",
                "assigned_to_id": scene.kim.number.to_string(), "assigned_to": "kim", "department_id": it,
                "department": "IT Department", "tags": "a, b", "created_at": "2026-02-03T12:00:00Z",
                "updated_at": "2026-02-03T12:00:00Z", "due_date": "2026-02-05T10:00:00Z", "resolution_time": "",
                "sla_breach_time": "", "customer_satisfaction_rating": "", "internal_notes": "seen by few",
                "public_notes": "seen by all"
            })]
        );
        let reply = scene.ada.get(&format!("{EXPORT}?format=json")).expect(200);
        let name = reply.header("content-disposition").unwrap_or_default();
        assert!(name.contains("tickets_export.json"), "{name}");
        let seen = scene.ada.lists("/tickets");
        assert_eq!(reply.json(), json!(seen));
    });
}

/// More than are read at a time, so that a file is put together of parts.
#[test]
fn a_file_has_every_ticket_once_oldest_first_however_many_there_are() {
    with_scene(|scene| {
        const MANY: i64 = 1_100;
        let first = scene.acme.ticket("One of many");
        // The others are copies of it, a second younger each, past the use cases.
        let copy = |number: i64| {
            let created_at = first.created_at.plus_seconds(number);
            Ticket {
                id: version_7(created_at, number.unsigned_abs()).into(),
                number,
                reference: Reference::new(created_at, number),
                created_at,
                ..first.clone()
            }
        };
        let copies: Vec<_> = (2..=MANY).map(copy).collect();
        let stored = scene
            .app
            .app
            .store
            .transact(|tx| tx.tickets().insert(scene.acme.id, &copies));
        stored.expect("they can be stored");
        let lines = exported(&scene.ada, "");
        let numbers: Vec<String> = lines.iter().map(|line| text(&line["id"])).collect();
        assert_eq!(
            numbers,
            (1..=MANY).map(|number| number.to_string()).collect::<Vec<_>>()
        );
        let list = scene.ada.get(&format!("{EXPORT}?format=json")).expect(200).json();
        assert_eq!(items(&list).len(), usize::try_from(MANY).expect("it fits"));
    });
}

#[test]
fn filters_are_those_of_a_search_whole_or_with_bare_braces() {
    with_scene(|scene| {
        let low = opens(
            scene,
            &scene.robin,
            "Low",
            json!({ "priority": "low", "tags": ["x"] }),
        );
        opens(scene, &scene.robin, "High", json!({ "priority": "high" }));
        opens(scene, &scene.lee, "Lee's", json!({}));
        scene.ada.changes(&low, &json!({ "status": "resolved" }));
        for (filters, known) in [
            (json!({}), vec!["Low", "High", "Lee's"]),
            (
                json!({ "status": "resolved", "created_after": "2023-11-01" }),
                vec!["Low"],
            ),
            (
                json!({ "status": ["open", "resolved"], "priority": ["high"] }),
                vec!["High"],
            ),
            (json!({ "departments": [scene.sales] }), vec!["Lee's"]),
            (json!({ "tags": ["x"] }), vec!["Low"]),
            (json!({ "created_after": "2030-01-01" }), vec![]),
            (json!({ "assigned_to_id": scene.kim.number }), vec![]),
        ] {
            let encoded = filters.to_string().replace('"', "%22").replace(' ', "%20");
            let bare = format!("?type=tickets&format=csv&filters={encoded}");
            let whole = bare
                .replace('{', "%7B")
                .replace('}', "%7D")
                .replace('[', "%5B")
                .replace(']', "%5D");
            for query in [bare, whole] {
                assert_eq!(titles(&exported(&scene.ada, &query)), known, "{query}");
            }
        }
    });
}

#[test]
fn what_is_no_filter_no_type_and_no_format_is_refused_and_nothing_logged() {
    with_scene(|scene| {
        let before = scene.app.contents();
        for (query, field) in [
            ("?type=users", "type"),
            ("?type=", "type"),
            ("?format=xlsx", "format"),
            ("?format=pdf", "format"),
            ("?filters=", "filters"),
            ("?filters=%7B", "filters"),
            ("?filters=[]", "filters"),
            ("?filters=1", "filters"),
            ("?filters=%7B%22status%22:%22gone%22%7D", "filters.status"),
            (
                "?filters=%7B%22created_after%22:%22soon%22%7D",
                "filters.created_after",
            ),
            ("?filters=%7B%7D&filters=%7B%7D", "filters"),
        ] {
            blamed(&scene.ada.get(&format!("{EXPORT}{query}")), &[field]);
        }
        let long = format!("?filters=%7B%22x%22:%22{}%22%7D", "x".repeat(2_000));
        blamed(&scene.ada.get(&format!("{EXPORT}{long}")), &["filters"]);
        assert!(scene.app.contents() == before);
    });
}

#[test]
fn admins_take_all_managers_their_departments_and_nobody_else_anything() {
    with_scene(|scene| {
        opens(scene, &scene.robin, "Of IT", json!({}));
        opens(scene, &scene.lee, "Of Sales", json!({}));
        let chief = EnterpriseUser::of(scene.app, &scene.acme, "sue", Role::SuperAdmin);
        for who in [&scene.ada, &chief] {
            assert_eq!(titles(&exported(who, "")), ["Of IT", "Of Sales"], "{}", who.login);
        }
        // What a manager opened elsewhere is in their sight, and not their department's.
        scene
            .mia
            .opens_with("Mia's", json!({ "department_id": scene.sales }));
        assert_eq!(titles(&exported(&scene.mia, "")), ["Of IT"]);
        let of_sales = format!("?filters=%7B%22departments%22:[{}]%7D", scene.sales);
        assert_eq!(exported(&scene.mia, &of_sales), Vec::<Value>::new());
        let before = scene.app.contents();
        for who in [&scene.robin, &scene.kim, &scene.lee] {
            forbidden(&who.get(EXPORT));
        }
        assert!(scene.app.contents() == before);
        let globex = scene.app.tenant("globex");
        let gus = EnterpriseUser::also(scene.app, &globex.admin);
        assert_eq!(exported(&gus, ""), Vec::<Value>::new());
    });
}

fn export_events(scene: &Scene<'_>) -> Vec<tessera_domain::event::Event> {
    let events = scene
        .app
        .events(scene.acme.id)
        .into_iter()
        .map(|logged| logged.event);
    events
        .filter(|event| event.kind == EventKind::TicketsExported)
        .collect()
}

#[test]
fn the_log_says_who_took_out_what() {
    with_scene(|scene| {
        assert!(export_events(scene).is_empty());
        let reply = scene
            .ada
            .get(&format!("{EXPORT}?filters=%7B%22status%22:%22open%22%7D"))
            .expect(200);
        let [event] = export_events(scene).try_into().expect("one event");
        assert_eq!(event.actor, Actor::User(scene.acme.admin.id));
        assert!(event.audience.is_internal());
        assert_eq!(event.request.as_deref(), reply.header("x-request-id"));
        let told: Vec<_> = event
            .changes
            .iter()
            .map(|it| (it.field.as_str(), it.after.clone()))
            .collect();
        assert_eq!(
            told,
            [
                ("format", json!("csv")),
                ("filters", json!("{\"status\":\"open\"}"))
            ]
        );
    });
}

/// A-IN-7: whatever somebody wrote, no cell is a formula, and all of it reads back.
#[test]
fn a_in_7_no_cell_is_a_formula_to_a_spreadsheet() {
    with_scene(|scene| {
        let forty = format!("={}", "x".repeat(40_000));
        let bad = [
            "=1+1",
            "+1",
            "-1+cmd",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\u{ff1d}1",
            "=HYPERLINK(\"http://evil.example\")",
            "\"=1",
            " =1",
            "\u{feff}=1",
            forty.as_str(),
        ];
        let harmless = [
            "a \"quote\", a comma\r\nand a line",
            "a;=1;b",
            "5 - 3",
            "x@example.org",
            "'=1",
        ];
        for text in bad.iter().chain(&harmless) {
            let title: String = text.chars().take(90).collect();
            let more = json!({ "description": text, "tags": [title.trim()], "public_notes": text });
            opens(scene, &scene.robin, &title, more);
        }
        let lines = exported(&scene.ada, "");
        assert_eq!(lines.len(), bad.len() + harmless.len());
        for (line, text) in lines.iter().zip(bad) {
            assert_eq!(line["description"], format!("'{text}"));
            assert_eq!(line["public_notes"], format!("'{text}"));
        }
        for (line, text) in lines[bad.len()..].iter().zip(harmless) {
            assert_eq!(line["description"], text);
        }
        for line in &lines {
            for (column, cell) in line.as_object().expect("cells") {
                let cell = text(cell);
                let first = cell.chars().find(|c| !c.is_whitespace() && *c != '"');
                let is_formula =
                    first.is_some_and(|c| "=+-@\u{ff1d}".contains(c)) || cell.starts_with(['\t', '\r']);
                assert!(!is_formula, "{column}: {cell:.50}");
            }
        }
        // The same people elsewhere: the API itself gives everything as it was written.
        let seen = data(&scene.ada.get("/tickets/1"), 200);
        assert_eq!(seen["description"], "=1+1");
    });
}
