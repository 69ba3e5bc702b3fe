//! The pool in need: exhausted, cut off, full of dead connections.

use super::{Plain, on_each, postgres, small, sqlite, support};
use crate::store::Pooled;
use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Barrier,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    thread,
    time::{Duration, Instant},
};
use support::Place;
use tessera_ports::{StoreError, StoreResult, store::Verdict};

fn ask<D: Plain>(pooled: &Pooled<D>) -> StoreResult<()> {
    pooled.on_connection(pooled.deadline(), |conn| {
        D::execute(conn, "SELECT 1").map_err(crate::dialect::failed)
    })
}

fn exhaustion<D: Plain>(pooled: &Arc<Pooled<D>>, _: &Place) {
    ask(pooled).unwrap();
    let (held, release) = (Barrier::new(3), Barrier::new(3));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                pooled.on_connection(pooled.deadline(), |_| {
                    held.wait();
                    release.wait();
                    Ok(())
                })
            });
        }
        held.wait();
        // Asked first and judged later: a failure before the release would keep the holders for ever.
        let asked = Instant::now();
        let first = (ask(pooled), asked.elapsed());
        let later: Vec<_> = (0..50)
            .map(|_| (ask(pooled), Arc::clone(pooled).ping()))
            .collect();
        let (all, state) = (asked.elapsed(), pooled.state());
        release.wait();

        let refused = |answer: &StoreResult<()>| matches!(answer, Err(StoreError::Unavailable(_)));
        assert!(
            refused(&first.0) && first.1 >= Duration::from_millis(300),
            "it waited: {first:?}"
        );
        assert!(
            later
                .iter()
                .all(|(answer, ping)| refused(answer) && refused(ping))
        );
        assert!(
            all < Duration::from_secs(3),
            "the others were told at once: {all:?}"
        );
        assert_eq!((state.busy, state.size), (2, 2));
        thread::sleep(Duration::from_millis(50));
        ask(pooled).unwrap();
        Arc::clone(pooled).ping().unwrap();
    });
}

#[test]
fn a_op_3_an_exhausted_pool_answers_in_time_and_works_again_at_once() {
    on_each!(exhaustion, small());
}

#[test]
fn writers_in_the_queue_leave_the_connections_to_the_readers() {
    let place = support::sqlite_place();
    let pooled = sqlite(
        &place,
        crate::Options {
            checkout: Duration::from_secs(5),
            ..small()
        },
    );
    let (begun, end) = (Barrier::new(2), Barrier::new(2));
    thread::scope(|scope| {
        scope.spawn(|| {
            pooled.transaction(&mut |_| {
                begun.wait();
                end.wait();
                Verdict::Commit
            })
        });
        begun.wait();
        for _ in 0..5 {
            scope.spawn(|| pooled.transaction(&mut |_| Verdict::Commit).unwrap());
        }
        let asked = Instant::now();
        while pooled.state().waiting < 5 && asked.elapsed() < Duration::from_secs(2) {
            thread::yield_now();
        }
        let (answer, state) = (ask(&pooled), pooled.state());
        end.wait();
        assert_eq!((answer, state.busy, state.waiting), (Ok(()), 1, 5));
    });
}

#[test]
fn a_writer_who_waits_too_long_for_another_process_is_told_that_it_is_busy() {
    let place = support::sqlite_place();
    let (one, other) = (sqlite(&place, small()), sqlite(&place, small()));
    let outcome = one.transaction(&mut |_| {
        let started = Instant::now();
        let waited = other.transaction(&mut |_| Verdict::Commit);
        assert!(matches!(waited, Err(StoreError::Busy(_))), "{waited:?}");
        assert!((4..9).contains(&started.elapsed().as_secs()));
        Verdict::Commit
    });
    assert_eq!(outcome, Ok(()));
}

#[test]
fn dead_connections_are_replaced_without_anybody_noticing() {
    let Some(place) = support::postgres_place() else {
        return;
    };
    let options = || crate::Options {
        pool_size: 4,
        checkout: Duration::from_secs(5),
        ..small()
    };
    for begin in [true, false] {
        let pooled = postgres(place.url(), options());
        let all_here = Barrier::new(4);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    pooled.on_connection(pooled.deadline(), |_| {
                        all_here.wait();
                        Ok(())
                    })
                });
            }
        });
        assert_eq!(pooled.state().open, 4);
        place.texts(
            "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'tessera'",
        );
        thread::sleep(Duration::from_millis(100));
        if begin {
            assert_eq!(pooled.transaction(&mut |_| Verdict::Commit), Ok(()));
        } else {
            assert_eq!(ask(&pooled), Ok(()));
        }
    }
}

#[test]
fn a_connection_that_dies_within_a_unit_leaves_nothing_of_it() {
    let Some(place) = support::postgres_place() else {
        return;
    };
    let pooled = postgres(place.url(), small());
    place.execute("CREATE TABLE marks (name text)");
    let mut met = None;
    let outcome = pooled.transaction(&mut |conn| {
        super::Postgres::execute(conn, "INSERT INTO marks VALUES ('mark')").unwrap();
        let died = super::Postgres::execute(conn, "SELECT pg_terminate_backend(pg_backend_pid())");
        met = Some(crate::dialect::failed(died.unwrap_err()));
        Verdict::RollBack
    });
    assert_eq!(outcome, Ok(()));
    assert!(matches!(met, Some(StoreError::Unavailable(_))), "{met:?}");
    assert_eq!(place.texts("SELECT name FROM marks"), [""; 0]);
    ask(&pooled).unwrap();
}

/// Stands between the pool and the server, and can stop passing on what they say, or hang up on them.
struct Wire {
    port: u16,
    frozen: Arc<AtomicBool>,
    cut: Arc<AtomicBool>,
}

impl Wire {
    fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (frozen, cut) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let wire = Self {
            port,
            frozen: Arc::clone(&frozen),
            cut: Arc::clone(&cut),
        };
        thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                if cut.load(SeqCst) {
                    continue;
                }
                let far = TcpStream::connect(&server).unwrap();
                for (from, to) in [(&near, &far), (&far, &near)] {
                    let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    let (frozen, cut) = (Arc::clone(&frozen), Arc::clone(&cut));
                    thread::spawn(move || pass_on(from, to, &frozen, &cut));
                }
            }
        });
        wire
    }
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, frozen: &AtomicBool, cut: &AtomicBool) {
    from.set_read_timeout(Some(Duration::from_millis(10))).unwrap();
    let mut buffer = [0; 4096];
    while !cut.load(SeqCst) {
        if frozen.load(SeqCst) {
            thread::sleep(Duration::from_millis(5));
            continue;
        }
        match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => to.write_all(&buffer[..count]).unwrap(),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(_) => break,
        }
    }
    drop((from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both)));
}

/// A pool that reaches its server over a wire.
fn wired(place: &Place, checkout: Duration) -> (Arc<Pooled<super::Postgres>>, Wire) {
    let (before, after) = place.url().split_once('@').unwrap();
    let (server, database) = after.split_once('/').unwrap();
    let wire = Wire::to(server.to_owned());
    let url = format!("{before}@127.0.0.1:{}/{database}", wire.port);
    (
        Arc::new(postgres(&url, crate::Options { checkout, ..small() })),
        wire,
    )
}

#[test]
fn a_op_2_a_server_that_hangs_is_reported_within_a_second_and_trusted_again_when_it_answers() {
    let Some(place) = support::postgres_place() else {
        return;
    };
    let (pooled, wire) = wired(&place, Duration::from_millis(300));
    Arc::clone(&pooled).ping().unwrap();
    wire.frozen.store(true, SeqCst);
    thread::sleep(Duration::from_millis(50));
    let asked = Instant::now();
    assert!(matches!(
        Arc::clone(&pooled).ping(),
        Err(StoreError::Unavailable(_))
    ));
    let first = asked.elapsed();
    for _ in 0..3 {
        assert!(Arc::clone(&pooled).ping().is_err());
    }
    let further = asked.elapsed().saturating_sub(first);
    assert!(first < Duration::from_secs(1), "{first:?}");
    assert!(further < first, "while one asks, no others do: {further:?}");
    wire.frozen.store(false, SeqCst);
    thread::sleep(Duration::from_millis(200));
    Arc::clone(&pooled).ping().unwrap();
}

#[test]
fn a_op_2_a_server_that_is_gone_costs_each_caller_little_and_is_found_again_within_three_seconds() {
    let Some(place) = support::postgres_place() else {
        return;
    };
    let (pooled, wire) = wired(&place, Duration::from_secs(2));
    ask(&pooled).unwrap();
    wire.cut.store(true, SeqCst);
    thread::sleep(Duration::from_millis(50));
    assert!(matches!(ask(&pooled), Err(StoreError::Unavailable(_))));
    let asked = Instant::now();
    for _ in 0..5 {
        assert!(ask(&pooled).is_err());
    }
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
    wire.cut.store(false, SeqCst);
    let back = Instant::now();
    while Arc::clone(&pooled).ping().is_err() {
        assert!(back.elapsed() < Duration::from_secs(3));
        thread::sleep(Duration::from_millis(20));
    }
    ask(&pooled).unwrap();
}
