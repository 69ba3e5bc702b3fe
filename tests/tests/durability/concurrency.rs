//! Many at once.

use serde_json::json;
use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};
use tessera_domain::user::Role;
use tessera_tests::{DatabaseKind, Reply, TestApp, TestUser, on_each_database};

#[test]
fn a_dur_4_parallel_creators_get_numbers_and_references_without_gaps() {
    const TENANTS: usize = 4;
    const CREATORS: usize = 64;
    const EACH: usize = 50;
    on_each_database(|app| {
        let tenants: Vec<_> = (0..TENANTS)
            .map(|number| app.tenant(&format!("tenant-{number}")))
            .collect();
        thread::scope(|scope| {
            for creator in 0..CREATORS {
                let admin = &tenants[creator % TENANTS].admin;
                scope.spawn(move || {
                    for ticket in 0..EACH {
                        let title = format!("Ticket {ticket} of {creator}");
                        admin
                            .post("/api/v1/tickets", &json!({ "title": title }))
                            .expect(201);
                    }
                });
            }
        });
        for tenant in &tenants {
            let expected = CREATORS / TENANTS * EACH;
            let numbered = (1..=expected).map(|number| number.to_string()).collect();
            assert_eq!(of_tenant(app, tenant.id, "number"), numbered, "numbers");
            let references = (1..=expected)
                .map(|number| format!("TKT-20260203-{number:03}"))
                .collect();
            assert_eq!(of_tenant(app, tenant.id, "reference"), references, "references");
            let places: Vec<i64> = app.events(tenant.id).iter().map(|event| event.sequence).collect();
            assert!(
                places.iter().copied().eq(1..=places.len().try_into().unwrap()),
                "the event log has gaps"
            );
        }
    });
}

fn of_tenant(app: &TestApp, tenant: tessera_domain::id::TenantId, column: &str) -> BTreeSet<String> {
    let id = match app.kind {
        DatabaseKind::Sqlite => format!("x'{}'", tenant.uuid().simple()),
        DatabaseKind::Postgres => format!("'{tenant}'"),
    };
    let sql = format!("SELECT CAST({column} AS text) AS text FROM tickets WHERE tenant_id = {id}");
    let found = app.database.connect().texts(&sql);
    let amount = found.len();
    let unique: BTreeSet<String> = found.into_iter().collect();
    assert_eq!(unique.len(), amount, "a {column} was given twice");
    unique
}

#[test]
fn a_dur_5_of_parallel_changes_to_one_version_exactly_one_wins() {
    const WRITERS: usize = 50;
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let path = format!("/api/v1/tickets/{}", acme.ticket("Contested").id);
        let seen = acme
            .admin
            .get(&path)
            .expect(200)
            .header("etag")
            .expect("a ticket has a version")
            .to_owned();
        let client = acme.admin.with("if-match", &seen);
        let replies = in_parallel(WRITERS, |writer| {
            client.put(&path, &json!({ "title": format!("Written by {writer}") }))
        });

        let won: Vec<&Reply> = replies.iter().filter(|reply| reply.status == 200).collect();
        assert_eq!(
            won.len(),
            1,
            "{:?}",
            replies.iter().map(|reply| reply.status).collect::<Vec<_>>()
        );
        assert!(replies.iter().all(|reply| matches!(reply.status, 200 | 412)));
        let now = acme.admin.get(&path).expect(200);
        assert_eq!(now.header("etag"), Some("\"2\""));
        assert_eq!(won[0].header("etag"), Some("\"2\""));
        assert_eq!(now.json()["data"]["title"], won[0].json()["data"]["title"]);
    });
}

#[test]
fn parallel_changes_without_a_version_all_count() {
    const WRITERS: usize = 16;
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let path = format!("/api/v1/tickets/{}", acme.ticket("Busy").id);
        let replies = in_parallel(WRITERS, |writer| {
            acme.admin
                .put(&path, &json!({ "title": format!("Written by {writer}") }))
        });
        assert!(replies.iter().all(|reply| reply.status == 200));
        let version = format!("\"{}\"", WRITERS + 1);
        assert_eq!(
            acme.admin.get(&path).expect(200).header("etag"),
            Some(version.as_str())
        );
    });
}

#[test]
fn of_parallel_overlapping_time_entries_exactly_one_is_kept() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ticket = acme.ticket("Worked on").id.to_string();
        let replies = in_parallel(16, |entry| {
            acme.admin.post(
                "/api/v1/time-entries",
                &json!({
                    "work_item_type": "ticket",
                    "work_item_id": ticket,
                    "start_time": format!("2026-02-03T09:{entry:02}:00Z"),
                    "end_time": "2026-02-03T10:00:00Z",
                }),
            )
        });
        let kept = replies.iter().filter(|reply| reply.status == 201).count();
        assert_eq!(kept, 1);
        assert_eq!(replies.iter().filter(|reply| reply.status == 409).count(), 15);
        assert_eq!(app.row_counts()["time_entries"], 1);
    });
}

#[test]
fn parallel_tickets_share_the_tags_that_they_make() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let replies = in_parallel(16, |writer| {
            let other = format!("tag-{}", writer % 4);
            let tags = if writer % 2 == 0 {
                [other.as_str(), "shared"]
            } else {
                ["SHARED", other.as_str()]
            };
            acme.admin
                .post("/api/v1/tickets", &json!({ "title": "Tagged", "tags": tags }))
        });
        let statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
        assert!(statuses.iter().all(|status| *status == 201), "{statuses:?}");
        let counts = app.row_counts();
        assert_eq!((counts["tags"], counts["ticket_tags"]), (5, 32));
    });
}

/// Runs the same thing many times at once and gathers what came of it.
fn in_parallel(times: usize, run: impl Fn(usize) -> Reply + Sync) -> Vec<Reply> {
    thread::scope(|scope| {
        let run = &run;
        let threads: Vec<_> = (0..times)
            .map(|number| scope.spawn(move || run(number)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("the client does not panic"))
            .collect()
    })
}

#[test]
fn a_dur_6_readers_and_writers_of_sqlite_never_meet_a_lock() {
    const WRITERS: usize = 32;
    const READERS: usize = 32;
    const EACH: usize = 25;
    let app = TestApp::start(DatabaseKind::Sqlite);
    let acme = app.tenant("acme");
    let robin = acme.user("robin", Role::Technician);
    let tickets: Vec<String> = (0..8)
        .map(|number| acme.ticket(&format!("Ticket {number}")).id.to_string())
        .collect();
    let mut latencies = write_beside_readers(&robin, &tickets, (WRITERS, READERS, EACH));
    latencies.sort_unstable();
    let (median, p99) = (
        latencies[latencies.len() / 2],
        latencies[latencies.len() * 99 / 100],
    );
    println!("write latency: median {median:?}, p99 {p99:?}");
    assert_eq!(
        app.row_counts()["comments"],
        i64::try_from(WRITERS * EACH).unwrap()
    );
}

/// Has everybody be answered well, and returns how long each write took.
fn write_beside_readers(
    client: &TestUser,
    tickets: &[String],
    (writers, readers, each): (usize, usize, usize),
) -> Vec<Duration> {
    let writing = &AtomicBool::new(true);
    let ticket = |number: usize| &tickets[number % tickets.len()];
    thread::scope(|scope| {
        let readers: Vec<_> = (0..readers)
            .map(|reader| scope.spawn(move || read_while(writing, client, ticket(reader))))
            .collect();
        let writers: Vec<_> = (0..writers)
            .map(|writer| scope.spawn(move || write_on(client, ticket(writer), each)))
            .collect();
        let latencies: Vec<Duration> = writers
            .into_iter()
            .map(|thread| thread.join().expect("no writer was refused"))
            .collect::<Vec<_>>()
            .concat();
        writing.store(false, Ordering::SeqCst);
        let reads: usize = readers
            .into_iter()
            .map(|thread| thread.join().expect("no reader was refused"))
            .sum();
        println!("{} writes beside {reads} reads", latencies.len());
        latencies
    })
}

fn read_while(writing: &AtomicBool, client: &TestUser, ticket: &str) -> usize {
    let paths = [
        "/api/v1/tickets?fields=mobile_list",
        "/api/v1/tickets/stats",
        &format!("/api/v1/tickets/{ticket}"),
    ];
    let mut reads = 0;
    while writing.load(Ordering::SeqCst) {
        client.get(paths[reads % paths.len()]).expect(200);
        reads += 1;
    }
    reads
}

/// A comment reads the ticket before it writes: what a transaction that began as a reader would fail at.
fn write_on(client: &TestUser, ticket: &str, times: usize) -> Vec<Duration> {
    let path = format!("/api/v1/tickets/{ticket}/comments");
    let write = |number| {
        let begun = Instant::now();
        client
            .post(&path, &json!({ "comment_text": format!("Comment {number}") }))
            .expect(201);
        begun.elapsed()
    };
    (0..times).map(write).collect()
}
