//! A-AUTH-2: hashing is slow on purpose, and holds up nobody but those who wait for it.

use crate::stage::{PASSWORD, setup};
use std::{
    sync::{
        Barrier,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};
use tessera_domain::user::{Login, Role};
use tessera_tests::{
    Browser, DatabaseKind, Reply, TestApp,
    browser::Form,
    process::{Launch, Server},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tessera-under-test");
const AT_ONCE: usize = 50;
const SLOTS: u64 = 2;
const MIB: u64 = 1 << 20;

/// Has the server answer as many at once as will sign in, so that it has the threads and connections of a busy one and what
/// is measured afterwards is hashing.
fn keep_busy(server: &Server, key: &str) {
    let client = server.client(key);
    let barrier = Barrier::new(AT_ONCE);
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                barrier.wait();
                for _ in 0..4 {
                    client.get("/api/v1/tickets").expect(200);
                }
            });
        }
    });
}

/// A server with people in it, half as many as come at once, and a key to list tickets with.
fn server(kind: DatabaseKind) -> (Server, String, tessera_tests::database::TestDatabase) {
    let app = TestApp::with(kind, setup());
    let key = {
        let home = app.home();
        home.user_with_password("kim-0", Role::Technician, PASSWORD);
        let hash = "SELECT password_hash AS text FROM users WHERE login = 'kim-0'";
        let hash = app.database.connect().texts(hash).remove(0);
        for number in 1..AT_ONCE / 2 {
            let login = format!("kim-{number}");
            Login::parse(&login).expect("a login");
            home.user(&login, Role::Technician);
        }
        // One hash for all, so that the test does not wait for itself.
        let copied = format!("UPDATE users SET password_hash = '{hash}' WHERE login LIKE 'kim-%'");
        app.database.connect().execute(&copied);
        home.ticket("Listed");
        home.admin.api_key.clone()
    };
    let database = app.into_database();
    let server = Launch::serve(PROGRAM, &database)
        .with("TESSERA_TRUSTED_PROXIES", "127.0.0.0/8")
        .with("TESSERA_PASSWORD_SLOTS", &SLOTS.to_string())
        .start()
        .ready();
    (server, key, database)
}

#[track_caller]
fn assert_answered(reply: &Reply, is_known: bool) {
    match reply.status {
        303 => assert!(is_known),
        401 => assert!(!is_known),
        503 => {
            let after: u64 = reply
                .header("retry-after")
                .expect("when")
                .parse()
                .expect("in seconds");
            assert!((1..=60).contains(&after));
        }
        status => panic!("{status}: {}", reply.text()),
    }
}

#[test]
fn a_auth_2_fifty_sign_ins_at_once_are_answered_and_hold_up_nobody() {
    for kind in DatabaseKind::all() {
        let (server, key, _database) = server(kind);
        let open = |place: usize| {
            let browser = Browser::at(server.anonymous(), &server.url);
            let form = browser.sign_in_form();
            (browser, form, place.is_multiple_of(2))
        };
        let ready: Vec<(Browser, Form, bool)> = (0..AT_ONCE).map(open).collect();
        keep_busy(&server, &key);
        // What the first hash takes for good is no growth.
        Browser::at(server.anonymous(), &server.url).try_sign_in("nobody", "no horse at any gate");
        let before = server.memory();
        let (barrier, answered) = (Barrier::new(AT_ONCE + 1), AtomicUsize::new(0));
        let listed_meanwhile = thread::scope(|scope| {
            for (place, (browser, form, is_known)) in ready.iter().enumerate() {
                let (barrier, answered) = (&barrier, &answered);
                scope.spawn(move || {
                    // Half of the names are somebody's.
                    let login = if *is_known {
                        format!("kim-{}", place / 2)
                    } else {
                        format!("nobody-{place}")
                    };
                    barrier.wait();
                    let reply = browser.submit(form, &[("login", &login), ("password", PASSWORD)]);
                    answered.fetch_add(1, Ordering::SeqCst);
                    assert_answered(&reply, *is_known);
                });
            }
            let client = server.client(&key);
            barrier.wait();
            let mut meanwhile = 0;
            while answered.load(Ordering::SeqCst) < AT_ONCE {
                client.get("/api/v1/tickets").expect(200);
                meanwhile += usize::from(answered.load(Ordering::SeqCst) < AT_ONCE);
            }
            meanwhile
        });
        assert!(
            listed_meanwhile >= 5,
            "{kind:?}: {listed_meanwhile} lists while fifty signed in"
        );
        let after = server.memory();
        let grown = after.peak.saturating_sub(before.now) / MIB;
        assert!(
            grown <= SLOTS * 20 + 32,
            "{kind:?}: {grown} MiB, from {before:?} to {after:?}"
        );
    }
}
