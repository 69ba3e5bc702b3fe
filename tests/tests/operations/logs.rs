//! The log at its most talkative, and nothing in it that is anybody's.

use serde_json::json;
use tessera_tests::{
    Client, DatabaseKind,
    process::{Launch, Seeded, Server},
    raw,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tessera-under-test");

/// Stands in for everything that must not be logged. What is behind it tells where it was.
const CANARY: &str = "kanarienvogel";

#[test]
fn a_op_5_nothing_that_clients_send_is_logged_at_any_level() {
    for kind in DatabaseKind::all() {
        let seeded = Seeded::new(kind);
        refuse_one_comment(&seeded);
        let launch = Launch::serve(PROGRAM, &seeded.database)
            .with("TESSERA_LOG", "trace")
            .with("TESSERA_LOG_FORMAT", "json")
            .with("RUST_BACKTRACE", "full");
        let mut server = launch.start().ready();
        send_secrets_everywhere(&server, &seeded);
        server.terminate();
        let output = server.ended().output;

        let answered = output.matches("request answered").count();
        assert!(answered > 20, "{kind:?}: the log is not one: {output}");
        for line in output.lines() {
            assert!(!line.to_lowercase().contains(CANARY), "{kind:?}: {line}");
            assert!(!line.contains(&seeded.api_key), "{kind:?}: {line}");
            for secret in passwords(&seeded) {
                assert!(!line.contains(secret), "{kind:?}: {line}");
            }
            serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        }
    }
}

/// The database refuses this comment in a way that no check of ours foresees, and says why in its own words.
fn refuse_one_comment(seeded: &Seeded) {
    let sql = match seeded.database.kind {
        DatabaseKind::Sqlite => format!(
            "CREATE TRIGGER canary BEFORE INSERT ON comments WHEN instr(NEW.text, '{CANARY}-database') > 0
             BEGIN SELECT RAISE(ABORT, 'a row that holds {CANARY}'); END"
        ),
        DatabaseKind::Postgres => {
            format!(
                "ALTER TABLE comments ADD CONSTRAINT canary CHECK (position('{CANARY}-database' in text) = 0)"
            )
        }
    };
    // What SQLite is told to say goes into its message, so only PostgreSQL's own message can be asked to keep quiet.
    let sql = sql.replace(&format!("a row that holds {CANARY}"), "refused");
    seeded.database.connect().execute(&sql);
}

fn passwords(seeded: &Seeded) -> Vec<&str> {
    let urls = std::iter::once(&seeded.database.url).chain(&seeded.database.migration_url);
    urls.filter_map(|url| url.split_once('@')?.0.rsplit_once(':'))
        .map(|(_, password)| password)
        .collect()
}

const TICKETS: &str = "/api/v1/tickets";

fn send_secrets_everywhere(server: &Server, seeded: &Seeded) {
    let admin = server.client(&seeded.api_key);
    let ticket = json!({ "title": format!("{CANARY}-title"), "tags": [CANARY] });
    let made = admin.post(TICKETS, &ticket).expect(201).json();
    let comments = format!(
        "{TICKETS}/{}/comments",
        made["data"]["ticket_id"].as_str().expect("an id")
    );
    in_headers(server, &admin, &comments);
    in_paths(&admin);
    in_bodies(&admin, &comments);
    outside_http(server);
}

fn in_headers(server: &Server, admin: &Client, comments: &str) {
    for (name, value) in [
        ("authorization", format!("Bearer {CANARY}-bearer")),
        ("cookie", format!("session={CANARY}-cookie")),
        ("x-tenant-id", format!("{CANARY}-tenant")),
        ("user-agent", format!("{CANARY}-agent")),
        ("referer", format!("https://{CANARY}.example/")),
        ("if-match", format!("\"{CANARY}\"")),
        ("idempotency-key", format!("{CANARY}-key")),
        ("x-request-id", format!("{CANARY}_request")),
        ("origin", format!("https://{CANARY}.example")),
        ("x-forwarded-for", format!("{CANARY}-peer")),
        ("content-type", format!("text/{CANARY}")),
    ] {
        admin.with(name, &value).get(TICKETS);
        admin
            .with(name, &value)
            .post(comments, &json!({ "comment_text": CANARY }));
        server.anonymous().with(name, &value).get(TICKETS).expect(401);
    }
    server
        .client(&format!("{CANARY}-api-key"))
        .get(TICKETS)
        .expect(401);
}

fn in_paths(admin: &Client) {
    for path in [
        format!("{TICKETS}?search={CANARY}"),
        format!("{TICKETS}?{CANARY}=1"),
        format!("{TICKETS}?sort={CANARY}"),
        format!("{TICKETS}?page={CANARY}"),
        format!("{TICKETS}/{CANARY}"),
        format!("/{CANARY}"),
        format!("/api/v1/{CANARY}"),
        format!("/%{CANARY}"),
    ] {
        admin.get(&path);
    }
    admin.send(&CANARY.to_uppercase(), TICKETS, &json!({}));
}

fn in_bodies(admin: &Client, comments: &str) {
    for body in [
        format!("{{\"comment_text\": \"{CANARY}\""),
        format!("{{\"comment_text\": \"{CANARY}\", \"comment_text\": \"{CANARY}\"}}"),
        format!("{{\"comment_text\": \"\\u0000{CANARY}\"}}"),
        format!("{{\"comment_text\": {{\"{CANARY}\": 1}}}}"),
        format!("{{\"comment_text\": \"{}\"}}", CANARY.repeat(1000)),
        format!("{{\"comment_text\": \"{}\"}}", CANARY.repeat(100_000)),
        CANARY.to_owned(),
    ] {
        let typed = [("content-type", "application/json")];
        let reply = admin.request("POST", comments, &typed, body.as_bytes());
        assert!((400..500).contains(&reply.status), "{}", reply.text());
    }
    let refused_by_database = json!({ "comment_text": format!("{CANARY}-database") });
    admin.post(comments, &refused_by_database).expect(500);
}

fn outside_http(server: &Server) {
    for text in [
        format!("GET / HTTP/1.1\r\nhost: {CANARY}\r\n{CANARY}\r\n\r\n"),
        format!("{CANARY} {CANARY} {CANARY}\r\n\r\n"),
    ] {
        raw::exchange(server.address, text.as_bytes());
    }
}
