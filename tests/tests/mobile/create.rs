//! `POST /tickets`.

use serde_json::{Value, json};
use tessera_domain::{time::Time, user::Role};
use tessera_tests::{
    mobile::{
        Mobile, TICKETS, etag, keys, make_client, make_contact, path, refused, refused_for, sorted, text,
    },
    on_each_database,
};

const NOBODYS: &str = "0196b1a2-dead-7ead-8ead-00000000dead";

#[test]
fn a_title_is_enough_and_the_rest_is_the_tenants_default() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let reply = acme
            .admin
            .post(TICKETS, &json!({ "title": "Printer on fire" }))
            .expect(201);
        let ticket = reply.json()["data"].clone();
        assert_eq!(
            keys(&ticket),
            sorted(&[crate::detail::COLUMNS, &["description_html"]])
        );
        assert_eq!(reply.header("location"), Some(path(&ticket).as_str()));
        assert_eq!(etag(&reply), etag(&acme.admin.get(&path(&ticket))));
        let me = acme.admin.id.to_string();
        for (name, value) in [
            ("title", json!("Printer on fire")),
            ("status_id", json!(acme.admin.status("Open"))),
            ("priority_id", json!(acme.admin.priority("Medium"))),
            ("board_id", json!(acme.admin.board())),
            ("entered_by", json!(me)),
            ("entered_at", json!("2026-02-03T12:00:00.000Z")),
            ("assigned_to", Value::Null),
            ("attributes", Value::Null),
            ("is_closed", json!(false)),
        ] {
            assert_eq!(ticket[name], value, "{name}");
        }
    });
}

#[test]
fn everything_that_the_app_sends_is_kept() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = acme.user("robin", Role::Technician);
        let client = make_client(app, &acme, "Dahl & Sons");
        let contact = make_contact(app, &acme, client, "Kim Contact").to_string();
        let attributes = json!({
            "description": "Smoke.", "due_date": "2026-02-10T23:00:00.000Z", "watcher_user_ids": [robin.id.to_string()],
            "color": "red"
        });
        let body = json!({
            "title": "Printer on fire", "board_id": robin.board(), "client_id": client.to_string(),
            "status_id": robin.status("In Progress"), "priority_id": robin.priority("High"),
            "contact_name_id": contact, "assigned_to": robin.id.to_string(), "url": "https://example.org/7",
            "attributes": attributes,
        });
        let ticket = robin.post(TICKETS, &body).expect(201).json()["data"].clone();
        let seen = robin.sees(&ticket);
        for (name, value) in body.as_object().unwrap() {
            assert_eq!((&ticket[name], &seen[name]), (value, value), "{name}");
        }
    });
}

#[test]
fn a_ticket_opened_as_finished_is_stamped() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens_with(
            "Done already",
            json!({ "status_id": acme.admin.status("Resolved") }),
        );
        let stamp = (&ticket["is_closed"], &ticket["closed_at"], &ticket["closed_by"]);
        assert_eq!(
            stamp,
            (
                &json!(true),
                &json!("2026-02-03T12:00:00.000Z"),
                &json!(acme.admin.id.to_string())
            )
        );
    });
}

#[test]
fn numbers_count_the_tickets_of_a_tenants_day() {
    on_each_database(|app| {
        let (acme, globex) = (app.tenant("acme"), app.tenant("globex"));
        let number = |user: &tessera_tests::TestUser| text(&user.opens("A ticket")["ticket_number"]);
        assert_eq!(number(&acme.admin), "TKT-20260203-001");
        assert_eq!(number(&acme.admin), "TKT-20260203-002");
        assert_eq!(number(&globex.admin), "TKT-20260203-001");
        app.clock.set(Time::parse("2026-02-03T23:59:59.999999Z").unwrap());
        assert_eq!(number(&acme.admin), "TKT-20260203-003");
        app.clock.set(Time::parse("2026-02-04T00:00:00Z").unwrap());
        assert_eq!(number(&acme.admin), "TKT-20260204-001");
        acme.admin.post(TICKETS, &json!({ "title": "" })).expect(400);
        assert_eq!(
            number(&acme.admin),
            "TKT-20260204-002",
            "a refused one takes no number"
        );
    });
}

#[test]
fn a_title_is_demanded() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let missing = refused_for(&acme.admin.post(TICKETS, &json!({})), &["title"]).details[0].clone();
        assert_eq!(
            (&missing["code"], &missing["received"]),
            (&json!("invalid_type"), &json!("undefined"))
        );
        for bad in [json!(""), json!("x".repeat(256)), json!(null), json!(["x"])] {
            refused_for(&acme.admin.post(TICKETS, &json!({ "title": bad })), &["title"]);
        }
    });
}

#[test]
fn what_is_not_known_is_refused_by_its_name_and_nothing_is_made() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        acme.admin.counts();
        let before = app.contents();
        let names = [
            "board_id",
            "client_id",
            "contact_name_id",
            "status_id",
            "priority_id",
            "assigned_to",
        ];
        for name in names
            .into_iter()
            .chain(["location_id", "category_id", "subcategory_id"])
        {
            let body = json!({ "title": "Not made", "tags": ["not-made"], name: NOBODYS });
            refused_for(&acme.admin.post(TICKETS, &body), &[name]);
        }
        let body = json!({ "title": "Not made", "attributes": { "watcher_user_ids": [NOBODYS] } });
        refused_for(&acme.admin.post(TICKETS, &body), &["attributes.watcher_user_ids"]);
        let all = json!({ "title": "Not made", "status_id": NOBODYS, "priority_id": NOBODYS, "client_id": NOBODYS });
        let mut paths = refused(&acme.admin.post(TICKETS, &all), 400).paths();
        paths.sort();
        assert_eq!(paths, ["client_id", "priority_id", "status_id"]);
        assert!(app.contents() == before);
    });
}

#[test]
fn a_user_opens_tickets_for_themselves() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let sam = acme.user("sam", Role::User);
        let ticket = sam.opens("My mouse is gone");
        assert_eq!(ticket["entered_by"], sam.id.to_string());
        assert_eq!(sam.titles(""), ["My mouse is gone"]);
    });
}

#[test]
fn a_ticket_repeated_with_its_key_is_opened_once() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let client = acme.admin.with("idempotency-key", "ticket-1");
        let body = json!({ "title": "Once" });
        let first = client.post(TICKETS, &body).expect(201);
        app.clock.advance(60);
        let again = client.post(TICKETS, &body).expect(201);
        assert_eq!(
            (again.text(), again.header("location")),
            (first.text(), first.header("location"))
        );
        assert_eq!(
            (
                first.header("idempotent-replayed"),
                again.header("idempotent-replayed")
            ),
            (None, Some("true"))
        );
        assert_eq!(acme.admin.counts()["total_tickets"], 1);
        let other = client.post(TICKETS, &json!({ "title": "Twice" }));
        assert_eq!(refused(&other, 422).code, "IDEMPOTENCY_KEY_REUSED");
        let long = acme
            .admin
            .with("idempotency-key", &"k".repeat(256))
            .post(TICKETS, &body);
        assert_eq!(refused(&long, 400).code, "VALIDATION_ERROR");
    });
}

#[test]
fn staff_are_left_out_only_together_with_the_contact() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let body = json!({ "title": "x", "suppressInternalNotifications": true });
        refused_for(
            &acme.admin.post(TICKETS, &body),
            &["suppressInternalNotifications"],
        );
    });
}
