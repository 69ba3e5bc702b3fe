//! A-DUR-2 for signed tokens: wherever it breaks off, nothing is left behind but that it was tried.

use crate::stage::{Stage, on_stage};
use std::panic::{AssertUnwindSafe, catch_unwind};
use tessera_application::sessions::Audience;
use tessera_tests::direct::Contents;

/// More statements than any operation sends.
const MANY: u64 = 100;

/// Lets `work` break off at each statement until it gets through. Only the tables in `tried` may tell of a try that
/// failed. Gives what it did in the end.
pub fn break_off_at_each_statement<P, T>(
    stage: &Stage<'_>,
    tried: &[&str],
    prepare: impl Fn() -> P,
    work: impl Fn(&P) -> T,
) -> T {
    for nth in 1..MANY {
        let prepared = prepare();
        let before = stage.app.contents();
        stage.app.statements.panic_at(nth);
        let outcome = catch_unwind(AssertUnwindSafe(|| work(&prepared)));
        if stage.app.statements.disarm() {
            assert!(nth > 4, "{nth} statements cannot be all of it");
            return outcome.unwrap_or_else(|_| panic!("it broke off by itself"));
        }
        assert!(outcome.is_err(), "it went on after statement {nth}");
        assert_unchanged_but(tried, &before, &stage.app.contents(), nth);
    }
    panic!("it never succeeded");
}

#[track_caller]
fn assert_unchanged_but(tried: &[&str], before: &Contents, after: &Contents, nth: u64) {
    for (table, rows) in before {
        if !tried.contains(&table.as_str()) {
            assert_eq!(rows, &after[table], "at statement {nth}: {table} changed");
        }
    }
}

#[test]
fn a_dur_2_a_sign_in_that_breaks_off_leaves_a_counted_try_and_no_session() {
    on_stage(|stage| {
        for audience in Audience::ALL {
            let sessions = stage.app.row_counts()["sessions"];
            let prepare = || stage.app.clock.advance(1000);
            let grant =
                break_off_at_each_statement(stage, &["sign_in_tries"], prepare, |()| stage.sign_in(audience));
            assert!(stage.present(&grant.access, audience).is_ok());
            assert_eq!(stage.app.row_counts()["sessions"], sessions + 1);
        }
    });
}

#[test]
fn a_dur_2_a_refresh_that_breaks_off_leaves_the_token_as_it_was() {
    on_stage(|stage| {
        for audience in Audience::ALL {
            let first = stage.sign_in(audience);
            let next = break_off_at_each_statement(
                stage,
                &[],
                || (),
                |()| {
                    stage
                        .refresh(&first.refresh, audience)
                        .unwrap_or_else(|refused| panic!("{refused}"))
                },
            );
            assert!(stage.present(&next.access, audience).is_ok());
        }
    });
}

#[test]
fn a_dur_2_a_session_is_ended_for_reuse_altogether_or_not_at_all() {
    on_stage(|stage| {
        let first = stage.sign_in(Audience::Enterprise);
        let second = stage.next(&first, Audience::Enterprise);
        stage.app.clock.advance(60);
        let refused = break_off_at_each_statement(
            stage,
            &[],
            || (),
            |()| stage.refresh(&first.refresh, Audience::Enterprise).err(),
        );
        assert!(refused.is_some());
        stage.assert_dead(&second, Audience::Enterprise, "reuse");
    });
}
