//! A-AUTH-6: a token's secret is shown once and is nowhere afterwards, neither in the database nor in the log; and
//! nothing that other systems send is in the log.

use serde_json::json;
use tessera_tests::{
    DatabaseKind, TestApp,
    integration::{BASE, TICKETS, TestToken},
    on_each_database,
    process::{Launch, Server},
    wait,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tessera-under-test");
/// Stands in for everything that must not be logged.
const CANARY: &str = "kanarienvogel";

/// The text, and what SQLite and PostgreSQL would show of it in a column of bytes.
fn shapes(secret: &str) -> [String; 2] {
    let hex = secret
        .bytes()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    [secret.to_lowercase(), hex]
}

#[test]
fn a_auth_6_a_secret_is_in_no_table() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let first = TestToken::of(app, &acme.admin);
        assert!(
            first.secret.starts_with("stk_") && first.secret.len() == 47,
            "{}",
            first.secret.len()
        );
        let ticket = first.opens("Opened");
        first.comments(&ticket, "Said", false);
        let second = first.regenerated(app);
        second
            .with("idempotency-key", "key")
            .post(TICKETS, &json!({ "title": "x" }))
            .expect(201);
        wait::until("the calls are recorded", || {
            (second.calls(app).len() >= 3).then_some(())
        });
        for token in [&first, &second] {
            for (table, rows) in app.contents() {
                for row in rows.iter().map(|row| row.to_lowercase()) {
                    // The prefix may be seen, what follows it may not.
                    for shape in shapes(&token.secret).iter().chain(&shapes(&token.secret[8..])) {
                        assert!(!row.contains(shape), "{table}: {row}");
                    }
                }
            }
        }
    });
}

#[test]
fn a_auth_6_nothing_that_other_systems_send_is_logged_at_any_level() {
    for kind in DatabaseKind::all() {
        let app = TestApp::start(kind);
        let (shop, dead) = {
            let acme = app.tenant("acme");
            let dead = TestToken::of(&app, &acme.admin);
            dead.set_state(&app, tessera_domain::integration::TokenState::Disabled);
            (TestToken::limited(&app, &acme.admin, 12), dead)
        };
        let database = app.into_database();
        let launch = Launch::serve(PROGRAM, &database)
            .with("TESSERA_LOG", "trace")
            .with("TESSERA_LOG_FORMAT", "json")
            .with("RUST_BACKTRACE", "full");
        let mut server = launch.start().ready();
        let answered = send_secrets_everywhere(&server, &shop, &dead);
        server.terminate();
        let output = server.ended().output;
        assert!(
            output.matches("request answered").count() >= answered,
            "{kind:?}: the log is not one: {output}"
        );
        for line in output.lines() {
            assert!(!line.to_lowercase().contains(CANARY), "{kind:?}: {line}");
            for token in [&shop, &dead] {
                assert!(!line.contains(&token.secret[8..]), "{kind:?}: {line}");
            }
        }
    }
}

/// Puts the canary wherever something can be put. How many answers that made.
fn send_secrets_everywhere(server: &Server, shop: &TestToken, dead: &TestToken) -> usize {
    let bearer = |secret: &str| {
        server
            .anonymous()
            .with("authorization", &format!("Bearer {secret}"))
    };
    let mut answered = 0;
    let mut statuses = |status: u16, wanted: u16| {
        assert_eq!(status, wanted);
        answered += 1;
    };
    let client = bearer(&shop.secret);
    let whole = json!({
        "title": CANARY, "description": CANARY, "category": CANARY, "metadata": { CANARY: CANARY }, CANARY: 1,
    });
    let opened = client.post(TICKETS, &whole).expect(201);
    let path = opened
        .header("location")
        .expect("it says where the ticket is")
        .to_owned();
    statuses(opened.status, 201);
    for (method, path, body, status) in [
        (
            "POST",
            format!("{path}/comments"),
            json!({ "content": CANARY }),
            201,
        ),
        (
            "POST",
            format!("{path}/comments"),
            json!({ "content": format!("{CANARY}\u{0}") }),
            400,
        ),
        (
            "PATCH",
            format!("{path}/status"),
            json!({ "status": CANARY }),
            400,
        ),
        (
            "PATCH",
            format!("{path}/status"),
            json!({ "status": "closed", CANARY: CANARY }),
            200,
        ),
        (
            "POST",
            TICKETS.to_owned(),
            json!({ "title": CANARY, "priority": CANARY }),
            400,
        ),
        ("GET", format!("{TICKETS}/{CANARY}"), json!(null), 400),
        (
            "GET",
            format!("{BASE}/{CANARY}?{CANARY}={CANARY}"),
            json!(null),
            404,
        ),
    ] {
        statuses(client.send(method, &path, &body).status, status);
    }
    for name in ["idempotency-key", "x-forwarded-for", "user-agent", "referer"] {
        let named = client.with(name, CANARY);
        statuses(named.post(TICKETS, &json!({ "title": CANARY })).status, 201);
    }
    // The hour's calls are made.
    statuses(client.post(TICKETS, &json!({ "title": CANARY })).status, 429);
    statuses(bearer(&dead.secret).get(BASE).status, 401);
    statuses(bearer(CANARY).get(BASE).status, 401);
    statuses(
        server.anonymous().with("authorization", CANARY).get(BASE).status,
        401,
    );
    answered
}
