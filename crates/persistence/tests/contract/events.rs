//! The event log and running numbers.

use crate::{
    random::Random,
    support,
    world::{World, at, id, worlds},
};
use diesel::{Connection, PgConnection, SqliteConnection, connection::SimpleConnection};
use serde_json::json;
use tessera_domain::{
    comment::Audience,
    event::{Actor, Event, EventKind, FieldChange},
};
use tessera_ports::{
    StoreError, StoreResult,
    counters::{COMMENT, TICKET},
};

fn event(world: &World, place: u64) -> Event {
    let random = &mut Random::new(place);
    let actors = [
        Actor::User(world.ours.user(0)),
        Actor::Operator,
        Actor::Import,
        Actor::Service,
        Actor::Integration(world.ours.user(1).uuid().into()),
    ];
    let odd = place % 2 == 1;
    let change = FieldChange {
        field: "title".into(),
        before: json!(null),
        after: json!({"é": [1, -0.5, true, "\"\\\n"], "big": 9_007_199_254_740_993_i64}),
    };
    Event {
        tenant: world.ours.id(),
        id: id(at(1), random),
        kind: *random.pick(EventKind::ALL),
        ticket: odd.then(|| id(at(2), random)),
        subject: id(at(3), random),
        actor: *random.pick(&actors),
        audience: Audience::from_internal(odd),
        changes: if odd { vec![change] } else { vec![] },
        at: at(4),
        request: odd.then(|| format!("request {place}")),
    }
}

#[test]
fn events_come_back_in_order_without_gaps() {
    for world in worlds() {
        let tenant = world.ours.id();
        let events: Vec<_> = (0..1_203).map(|place| event(&world, place)).collect();
        world.write(|tx| tx.events().append(tenant, &events[..3]));
        let undone = world.attempt(|tx| {
            tx.events().append(tenant, &events[3..5])?;
            Err::<(), _>(StoreError::Stale)
        });
        assert_eq!(undone, Err(StoreError::Stale));
        world.write(|tx| tx.events().append(tenant, &[]));
        world.write(|tx| tx.events().append(tenant, &events[3..]));
        let logged = world.queries.after(tenant, 0, 2_000).unwrap();
        for (expected, logged) in (1..).zip(&logged) {
            assert_eq!(logged.sequence, expected);
        }
        let read: Vec<_> = logged.into_iter().map(|logged| logged.event).collect();
        assert_eq!(read, events);
        let part = world.queries.after(tenant, 1_000, 2).unwrap();
        assert_eq!(
            part.iter().map(|logged| logged.sequence).collect::<Vec<_>>(),
            [1_001, 1_002]
        );
        let newest = |tenant, before, limit| -> Vec<i64> {
            let logged = world.queries.newest(tenant, before, limit).unwrap();
            logged.iter().map(|logged| logged.sequence).collect()
        };
        assert_eq!(newest(tenant, None, 2), [1_203, 1_202], "{}", world.kind);
        assert_eq!(newest(tenant, Some(1_202), 2), [1_201, 1_200]);
        assert_eq!(newest(tenant, Some(3), 100), [2, 1]);
        assert_eq!(newest(tenant, Some(1), 100), [0; 0]);
        assert_eq!(newest(world.theirs.id(), None, 100), [0; 0]);
        let waiting = world.place.texts("SELECT CAST(count(*) AS TEXT) FROM outbox");
        assert_eq!(waiting, ["1203"], "one row in the outbox for each");
    }
}

#[test]
fn the_log_is_never_changed_nor_shortened() {
    for world in worlds() {
        world.write(|tx| tx.events().append(world.ours.id(), &[event(&world, 1)]));
        let mut statements = vec!["UPDATE events SET kind = 'x'", "DELETE FROM events"];
        if world.kind == support::POSTGRES {
            statements.push("TRUNCATE events");
        }
        for statement in statements {
            let refused = match world.place.sqlite_path() {
                Some(path) => SqliteConnection::establish(path)
                    .unwrap()
                    .batch_execute(statement),
                None => PgConnection::establish(world.place.url())
                    .unwrap()
                    .batch_execute(statement),
            };
            assert!(refused.is_err(), "{} did: {statement}", world.kind);
        }
        assert_eq!(world.queries.after(world.ours.id(), 0, 9).unwrap().len(), 1);
    }
}

#[test]
fn a_number_that_was_not_committed_is_given_again() {
    for world in worlds() {
        let (ours, theirs) = (world.ours.id(), world.theirs.id());
        let take =
            |counter: &'static str, amount: i64| world.write(|tx| tx.counters().take(ours, counter, amount));
        assert_eq!(take(TICKET, 1), 1);
        assert_eq!(take(TICKET, 500), 2);
        assert_eq!(take(TICKET, 1), 502);
        assert_eq!(take(COMMENT, 2), 1);
        let undone: StoreResult<()> = world.attempt(|tx| {
            assert_eq!(tx.counters().take(ours, TICKET, 7)?, 503);
            Err(StoreError::Stale)
        });
        assert!(undone.is_err());
        assert_eq!(take(TICKET, 1), 503);
        assert_eq!(world.write(|tx| tx.counters().take(theirs, TICKET, 1)), 1);
        assert!(world.attempt(|tx| tx.counters().take(ours, TICKET, 0)).is_err());
    }
}
