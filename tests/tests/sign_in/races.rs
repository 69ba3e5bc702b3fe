//! Things that happen at the same time: whatever ends something wins, and nothing is made twice.

use crate::{
    provider::{enrol, go, with_provider},
    stage::{LOGIN, Stage, on_stage},
};
use std::{
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};
use tessera_domain::user::Role;
use tessera_tests::{
    Browser, DatabaseKind, Reply,
    phone::{OneTime, Pair},
    provider::Person,
    wait,
};

/// Does both at once, one of them in several threads. Gives the answers of those.
fn at_once(times: usize, many: impl Fn(usize) -> Reply + Sync, one: impl FnOnce() + Send) -> Vec<Reply> {
    let barrier = Barrier::new(times + 1);
    thread::scope(|scope| {
        let many = &many;
        let wait = &barrier;
        let threads: Vec<_> = (0..times)
            .map(|place| {
                scope.spawn(move || {
                    wait.wait();
                    many(place)
                })
            })
            .collect();
        barrier.wait();
        one();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("no panic"))
            .collect()
    })
}

/// Every pair that was given while something ended is dead once it has.
#[track_caller]
fn assert_none_survives(stage: &Stage<'_>, replies: &[Reply], why: &str) {
    for reply in replies {
        assert!(
            matches!(reply.status, 200 | 401 | 503),
            "{why}: {} {}",
            reply.status,
            reply.text()
        );
    }
    for reply in replies.iter().filter(|reply| reply.status == 200) {
        stage.assert_dead(&Pair::in_reply(reply), why);
    }
    let live = "SELECT count(*) AS number FROM sessions WHERE kind = 'mobile' AND ended_at IS NULL";
    assert_eq!(stage.app.database.connect().number(live), 0, "{why}");
}

#[test]
fn a_auth_4_a_phone_that_is_signed_out_while_it_refreshes_stays_out() {
    on_stage(|stage| {
        for _ in 0..3 {
            let phone = stage.phone();
            let refresh = |_| phone.present(&stage.client());
            let replies = at_once(6, refresh, || phone.sign_out(&stage.client()));
            assert_none_survives(stage, &replies, "signed out meanwhile");
            stage.app.clock.advance(61);
        }
    });
}

#[test]
fn a_auth_9_a_person_who_is_disabled_while_their_phones_refresh_has_none_left() {
    on_stage(|stage| {
        let phones: Vec<Pair> = (0..6).map(|_| stage.phone()).collect();
        let refresh = |place: usize| phones[place].present(&stage.client());
        let replies = at_once(6, refresh, || stage.set_active(false));
        assert_none_survives(stage, &replies, "disabled meanwhile");
        for phone in &phones {
            stage.assert_dead(phone, "disabled meanwhile");
        }
    });
}

#[test]
fn a_auth_9_a_person_whose_password_changes_while_their_phones_come_has_none_left() {
    on_stage(|stage| {
        let browser = stage.browser();
        let tokens: Vec<OneTime> = (0..6)
            .map(|place| OneTime::by(&browser, &format!("s{place}")))
            .collect();
        let exchange = |place: usize| tokens[place].present(&stage.client());
        let replies = at_once(6, exchange, || stage.set_password("another password altogether"));
        assert_none_survives(stage, &replies, "another password meanwhile");
        assert!(!browser.is_signed_in());
    });
}

#[test]
fn a_auth_9_a_sign_in_while_the_account_is_disabled_leaves_no_session() {
    on_stage(|stage| {
        let ready: Vec<_> = (0..4)
            .map(|_| {
                let browser = stage.app.browser();
                let form = browser.sign_in_form();
                (browser, form)
            })
            .collect();
        let values = [("login", LOGIN), ("password", crate::stage::PASSWORD)];
        let replies = at_once(
            4,
            |place: usize| ready[place].0.submit(&ready[place].1, &values),
            || stage.set_active(false),
        );
        for reply in replies {
            assert!(matches!(reply.status, 303 | 401), "{}", reply.text());
        }
        assert!(ready.iter().all(|(browser, _)| !browser.is_signed_in()));
        stage.set_active(true);
        assert!(
            ready.iter().all(|(browser, _)| !browser.is_signed_in()),
            "nor does one come back"
        );
    });
}

/// Where a phone's session is stored, and where any is, as the two databases are told.
const TOKENS: [&str; 2] = ["INSERT INTO `refresh_tokens`", "INSERT INTO \"refresh_tokens\""];
const SESSIONS: [&str; 2] = ["INSERT INTO `sessions`", "INSERT INTO \"sessions\""];

/// Holds `begin` up at that statement, ends everything meanwhile, and lets it go on.
fn end_meanwhile(
    stage: &Stage<'_>,
    [sqlite, postgres]: [&'static str; 2],
    begin: impl Fn() -> Reply + Sync,
    end: impl Fn() + Sync,
) -> Reply {
    stage.app.statements.clear();
    stage.app.statements.hold(match stage.app.kind {
        DatabaseKind::Sqlite => sqlite,
        DatabaseKind::Postgres => postgres,
    });
    thread::scope(|scope| {
        let beginning = scope.spawn(&begin);
        wait::until("it is held up", || {
            (stage.app.statements.held() == 1).then_some(())
        });
        stage.app.statements.clear();
        let ending = scope.spawn(&end);
        if stage.app.kind == DatabaseKind::Postgres {
            // On SQLite it waits for its turn before it says anything.
            wait::until("the other one is at work", || {
                let seen = stage.app.statements.take();
                seen.iter()
                    .any(|sql| sql.contains("UPDATE \"users\""))
                    .then_some(())
            });
        }
        // It is either through soon, or waits for the one that is held up.
        let patience = Instant::now() + Duration::from_millis(500);
        while !ending.is_finished() && Instant::now() < patience {
            thread::sleep(Duration::from_millis(10));
        }
        stage.app.statements.release();
        ending.join().expect("no panic");
        beginning.join().expect("no panic")
    })
}

#[test]
fn a_auth_9_a_session_that_begins_while_all_end_does_not_outlive_them() {
    on_stage(|stage| {
        let new_password = || stage.set_password("another password altogether");
        let disable = || stage.set_active(false);
        stage
            .home
            .user_with_password("keeper", Role::User, crate::stage::PASSWORD);
        let ends: [(&str, &(dyn Fn() + Sync)); 2] =
            [("another password", &new_password), ("disabled", &disable)];
        for (why, end) in ends {
            let one_time = stage.one_time();
            let exchange = || one_time.present(&stage.client());
            let reply = end_meanwhile(stage, TOKENS, exchange, end);
            assert_none_survives(stage, &[reply], why);
            restore(stage);

            let browser = stage.app.browser();
            let form = browser.sign_in_form();
            let values = [("login", LOGIN), ("password", crate::stage::PASSWORD)];
            let sign_in = || browser.submit(&form, &values);
            end_meanwhile(stage, SESSIONS, sign_in, end);
            restore(stage);
            assert!(!browser.is_signed_in(), "{why}: a browser's session outlived it");
        }
    });
}

/// Lets the person in again, by the old password.
fn restore(stage: &Stage<'_>) {
    stage.app.clock.advance(61);
    tessera_application::users::set_active(&stage.app.app, &stage.operator(), stage.robin.id, true)
        .expect("the account is there");
    // Not by the product, which would end all sessions once more.
    let kept = "UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE login = 'keeper') WHERE login = 'robin'";
    stage.app.database.connect().execute(kept);
}

#[test]
fn a_auth_9_a_session_by_a_provider_does_not_outlive_the_account_either() {
    with_provider(|stage, provider| {
        let browser = stage.app.browser();
        let back = provider.consent(&go(&browser), &crate::provider::robin());
        let come = || browser.open(&back);
        end_meanwhile(stage, SESSIONS, come, || stage.set_active(false));
        stage.set_active(true);
        assert!(!browser.is_signed_in());
    });
}

#[test]
fn a_auth_7_somebody_who_comes_for_the_first_time_in_many_browsers_is_one_person() {
    const AT_ONCE: usize = 6;
    with_provider(|stage, provider| {
        enrol(stage, &["example.org"], Some(Role::User));
        let people = stage.app.row_counts()["users"];
        let kim = Person::verified("kim-at-the-mock", "kim@example.org");
        let ready: Vec<(Browser, String)> = (0..AT_ONCE)
            .map(|_| {
                let browser = stage.app.browser();
                let back = provider.consent(&go(&browser), &kim);
                (browser, back)
            })
            .collect();
        let replies = at_once(
            AT_ONCE,
            |place: usize| ready[place].0.open(&ready[place].1),
            || {},
        );
        for reply in &replies {
            assert!(
                matches!(reply.status, 303 | 503),
                "{}: {}",
                reply.status,
                reply.text()
            );
        }
        assert!(replies.iter().any(|reply| reply.status == 303));
        let rows = stage.app.row_counts();
        assert_eq!((rows["users"], rows["identities"]), (people + 1, 1));
    });
}
