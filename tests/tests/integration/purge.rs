//! What is old is taken away after a while: counts of hours that are over, and the record of calls.

use tessera_ports::world::Clock;
use tessera_tests::{
    TestApp,
    integration::{BASE, TestToken},
    on_each_database, wait,
};

const DAY: i64 = 24 * 60 * 60;

fn purge(app: &TestApp) {
    app.storage
        .purge(app.clock.now())
        .expect("the old rows can be taken away");
}

/// How many rows those two tables have.
fn kept(app: &TestApp) -> (i64, i64) {
    let rows = app.row_counts();
    (rows["integration_hours"], rows["integration_calls"])
}

/// Makes a call and waits until it is recorded.
fn call(app: &TestApp, token: &TestToken) {
    let before = token.calls(app).len();
    token.get(BASE).expect(200);
    wait::until("the call is recorded", || {
        (token.calls(app).len() > before).then_some(())
    });
}

#[test]
fn counts_go_after_two_days_and_calls_after_ninety() {
    on_each_database(|app| {
        let token = TestToken::of(app, &app.tenant("acme").admin);
        let ticket = token.opens("Stays");
        wait::until("the call is recorded", || {
            (token.calls(app).len() == 1).then_some(())
        });
        purge(app);
        assert_eq!(kept(app), (1, 1));
        app.clock.advance(3 * DAY);
        purge(app);
        assert_eq!(kept(app), (0, 1));
        app.clock.advance(86 * DAY);
        purge(app);
        assert_eq!(kept(app), (0, 1), "89 days");
        app.clock.advance(2 * DAY);
        purge(app);
        assert_eq!(kept(app), (0, 0));
        token.sees(&ticket);
    });
}

#[test]
fn a_purge_gives_no_token_another_hour() {
    on_each_database(|app| {
        let token = TestToken::limited(app, &app.tenant("acme").admin, 1);
        call(app, &token);
        purge(app);
        assert_eq!(token.asks().status, 429);
        app.clock.advance(3599);
        purge(app);
        assert_eq!(token.asks().status, 429);
    });
}

#[test]
fn what_is_left_of_a_token_that_is_gone_goes_too() {
    on_each_database(|app| {
        let token = TestToken::of(app, &app.tenant("acme").admin);
        call(app, &token);
        token.remove(app);
        app.clock.advance(3 * DAY);
        purge(app);
        assert_eq!(kept(app), (0, 0));
        assert_eq!(app.row_counts()["integration_tokens"], 0);
    });
}
