//! `PUT /tickets/{ticket_id}/status`: the status, the closing stamp, and the card on its board.

use serde_json::{Value, json};
use tessera_domain::{
    id::TicketId, project::DEFAULT_COLUMNS, status::DEFAULTS, time::Time, user::Role, visibility::Sight,
};
use tessera_ports::StoreError;
use tessera_tests::{
    TestApp, TestTenant,
    mobile::{Mobile, TICKETS, etag, keys, path, refused, refused_for, sorted, text, under},
    on_each_database,
};

const NOBODYS: &str = "0196b1a2-dead-7ead-8ead-00000000dead";

#[test]
fn closing_stamps_when_and_by_whom_and_opening_again_clears_it() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = acme.user("robin", Role::Technician);
        let ticket = acme.admin.opens("A ticket");
        app.clock.advance(60);
        let closed = robin.moves(&ticket, "Closed");
        assert_eq!(
            keys(&closed),
            sorted(&[crate::detail::COLUMNS, &["description_html"]])
        );
        let stamp = json!([true, "2026-02-03T12:01:00.000Z", robin.id.to_string()]);
        let stamp_of =
            |ticket: &Value| json!([ticket["is_closed"], ticket["closed_at"], ticket["closed_by"]]);
        assert_eq!(stamp_of(&closed), stamp, "the answer is never stale");
        let seen = acme.admin.sees(&ticket);
        assert_eq!(
            (stamp_of(&seen), &seen["status_is_closed"]),
            (stamp.clone(), &json!(true))
        );
        app.clock.advance(60);
        assert_eq!(
            stamp_of(&acme.admin.moves(&ticket, "Resolved")),
            stamp,
            "from closed to closed keeps the stamp"
        );
        assert_eq!(
            stamp_of(&acme.admin.moves(&ticket, "In Progress")),
            json!([false, null, null])
        );
        assert_eq!(
            stamp_of(&acme.admin.moves(&ticket, "Waiting")),
            json!([false, null, null])
        );
    });
}

#[test]
fn a_status_through_the_whole_ticket_stamps_all_the_same() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        let changed = acme
            .admin
            .changes(&ticket, json!({ "status_id": acme.admin.status("Closed") }));
        assert_eq!(
            (&changed["is_closed"], &changed["closed_by"]),
            (&json!(true), &json!(acme.admin.id.to_string()))
        );
    });
}

#[test]
fn a_status_that_stays_is_a_touch() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        app.clock.advance(60);
        let moved = acme.admin.moves(&ticket, "Open");
        assert_eq!(
            (&moved["updated_at"], &moved["status_id"]),
            (&json!("2026-02-03T12:01:00.000Z"), &ticket["status_id"])
        );
    });
}

#[test]
fn a_closing_time_may_be_given_within_the_tickets_life() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = acme.user("robin", Role::Technician);
        app.clock.set(Time::parse("2026-02-03T12:00:00Z").unwrap());
        let ticket = acme.admin.opens("A ticket");
        app.clock.advance(3600);
        let put = |more: Value| {
            let mut body = json!({ "status_id": acme.admin.status("Closed") });
            tessera_tests::mobile::merge(&mut body, more);
            acme.admin.put(&under(&ticket, "status"), &body)
        };
        for bad in ["2026-02-03T11:59:59.000Z", "2026-02-03T13:00:01.000Z"] {
            refused_for(&put(json!({ "closed_at": bad })), &["closed_at"]);
        }
        refused_for(
            &put(json!({ "closed_at": "2026-02-03T12:30:00+00:00" })),
            &["closed_at"],
        );
        refused_for(&put(json!({ "closed_by": NOBODYS })), &["closed_by"]);
        let given = json!({ "closed_at": "2026-02-03T12:30:00.000Z", "closed_by": robin.id.to_string() });
        let closed = put(given.clone()).expect(200).json()["data"].clone();
        assert_eq!(
            (&closed["closed_at"], &closed["closed_by"]),
            (&given["closed_at"], &given["closed_by"])
        );
    });
}

#[test]
fn what_is_wrong_with_the_body_is_told_before_whether_the_ticket_exists() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let status = acme.admin.status("Closed");
        for ticket in [NOBODYS, "x"] {
            let path = format!("{TICKETS}/{ticket}/status");
            let missing = refused_for(&acme.admin.put(&path, &json!({})), &["status_id"]).details[0].clone();
            assert_eq!(
                missing,
                json!({
                    "code": "invalid_type", "path": ["status_id"], "message": "Required",
                    "expected": "string", "received": "undefined"
                })
            );
            refused_for(
                &acme.admin.put(&path, &json!({ "status_id": null })),
                &["status_id"],
            );
            refused_for(
                &acme.admin.put(&path, &json!({ "status_id": "" })),
                &["status_id"],
            );
        }
        let good = json!({ "status_id": status });
        assert_eq!(
            refused(
                &acme.admin.put(&format!("{TICKETS}/{NOBODYS}/status"), &good),
                404
            )
            .code,
            "NOT_FOUND"
        );
        refused_for(
            &acme.admin.put(&format!("{TICKETS}/x/status"), &good),
            &["ticket_id"],
        );
    });
}

#[test]
fn an_unknown_status_is_refused_by_its_name() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        let before = app.contents();
        let reply = acme
            .admin
            .put(&under(&ticket, "status"), &json!({ "status_id": NOBODYS }));
        assert_eq!(refused_for(&reply, &["status_id"]).details[0]["code"], "custom");
        assert!(app.contents() == before);
    });
}

#[test]
fn only_a_status_is_set_here() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        let body =
            json!({ "status_id": acme.admin.status("Closed"), "title": "Renamed", "assigned_to": "x" });
        let changed = acme
            .admin
            .put(&under(&ticket, "status"), &body)
            .expect(200)
            .json();
        assert_eq!(changed["data"]["title"], "A ticket");
    });
}

#[test]
fn a_status_set_over_an_old_version_is_refused() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        let old = etag(&acme.admin.get(&path(&ticket)));
        acme.admin.changes(&ticket, json!({}));
        let body = json!({ "status_id": acme.admin.status("Closed") });
        refused(
            &acme
                .admin
                .with("if-match", &old)
                .put(&under(&ticket, "status"), &body),
            412,
        );
        assert_eq!(acme.admin.sees(&ticket)["is_closed"], false);
    });
}

/// The name of the column that the ticket's card is in.
fn column(app: &TestApp, tenant: &TestTenant<'_>, ticket: &Value) -> String {
    let id = TicketId::from(text(&ticket["ticket_id"]).parse::<uuid::Uuid>().unwrap());
    let found = app.app.store.transact(|tx| {
        let ticket = tx
            .tickets()
            .find(tenant.id, &Sight::Everything, id)?
            .expect("the ticket is there");
        let board = tx.lists().board(tenant.id, ticket.project)?;
        let column = board
            .columns()
            .iter()
            .find(|column| Some(column.id) == ticket.column);
        Ok::<_, StoreError>(column.map(|column| column.name.to_string()))
    });
    found
        .expect("reading works")
        .expect("every ticket is on its board")
}

#[test]
fn the_card_moves_with_the_status() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        assert_eq!(column(app, &acme, &ticket), "New");
        // The status, and the column that the card is in afterwards: a status without a column of its own leaves it.
        for (status, then) in [
            ("In Progress", "In Progress"),
            ("Waiting", "In Progress"),
            ("In Review", "Review"),
            ("Pending Approval", "Review"),
            ("Resolved", "Done"),
            ("Closed", "Done"),
            ("Open", "New"),
            ("Closed", "Done"),
        ] {
            acme.admin.moves(&ticket, status);
            assert_eq!(column(app, &acme, &ticket), then, "{status}");
        }
    });
}

#[test]
fn a_column_that_names_a_status_holds_every_card_of_that_status() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        for (key, name, _) in DEFAULTS {
            let Some(default) = DEFAULT_COLUMNS.iter().find(|column| column.status == key) else {
                continue;
            };
            let opened = acme
                .admin
                .opens_with(name, json!({ "status_id": acme.admin.status(name) }));
            let moved = acme.admin.opens(name);
            acme.admin.moves(&moved, "Waiting");
            acme.admin.moves(&moved, name);
            let changed = acme.admin.opens(name);
            acme.admin
                .changes(&changed, json!({ "status_id": acme.admin.status(name) }));
            for ticket in [opened, moved, changed] {
                assert_eq!(column(app, &acme, &ticket), default.name, "{name}");
            }
        }
    });
}
