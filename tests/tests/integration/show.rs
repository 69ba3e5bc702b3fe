//! Looking at a ticket.

use serde_json::json;
use tessera_domain::user::Role;
use tessera_tests::{
    integration::{TestToken, path},
    mobile::{Mobile, keys},
    on_each_database,
};

#[test]
fn a_ticket_is_shown_with_exactly_the_documented_members() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let opened = shop.opens_with(
            "Issue with API integration",
            json!({ "description": "Details", "priority": "urgent", "category": "Support", "metadata": { "a": [1] } }),
        );
        let reply = shop.get(&path(&opened)).expect(200);
        assert_eq!(keys(&reply.json()), ["ticket"]);
        let mut expected = opened.clone();
        expected["updated_at"] = opened["created_at"].clone();
        assert_eq!(reply.json()["ticket"], expected);

        app.clock.advance(75);
        shop.sets(&opened, "in_progress");
        expected["status"] = json!("in_progress");
        expected["updated_at"] = json!("2026-02-03T12:01:15.000Z");
        assert_eq!(shop.sees(&opened), expected);
    });
}

#[test]
fn what_people_change_is_seen() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = acme.user("robin", Role::Technician);
        let shop = TestToken::of(app, &acme.admin);
        let ticket = shop.opens_with(
            "Before",
            json!({ "category": "Support", "metadata": { "kept": true } }),
        );
        app.clock.advance(1);
        robin.changes(
            &ticket["id"],
            json!({
                "title": "After",
                "priority_id": robin.priority("Highest"),
                "attributes": { "description": "New", "due_date": "2026-03-01T00:00:00Z" },
                "tags": ["x"],
            }),
        );
        let seen = shop.sees(&ticket);
        assert_eq!(
            seen,
            json!({
                "id": ticket["id"], "title": "After", "description": "New", "status": "open", "priority": "urgent",
                "category": "Support", "metadata": { "kept": true },
                "created_at": "2026-02-03T12:00:00.000Z", "updated_at": "2026-02-03T12:00:01.000Z",
            })
        );
    });
}

#[test]
fn each_status_and_priority_of_the_tenant_has_its_word() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let ticket = shop.opens("Spelled");
        for (name, word) in [
            ("Open", "open"),
            ("In Progress", "in_progress"),
            ("In Review", "in_progress"),
            ("Waiting", "waiting"),
            ("Pending Approval", "waiting"),
            ("Resolved", "resolved"),
            ("Closed", "closed"),
        ] {
            acme.admin.moves(&ticket["id"], name);
            assert_eq!(shop.sees(&ticket)["status"], word, "{name}");
        }
        for (name, word) in [
            ("Lowest", "low"),
            ("Low", "low"),
            ("Medium", "medium"),
            ("High", "high"),
            ("Highest", "urgent"),
        ] {
            let priority = acme.admin.priority(name);
            acme.admin
                .changes(&ticket["id"], json!({ "priority_id": priority }));
            assert_eq!(shop.sees(&ticket)["priority"], word, "{name}");
        }
    });
}

#[test]
fn looking_changes_nothing() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let ticket = shop.opens("Looked at");
        app.clock.advance(3600);
        let first = shop.get(&path(&ticket)).expect(200);
        let head = shop.request("HEAD", &path(&ticket), &[], b"").expect(200);
        assert_eq!(head.body, b"");
        let second = shop.get(&path(&ticket)).expect(200);
        assert_eq!(first.text(), second.text());
    });
}
