//! `PUT /tickets/{ticket_id}`: the attributes, among them the due date, the watchers and the description.

use serde_json::{Value, json};
use tessera_domain::user::Role;
use tessera_tests::{
    TestUser,
    mobile::{Mobile, path, refused_for},
    on_each_database,
};

const NOBODYS: &str = "0196b1a2-dead-7ead-8ead-00000000dead";
const DUE: &str = "2026-02-10T23:00:00.000Z";

fn with_ticket(test: impl Fn(&TestUser, &TestUser, &Value)) {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = acme.user("robin", Role::Technician);
        let ticket = robin.opens("A ticket");
        test(&robin, &acme.admin, &ticket);
    });
}

#[test]
fn attributes_are_replaced_as_a_whole_and_strange_ones_kept() {
    with_ticket(|robin, _, ticket| {
        assert_eq!(robin.sees(ticket)["attributes"], Value::Null);
        let first =
            json!({ "watch_list": {"users": [1, 2.5, null]}, "color": "red", "deep": [[{"a": true}]] });
        assert_eq!(
            robin.changes(ticket, json!({ "attributes": first }))["attributes"],
            first
        );
        assert_eq!(robin.sees(ticket)["attributes"], first);
        robin.changes(ticket, json!({ "title": "Renamed" }));
        assert_eq!(robin.sees(ticket)["attributes"], first, "absent, they stay");
        robin.changes(ticket, json!({ "attributes": { "color": "blue" } }));
        assert_eq!(robin.sees(ticket)["attributes"], json!({ "color": "blue" }));
    });
}

#[test]
fn both_generations_of_the_app_can_clear_the_last_attribute() {
    with_ticket(|robin, _, ticket| {
        for nothing in [json!(null), json!({})] {
            let full = json!({ "due_date": DUE, "watcher_user_ids": [robin.id.to_string()], "color": "red" });
            robin.changes(ticket, json!({ "attributes": full }));
            robin.changes(ticket, json!({ "attributes": nothing }));
            let seen = robin.sees(ticket);
            assert_eq!(
                (&seen["attributes"], &seen["due_date"]),
                (&Value::Null, &Value::Null)
            );
        }
    });
}

#[test]
fn attributes_are_an_object_and_nothing_else() {
    with_ticket(|robin, _, ticket| {
        for bad in [json!([]), json!("{}"), json!(7), json!(true)] {
            refused_for(
                &robin.put(&path(ticket), &json!({ "attributes": bad })),
                &["attributes"],
            );
        }
    });
}

#[test]
fn attributes_have_a_bounded_size_and_depth() {
    with_ticket(|robin, _, ticket| {
        let mut deep = json!(1);
        for _ in 0..15 {
            deep = json!([deep]);
        }
        robin.changes(ticket, json!({ "attributes": { "deep": deep } }));
        for bad in [json!({ "deep": [deep] }), json!({ "long": "x".repeat(65_536) })] {
            refused_for(
                &robin.put(&path(ticket), &json!({ "attributes": bad })),
                &["attributes"],
            );
        }
    });
}

#[test]
fn a_due_date_makes_its_round_trip_through_the_attributes() {
    with_ticket(|robin, _, ticket| {
        let changed = robin.changes(
            ticket,
            json!({ "attributes": { "due_date": DUE, "color": "red" } }),
        );
        assert_eq!(
            (&changed["due_date"], &changed["attributes"]["due_date"]),
            (&json!(DUE), &json!(DUE))
        );
        let seen = robin.sees(ticket);
        assert_eq!(
            (&seen["due_date"], &seen["attributes"]),
            (&json!(DUE), &json!({ "due_date": DUE, "color": "red" }))
        );
        // The app reads, changes one key, and writes all of it.
        let mut attributes = seen["attributes"].clone();
        attributes.as_object_mut().unwrap().remove("due_date");
        robin.changes(ticket, json!({ "attributes": attributes }));
        let cleared = robin.sees(ticket);
        assert_eq!(
            (&cleared["due_date"], &cleared["attributes"]),
            (&Value::Null, &json!({ "color": "red" }))
        );
    });
}

#[test]
fn a_due_date_may_come_with_an_offset_and_is_shown_in_utc() {
    with_ticket(|robin, _, ticket| {
        for (written, shown) in [
            ("2026-02-11T00:00:00+01:00", DUE),
            ("2026-02-10T23:00:00Z", DUE),
            ("2026-02-10T23:00:00.123456789Z", "2026-02-10T23:00:00.123Z"),
        ] {
            robin.changes(ticket, json!({ "attributes": { "due_date": written } }));
            assert_eq!(robin.sees(ticket)["due_date"], shown, "{written}");
        }
        for cleared in [json!(null), json!("")] {
            robin.changes(ticket, json!({ "attributes": { "due_date": DUE } }));
            robin.changes(ticket, json!({ "attributes": { "due_date": cleared } }));
            assert_eq!(robin.sees(ticket)["due_date"], Value::Null, "{cleared}");
        }
        for bad in [
            json!("tomorrow"),
            json!(7),
            json!("2026-02-30T00:00:00Z"),
            json!("10000-01-01T00:00:00Z"),
        ] {
            let body = json!({ "attributes": { "due_date": bad } });
            refused_for(&robin.put(&path(ticket), &body), &["attributes.due_date"]);
        }
    });
}

#[test]
fn watchers_make_their_round_trip_and_watching_shows_the_ticket() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let sam = acme.user("sam", Role::User);
        let (sam_id, admin_id) = (sam.id.to_string(), acme.admin.id.to_string());
        let ticket = acme.admin.opens("A ticket");
        sam.get(&path(&ticket)).expect(404);
        let mut both = vec![sam_id.clone(), admin_id.clone()];
        acme.admin.changes(
            &ticket,
            json!({ "attributes": { "watcher_user_ids": [sam_id, admin_id, sam_id] } }),
        );
        both.sort();
        let seen = sam.sees(&ticket);
        assert_eq!(seen["attributes"], json!({ "watcher_user_ids": both }));
        // The app removes the key when nobody is left.
        acme.admin.changes(&ticket, json!({ "attributes": {} }));
        sam.get(&path(&ticket)).expect(404);
        assert_eq!(acme.admin.sees(&ticket)["attributes"], Value::Null);
    });
}

#[test]
fn a_watcher_must_be_a_user_of_the_tenant() {
    with_ticket(|robin, admin, ticket| {
        let put = |watchers: Value| {
            robin.put(
                &path(ticket),
                &json!({ "attributes": { "watcher_user_ids": watchers } }),
            )
        };
        refused_for(
            &put(json!([admin.id.to_string(), NOBODYS])),
            &["attributes.watcher_user_ids"],
        );
        refused_for(
            &put(json!([admin.id.to_string(), "x"])),
            &["attributes.watcher_user_ids.1"],
        );
        refused_for(&put(json!([7])), &["attributes.watcher_user_ids.0"]);
        refused_for(&put(json!("x")), &["attributes.watcher_user_ids"]);
    });
}

#[test]
fn a_description_makes_its_round_trip() {
    with_ticket(|robin, _, ticket| {
        robin.changes(ticket, json!({ "attributes": { "description": "Smoke." } }));
        let seen = robin.sees(ticket);
        assert_eq!(seen["attributes"], json!({ "description": "Smoke." }));
        assert_eq!(seen["description_html"], "<p>Smoke.</p>");
        let bad = json!({ "attributes": { "description": 7 } });
        refused_for(&robin.put(&path(ticket), &bad), &["attributes.description"]);
        robin.changes(ticket, json!({ "attributes": { "description": null } }));
        assert_eq!(robin.sees(ticket)["description_html"], "<p></p>");
    });
}
