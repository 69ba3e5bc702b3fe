//! More requests than connections, and code that panics.

use serde_json::json;
use std::thread;
use tessera_tests::{
    Reply, Setup, TestApp,
    mutations::{Ground, MUTATIONS},
    on_each_database, on_each_database_with, wait,
};

const CONNECTIONS: usize = 3;

#[test]
fn a_op_3_without_a_free_connection_requests_are_told_to_come_again() {
    let setup = Setup {
        pool_size: 3,
        workers: 1,
        ..Setup::default()
    };
    on_each_database_with(&setup, |app| {
        let acme = app.tenant("acme");
        let path = format!("/api/v1/tickets/{}", acme.ticket("Wanted").id);
        acme.admin.get(&path).expect(200);
        thread::scope(|scope| {
            // The ticket's own statement; whoever else is at work just now does not count among the three.
            app.statements.hold("tickets");
            let read = || acme.admin.get(&path);
            let held: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(read)).collect();
            wait::until("all connections are held up", || {
                (app.statements.held() == CONNECTIONS).then_some(())
            });

            let writing = json!({ "title": "Not now" });
            for reply in [acme.admin.get(&path), acme.admin.put(&path, &writing)] {
                assert_told_to_come_again(&reply);
            }
            app.anonymous().get("/healthz").expect(200);
            app.anonymous().get("/readyz").expect(503);

            app.statements.release();
            for thread in held {
                thread.join().expect("the client does not panic").expect(200);
            }
        });
        acme.admin.get(&path).expect(200);
        acme.admin.put(&path, &json!({ "title": "Now" })).expect(200);
        wait::until("it is ready again", || {
            (app.anonymous().get("/readyz").status == 200).then_some(())
        });
    });
}

#[track_caller]
fn assert_told_to_come_again(reply: &Reply) {
    assert_eq!(reply.status, 503, "{}", reply.text());
    let after: u64 = reply
        .header("retry-after")
        .expect("it says when")
        .parse()
        .expect("in seconds");
    assert!((1..=60).contains(&after));
    assert!(reply.json()["error"]["message"].is_string());
}

#[test]
fn a_op_4_a_panic_is_an_answer_like_any_other_and_ends_nothing() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ground = Ground::prepare(&acme, app);
        acme.admin.get("/api/v1/tickets/stats").expect(200);
        let before = failures(app);
        let mut expected = 0;
        for path in [
            "/api/v1/tickets",
            "/api/v1/tickets/stats",
            "/api/v1/tickets/statuses",
        ] {
            app.statements.panic_at(1);
            assert_is_our_fault(&acme.admin.get(path));
            assert!(!app.statements.disarm());
            acme.admin.get(path).expect(200);
            expected += 1;
        }
        for mutation in MUTATIONS {
            app.statements.panic_at(3);
            assert_is_our_fault(&mutation.send(&acme.admin, &ground));
            assert!(!app.statements.disarm());
            acme.admin.get("/api/v1/tickets/stats").expect(200);
            expected += 1;
        }
        // Other tests of this program count into the same figures.
        assert!(failures(app) - before >= expected, "each is counted");
    });
}

#[track_caller]
fn assert_is_our_fault(reply: &Reply) {
    assert_eq!(reply.status, 500, "{}", reply.text());
    assert_eq!(reply.json()["error"]["code"], "INTERNAL_ERROR");
    assert!(reply.header("x-request-id").is_some());
    for word in [
        "panic",
        "injected",
        "SELECT",
        "INSERT",
        "src/",
        ".rs",
        "RUST_BACKTRACE",
    ] {
        assert!(!reply.text().contains(word), "{}", reply.text());
    }
}

/// How many requests were answered 500.
fn failures(app: &TestApp) -> u64 {
    let metrics = app.anonymous().get("/metrics").expect(200).text();
    let lines = metrics
        .lines()
        .filter(|line| line.starts_with("tessera_http_requests_total"));
    let failed = lines.filter(|line| line.contains("status=\"500\""));
    failed
        .map(|line| {
            line.rsplit(' ')
                .next()
                .expect("a line ends with a number")
                .parse::<u64>()
                .expect("it is whole")
        })
        .sum()
}
