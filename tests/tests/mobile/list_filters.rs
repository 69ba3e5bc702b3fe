//! `GET /tickets`: every filter that the vendor documents.

use serde_json::{Value, json};
use tessera_domain::{
    text::Name,
    ticket::{Patch, TicketPatch},
    time::Time,
    user::Role,
};
use tessera_tests::{
    TestApp, TestUser,
    mobile::{Mobile, TICKETS, make_client, make_contact, refused_for, text},
    on_each_database,
};

/// Three tickets that differ in everything.
struct Desk {
    robin: TestUser,
    printer: Value,
    coffee: Value,
}

/// `Printer on fire` is robin's, high, in progress, for a client; `Coffee is cold` is closed; `Login fails` is neither.
fn with_desk(test: impl Fn(&Desk)) {
    on_each_database(|app: &TestApp| {
        let acme = app.tenant("acme");
        let robin = acme.user("robin", Role::Technician);
        let client = make_client(app, &acme, "Dahl & Sons");
        let contact = make_contact(app, &acme, client, "Kim Contact");
        let patch = TicketPatch {
            category: Patch::Set(Name::parse("Hardware").unwrap()),
            ..TicketPatch::default()
        };
        let printer = json!(acme.ticket_of(&robin, "Printer on fire", patch).id.to_string());
        app.clock.advance(60);
        let changes = json!({
            "priority_id": robin.priority("High"), "status_id": robin.status("In Progress"),
            "assigned_to": robin.id.to_string(), "client_id": client.to_string(),
            "contact_name_id": contact.to_string(), "tags": ["VIP", "Printer"],
            "attributes": { "description": "Smoke from the needle" },
        });
        let printer = robin.changes(&printer, changes);
        app.clock.advance(3600);
        let coffee = acme
            .admin
            .opens_with("Coffee is cold", json!({ "tags": ["kitchen"] }));
        app.clock.advance(60);
        acme.admin.moves(&coffee, "Closed");
        app.clock.advance(3600);
        acme.admin.opens("Login fails");
        test(&Desk {
            robin,
            printer,
            coffee,
        });
    });
}

const P: &str = "Printer on fire";
const C: &str = "Coffee is cold";
const L: &str = "Login fails";

impl Desk {
    #[track_caller]
    fn finds(&self, query: &str, titles: &[&str]) {
        let page = self.robin.lists(&format!("sort=created_at&order=asc&{query}"));
        let found: Vec<String> = page["data"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|row| text(&row["title"]))
            .collect();
        assert_eq!(found, titles, "{query}");
        assert_eq!(page["pagination"]["total"], titles.len(), "{query}");
        // The short rows of the app's list are found by another query than the long ones.
        let short = self
            .robin
            .titles(&format!("sort=created_at&order=asc&fields=mobile_list&{query}"));
        assert_eq!(short, titles, "{query}");
    }
}

#[test]
fn the_state_filters_by_true_alone() {
    with_desk(|desk| {
        desk.finds("", &[P, C, L]);
        desk.finds("is_open=true", &[P, L]);
        desk.finds("is_closed=true", &[C]);
        desk.finds("is_open=false", &[P, C, L]);
        desk.finds("is_closed=false", &[P, C, L]);
        desk.finds("is_open=true&is_closed=true", &[]);
        desk.finds("is_open=true&is_closed=false", &[P, L]);
        desk.finds("is_active=false", &[P, C, L]);
        desk.finds("is_overdue=true", &[P, C, L]);
    });
}

#[test]
fn assignment_filters_both_ways() {
    with_desk(|desk| {
        let robin = desk.robin.id;
        desk.finds("has_assignment=true", &[P]);
        desk.finds("has_assignment=false", &[C, L]);
        desk.finds(&format!("assigned_to={robin}"), &[P]);
        desk.finds(&format!("assigned_to={}", robin.to_string().to_uppercase()), &[P]);
        desk.finds(&format!("assigned_to={robin}&has_assignment=true"), &[P]);
        desk.finds(&format!("assigned_to={robin}&has_assignment=false"), &[]);
        desk.finds("assigned_to=00000000-0000-0000-0000-000000000000", &[]);
        desk.finds(&format!("entered_by={robin}"), &[P]);
    });
}

#[test]
fn names_of_statuses_and_priorities_are_found_without_regard_to_case() {
    with_desk(|desk| {
        desk.finds("priority_name=high", &[P]);
        desk.finds("priority_name=HIGH", &[P]);
        desk.finds("priority_name=medium", &[C, L]);
        desk.finds("priority_name=hig", &[]);
        desk.finds("status_name=in%20progress", &[P]);
        desk.finds("status_name=In+Progress", &[P]);
        desk.finds("status_name=closed", &[C]);
        desk.finds("status_name=Unheard", &[]);
    });
}

#[test]
fn statuses_are_found_by_one_id_and_by_several() {
    with_desk(|desk| {
        let [open, closed, progress] = ["Open", "Closed", "In Progress"].map(|name| desk.robin.status(name));
        desk.finds(&format!("status_id={closed}"), &[C]);
        desk.finds(&format!("status_ids={closed}"), &[C]);
        desk.finds(&format!("status_ids={closed},{progress}"), &[P, C]);
        desk.finds(
            &format!("status_ids=%5B%22{closed}%22%2C%22{progress}%22%5D"),
            &[P, C],
        );
        desk.finds(
            &format!("status_ids={closed},{progress}&status_id={progress}"),
            &[P],
        );
        desk.finds(&format!("status_ids={closed}&status_id={open}"), &[]);
        desk.finds(&format!("status_id={open}"), &[L]);
    });
}

#[test]
fn everything_a_ticket_refers_to_is_found_by_its_id() {
    with_desk(|desk| {
        let by = |name: &str| format!("{name}={}", text(&desk.printer[name]));
        for name in ["priority_id", "client_id", "contact_name_id", "status_id"] {
            desk.finds(&by(name), &[P]);
        }
        desk.finds(&by("board_id"), &[P, C, L]);
        for not_kept in ["category_id", "subcategory_id", "location_id"] {
            desk.finds(&format!("{not_kept}={}", text(&desk.printer["ticket_id"])), &[]);
        }
    });
}

#[test]
fn everything_a_ticket_refers_to_is_found_by_its_exact_name() {
    with_desk(|desk| {
        desk.finds("client_name=Dahl%20%26%20Sons", &[P]);
        desk.finds("client_name=Dahl", &[]);
        desk.finds("contact_name=Kim%20Contact", &[P]);
        desk.finds("category_name=Hardware", &[P]);
        desk.finds("category_name=hardware", &[]);
        desk.finds("board_name=Help%20desk", &[P, C, L]);
        desk.finds("board_name=Other", &[]);
    });
}

#[test]
fn tags_are_any_of_the_given_texts_without_regard_to_case() {
    with_desk(|desk| {
        desk.finds("tags=vip", &[P]);
        desk.finds("tags=PRINTER,Kitchen", &[P, C]);
        desk.finds("tags=%5B%22printer%22%5D", &[P]);
        desk.finds("tags=print", &[]);
        desk.finds("tags=", &[P, C, L]);
    });
}

#[test]
fn a_search_finds_words_in_title_description_number_and_clients_name() {
    with_desk(|desk| {
        desk.finds("search=FIRE", &[P]);
        desk.finds("search=o", &[P]);
        desk.finds("search=dahl", &[P]);
        desk.finds("search=TKT-20260203-002", &[C]);
        desk.finds("search=20260203-002", &[C]);
        desk.finds("search=tkt-", &[P, C, L]);
        desk.finds("search=needle", &[P]);
        desk.finds("search=dahl%20smoke%20pri", &[P]);
        desk.finds("search=dahl%20smoke%20cof", &[]);
        desk.finds("search=needl%20smoke", &[]);
        desk.finds("search=kim", &[]);
        desk.finds("search=", &[P, C, L]);
        desk.finds("search=%20%20fire%20", &[P]);
        desk.finds("search=on%20fire", &[P]);
        desk.finds("search=fire%20on", &[P]);
    });
}

#[test]
fn title_and_number_are_searched_on_their_own() {
    with_desk(|desk| {
        desk.finds("title=FIRE", &[P]);
        desk.finds("title=dahl", &[]);
        desk.finds("ticket_number=-003", &[L]);
        desk.finds("ticket_number=fire", &[]);
    });
}

#[test]
fn periods_include_both_their_ends() {
    with_desk(|desk| {
        let after = |text: &str, seconds| Time::parse(text).unwrap().plus_seconds(seconds).to_millis_text();
        let seen = desk.robin.sees(&desk.coffee);
        let (opened, changed) = (text(&seen["entered_at"]), text(&seen["updated_at"]));
        assert_eq!(seen["closed_at"], seen["updated_at"]);
        for (name, moment, at, later, earlier) in [
            ("entered", &opened, &[C, L][..], &[L][..], &[P][..]),
            ("created", &opened, &[C, L], &[L], &[P]),
            ("updated", &changed, &[C, L], &[L], &[P]),
            ("closed", &changed, &[C], &[], &[]),
        ] {
            desk.finds(&format!("{name}_from={moment}"), at);
            desk.finds(&format!("{name}_from={}", after(moment, 1)), later);
            desk.finds(&format!("{name}_to={}", after(moment, -1)), earlier);
            desk.finds(&format!("{name}_from={moment}&{name}_to={moment}"), &[C]);
        }
    });
}

#[test]
fn a_moment_may_lack_its_seconds_and_must_be_in_utc() {
    with_desk(|desk| {
        desk.finds("updated_from=2026-02-03T12:00Z", &[P, C, L]);
        desk.finds("updated_from=2026-02-03T12:00:00Z", &[P, C, L]);
        for bad in [
            "2026-02-03",
            "2026-02-03T12:00:00%2B00:00",
            "2026-02-30T12:00:00Z",
            "",
            "2026-02-03T12:00:00",
            "yesterday",
        ] {
            for name in ["updated_from", "updated_to"] {
                let reply = desk.robin.get(&format!("{TICKETS}?{name}={bad}"));
                let issue = refused_for(&reply, &[name]).details[0].clone();
                let expected = (&json!("invalid_string"), &json!("datetime"));
                assert_eq!((&issue["code"], &issue["validation"]), expected, "{bad}");
            }
        }
    });
}

#[test]
fn all_filters_must_hold_at_once() {
    with_desk(|desk| {
        desk.finds(
            "is_open=true&search=fire&priority_name=high&tags=vip&has_assignment=true",
            &[P],
        );
        desk.finds("is_open=true&search=fire&priority_name=low", &[]);
        desk.finds("is_closed=true&tags=vip", &[]);
    });
}

#[test]
fn a_filter_that_cannot_be_read_is_refused_by_its_name() {
    with_desk(|desk| {
        let ids = [
            "assigned_to",
            "status_id",
            "priority_id",
            "board_id",
            "client_id",
            "contact_name_id",
            "entered_by",
        ];
        for name in ids
            .into_iter()
            .chain(["category_id", "subcategory_id", "location_id"])
        {
            for bad in ["", "me", "1", "0196b1a200007000800000000000000f"] {
                let reply = desk.robin.get(&format!("{TICKETS}?{name}={bad}"));
                let issue = refused_for(&reply, &[name]).details[0].clone();
                assert_eq!(
                    (&issue["code"], &issue["validation"]),
                    (&json!("invalid_string"), &json!("uuid")),
                    "{name}"
                );
            }
        }
        for name in ["is_open", "is_closed", "has_assignment"] {
            for bad in ["", "1", "TRUE", "yes", "null"] {
                refused_for(&desk.robin.get(&format!("{TICKETS}?{name}={bad}")), &[name]);
            }
        }
        refused_for(
            &desk.robin.get(&format!("{TICKETS}?status_ids=x")),
            &["status_ids.0"],
        );
        let all = desk
            .robin
            .get(&format!("{TICKETS}?page=0&is_open=x&assigned_to=x&sort=x"));
        let mut paths = tessera_tests::mobile::refused(&all, 400).paths();
        paths.sort();
        assert_eq!(paths, ["assigned_to", "is_open", "page", "sort"]);
    });
}
