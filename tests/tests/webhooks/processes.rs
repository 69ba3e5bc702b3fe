//! A-DUR-10: several servers tell at once, one is killed, and nothing is lost.

use crate::scene::Person;
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};
use tessera_domain::user::Role;
use tessera_tests::{DatabaseKind, TestApp, kanban::PASSWORD, process::Launch, receiver::Receiver, wait};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tessera-under-test");
const TICKETS: usize = 200;

#[test]
fn a_dur_10_a_server_killed_while_it_tells_loses_nothing() {
    for kind in DatabaseKind::all() {
        eprintln!("on {kind:?}");
        let (tenant, database) = {
            let app = TestApp::start(kind);
            let id = {
                let acme = app.tenant("acme");
                acme.user_with_password("ada", Role::Admin, PASSWORD);
                acme.id
            };
            (id, app.into_database())
        };
        let launch = Launch::serve(PROGRAM, &database)
            .with("TESSERA_WEBHOOK_NETWORKS", "127.0.0.1/32")
            .with("TESSERA_RATE_GENERAL", "1000000");
        let receiver = Receiver::new();
        let first = launch.start().ready();
        // SQLite has one server at a time.
        let second = (kind == DatabaseKind::Postgres).then(|| launch.start().ready());
        let ada = Person::enter(&first.anonymous(), tenant, "ada");
        ada.hooks(&receiver.url(), &["ticket.created"]);
        for number in 0..TICKETS {
            ada.opens(&format!("Ticket {number}"));
        }
        wait::until("some are told", || {
            (receiver.received().len() >= 20).then_some(())
        });
        first.kill();
        let second = second.unwrap_or_else(|| launch.start().ready());
        // What the first had claimed is due again a minute later.
        let told = wait_long(|| {
            let calls = receiver.received();
            let different: BTreeSet<_> = calls
                .iter()
                .map(|got| got.header("webhook-id").to_owned())
                .collect();
            (different.len() == TICKETS).then_some(calls)
        });
        drop(second);
        let mut by_id: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
        for got in told {
            let id = got.header("webhook-id").to_owned();
            by_id.entry(id).or_default().push(got.body);
        }
        let again = by_id.values().filter(|bodies| bodies.len() > 1);
        let twice = again.clone().count();
        assert!(twice * 100 <= TICKETS, "{twice} of {TICKETS} came twice");
        for bodies in again {
            assert!(bodies.iter().all(|body| *body == bodies[0]));
        }
        let titles: BTreeSet<_> = by_id
            .values()
            .map(|bodies| {
                let told: serde_json::Value = serde_json::from_slice(&bodies[0]).expect("JSON");
                told["data"]["ticket"]["title"].clone().to_string()
            })
            .collect();
        assert_eq!(titles.len(), TICKETS);
        assert!(titles.contains(&json!("Ticket 0").to_string()));
    }
}

/// Longer than a claim lasts.
fn wait_long<T>(mut ask: impl FnMut() -> Option<T>) -> T {
    for _ in 0..1500 {
        if let Some(answer) = ask() {
            return answer;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("some were never told");
}
