//! The log at its most talkative, and nothing in it that is anybody's.

use serde_json::json;
use tessera_tests::{
    DatabaseKind,
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
            assert!(!line.contains(CANARY), "{kind:?}: {line}");
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

fn send_secrets_everywhere(server: &Server, seeded: &Seeded) {
    let tickets = "/api/v1/tickets";
    let admin = server.client(&seeded.api_key);
    let made = admin
        .post(
            tickets,
            &json!({ "title": format!("{CANARY}-title"), "tags": [CANARY] }),
        )
        .expect(201);
    let ticket = format!(
        "{tickets}/{}",
        made.json()["data"]["ticket_id"].as_str().expect("an id")
    );
    let comments = format!("{ticket}/comments");

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
        admin.with(name, &value).get(tickets);
        admin
            .with(name, &value)
            .post(&comments, &json!({ "comment_text": CANARY }));
        server.anonymous().with(name, &value).get(tickets).expect(401);
    }
    server
        .client(&format!("{CANARY}-api-key"))
        .get(tickets)
        .expect(401);
    for path in [
        format!("{tickets}?search={CANARY}"),
        format!("{tickets}?{CANARY}=1"),
        format!("{tickets}?sort={CANARY}"),
        format!("{tickets}?page={CANARY}"),
        format!("{tickets}/{CANARY}"),
        format!("/{CANARY}"),
        format!("/api/v1/{CANARY}"),
        format!("/%{CANARY}"),
    ] {
        admin.get(&path);
    }
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
        let reply = admin.request("POST", &comments, &typed, body.as_bytes());
        assert!((400..500).contains(&reply.status), "{}", reply.text());
    }
    admin
        .post(
            &comments,
            &json!({ "comment_text": format!("{CANARY}-database") }),
        )
        .expect(500);
    admin.send(&CANARY.to_uppercase(), tickets, &json!({}));
    raw::exchange(
        server.address,
        format!("GET / HTTP/1.1\r\nhost: {CANARY}\r\n{CANARY}\r\n\r\n").as_bytes(),
    );
    raw::exchange(
        server.address,
        format!("{CANARY} {CANARY} {CANARY}\r\n\r\n").as_bytes(),
    );
}
