//! Writers who share a transaction, on SQLite.

use super::{Plain, Sqlite, sqlite, support};
use crate::{Options, StatementObserver, store::Pooled};
use diesel::SqliteConnection;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};
use support::Place;
use tessera_ports::{StoreError, StoreResult, store::Verdict};

const TABLES: &str = "CREATE TABLE marks (name TEXT PRIMARY KEY);
    CREATE TABLE leaves (mark TEXT NOT NULL REFERENCES marks (name) DEFERRABLE INITIALLY DEFERRED);";

#[derive(Default)]
struct Commits(AtomicUsize);

impl StatementObserver for Commits {
    fn statement(&self, sql: &str) {
        if sql == "COMMIT" {
            self.0.fetch_add(1, SeqCst);
        }
    }
}

fn opened() -> (Place, Arc<Pooled<Sqlite>>, Arc<Commits>) {
    let place = support::sqlite_place();
    place.execute(TABLES);
    let commits = Arc::new(Commits::default());
    let observer: Arc<dyn StatementObserver> = commits.clone();
    let options = Options {
        pool_size: 2,
        checkout: Duration::from_secs(20),
        observer: Some(observer),
        ..Options::default()
    };
    let pooled = Arc::new(sqlite(&place, options));
    (place, pooled, commits)
}

fn mark(conn: &mut SqliteConnection, name: &str) {
    Sqlite::execute(conn, &format!("INSERT INTO marks VALUES ('{name}')")).unwrap();
}

/// Runs the units at once, all of them behind a first one that begins when all the others wait, in their order.
fn together<T: Send>(pooled: &Arc<Pooled<Sqlite>>, units: Vec<Box<dyn FnOnce() -> T + Send + '_>>) -> Vec<T> {
    thread::scope(|scope| {
        let (waiting, mut behind) = (units.len(), Vec::new());
        let first = scope.spawn(move || {
            let mut are_there = false;
            pooled.transaction(&mut |conn| {
                // It may be run again, and then they need not wait any more.
                while !are_there && pooled.state().waiting < waiting {
                    thread::yield_now();
                }
                are_there = true;
                mark(conn, "first");
                Verdict::Commit
            })
        });
        while pooled.state().busy == 0 {
            thread::yield_now();
        }
        for (place, unit) in units.into_iter().enumerate() {
            behind.push(scope.spawn(unit));
            while pooled.state().waiting <= place && !first.is_finished() {
                thread::yield_now();
            }
        }
        assert_eq!(first.join().unwrap(), Ok(()));
        behind.into_iter().map(|unit| unit.join().unwrap()).collect()
    })
}

fn names(place: &Place) -> Vec<String> {
    place.texts("SELECT name FROM marks ORDER BY name")
}

/// A unit that stores a mark.
fn storing<'p>(
    pooled: &'p Arc<Pooled<Sqlite>>,
    name: &'static str,
) -> Box<dyn FnOnce() -> StoreResult<()> + Send + 'p> {
    Box::new(move || {
        pooled.transaction(&mut |conn| {
            mark(conn, name);
            Verdict::Commit
        })
    })
}

#[test]
fn those_who_wait_are_stored_by_one_commit() {
    let (place, pooled, commits) = opened();
    let units = ["a", "b", "c", "d"].map(|name| storing(&pooled, name));
    let ended = together(&pooled, units.into());
    assert_eq!(ended, [Ok(()), Ok(()), Ok(()), Ok(())]);
    assert_eq!(names(&place), ["a", "b", "c", "d", "first"]);
    // The first may have grown too old to be handed on while it waited for the others.
    assert!(commits.0.load(SeqCst) <= 2, "{}", commits.0.load(SeqCst));
    assert_eq!((pooled.state().busy, pooled.state().waiting), (0, 0));
}

#[test]
fn one_that_goes_back_or_panics_takes_nobody_with_it() {
    let (place, pooled, _) = opened();
    let undone = |verdict| {
        let pooled = &pooled;
        let unit: Box<dyn FnOnce() -> StoreResult<()> + Send> = Box::new(move || {
            pooled.transaction(&mut |conn| {
                mark(conn, "undone");
                verdict
            })
        });
        unit
    };
    let panicking: Box<dyn FnOnce() -> StoreResult<()> + Send> = Box::new(|| {
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            pooled.transaction(&mut |conn| {
                mark(conn, "half done");
                panic!("as planned")
            })
        }));
        assert!(panicked.is_err());
        Ok(())
    });
    let units = vec![
        storing(&pooled, "a"),
        undone(Verdict::RollBack),
        storing(&pooled, "b"),
        panicking,
        storing(&pooled, "c"),
        undone(Verdict::RunAgain),
        storing(&pooled, "d"),
    ];
    let ended = together(&pooled, units);
    for place in [0, 1, 2, 3, 4, 6] {
        assert_eq!(ended[place], Ok(()), "{place}");
    }
    assert!(matches!(ended[5], Err(StoreError::Busy(_))), "{:?}", ended[5]);
    assert_eq!(names(&place), ["a", "b", "c", "d", "first"]);
    assert_eq!(pooled.state().busy, 0);
}

#[test]
fn one_that_shows_its_fault_at_the_commit_pays_for_it_alone() {
    let (place, pooled, _) = opened();
    let orphan: Box<dyn FnOnce() -> StoreResult<()> + Send> = Box::new(|| {
        pooled.transaction(&mut |conn| {
            Sqlite::execute(conn, "INSERT INTO leaves VALUES ('of nothing')").unwrap();
            Verdict::Commit
        })
    });
    let units = vec![storing(&pooled, "a"), orphan, storing(&pooled, "b")];
    let ended = together(&pooled, units);
    assert_eq!((&ended[0], &ended[2]), (&Ok(()), &Ok(())));
    assert!(ended[1].is_err());
    assert_eq!(names(&place), ["a", "b", "first"]);
    assert_eq!(place.texts("SELECT mark FROM leaves"), [""; 0]);
}

#[test]
fn what_was_seen_of_others_was_stored_by_the_time_it_is_told() {
    let (place, pooled, _) = opened();
    let seeing: Box<dyn FnOnce() -> StoreResult<()> + Send> = Box::new(|| {
        let mut seen = Vec::new();
        pooled.transaction(&mut |conn| {
            seen = Sqlite::texts(conn, "SELECT name FROM marks").unwrap();
            Verdict::RollBack
        })?;
        let stored = names(&place);
        assert!(
            seen.iter().all(|name| stored.contains(name)),
            "{seen:?} {stored:?}"
        );
        Ok(())
    });
    let ended = together(
        &pooled,
        vec![storing(&pooled, "a"), seeing, storing(&pooled, "b")],
    );
    assert_eq!(ended, [Ok(()), Ok(()), Ok(())]);
}
