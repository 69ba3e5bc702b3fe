//! Units of work.

use super::{Plain, on_each, postgres, small, support};
use crate::{Options, StatementObserver, store::Pooled};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Barrier, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};
use support::Place;
use tessera_ports::{StoreError, store::Verdict};

const TABLE: &str = "CREATE TABLE marks (name TEXT PRIMARY KEY, value INTEGER NOT NULL)";

fn insert(name: &str) -> String {
    format!("INSERT INTO marks VALUES ('{name}', 0)")
}

/// The names in the table, seen from outside.
fn names(place: &Place) -> Vec<String> {
    place.texts("SELECT name FROM marks ORDER BY name")
}

fn patient() -> Options {
    Options {
        pool_size: 4,
        checkout: Duration::from_secs(20),
        ..Options::default()
    }
}

fn verdicts<D: Plain>(pooled: &Arc<Pooled<D>>, place: &Place) {
    place.execute(TABLE);
    let run = |name: &str, verdict| {
        let mut runs = 0;
        let outcome = pooled.transaction(&mut |conn| {
            runs += 1;
            D::execute(conn, &insert(name)).unwrap();
            verdict
        });
        (runs, outcome)
    };
    assert_eq!(run("commit", Verdict::Commit), (1, Ok(())));
    assert_eq!(run("roll back", Verdict::RollBack), (1, Ok(())));
    let (runs, outcome) = run("run again", Verdict::RunAgain);
    assert!(
        runs == 4 && matches!(outcome, Err(StoreError::Busy(_))),
        "{runs} {outcome:?}"
    );
    assert_eq!(names(place), ["commit"]);
    assert_eq!(pooled.state().busy, 0);
}

#[test]
fn a_unit_ends_as_it_says_and_a_conflict_is_retried_three_times() {
    on_each!(verdicts, small());
}

fn panics<D: Plain>(pooled: &Arc<Pooled<D>>, place: &Place) {
    place.execute(TABLE);
    for _ in 0..5 {
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            pooled.transaction(&mut |conn| {
                D::execute(conn, &insert("half done")).unwrap();
                panic!("as planned")
            })
        }));
        assert!(panicked.is_err());
        assert_eq!(pooled.state().busy, 0);
    }
    let commit = pooled.transaction(&mut |conn| {
        D::execute(conn, &insert("whole")).unwrap();
        Verdict::Commit
    });
    assert_eq!(commit, Ok(()));
    assert_eq!(names(place), ["whole"]);
}

#[test]
fn a_unit_that_panics_is_rolled_back_and_the_next_one_runs() {
    on_each!(panics, small());
}

/// Notes what it sees, and panics at the statement it was told.
#[derive(Default)]
struct Saboteur {
    seen: Mutex<Vec<String>>,
    target: Mutex<Option<&'static str>>,
}

impl StatementObserver for Saboteur {
    fn statement(&self, sql: &str) {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(sql.to_owned());
        let target = *self.target.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(target.is_none_or(|target| !sql.starts_with(target)), "as planned");
    }
}

fn faults<D: Plain>(pooled: &Arc<Pooled<D>>, place: &Place, saboteur: &Saboteur) {
    place.execute(TABLE);
    let run = || {
        pooled.transaction(&mut |conn| {
            D::execute(conn, &insert("mark")).unwrap();
            D::texts(conn, "SELECT name FROM marks").unwrap();
            Verdict::Commit
        })
    };
    for target in ["BEGIN", "INSERT", "SELECT", "COMMIT"] {
        *saboteur.target.lock().unwrap_or_else(PoisonError::into_inner) = Some(target);
        assert!(catch_unwind(AssertUnwindSafe(run)).is_err(), "{target}");
        assert_eq!(names(place), [""; 0], "{target}");
    }
    *saboteur.target.lock().unwrap_or_else(PoisonError::into_inner) = None;
    saboteur
        .seen
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clear();
    run().unwrap();
    assert_eq!(names(place), ["mark"]);
    let seen = saboteur
        .seen
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    assert_eq!(
        seen,
        [D::BEGIN, &insert("mark"), "SELECT name FROM marks", "COMMIT"]
    );
}

#[test]
fn a_fault_at_any_statement_leaves_nothing_of_the_unit() {
    let sabotaged = || {
        let saboteur = Arc::new(Saboteur::default());
        let observer: Arc<dyn StatementObserver> = saboteur.clone();
        (
            Options {
                observer: Some(observer),
                ..small()
            },
            saboteur,
        )
    };
    let (options, saboteur) = sabotaged();
    let place = support::sqlite_place();
    faults(&Arc::new(super::sqlite(&place, options)), &place, &saboteur);
    if let Some(place) = support::postgres_place() {
        let (options, saboteur) = sabotaged();
        faults(&Arc::new(postgres(place.url(), options)), &place, &saboteur);
    }
}

fn ignored_failure<D: Plain>(pooled: &Arc<Pooled<D>>, place: &Place) {
    place.execute(TABLE);
    let outcome = pooled.transaction(&mut |conn| {
        D::execute(conn, &insert("mark")).unwrap();
        assert!(D::execute(conn, &insert("mark")).is_err());
        Verdict::Commit
    });
    assert!(matches!(outcome, Err(StoreError::Failed(_))), "{outcome:?}");
    assert_eq!(names(place), [""; 0]);
    let outcome = pooled.transaction(&mut |conn| {
        D::execute(conn, "SAVEPOINT before").unwrap();
        assert!(D::execute(conn, "SELECT nonsense").is_err());
        D::execute(conn, "ROLLBACK TO before").unwrap();
        Verdict::RollBack
    });
    assert_eq!(outcome, Ok(()));
}

#[test]
fn a_unit_cannot_commit_over_a_statement_that_failed() {
    on_each!(ignored_failure, small());
}

fn increments<D: Plain>(pooled: &Arc<Pooled<D>>, place: &Place) {
    place.execute(&format!("{TABLE}; {}", insert("counter")));
    let add = |_| {
        for _ in 0..50 {
            let added = pooled.transaction(&mut |conn| {
                D::execute(conn, "UPDATE marks SET value = value + 1 WHERE name = 'counter'").unwrap();
                Verdict::Commit
            });
            assert_eq!(added, Ok(()));
        }
    };
    thread::scope(|scope| (0..8).for_each(|thread| drop(scope.spawn(move || add(thread)))));
    assert_eq!(place.texts("SELECT CAST(value AS text) FROM marks"), ["400"]);
}

#[test]
fn writers_at_once_lose_nothing_and_none_is_turned_away() {
    on_each!(increments, patient());
}

#[test]
fn a_deadlock_is_run_again_and_passes() {
    let Some(place) = support::postgres_place() else {
        return;
    };
    let pooled = postgres(place.url(), patient());
    place.execute(&format!("{TABLE}; {}; {}", insert("a"), insert("b")));
    let both_hold_one = Barrier::new(2);
    let run = |first: &str, second: &str| {
        let mut runs = 0;
        let outcome = pooled.transaction(&mut |conn| {
            runs += 1;
            let mut add = |name| {
                super::Postgres::execute(
                    conn,
                    &format!("UPDATE marks SET value = value + 1 WHERE name = '{name}'"),
                )
            };
            add(first).unwrap();
            if runs == 1 {
                both_hold_one.wait();
            }
            match add(second).map_err(crate::dialect::failed) {
                Ok(()) => Verdict::Commit,
                Err(error) => {
                    assert!(error.is_transient(), "{error}");
                    Verdict::RunAgain
                }
            }
        });
        assert_eq!(outcome, Ok(()));
        runs
    };
    let runs = thread::scope(|scope| {
        let one = scope.spawn(|| run("a", "b"));
        let other = scope.spawn(|| run("b", "a"));
        one.join().unwrap() + other.join().unwrap()
    });
    assert_eq!(runs, 3);
    assert_eq!(place.texts("SELECT value::text FROM marks"), ["2", "2"]);
}

#[test]
fn a_conflict_that_shows_only_at_the_commit_is_run_again() {
    let Some(place) = support::postgres_place() else {
        return;
    };
    let pooled = postgres(place.url(), small());
    place.execute(
        "CREATE SEQUENCE tries;
         CREATE FUNCTION conflict_twice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             IF nextval('tries') < 3 THEN RAISE 'conflict' USING ERRCODE = '40001'; END IF; RETURN NULL;
         END $$;
         CREATE TABLE marks (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
         CREATE CONSTRAINT TRIGGER late AFTER INSERT ON marks DEFERRABLE INITIALLY DEFERRED
             FOR EACH ROW EXECUTE FUNCTION conflict_twice();",
    );
    let mut runs = 0;
    let outcome = pooled.transaction(&mut |conn| {
        runs += 1;
        super::Postgres::execute(conn, &insert("mark")).unwrap();
        Verdict::Commit
    });
    assert_eq!((runs, outcome), (3, Ok(())));
    assert_eq!(names(&place), ["mark"]);
}

fn long_conflict<D: Plain>(pooled: &Arc<Pooled<D>>, _: &Place) {
    let started = Instant::now();
    let mut runs = 0;
    let outcome = pooled.transaction(&mut |_| {
        runs += 1;
        thread::sleep(Duration::from_millis(3_100));
        Verdict::RunAgain
    });
    assert!(runs == 1 && matches!(outcome, Err(StoreError::Busy(_))));
    assert!(started.elapsed() < Duration::from_secs(4));
}

#[test]
fn a_unit_that_took_long_to_meet_its_conflict_is_not_run_again() {
    on_each!(long_conflict, small());
}
