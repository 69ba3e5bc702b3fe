//! A-IN-8: how much there is does not decide how many statements it takes to read it.

use serde_json::{Value, json};
use tessera_domain::user::{Permission, Permissions, Role};
use tessera_tests::{
    TestApp, TestUser,
    mobile::{Mobile, TICKETS, items, make_client, path, under},
    on_each_database,
};

/// The most statements that a reading request may take.
const MOST: usize = 8;

/// Opens tickets that have everything there is: tags, watchers, an assignee, a client.
fn open_tickets(app: &TestApp, user: &TestUser, client: &str, amount: usize) {
    for place in 0..amount {
        app.clock.advance(1);
        let more = json!({
            "tags": ["all", format!("tag {}", place % 7)], "assigned_to": user.id.to_string(), "client_id": client,
            "attributes": { "watcher_user_ids": [user.id.to_string()], "due_date": "2026-02-10T00:00:00Z" }
        });
        user.opens_with(&format!("Ticket {place}"), more);
    }
}

/// How many statements the request takes.
#[track_caller]
fn count(app: &TestApp, user: &TestUser, path: &str) -> usize {
    let statements = statements(app, user, path);
    assert!((1..=MOST).contains(&statements.len()), "{path}: {statements:#?}");
    statements.len()
}

#[track_caller]
fn statements(app: &TestApp, user: &TestUser, path: &str) -> Vec<String> {
    // The key's use is written down once a minute, and that is no part of reading.
    user.counts();
    app.statements.clear();
    user.get(path).expect(200);
    app.statements.take()
}

/// What a list may be asked besides its size.
const QUERIES: [&str; 4] = [
    "",
    "&fields=mobile_list",
    "&search=ticket&sort=client_name",
    "&tags=all&status_name=open&is_open=true&has_assignment=true",
];

#[test]
fn a_in_8_a_list_of_100_takes_no_more_statements_than_one_of_10() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let client = make_client(app, &acme, "Dahl & Sons").to_string();
        for role in [Role::Technician, Role::User] {
            let user = acme.user_with(role.key(), role, Permissions::of(&[Permission::AssignTickets]));
            let counts = |limit: usize, rows: usize| {
                QUERIES.map(|query| {
                    let query = format!("limit={limit}{query}");
                    assert_eq!(items(&user.lists(&query)["data"]).len(), rows, "{query}");
                    count(app, &user, &format!("{TICKETS}?{query}"))
                })
            };
            let before = usize::try_from(app.row_counts()["tickets"]).expect("few");
            let seen = if role == Role::User { 0 } else { before };
            open_tickets(app, &user, &client, 10 - seen);
            let with_10 = counts(100, 10);
            open_tickets(app, &user, &client, 89);
            assert_eq!(counts(100, 99), with_10, "{role:?}, not full");
            open_tickets(app, &user, &client, 2);
            // A full page needs its total counted.
            assert_eq!(counts(100, 100), counts(10, 10), "{role:?}, full");
        }
    });
}

#[test]
fn a_in_8_a_ticket_with_50_comments_takes_no_more_statements_than_one_with_1() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = acme.user("robin", Role::Technician);
        let kim = acme.user("kim", Role::Technician);
        let ticket = robin.opens("A ticket");
        let counts =
            |ticket: &Value| [path(ticket), under(ticket, "comments")].map(|path| count(app, &robin, &path));
        robin.comments(&ticket, "first", false);
        let with_1 = counts(&ticket);
        for place in 1..50 {
            let author = if place % 2 == 0 { &robin } else { &kim };
            author.comments(&ticket, "another", place % 3 == 0);
        }
        assert_eq!(robin.reads(&ticket).len(), 50);
        assert_eq!(counts(&ticket), with_1);
    });
}

#[test]
fn a_in_8_the_counts_and_the_lists_to_pick_from_do_not_grow_either() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        for user in [acme.user("robin", Role::Technician), acme.user("sam", Role::User)] {
            let counts = || {
                let few = ["tickets/statuses", "tickets/priorities", "boards"];
                let few = few.map(|list| count(app, &user, &format!("/api/v1/{list}")));
                (few, statements(app, &user, "/api/v1/tickets/stats").len())
            };
            user.opens("The first");
            let with_1 = counts();
            for place in 0..20 {
                user.opens_with(
                    &format!("{place}"),
                    json!({ "category_name": format!("Category {place}") }),
                );
            }
            assert_eq!(counts(), with_1, "{:?}", user.role);
        }
    });
}
