//! Whoever follows the feed knows all tickets as they are, whatever was done to them by many at once, and however often
//! the server was killed meanwhile.

use crate::scene::Person;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    env, mem,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};
use tessera_domain::{id::TenantId, user::Role};
use tessera_tests::{
    DatabaseKind, Reply, TestApp,
    database::TestDatabase,
    kanban::PASSWORD,
    mobile::{items, text},
    process::{Launch, Server},
    wait,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tessera-under-test");
const WRITERS: usize = 4;
/// What must be the same in what a reader knows of a ticket and in what there is.
const COMPARED: [&str; 6] = [
    "title",
    "status",
    "priority",
    "updated_at",
    "comments_count",
    "activity_timeline",
];

/// More can be asked for.
fn operations() -> usize {
    let asked = env::var("TESSERA_TEST_FEED_OPERATIONS").ok();
    asked.map_or(600, |text| {
        text.parse().expect("TESSERA_TEST_FEED_OPERATIONS is a number")
    })
}

/// A server does at most so many between two kills, so that many operations do not mean long peace.
fn kills() -> usize {
    5.max(operations() / 2_000)
}

#[test]
fn a_reader_who_follows_the_feed_knows_everything_as_it_is() {
    for kind in DatabaseKind::all() {
        eprintln!("on {kind:?}");
        let (tenant, database) = prepared(kind);
        let launch = Launch::serve(PROGRAM, &database)
            .with("TESSERA_RATE_GENERAL", "100000000")
            .with("TESSERA_RATE_SEARCH", "100000000")
            .with("TESSERA_ENTERPRISE_ACCESS_SECONDS", "86400");
        let server = launch.start().ready();
        let ada = Person::enter(&server.anonymous(), tenant, "ada");
        let (done, over) = (AtomicUsize::new(0), AtomicBool::new(false));
        let known = Mutex::new(BTreeSet::new());
        let (reader, server) = thread::scope(|scope| {
            let writing: Vec<_> = (0..WRITERS)
                .map(|seed| {
                    let writer = Writer {
                        ada: &ada,
                        known: &known,
                        done: &done,
                    };
                    scope.spawn(move || writer.work(seed))
                })
                .collect();
            let reading = scope.spawn(|| Reader::follow(&ada, &over));
            let server = kill_often(&launch, server, &done);
            for writer in writing {
                writer.join().expect("no writer panics");
            }
            over.store(true, Ordering::SeqCst);
            (reading.join().expect("the reader does not panic"), server)
        });
        let there = everything(&ada);
        assert!(there.len() > operations() / 10, "{}", there.len());
        let numbers = |tickets: &BTreeMap<i64, Value>| tickets.keys().copied().collect::<Vec<_>>();
        assert_eq!(numbers(&reader.tickets), numbers(&there));
        for (number, ticket) in &there {
            assert_eq!(&reader.tickets[number], ticket, "ticket {number}");
        }
        println!(
            "{kind:?}: {} events, {} tickets left, {} known by the feed alone",
            reader.after,
            there.len(),
            reader.gone
        );
        drop(server);
    }
}

fn prepared(kind: DatabaseKind) -> (TenantId, TestDatabase) {
    let app = TestApp::start(kind);
    let id = {
        let acme = app.tenant("acme");
        acme.user_with_password("ada", Role::Admin, PASSWORD);
        acme.id
    };
    (id, app.into_database())
}

/// Kills the server after chance numbers of operations, and starts it again at the same address.
fn kill_often(launch: &Launch, mut server: Server, done: &AtomicUsize) -> Server {
    for kill in 1..=kills() {
        let at = operations() * kill / (kills() + 1);
        wait::until("the writers go on", || {
            (done.load(Ordering::SeqCst) >= at).then_some(())
        });
        let address = server.address;
        server.kill();
        server = launch.start_at(address).ready();
    }
    server
}

/// Does things to tickets, whether anybody answers or not.
struct Writer<'w> {
    ada: &'w Person,
    known: &'w Mutex<BTreeSet<i64>>,
    done: &'w AtomicUsize,
}

impl Writer<'_> {
    fn work(&self, seed: usize) {
        let mut chance = Chance(0x9e37_79b9 + seed as u64);
        while self.done.load(Ordering::SeqCst) < operations() {
            let (which, word) = (chance.below(100), chance.below(1_000_000));
            let ticket = self.one_of(&mut chance).filter(|_| which >= 40);
            let Some(ticket) = ticket else {
                let body = json!({ "title": format!("Ticket {word}"), "description": "As the title says" });
                if let Some(made) = self.send("POST", "/tickets", &body).filter(|it| it.status == 201) {
                    let number = made.json()["data"]["id"].as_i64().expect("a number");
                    self.known.lock().expect("no writer panicked").insert(number);
                }
                continue;
            };
            let path = format!("/tickets/{ticket}");
            match which {
                40..60 => self.send("PATCH", &path, &json!({ "title": format!("Other {word}") })),
                60..75 => self.send(
                    "PATCH",
                    &path,
                    &json!({ "status": "in_progress", "priority": "high" }),
                ),
                75..90 => {
                    let comments = format!("/comments/ticket/{ticket}");
                    self.send("POST", &comments, &json!({ "content": format!("Word {word}") }))
                }
                _ => self.send("DELETE", &path, &Value::Null),
            };
        }
    }

    fn one_of(&self, chance: &mut Chance) -> Option<i64> {
        let known = self.known.lock().expect("no writer panicked");
        let place = chance.below(known.len().max(1));
        known.iter().nth(place).copied()
    }

    /// A server that was killed says nothing, and whether it did it is for the feed to tell.
    fn send(&self, method: &str, path: &str, body: &Value) -> Option<Reply> {
        let bytes = if body.is_null() {
            Vec::new()
        } else {
            body.to_string().into_bytes()
        };
        let headers = [("content-type", "application/json")];
        let Ok(reply) = self.ada.try_request(method, path, &headers, &bytes) else {
            thread::sleep(Duration::from_millis(20));
            return None;
        };
        // What nobody answers is no operation: a server that takes long to come back would use them all up.
        self.done.fetch_add(1, Ordering::SeqCst);
        let is_fine = matches!(reply.status, 200 | 201 | 404 | 422 | 503);
        assert!(is_fine, "{method} {path}: {} {}", reply.status, reply.text());
        Some(reply)
    }
}

/// What somebody knows who was told nothing but the feed.
#[derive(Default)]
struct Reader {
    after: i64,
    tickets: BTreeMap<i64, Value>,
    /// How many tickets it heard of that were gone before it looked.
    gone: usize,
}

impl Reader {
    fn follow(ada: &Person, over: &AtomicBool) -> Self {
        let mut reader = Self::default();
        loop {
            let was_over = over.load(Ordering::SeqCst);
            let part =
                insist(ada, &format!("/events?after={}&limit=37", reader.after)).json()["data"].clone();
            let told = items(&part["items"]);
            let is_end = told.is_empty() && part["has_more"] == false;
            reader.take(ada, &told);
            if is_end && was_over {
                return reader;
            }
            if is_end {
                thread::sleep(Duration::from_millis(5));
            }
        }
    }

    fn take(&mut self, ada: &Person, told: &[Value]) {
        let mut touched = BTreeSet::new();
        for item in told {
            assert_eq!(item["id"], self.after + 1, "nothing is left out");
            self.after += 1;
            let Some(number) = item["ticket_id"].as_i64() else {
                continue;
            };
            if text(&item["action"]) == "ticket.deleted" {
                touched.remove(&number);
                self.tickets.remove(&number);
            } else {
                touched.insert(number);
            }
        }
        for number in touched {
            // It is looked at after it is known to have been touched, so what is seen is that or later.
            match shown(ada, number) {
                Some(ticket) => drop(self.tickets.insert(number, ticket)),
                // The feed will tell of its end.
                None => self.gone += 1,
            }
        }
    }
}

/// What of a ticket is compared, if it is there.
fn shown(ada: &Person, number: i64) -> Option<Value> {
    let reply = insist(ada, &format!("/tickets/{number}"));
    (reply.status == 200).then(|| {
        let mut data = reply.json()["data"].clone();
        COMPARED.into_iter().map(|name| data[name].take()).collect()
    })
}

/// Every ticket that there is.
fn everything(ada: &Person) -> BTreeMap<i64, Value> {
    let (mut all, mut page) = (BTreeMap::new(), 1);
    loop {
        let listed = insist(ada, &format!("/tickets?page={page}&size=100")).json()["data"].clone();
        let mut rows = items(&listed["items"]);
        if rows.is_empty() {
            return all;
        }
        for row in mem::take(&mut rows) {
            let number = row["id"].as_i64().expect("a number");
            all.insert(number, shown(ada, number).expect("it is there"));
        }
        page += 1;
    }
}

/// Asks until a server answers.
fn insist(ada: &Person, path: &str) -> Reply {
    wait::until(path, || {
        let reply = ada.try_request("GET", path, &[], b"").ok()?;
        let is_known = matches!(reply.status, 200 | 404 | 503);
        assert!(is_known, "{path}: {} {}", reply.status, reply.text());
        (reply.status != 503).then_some(reply)
    })
}

/// Numbers that look like chance and are the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("it is below a usize")
    }
}
