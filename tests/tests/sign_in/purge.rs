//! What is over is taken away after a while, and what goes on is not.

use crate::stage::{LOGIN, on_stage};
use tessera_ports::world::Clock;
use tessera_tests::TestApp;

const DAY: i64 = 24 * 60 * 60;
/// Tables that only signing in fills.
const OURS: [&str; 4] = ["sessions", "one_time_tokens", "refresh_tokens", "sign_in_tries"];

fn purge(app: &TestApp) {
    app.storage
        .purge(app.clock.now())
        .expect("the old rows can be taken away");
}

#[test]
fn a_phone_lives_through_a_year_of_purges_and_leaves_nothing() {
    on_stage(|stage| {
        stage
            .app
            .browser()
            .try_sign_in("nobody-of-that-name", "a wrong password");
        let mut phone = stage.phone();
        let lookups = |app: &TestApp| app.row_counts()["credential_lookup"];
        let keys_alone = lookups(stage.app) - 4;
        for week in 1..52 {
            stage.app.clock.advance(7 * DAY);
            purge(stage.app);
            phone = phone.next(&stage.client());
            assert!(stage.opens(&phone.access), "week {week}");
            let rows = stage.app.row_counts();
            assert!(rows["refresh_tokens"] <= 7, "week {week}: {rows:?}");
            assert_eq!(
                rows["sessions"], 2,
                "the phone's, and the browser's that it came by"
            );
        }
        let again = phone.next(&stage.client());
        stage.app.clock.advance(31);
        phone.present(&stage.client()).expect(401);
        stage.assert_dead(&again, "a replay after all that time still ends the family");
        for _ in 0..3 {
            stage.app.clock.advance(40 * DAY);
            purge(stage.app);
        }
        let rows = stage.app.row_counts();
        for table in OURS {
            assert_eq!(rows[table], 0, "{table}: {rows:?}");
        }
        assert_eq!(lookups(stage.app), keys_alone, "no secret is known any more");
        assert!(
            stage.opens(&stage.robin.api_key),
            "a key ends only when it is told to"
        );
        assert!(stage.app.app.queries.tenant(stage.home.id).is_ok());
    });
}

#[test]
fn a_purge_ends_nothing_that_is_alive_and_forgets_no_lock_that_holds() {
    on_stage(|stage| {
        let (browser, phone, one_time) = (stage.browser(), stage.phone(), stage.one_time());
        let lost = phone.next(&stage.client());
        for _ in 0..5 {
            stage.app.browser().try_sign_in(LOGIN, "a wrong password");
        }
        purge(stage.app);
        assert!(browser.is_signed_in());
        assert_eq!(
            stage
                .app
                .browser()
                .try_sign_in(LOGIN, crate::stage::PASSWORD)
                .status,
            429
        );
        stage.assert_alive(&one_time.exchange(&stage.client()), "a token of before");
        let again = phone.next(&stage.client());
        stage.assert_dead(&lost, "what was taken back");
        stage.assert_alive(&again, "what came in its place");
    });
}

#[test]
fn a_replay_is_told_as_one_for_as_long_as_the_token_would_have_lasted() {
    on_stage(|stage| {
        let first = stage.phone();
        let mut phone = first.next(&stage.client());
        stage.app.clock.advance(29 * DAY);
        phone = phone.next(&stage.client());
        purge(stage.app);
        first.present(&stage.client()).expect(401);
        stage.assert_dead(&phone, "a replay of a month ago");
    });
}
