//! The record of integrations' calls.

use crate::{
    house::House,
    integrations::{token, with_tokens},
    random::Random,
    world::{World, at, id},
};
use tessera_domain::{id::CredentialId, time::Time};
use tessera_ports::{
    StoreError,
    integration::{CallFilter, CallRecord, CallStats, HourOfCalls},
};

/// A call of the house's token of that number at that second. Every third one fails.
pub fn call(house: &House, number: u8, second: i64) -> CallRecord {
    let random = &mut Random::new(u64::try_from(second).unwrap() * 100 + u64::from(number));
    let odd = second % 2 == 1;
    CallRecord {
        tenant: house.id(),
        id: id(at(second), random),
        token: token(house, number).id,
        method: "POST".into(),
        path: format!("/tickets/ü/{second}"),
        status: if second % 3 == 0 { 404 } else { 201 },
        milliseconds: second,
        address: odd.then(|| "2001:db8::1".into()),
        agent: odd.then(|| "shop/1.0 🎫".into()),
        body: odd.then(|| "{\"title\":\"ü\"}".into()),
        at: at(second),
    }
}

fn record(world: &World, house: &House, calls: &[CallRecord]) {
    world.write(|tx| tx.integrations().record(house.id(), calls));
}

#[test]
fn calls_are_paged_the_newest_first_and_filtered_in_their_tenant() {
    for world in with_tokens(&[1, 2]) {
        let (house, tenant) = (&world.ours, world.ours.id());
        let mut all: Vec<_> = (1..=20).map(|second| call(house, 1, second)).collect();
        all.extend((1..=20).map(|second| call(house, 2, second)));
        record(&world, house, &all);
        record(&world, &world.theirs, &[call(&world.theirs, 1, 5)]);
        all.sort_unstable_by_key(|call| std::cmp::Reverse(call.id));
        let asked = |filter: &CallFilter, limit| world.queries.calls(tenant, filter, limit).unwrap();
        assert_eq!(asked(&CallFilter::default(), 100), all, "{}", world.kind);
        for token in [None, Some(token(house, 1).id), Some(token(house, 9).id)] {
            for failed in [None, Some(true), Some(false)] {
                let mut filter = CallFilter {
                    token,
                    failed,
                    before: None,
                };
                let expected: Vec<_> = all
                    .iter()
                    .filter(|call| token.is_none_or(|token| call.token == token))
                    .filter(|call| failed.is_none_or(|failed| failed == (call.status >= 400)))
                    .cloned()
                    .collect();
                let mut paged = Vec::new();
                loop {
                    let page = asked(&filter, 7);
                    assert!(page.len() <= 7);
                    let Some(last) = page.last() else { break };
                    filter.before = Some(last.id);
                    paged.extend(page);
                }
                assert_eq!(paged, expected, "{}: {token:?} {failed:?}", world.kind);
            }
        }
        let theirs = world
            .queries
            .calls(world.theirs.id(), &CallFilter::default(), 100);
        assert_eq!(theirs, Ok(vec![call(&world.theirs, 1, 5)]));
    }
}

#[test]
fn many_calls_are_recorded_in_few_statements_and_none_twice() {
    for world in with_tokens(&[1]) {
        let calls: Vec<_> = (1..=1_203).map(|second| call(&world.ours, 1, second)).collect();
        let _ = world.watch.take();
        record(&world, &world.ours, &calls);
        let statements = world.watch.take().len();
        assert!(statements < 8, "{}: {statements}", world.kind);
        record(&world, &world.ours, &calls[1_000..]);
        record(&world, &world.ours, &[]);
        let stored = world
            .queries
            .calls(world.ours.id(), &CallFilter::default(), 2_000)
            .unwrap();
        assert_eq!(stored.len(), 1_203, "{}", world.kind);
        let refused = world.attempt(|tx| {
            tx.integrations()
                .record(world.ours.id(), &[call(&world.theirs, 1, 1)])
        });
        assert!(matches!(refused, Err(StoreError::Failed(_))));
    }
}

#[test]
fn one_odd_call_does_not_keep_the_others_out_of_the_record() {
    for world in with_tokens(&[1]) {
        let house = &world.ours;
        let odd = CallRecord {
            path: "ü".repeat(600),
            agent: Some("a\0".repeat(600)),
            body: Some("🎫".repeat(11_000)),
            milliseconds: -1,
            ..call(house, 1, 2)
        };
        let expected = CallRecord {
            path: "ü".repeat(500),
            agent: Some("a".repeat(500)),
            body: Some("🎫".repeat(10_000)),
            milliseconds: 0,
            ..odd.clone()
        };
        record(&world, house, &[call(house, 1, 1), odd]);
        let stored = world.queries.calls(house.id(), &CallFilter::default(), 9);
        assert_eq!(stored, Ok(vec![expected, call(house, 1, 1)]), "{}", world.kind);
    }
}

/// Calls of token 1 around midnight, the second day of all time, and one of token 2.
fn around_midnight(world: &World) {
    const DAY: i64 = 86_400;
    for house in [&world.ours, &world.theirs] {
        let mut calls: Vec<_> = [
            (DAY - 7_201, 500, 10),
            (DAY - 7_200, 201, 20),
            (DAY - 1, 400, 31),
            (DAY, 399, 40),
            (DAY + 3_599, 404, 50),
            (DAY + 3_600, 200, 60),
        ]
        .into_iter()
        .map(|(second, status, milliseconds)| CallRecord {
            status,
            milliseconds,
            ..call(house, 1, second)
        })
        .collect();
        calls.push(CallRecord {
            status: 500,
            ..call(house, 2, DAY + 1)
        });
        record(world, house, &calls);
    }
}

#[test]
fn calls_are_counted_by_the_hour_of_the_clock_in_utc() {
    for world in with_tokens(&[1, 2]) {
        around_midnight(&world);
        let hours = |token: Option<CredentialId>, since| -> Vec<(Time, i64, i64)> {
            let hours: Vec<HourOfCalls> = world
                .queries
                .calls_by_hour(world.ours.id(), token, since)
                .unwrap();
            hours.iter().map(|it| (it.hour, it.calls, it.errors)).collect()
        };
        let hour = |hour: i64| at(hour * 3_600);
        let first = Some(token(&world.ours, 1).id);
        let expected = [
            (hour(21), 1, 1),
            (hour(22), 1, 0),
            (hour(23), 1, 1),
            (hour(24), 2, 1),
            (hour(25), 1, 0),
        ];
        assert_eq!(hours(first, at(0)), expected, "{}", world.kind);
        assert_eq!(hours(first, hour(24)), expected[3..]);
        assert_eq!(
            hours(first, at(86_401)),
            [(hour(24), 1, 1), (hour(25), 1, 0)],
            "from the middle of an hour"
        );
        assert_eq!(hours(None, hour(24)), [(hour(24), 3, 2), (hour(25), 1, 0)]);
        assert_eq!(hours(Some(token(&world.ours, 2).id), at(0)), [(hour(24), 1, 1)]);
        assert_eq!(hours(Some(token(&world.ours, 9).id), at(0)), []);
        assert_eq!(hours(first, hour(26)), []);
    }
}

#[test]
fn statistics_say_what_one_token_has_done() {
    for world in with_tokens(&[1, 2]) {
        around_midnight(&world);
        let stats = |number, second| {
            let _ = world.watch.take();
            let stats = world
                .queries
                .call_stats(world.ours.id(), token(&world.ours, number).id, at(second));
            assert_eq!(world.watch.take().len(), 1, "{}", world.kind);
            stats.unwrap()
        };
        let expected = CallStats {
            total: 6,
            this_hour: 1,
            today: 3,
            errors: 3,
            // 211 / 6 = 35.17
            average_milliseconds: Some(35),
        };
        assert_eq!(stats(1, 86_400 + 3_700), expected, "{}", world.kind);
        let later = CallStats {
            this_hour: 0,
            today: 0,
            ..expected
        };
        assert_eq!(stats(1, 3 * 86_400), later);
        assert_eq!(stats(9, 86_400), CallStats::default(), "no calls");
    }
}
