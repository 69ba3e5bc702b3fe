//! The server is killed again and again while it is written to.

use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    env,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};
use tessera_tests::{
    Client, DatabaseKind, Reply,
    process::{Launch, Seeded, Server},
    wait,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tessera-under-test");
const WRITERS: usize = 8;
const KILLS: usize = 20;

/// What the server has said yes to: for each key, its answer.
type Ledger = Mutex<BTreeMap<String, Reply>>;

/// `make durability` asks for 10,000.
fn tickets() -> usize {
    let asked = env::var("TESSERA_TEST_DURABILITY_TICKETS").ok();
    asked.map_or(1000, |text| {
        text.parse().expect("TESSERA_TEST_DURABILITY_TICKETS is a number")
    })
}

#[test]
fn a_dur_1_a_server_killed_many_times_loses_nothing_and_repeats_nothing() {
    for kind in DatabaseKind::all() {
        eprintln!("on {kind:?}");
        let begun = Instant::now();
        let seeded = Seeded::new(kind);
        let ledger = Ledger::default();
        let server = write_while_killing(&seeded, &ledger);
        let ledger = ledger.into_inner().expect("no writer panicked");
        replay(&server.client(&seeded.api_key), &ledger);
        drop(server);
        check(&seeded, &ledger);
        println!(
            "{kind:?}: {} tickets, {KILLS} kills, {:?}",
            tickets(),
            begun.elapsed()
        );
    }
}

/// Has writers work through all tickets while the server is killed, and returns the last one started.
fn write_while_killing(seeded: &Seeded, ledger: &Ledger) -> Server {
    let launch = Launch::serve(PROGRAM, &seeded.database);
    let server = launch.start().ready();
    let client = server.client(&seeded.api_key);
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..WRITERS {
            scope.spawn(|| {
                while let Some(ticket) =
                    Some(next.fetch_add(1, Ordering::SeqCst)).filter(|place| *place < tickets())
                {
                    write_one(&client, ticket, ledger);
                }
            });
        }
        kill_often(&launch, server, ledger)
    })
}

/// A ticket and its comment, each until it is acknowledged.
fn write_one(client: &Client, number: usize, ledger: &Ledger) {
    let ticket = insist(
        client,
        "/api/v1/tickets",
        &format!("ticket-{number}"),
        &ticket_body(number),
    );
    let id = ticket.json()["data"]["ticket_id"]
        .as_str()
        .expect("a ticket has an id")
        .to_owned();
    ledger
        .lock()
        .expect("no writer panicked")
        .insert(format!("ticket-{number}"), ticket);
    let comment = insist(
        client,
        &comments_of(&id),
        &format!("comment-{number}"),
        &comment_body(number),
    );
    ledger
        .lock()
        .expect("no writer panicked")
        .insert(format!("comment-{number}"), comment);
}

fn ticket_body(number: usize) -> Value {
    json!({ "title": format!("Ticket {number}"), "tags": ["durable"] })
}

fn comment_body(number: usize) -> Value {
    json!({ "comment_text": format!("Comment {number}"), "is_internal": false })
}

fn comments_of(ticket: &str) -> String {
    format!("/api/v1/tickets/{ticket}/comments")
}

/// Sends the request until the server says yes. A killed server says nothing, one that starts may say 503.
fn insist(client: &Client, path: &str, key: &str, body: &Value) -> Reply {
    wait::until(key, || {
        let reply = post(client, path, key, body)?;
        match reply.status {
            201 => Some(reply),
            503 => None,
            status => panic!("{key}: {status} {}", reply.text()),
        }
    })
}

fn post(client: &Client, path: &str, key: &str, body: &Value) -> Option<Reply> {
    let headers = [("content-type", "application/json"), ("idempotency-key", key)];
    client
        .try_request("POST", path, &headers, body.to_string().as_bytes())
        .ok()
}

/// Kills the server at chance numbers of acknowledgements and starts it again at the same address.
fn kill_often(launch: &Launch, mut server: Server, ledger: &Ledger) -> Server {
    let mut slowest = Duration::ZERO;
    for at in chance_places(tickets() * 2 * 9 / 10) {
        wait::until("the writers go on", || {
            (ledger.lock().expect("no writer panicked").len() >= at).then_some(())
        });
        let address = server.address;
        server.kill();
        let begun = Instant::now();
        server = launch.start_at(address).ready();
        slowest = slowest.max(begun.elapsed());
    }
    println!("the slowest start took {slowest:?}");
    server
}

/// Different in each run; the failure's output names them.
fn chance_places(below: usize) -> Vec<usize> {
    use std::hash::{BuildHasher, RandomState};
    let chance = RandomState::new();
    let place =
        |kill: usize| usize::try_from(chance.hash_one(kill) % below as u64).expect("it is below a usize");
    let mut places: Vec<usize> = (0..KILLS).map(place).collect();
    places.sort_unstable();
    println!("killed at {places:?} acknowledgements");
    places
}

/// Sends everything once more: each must be known, and answered as before.
fn replay(client: &Client, ledger: &BTreeMap<String, Reply>) {
    assert_eq!(ledger.len(), tickets() * 2);
    for number in 0..tickets() {
        let (ticket_key, comment_key) = (format!("ticket-{number}"), format!("comment-{number}"));
        let first = &ledger[&ticket_key];
        let id = first.json()["data"]["ticket_id"]
            .as_str()
            .expect("a ticket has an id")
            .to_owned();
        let again = post(client, "/api/v1/tickets", &ticket_key, &ticket_body(number));
        assert_same(first, again.as_ref(), &ticket_key);
        let again = post(client, &comments_of(&id), &comment_key, &comment_body(number));
        assert_same(&ledger[&comment_key], again.as_ref(), &comment_key);
    }
}

fn assert_same(first: &Reply, again: Option<&Reply>, key: &str) {
    let again = again.expect("nobody kills the server any more");
    assert_eq!(
        (again.status, again.header("idempotent-replayed")),
        (201, Some("true")),
        "{key}"
    );
    assert_eq!(again.text(), first.text(), "{key}");
    assert_eq!(again.header("location"), first.header("location"), "{key}");
}

fn check(seeded: &Seeded, ledger: &BTreeMap<String, Reply>) {
    seeded.database.assert_sound();
    let mut direct = seeded.database.connect();
    let all = i64::try_from(tickets()).expect("a number of tickets");
    let counts = direct.row_counts();
    assert_eq!((counts["tickets"], counts["comments"]), (all, all));
    assert_eq!(counts["idempotency_keys"], 2 * all);
    let told = "events JOIN outbox ON outbox.tenant_id = events.tenant_id AND outbox.event_id = events.id";
    for kind in ["ticket.created", "ticket.comment_added"] {
        for (what, table) in [("in the log", "events"), ("to be told", told)] {
            let sql = format!("SELECT count(*) AS number FROM {table} WHERE kind = '{kind}'");
            assert_eq!(direct.number(&sql), all, "{kind} {what}");
        }
    }
    assert_eq!(
        direct.number("SELECT max(number) AS number FROM tickets"),
        all,
        "numbers have no gaps"
    );
    let gaps = "SELECT count(*) AS number FROM (
        SELECT tenant_id FROM events GROUP BY tenant_id HAVING max(sequence) <> count(*)) with_gaps";
    assert_eq!(direct.number(gaps), 0, "nor has the log");
    let acknowledged = ledger
        .values()
        .filter_map(|reply| reply.json()["data"]["comment_id"].as_str().map(str::to_owned));
    assert_eq!(
        i64::try_from(acknowledged.collect::<std::collections::BTreeSet<_>>().len()).ok(),
        Some(all)
    );
}
