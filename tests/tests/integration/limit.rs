//! A-OP-8: a token makes exactly as many calls in an hour of the clock as it may.

use serde_json::json;
use std::{sync::Arc, thread};
use tessera_domain::time::Time;
use tessera_ports::world::Clock;
use tessera_tests::{
    DatabaseKind, Reply, Setup, TestApp,
    database::TestDatabase,
    integration::{BASE, TICKETS, TestToken, bearer, refused_with, under},
    on_each_database,
};

/// The answers to so many questions at once.
fn at_once(count: usize, ask: impl Fn(usize) -> Reply + Sync) -> Vec<Reply> {
    let ask = &ask;
    thread::scope(|scope| {
        let threads: Vec<_> = (0..count).map(|place| scope.spawn(move || ask(place))).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("the client does not panic"))
            .collect()
    })
}

fn passed(replies: &[Reply]) -> usize {
    for reply in replies {
        assert!(reply.status == 200 || reply.status == 429, "{}", reply.text());
    }
    replies.iter().filter(|reply| reply.status == 200).count()
}

fn remaining(reply: &Reply) -> u32 {
    let left = reply
        .header("x-ratelimit-remaining")
        .expect("every answer tells it");
    left.parse().expect("it is a number")
}

#[test]
fn a_op_8_of_64_calls_at_once_exactly_as_many_pass_as_there_is_room_for() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::limited(app, &acme.admin, 23);
        let replies = at_once(64, |_| shop.asks());
        assert_eq!(passed(&replies), 23);
        let mut left: Vec<u32> = replies
            .iter()
            .filter(|reply| reply.status == 200)
            .map(remaining)
            .collect();
        left.sort_unstable();
        assert_eq!(left, (0..23).collect::<Vec<_>>(), "each place is given to one");
        assert_eq!(passed(&at_once(8, |_| shop.asks())), 0);
        app.clock.advance(3600);
        assert_eq!(passed(&at_once(64, |_| shop.asks())), 23);
    });
}

#[test]
fn a_op_8_who_made_all_calls_is_told_in_the_documents_words_and_when_to_come_again() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::limited(app, &acme.admin, 2);
        app.clock
            .set(Time::parse("2026-02-03T12:20:00.5Z").expect("a time"));
        assert_eq!([0, 1].map(|_| shop.asks().status), [200, 200]);
        let reply = shop.asks().expect(429);
        assert_eq!(
            reply.text(),
            r#"{"error":"rate_limit_exceeded","message":"Rate limit exceeded"}"#
        );
        for (name, value) in [
            ("retry-after", "2400"),
            ("x-ratelimit-limit", "2"),
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", "1770123600"),
            ("ratelimit-policy", r#""general";q=2;w=3600"#),
            ("ratelimit", r#""general";r=0;t=2400"#),
        ] {
            assert_eq!(reply.header(name), Some(value), "{name}");
        }
        assert_eq!(reply.header("www-authenticate"), None);
    });
}

#[test]
fn a_op_8_every_answer_to_a_good_token_counts_down_whatever_it_says() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let foreign = TestToken::of(app, &acme.admin).opens("Another token's");
        let shop = TestToken::limited(app, &acme.admin, 9);
        let key = shop.with("idempotency-key", "again");
        let replies = [
            shop.asks(),
            shop.get(&format!("{BASE}/nothing")),
            shop.get(&format!("{TICKETS}/nonsense")),
            shop.post(TICKETS, &json!({})),
            shop.post(&under(&foreign, "comments"), &json!({ "content": "x" })),
            key.post(TICKETS, &json!({ "title": "x" })),
            key.post(TICKETS, &json!({ "title": "x" })),
            shop.request("DELETE", BASE, &[], b""),
            shop.request("HEAD", BASE, &[], b""),
        ];
        let told: Vec<(u16, u32)> = replies
            .iter()
            .map(|reply| (reply.status, remaining(reply)))
            .collect();
        assert_eq!(
            told,
            [
                (200, 8),
                (404, 7),
                (400, 6),
                (400, 5),
                (401, 4),
                (201, 3),
                (201, 2),
                (404, 1),
                (200, 0)
            ]
        );
        for reply in &replies {
            assert_eq!(reply.header("x-ratelimit-limit"), Some("9"));
            assert_eq!(reply.header("ratelimit-policy"), Some(r#""general";q=9;w=3600"#));
            assert_eq!(reply.header("retry-after"), None);
        }
        assert_eq!(shop.asks().status, 429);
    });
}

#[test]
fn a_op_8_refusals_for_the_tokens_or_the_limits_sake_are_not_counted() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::limited(app, &acme.admin, 2);
        for _ in 0..5 {
            bearer(app, &format!("{}x", shop.secret)).get(BASE).expect(401);
            app.anonymous().get(BASE).expect(401);
        }
        assert_eq!([0; 5].map(|_| shop.asks().status), [200, 200, 429, 429, 429]);
        // Had they been counted, there would be no room now either.
        shop.set_limit(app, 3);
        assert_eq!([0; 2].map(|_| shop.asks().status), [200, 429]);
        shop.set_state(app, tessera_domain::integration::TokenState::Disabled);
        assert_eq!([0; 5].map(|_| shop.asks().status), [401; 5]);
        shop.set_state(app, tessera_domain::integration::TokenState::Active);
        shop.set_limit(app, 4);
        assert_eq!([0; 2].map(|_| shop.asks().status), [200, 429]);
    });
}

#[test]
fn a_op_8_the_hour_is_the_clocks() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::limited(app, &acme.admin, 1);
        app.clock
            .set(Time::parse("2026-02-03T12:59:58.75Z").expect("a time"));
        shop.asks().expect(200);
        assert_eq!(shop.asks().expect(429).header("retry-after"), Some("2"));
        app.clock
            .set(Time::parse("2026-02-03T12:59:59.999999Z").expect("a time"));
        assert_eq!(shop.asks().expect(429).header("retry-after"), Some("1"));
        app.clock
            .set(Time::parse("2026-02-03T13:00:00Z").expect("a time"));
        let reply = shop.asks().expect(200);
        assert_eq!(reply.header("x-ratelimit-reset"), Some("1770127200"));
        assert_eq!(shop.asks().expect(429).header("retry-after"), Some("3600"));
    });
}

#[test]
fn a_op_8_another_limit_counts_with_the_next_call() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::limited(app, &acme.admin, 10);
        assert_eq!([0; 4].map(|_| shop.asks().status), [200; 4]);
        shop.set_limit(app, 5);
        assert_eq!(remaining(&shop.asks().expect(200)), 0);
        shop.set_limit(app, 3);
        assert_eq!(remaining(&shop.asks().expect(429)), 0);
        shop.set_limit(app, 7);
        assert_eq!([0; 3].map(|_| shop.asks().status), [200, 200, 429]);
    });
}

#[test]
fn a_op_8_each_token_has_its_own_hour_and_keeps_it_with_another_secret() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let (first, second) = (
            TestToken::limited(app, &acme.admin, 2),
            TestToken::limited(app, &acme.admin, 1),
        );
        first.asks().expect(200);
        second.asks().expect(200);
        second.asks().expect(429);
        let first = first.regenerated(app);
        assert_eq!([0; 2].map(|_| first.asks().status), [200, 429]);
    });
}

#[test]
fn a_op_8_what_was_counted_outlives_the_server() {
    for kind in DatabaseKind::all() {
        let app = TestApp::start(kind);
        let shop = {
            let acme = app.tenant("acme");
            let shop = TestToken::limited(&app, &acme.admin, 3);
            assert_eq!([0; 2].map(|_| shop.asks().status), [200; 2]);
            shop
        };
        let app = app.restarted();
        let shop = shop.at(&app);
        assert_eq!([0; 2].map(|_| shop.asks().status), [200, 429], "{kind:?}");
        app.clock.advance(3600);
        shop.asks().expect(200);
    }
}

#[test]
fn a_op_8_two_servers_on_one_database_let_through_as_many_as_one() {
    if !DatabaseKind::all().contains(&DatabaseKind::Postgres) {
        return;
    }
    let first = TestApp::start(DatabaseKind::Postgres);
    let mut same = TestDatabase::of_cluster(&first.database.url);
    same.migration_url.clone_from(&first.database.migration_url);
    let second = TestApp::over(same, Setup::default(), Arc::clone(&first.clock));
    let acme = first.tenant("acme");
    let shop = TestToken::limited(&first, &acme.admin, 29);
    let doors = [shop.at(&first), shop.at(&second)];
    let replies = at_once(64, |place| doors[place % 2].asks());
    assert_eq!(passed(&replies), 29);
    for door in &doors {
        refused_with(&door.asks(), 429, "rate_limit_exceeded", "Rate limit exceeded");
    }
    assert_eq!(first.clock.now(), second.clock.now());
}
