//! So many requests of each sort in a window, for each person, and what answers tell of it.

use serde_json::json;
use tessera_domain::user::Role;
use tessera_tests::{
    Client, Reply, Setup, TestApp,
    enterprise::{
        EnterpriseUser, LOGIN, ME, PASSWORD, REFRESH, SEARCH, TICKETS, data, download_path, file, refused,
    },
    http::FORWARDED,
    kanban::{self, KanbanUser, bearer},
    on_each_database, on_each_database_with,
};

/// When the tests begin, in seconds since 1970: at noon, to the second.
const NOON: i64 = 1_770_120_000;

/// Limit, what is left, and when the window ends.
#[track_caller]
fn told(reply: &Reply) -> (i64, i64, i64) {
    let [limit, remaining, reset] = ["limit", "remaining", "reset"].map(|part| {
        let name = format!("x-ratelimit-{part}");
        let value = reply.header(&name);
        value
            .and_then(|value| value.parse().ok())
            .unwrap_or_else(|| panic!("{name}: {value:?}: {}", reply.text()))
    });
    (limit, remaining, reset)
}

/// Asks until it is refused, each time exactly one less being left, and then once more.
#[track_caller]
fn exhaust(limit: i64, reset: i64, first: i64, ask: impl Fn() -> Reply) {
    for left in (0..first).rev() {
        let reply = ask();
        assert!(reply.status < 429, "{left} left: {}", reply.text());
        assert_eq!(told(&reply), (limit, left, reset));
    }
    for _ in 0..2 {
        let reply = ask();
        let details = refused(&reply, 429, "RATE_LIMIT_EXCEEDED");
        assert_eq!(told(&reply), (limit, 0, reset));
        let wait = reply.header("retry-after").and_then(|text| text.parse().ok());
        let wait: i64 = wait.expect("it says when to come again");
        assert!(wait >= 1, "{wait}");
        assert_eq!(details, json!({ "retry_after": wait }));
    }
}

fn people<const N: usize>(app: &TestApp, logins: [&str; N]) -> [EnterpriseUser; N] {
    let acme = app.tenant("acme");
    logins.map(|login| EnterpriseUser::of(app, &acme, login, Role::User))
}

fn signing_in(app: &TestApp, address: &str, tenant: &str) -> Client {
    app.anonymous()
        .with("x-tenant-id", tenant)
        .with(FORWARDED, address)
}

#[test]
fn a_op_8_ten_sign_ins_an_address_and_minute() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        acme.user_with_password("robin", Role::User, PASSWORD);
        let tenant = acme.id.to_string();
        let body = json!({ "username": "robin", "password": PASSWORD });
        let client = signing_in(app, "192.0.2.7", &tenant);
        app.clock.advance(20);
        let granted = client.post(LOGIN, &body);
        assert_eq!(told(&granted), (10, 9, NOON + 60));
        let refresh = data(&granted, 200)["refresh_token"]
            .as_str()
            .map(ToOwned::to_owned);
        // Refreshing is of the same sort, and so is whatever is wrong with either.
        let refreshed = bearer(&client, &refresh.expect("a token")).request("POST", REFRESH, &[], b"");
        assert_eq!((refreshed.status, told(&refreshed)), (200, (10, 8, NOON + 60)));
        exhaust(10, NOON + 60, 8, || client.post(LOGIN, &json!({})));
        let refused = client.post(LOGIN, &body);
        assert_eq!((refused.status, refused.header("retry-after")), (429, Some("40")));
        // Others are not kept out, and the minute ends.
        data(&signing_in(app, "192.0.2.8", &tenant).post(LOGIN, &body), 200);
        app.clock.advance(40);
        let again = client.post(LOGIN, &body);
        assert_eq!((again.status, told(&again)), (200, (10, 9, NOON + 120)));
    });
}

#[test]
fn a_op_8_a_thousand_requests_a_person_and_hour() {
    on_each_database(|app| {
        let [robin, kim] = people(app, ["robin", "kim"]);
        app.clock.advance(1800);
        let first = robin.get(ME);
        assert_eq!(told(&first), (1000, 999, NOON + 3600));
        assert_eq!(
            first.header("ratelimit-policy"),
            Some("\"general\";q=1000;w=3600")
        );
        assert_eq!(first.header("ratelimit"), Some("\"general\";r=999;t=1800"));
        exhaust(1000, NOON + 3600, 999, || robin.get(ME));
        // Another session of the same person shares the budget, another person does not.
        assert_eq!(robin.again(app).get(TICKETS).status, 429);
        assert_eq!(told(&kim.get(ME)), (1000, 999, NOON + 3600));
        // Whoever searches, sends a file or signs in spends another one.
        data(&robin.post(SEARCH, &json!({})), 200);
        app.clock.advance(1799);
        let last = robin.get(ME);
        assert_eq!((last.status, last.header("retry-after")), (429, Some("1")));
        app.clock.advance(1);
        let robin = robin.again(app);
        assert_eq!(told(&robin.get(ME)), (1000, 999, NOON + 7200));
    });
}

#[test]
fn a_op_8_two_hundred_searches_and_a_hundred_files_a_person_and_hour() {
    on_each_database(|app| {
        let [robin] = people(app, ["robin"]);
        let ticket = robin.opens("A ticket");
        let found = robin.get(&format!("{SEARCH}?q=ticket"));
        assert_eq!(told(&found), (200, 199, NOON + 3600));
        exhaust(200, NOON + 3600, 199, || {
            robin.post(SEARCH, &json!({ "query": "ticket" }))
        });
        assert_eq!(robin.get(&format!("{SEARCH}?search=ticket")).status, 429);
        // A list that is narrowed by words is a list.
        let listed = robin.get(&format!("{TICKETS}?search=ticket"));
        assert_eq!((listed.status, told(&listed)), (200, (1000, 998, NOON + 3600)));
        let made = robin.attaches(&ticket, "a.txt", b"x");
        exhaust(100, NOON + 3600, 99, || {
            robin.uploads(&ticket, &file("a.txt", b"x"))
        });
        robin.get(&download_path(&made)).expect(200);
    });
}

#[test]
fn a_op_8_every_answer_tells_what_is_left_refusals_included() {
    on_each_database(|app| {
        let [robin] = people(app, ["robin"]);
        let stranger = app.anonymous().with(FORWARDED, "192.0.2.9");
        for (reply, status) in [
            (robin.get("/tickets/999999"), 404),
            (robin.get("/tickets/1/nothing"), 404),
            (robin.post(TICKETS, &json!({})), 400),
            (robin.request("BREW", TICKETS, &[], b""), 405),
            (
                robin.request("POST", TICKETS, &[("content-type", "text/plain")], b"{}"),
                415,
            ),
            (robin.post("/departments", &json!({ "name": "x" })), 403),
            (stranger.get(ME), 401),
            (bearer(&stranger, "x").get(TICKETS), 401),
        ] {
            assert_eq!(reply.status, status, "{}", reply.text());
            assert_eq!(told(&reply).0, 1000, "{}", reply.text());
        }
    });
}

#[test]
fn a_op_8_doors_share_one_budget_and_only_this_one_refuses() {
    let setup = Setup {
        more: vec![("TESSERA_RATE_GENERAL", "20".to_owned())],
        ..Setup::default()
    };
    on_each_database_with(&setup, |app| {
        let acme = app.tenant("acme");
        let user = acme.user_with_password("robin", Role::User, PASSWORD);
        let robin = EnterpriseUser::sign_in(app, &user);
        let board = KanbanUser::sign_in(app, &user);
        for _ in 0..10 {
            board.get(kanban::TICKETS).expect(200);
        }
        assert_eq!(told(&robin.get(ME)), (20, 9, NOON + 3600));
        for _ in 0..30 {
            board.get(kanban::TICKETS).expect(200);
        }
        refused(&robin.get(ME), 429, "RATE_LIMIT_EXCEEDED");
        board.get(kanban::TICKETS).expect(200);
    });
}

#[test]
fn a_op_8_at_the_edge_exactly_the_limit_passes() {
    let setup = Setup {
        more: vec![("TESSERA_RATE_GENERAL", "40".to_owned())],
        ..Setup::default()
    };
    on_each_database_with(&setup, |app| {
        let [robin] = people(app, ["robin"]);
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..64).map(|_| scope.spawn(|| robin.get(ME).status)).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("an answer"))
                .collect()
        });
        let of = |wanted: u16| statuses.iter().filter(|status| **status == wanted).count();
        assert_eq!((of(200), of(429)), (40, 24), "{statuses:?}");
    });
}
