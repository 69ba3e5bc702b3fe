//! `GET /tickets/{ticket_id}`.

use serde_json::{Value, json};
use tessera_application::users::NewUser;
use tessera_domain::user::{Login, Permissions, Role};
use tessera_tests::{
    mobile::{
        Mobile, TICKETS, etag, keys, make_client, make_contact, path, refused, refused_for, sorted, text,
    },
    on_each_database,
};

/// Every column of the app's ticket.
pub const COLUMNS: &[&str] = &[
    "tenant",
    "ticket_id",
    "ticket_number",
    "title",
    "url",
    "client_id",
    "contact_name_id",
    "status_id",
    "board_id",
    "category_id",
    "subcategory_id",
    "priority_id",
    "severity_id",
    "urgency_id",
    "impact_id",
    "entered_by",
    "updated_by",
    "assigned_to",
    "closed_by",
    "entered_at",
    "updated_at",
    "closed_at",
    "is_closed",
    "attributes",
    "due_date",
    "location_id",
    "email_metadata",
    "itil_impact",
    "itil_urgency",
    "itil_priority_level",
    "escalated",
    "escalation_level",
    "escalated_at",
    "escalated_by",
    "master_ticket_id",
    "response_state",
    "source",
    "ticket_origin",
    "sla_policy_id",
    "sla_started_at",
    "sla_response_due_at",
    "sla_response_at",
    "sla_response_met",
    "sla_resolution_due_at",
    "sla_resolution_at",
    "sla_resolution_met",
    "sla_paused_at",
    "sla_total_pause_minutes",
    "assigned_team_id",
    "billing_profile_id",
];

/// The names of what the ticket refers to, and what else its page shows.
const SHOWN: &[&str] = &[
    "client_name",
    "location_name",
    "client_email",
    "client_phone",
    "contact_name",
    "contact_email",
    "contact_phone",
    "status_name",
    "status_is_closed",
    "priority_name",
    "category_name",
    "assigned_to_name",
    "description_html",
    "documents",
    "contact_avatar_url",
    "client_logo_url",
];

/// What we show beyond the vendor.
const OURS: &[&str] = &["board_name", "entered_by_name", "tags"];

#[test]
fn a_ticket_has_every_documented_member() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let reply = acme
            .admin
            .get(&format!("{TICKETS}/{}", acme.ticket("A ticket").id))
            .expect(200);
        assert_eq!(keys(&reply.json()), ["data"]);
        assert_eq!(keys(&reply.json()["data"]), sorted(&[COLUMNS, SHOWN, OURS]));
    });
}

#[test]
fn a_fresh_ticket_has_the_documented_values() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = acme.user("robin", Role::Technician);
        let ticket = robin.opens("Printer on fire");
        let mut seen = robin.sees(&ticket);
        for id in ["ticket_id", "status_id", "priority_id", "board_id"] {
            assert_eq!(seen[id].take(), ticket[id]);
        }
        let expected = json!({
            "tenant": acme.id.to_string(), "ticket_number": "TKT-20260203-001", "title": "Printer on fire",
            "status_name": "Open", "status_is_closed": false, "is_closed": false, "priority_name": "Medium",
            "entered_by": robin.id.to_string(), "updated_by": robin.id.to_string(),
            "entered_at": "2026-02-03T12:00:00.000Z", "updated_at": "2026-02-03T12:00:00.000Z",
            "escalated": false, "sla_total_pause_minutes": 0, "description_html": "<p></p>", "documents": [],
            "board_name": "Help desk", "entered_by_name": "robin Tester", "tags": [],
        });
        for (name, value) in seen.as_object().unwrap() {
            assert_eq!(value, expected.get(name).unwrap_or(&Value::Null), "{name}");
        }
    });
}

#[test]
fn the_client_and_the_contact_are_shown_with_how_to_reach_them() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let client = make_client(app, &acme, "Dahl & Sons");
        let contact = make_contact(app, &acme, client, "Kim Contact");
        let more = json!({ "client_id": client.to_string(), "contact_name_id": contact.to_string() });
        let seen = acme.admin.sees(&acme.admin.opens_with("A ticket", more));
        for (name, value) in [
            ("client_name", "Dahl & Sons"),
            ("client_email", "dahl-&-sons@example.org"),
            ("client_phone", "+1 555 0100"),
            ("contact_name", "Kim Contact"),
            ("contact_email", "kim-contact@example.org"),
            ("contact_phone", "+1 555 0199"),
        ] {
            assert_eq!(seen[name], value);
        }
    });
}

#[test]
fn a_name_is_shown_only_when_both_its_parts_are_known() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        for (login, first, last, shown) in [
            ("both", "Robin", "Sample", json!("Robin Sample")),
            ("half", "Robin", "", json!(null)),
            ("none", "", "", json!(null)),
        ] {
            let new = NewUser {
                tenant: acme.id,
                login: Login::parse(login).unwrap(),
                first_name: first.into(),
                last_name: last.into(),
                email: None,
                role: Role::Technician,
                extra: Permissions::NONE,
                department: None,
                password: None,
            };
            let user = tessera_application::users::create(&app.app, &new).unwrap();
            let ticket = acme
                .admin
                .opens_with(login, json!({ "assigned_to": user.id.to_string() }));
            assert_eq!(acme.admin.sees(&ticket)["assigned_to_name"], shown, "{login}");
            let row = acme.admin.lists(&format!("fields=mobile_list&search={login}"));
            assert_eq!(row["data"][0]["assigned_to_name"], shown, "{login}");
        }
    });
}

#[test]
fn a_description_is_shown_as_html_that_holds_no_markup_of_its_writer() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let html = |description: Value| {
            let more = json!({ "attributes": { "description": description } });
            text(&acme.admin.sees(&acme.admin.opens_with("A ticket", more))["description_html"])
        };
        let plain = html(json!("<script>alert(1)</script>\nsecond"));
        assert!(
            !plain.contains("<script") && plain.contains("&lt;script&gt;"),
            "{plain}"
        );
        let rich =
            json!([{"type": "paragraph", "content": [{"type": "text", "text": "Smoke <b>"}]}]).to_string();
        assert_eq!(html(json!(rich)), "<p>Smoke &lt;b&gt;</p>");
        assert_eq!(html(json!("")), "<p></p>");
    });
}

#[test]
fn an_id_has_one_form_in_any_case() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let id = acme.ticket("A ticket").id.to_string();
        acme.admin
            .get(&format!("{TICKETS}/{}", id.to_uppercase()))
            .expect(200);
        for bad in [
            "1",
            "stats1",
            &id.replace('-', ""),
            &format!("%7B{id}%7D"),
            &format!("{id}0"),
            "%00",
            "a%2Fb",
        ] {
            let refusal = refused(&acme.admin.get(&format!("{TICKETS}/{bad}")), 400);
            assert_eq!(refusal.code, "VALIDATION_ERROR", "{bad}");
        }
        refused_for(&acme.admin.get(&format!("{TICKETS}/1")), &["ticket_id"]);
    });
}

#[test]
fn a_ticket_that_does_not_exist_is_not_found() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        for id in [
            "00000000-0000-0000-0000-000000000000",
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
        ] {
            let refusal = refused(&acme.admin.get(&format!("{TICKETS}/{id}")), 404);
            assert_eq!((refusal.code.as_str(), refusal.details.len()), ("NOT_FOUND", 0));
        }
    });
}

#[test]
fn a_ticket_comes_with_its_version_and_head_tells_it_too() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.admin.opens("A ticket");
        let first = acme.admin.get(&path(&ticket));
        let head = acme.admin.request("HEAD", &path(&ticket), &[], b"").expect(200);
        assert!(head.body.is_empty());
        assert_eq!(etag(&head), etag(&first));
        acme.admin.changes(&ticket, json!({}));
        assert_ne!(etag(&acme.admin.get(&path(&ticket))), etag(&first));
    });
}
