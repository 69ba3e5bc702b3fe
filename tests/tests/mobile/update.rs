//! `PUT /tickets/{ticket_id}`: title, priority, references, tags.

use serde_json::{Value, json};
use tessera_domain::user::Role;
use tessera_tests::{
    mobile::{Mobile, items, keys, make_client, make_contact, path, refused, refused_for, sorted, text},
    on_each_database,
};

const NOBODYS: &str = "0196b1a2-dead-7ead-8ead-00000000dead";

#[test]
fn the_answer_is_the_bare_row_without_names() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        let changed = acme.admin.changes(&ticket, json!({ "title": "Another title" }));
        assert_eq!(
            keys(&changed),
            sorted(&[crate::detail::COLUMNS, &["description_html"]])
        );
        assert_eq!(changed["title"], "Another title");
        let seen = acme.admin.sees(&ticket);
        for (name, value) in changed.as_object().unwrap() {
            assert_eq!(value, &seen[name], "{name}");
        }
    });
}

#[test]
fn nothing_named_is_still_a_touch() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = acme.user("robin", Role::Technician);
        let ticket = acme.admin.opens("A ticket");
        let before = acme.admin.sees(&ticket);
        app.clock.advance(60);
        let mut after = robin.changes(&ticket, json!({}));
        assert_eq!(after["updated_at"], "2026-02-03T12:01:00.000Z");
        assert_eq!(after["updated_by"], robin.id.to_string());
        for (name, value) in after.as_object_mut().unwrap() {
            if !["updated_at", "updated_by"].contains(&name.as_str()) {
                assert_eq!(*value, before[name], "{name}");
            }
        }
    });
}

#[test]
fn every_member_is_written_and_read_back() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = acme.user("robin", Role::Technician);
        let client = make_client(app, &acme, "Dahl & Sons");
        let contact = make_contact(app, &acme, client, "Kim Contact").to_string();
        let ticket = acme.admin.opens("A ticket");
        let changes = json!({
            "title": "Printer on fire", "url": "https://example.org/7", "client_id": client.to_string(),
            "contact_name_id": contact, "status_id": robin.status("Waiting"), "priority_id": robin.priority("Highest"),
            "assigned_to": robin.id.to_string(), "board_id": robin.board(),
        });
        robin.changes(&ticket, changes.clone());
        let seen = robin.sees(&ticket);
        for (name, value) in changes.as_object().unwrap() {
            assert_eq!(&seen[name], value, "{name}");
        }
        let names =
            ["status_name", "priority_name", "client_name", "contact_name"].map(|name| text(&seen[name]));
        assert_eq!(names, ["Waiting", "Highest", "Dahl & Sons", "Kim Contact"]);
    });
}

#[test]
fn null_clears_the_contact_and_is_refused_elsewhere() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let client = make_client(app, &acme, "Dahl & Sons");
        let contact = make_contact(app, &acme, client, "Kim Contact").to_string();
        let ticket = acme
            .admin
            .opens_with("A ticket", json!({ "contact_name_id": contact }));
        assert_eq!(
            acme.admin.changes(&ticket, json!({ "contact_name_id": null }))["contact_name_id"],
            Value::Null
        );
        for name in [
            "title",
            "url",
            "board_id",
            "client_id",
            "status_id",
            "priority_id",
            "assigned_to",
        ] {
            let issue = refused_for(&acme.admin.put(&path(&ticket), &json!({ name: null })), &[name]).details
                [0]
            .clone();
            assert_eq!(
                (&issue["code"], &issue["received"]),
                (&json!("invalid_type"), &json!("null")),
                "{name}"
            );
        }
    });
}

#[test]
fn a_title_has_1_to_255_characters() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        for good in ["x".to_owned(), "🎫".repeat(255)] {
            assert_eq!(
                acme.admin.changes(&ticket, json!({ "title": good }))["title"],
                good
            );
        }
        let issue = |title: Value| {
            let reply = acme.admin.put(&path(&ticket), &json!({ "title": title }));
            let mut issue = refused_for(&reply, &["title"]).details[0].clone();
            issue["message"].take();
            issue
        };
        let bound = json!({
            "path": ["title"], "message": null, "type": "string", "inclusive": true, "exact": false
        });
        let with = |more: Value| {
            let mut issue = bound.clone();
            tessera_tests::mobile::merge(&mut issue, more);
            issue
        };
        assert_eq!(
            issue(json!("")),
            with(json!({ "code": "too_small", "minimum": 1 }))
        );
        assert_eq!(
            issue(json!("🎫".repeat(256))),
            with(json!({ "code": "too_big", "maximum": 255 }))
        );
        let typed = json!({
            "path": ["title"], "message": null, "code": "invalid_type", "expected": "string", "received": "number"
        });
        assert_eq!(issue(json!(5)), typed);
    });
}

#[test]
fn a_link_is_an_absolute_web_address() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        for bad in [
            "",
            "nowhere",
            "javascript:alert(1)",
            "//example.org",
            "data:text/html,x",
            "file:///etc/passwd",
        ] {
            let issue = refused_for(&acme.admin.put(&path(&ticket), &json!({ "url": bad })), &["url"])
                .details[0]
                .clone();
            assert_eq!(
                (&issue["code"], &issue["validation"]),
                (&json!("invalid_string"), &json!("url")),
                "{bad}"
            );
        }
    });
}

#[test]
fn what_is_not_known_is_refused_by_its_name_and_nothing_changes() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        let before = app.contents();
        let names = [
            "board_id",
            "client_id",
            "contact_name_id",
            "status_id",
            "priority_id",
            "assigned_to",
            "location_id",
        ];
        for name in names.into_iter().chain(["category_id", "subcategory_id"]) {
            let reply = acme
                .admin
                .put(&path(&ticket), &json!({ "title": "Not kept", name: NOBODYS }));
            assert_eq!(
                refused_for(&reply, &[name]).details[0]["code"],
                "custom",
                "{name}"
            );
            for bad in [json!("x"), json!(7), json!("")] {
                refused_for(&acme.admin.put(&path(&ticket), &json!({ name: bad })), &[name]);
            }
        }
        assert!(app.contents() == before);
    });
}

#[test]
fn members_that_the_vendor_does_not_write_are_dropped_silently() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        let changes = json!({
            "due_date": "2026-03-01T00:00:00.000Z", "ticket_number": "X", "is_closed": true, "entered_by": NOBODYS,
            "unheard_of": {"deep": []}
        });
        acme.admin.changes(&ticket, changes);
        let seen = acme.admin.sees(&ticket);
        for name in ["due_date", "ticket_number", "is_closed", "entered_by"] {
            assert_eq!(seen[name], ticket[name], "{name}");
        }
    });
}

#[test]
fn tags_are_replaced_as_a_whole() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme
            .admin
            .opens_with("A ticket", json!({ "tags": ["vip", "printer"] }));
        let tags = |ticket: &Value| {
            let tags = items(&acme.admin.sees(ticket)["tags"]);
            tags.iter().map(|tag| text(&tag["tag_text"])).collect::<Vec<_>>()
        };
        acme.admin
            .changes(&ticket, json!({ "tags": ["Printer", "Office", "office"] }));
        assert_eq!(
            tags(&ticket),
            ["Office", "printer"],
            "a tag that is there keeps its spelling"
        );
        acme.admin.changes(&ticket, json!({ "title": "Renamed" }));
        assert_eq!(tags(&ticket).len(), 2);
        acme.admin.changes(&ticket, json!({ "tags": [] }));
        assert_eq!(tags(&ticket), Vec::<String>::new());
        refused_for(
            &acme.admin.put(&path(&ticket), &json!({ "tags": ["ok", ""] })),
            &["tags.1"],
        );
        refused_for(
            &acme.admin.put(&path(&ticket), &json!({ "tags": "vip" })),
            &["tags"],
        );
    });
}

#[test]
fn staff_are_left_out_only_together_with_the_contact() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        let (contact, internal) = ("suppressContactNotifications", "suppressInternalNotifications");
        acme.admin
            .changes(&ticket, json!({ contact: true, internal: true }));
        acme.admin.changes(&ticket, json!({ contact: true }));
        for body in [
            json!({ internal: true }),
            json!({ contact: false, internal: true }),
        ] {
            refused_for(&acme.admin.put(&path(&ticket), &body), &[internal]);
        }
        // The rule between two members waits until each is right.
        refused_for(
            &acme
                .admin
                .put(&path(&ticket), &json!({ contact: "yes", internal: true })),
            &[contact],
        );
    });
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        let body = json!({ "title": "", "priority_id": "x", "attributes": [], "contact_name_id": 5 });
        let mut paths = refused(&acme.admin.put(&path(&ticket), &body), 400).paths();
        paths.sort();
        assert_eq!(paths, ["attributes", "contact_name_id", "priority_id", "title"]);
    });
}
