//! A-DUR-2 for what signs in and out: wherever it breaks off, nothing is left behind but that it was tried.

use crate::stage::{LOGIN, PASSWORD, Stage, on_stage};
use serde_json::json;
use tessera_tests::{
    Reply,
    direct::Contents,
    phone::{DEEP_LINK, EXCHANGE, OneTime, Pair, REFRESH, REVOKE, hand_over_path},
};

/// More statements than any operation sends.
const MANY: u64 = 100;

/// Lets `send` break off at each statement until it gets through; `prepare` makes what it needs anew each time.
/// Only the tables in `tried` may tell of a try that failed. Gives the answer that came in the end.
fn break_off_at_each_statement<P>(
    stage: &Stage<'_>,
    what: &str,
    tried: &[&str],
    prepare: impl Fn() -> P,
    send: impl Fn(&P) -> Reply,
) -> Reply {
    for nth in 1..MANY {
        let prepared = prepare();
        let before = stage.app.contents();
        stage.app.statements.panic_at(nth);
        let reply = send(&prepared);
        if stage.app.statements.disarm() {
            assert!(nth > 4, "{what}: {nth} statements cannot be all of it");
            return reply;
        }
        assert!(
            reply.status >= 500,
            "{what} at statement {nth}: {} {}",
            reply.status,
            reply.text()
        );
        assert!(
            reply
                .header("set-cookie")
                .is_none_or(|cookie| !cookie.contains("session=")),
            "{what}"
        );
        assert_unchanged_but(
            tried,
            &before,
            &stage.app.contents(),
            &format!("{what} at statement {nth}"),
        );
    }
    panic!("{what} never succeeded");
}

#[track_caller]
pub fn assert_unchanged_but(tried: &[&str], before: &Contents, after: &Contents, what: &str) {
    for (table, rows) in before {
        if tried.contains(&table.as_str()) {
            assert!(after[table].len() <= rows.len() + 1, "{what}: {table} grew");
        } else {
            assert_eq!(rows, &after[table], "{what}: {table} changed");
        }
    }
}

#[test]
fn a_dur_2_a_sign_in_that_breaks_off_leaves_a_counted_try_and_no_session() {
    on_stage(|stage| {
        let prepare = || {
            // Each failure counts as a try, so the account is locked for a while in between.
            stage.app.clock.advance(1000);
            let browser = stage.app.browser();
            let form = browser.sign_in_form();
            (browser, form)
        };
        let reply = break_off_at_each_statement(
            stage,
            "sign-in",
            &["sign_in_tries"],
            prepare,
            |(browser, form)| browser.submit(form, &[("login", LOGIN), ("password", PASSWORD)]),
        );
        assert_eq!(reply.status, 303, "{}", reply.text());
        assert_eq!(stage.app.row_counts()["sessions"], 1);
        assert_eq!(
            stage.app.row_counts()["sign_in_tries"],
            0,
            "the right password wipes them away"
        );
    });
}

#[test]
fn a_dur_2_a_hand_over_that_breaks_off_leaves_no_token() {
    on_stage(|stage| {
        let browser = stage.browser();
        let prepare = || {
            stage.app.clock.advance(61);
            // The cookie's use is written down at its first request in a minute, which is no part of this.
            assert!(browser.is_signed_in());
        };
        let path = hand_over_path(DEEP_LINK, "s", "");
        let reply = break_off_at_each_statement(stage, "hand-over", &[], prepare, |()| browser.open(&path));
        OneTime::in_reply(&reply).exchange(&stage.client());
        assert_eq!(stage.app.row_counts()["one_time_tokens"], 1);
    });
}

#[test]
fn a_dur_2_an_exchange_that_breaks_off_may_use_the_token_up_and_leaves_nothing_else() {
    on_stage(|stage| {
        let browser = stage.browser();
        let prepare = || {
            stage.app.clock.advance(61);
            OneTime::by(&browser, "s")
        };
        let send = |one_time: &OneTime| stage.client().post(EXCHANGE, &one_time.body());
        let reply = break_off_at_each_statement(stage, "exchange", &["one_time_tokens"], prepare, send);
        stage.assert_alive(&Pair::in_reply(&reply), "the one that got through");
        let sessions = "SELECT count(*) AS number FROM sessions WHERE kind = 'mobile'";
        assert_eq!(stage.app.database.connect().number(sessions), 1);
    });
}

#[test]
fn a_dur_2_a_refresh_that_breaks_off_leaves_the_token_as_good_as_before() {
    on_stage(|stage| {
        let phone = stage.phone();
        assert!(stage.opens(&phone.access));
        let prepare = || stage.app.clock.advance(61);
        let send = |(): &()| {
            stage
                .client()
                .post(REFRESH, &json!({ "refreshToken": phone.refresh }))
        };
        let reply = break_off_at_each_statement(stage, "refresh", &[], prepare, send);
        stage.assert_alive(&Pair::in_reply(&reply), "the pair that came in the end");
        assert_eq!(
            stage.app.row_counts()["refresh_tokens"],
            3,
            "the first, the second, and the next just now"
        );
    });
}

#[test]
fn a_dur_2_a_signing_out_that_breaks_off_leaves_the_session_alive() {
    on_stage(|stage| {
        let phone = stage.phone();
        let send = |(): &()| {
            stage
                .client()
                .post(REVOKE, &json!({ "refreshToken": phone.refresh }))
        };
        let reply = break_off_at_each_statement(stage, "revoke", &[], || {}, send);
        assert_eq!(reply.json(), json!({ "ok": true }));
        stage.assert_dead(&phone, "once it got through");
    });
}

#[test]
fn a_dur_2_a_change_of_password_that_breaks_off_leaves_the_old_one() {
    on_stage(|stage| {
        let (browser, phone) = (stage.browser(), stage.phone());
        let form = crate::forms::password_form(&browser);
        let values = [
            ("current_password", PASSWORD),
            ("new_password", "another password altogether"),
        ];
        let prepare = || {
            stage.app.clock.advance(1000);
            assert!(browser.is_signed_in());
        };
        let send = |(): &()| browser.submit(&form, &values);
        let reply =
            break_off_at_each_statement(stage, "change of password", &["sign_in_tries"], prepare, send);
        assert_eq!(reply.status, 200, "{}", reply.text());
        stage.assert_dead(&phone, "with the new password");
    });
}

#[test]
fn a_dur_2_signing_out_of_a_browser_that_breaks_off_leaves_the_session_alive() {
    on_stage(|stage| {
        let browser = stage.browser();
        let form = crate::forms::sign_out_form(&browser);
        let prepare = || {
            stage.app.clock.advance(61);
            assert!(browser.is_signed_in());
        };
        let reply =
            break_off_at_each_statement(stage, "sign-out", &[], prepare, |()| browser.submit(&form, &[]));
        assert_eq!(reply.status, 303);
        assert!(!browser.is_signed_in());
    });
}
