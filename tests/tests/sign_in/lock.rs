//! A-AUTH-8: nobody gets in by guessing, and nobody is kept out for good by somebody else's guessing.

use crate::stage::{LOGIN, ORIGIN, PASSWORD, Stage, on_stage, on_stage_with, setup};
use std::{sync::Barrier, thread};
use tessera_domain::{event::EventKind, tenant::TenantState};
use tessera_tests::{
    Browser, DatabaseKind, Reply, Setup, TestApp,
    browser::{Form, forms},
};

const WRONG: &str = "no horse at any gate";
const NOBODY: &str = "nobody-of-that-name";

/// Tries a password in a browser of its own.
#[track_caller]
fn attempt(app: &TestApp, login: &str, password: &str) -> Reply {
    app.browser().try_sign_in(login, password)
}

/// Guesses wrong until the account is locked.
#[track_caller]
fn lock(app: &TestApp, login: &str) {
    for _ in 0..5 {
        assert_eq!(attempt(app, login, WRONG).status, 401);
    }
}

/// What a page says to whoever tried that login, without what is new on every page.
fn said(reply: &Reply, login: &str) -> (u16, Option<String>, String) {
    let token = forms(reply)
        .first()
        .and_then(|form| form.value("token").map(ToOwned::to_owned));
    let text = reply
        .text()
        .replace(login, "LOGIN")
        .replace(&token.unwrap_or_default(), "TOKEN");
    (
        reply.status,
        reply.header("retry-after").map(ToOwned::to_owned),
        text,
    )
}

#[test]
fn a_auth_8_five_wrong_passwords_lock_the_account_for_a_while() {
    on_stage(|stage| {
        lock(stage.app, LOGIN);
        let locked = attempt(stage.app, LOGIN, WRONG);
        assert_eq!((locked.status, locked.header("retry-after")), (429, Some("30")));
        let right = attempt(stage.app, LOGIN, PASSWORD);
        assert_eq!(
            said(&right, LOGIN),
            said(&locked, LOGIN),
            "the right password is refused alike"
        );
        assert!(
            right
                .header("set-cookie")
                .is_none_or(|cookie| !cookie.contains("session"))
        );
        stage.app.clock.advance(10);
        assert_eq!(
            attempt(stage.app, LOGIN, PASSWORD).header("retry-after"),
            Some("20")
        );
        stage.app.clock.advance(19);
        assert_eq!(attempt(stage.app, LOGIN, PASSWORD).status, 429);
        stage.app.clock.advance(1);
        stage.app.browser().sign_in(LOGIN, PASSWORD);
    });
}

#[test]
fn a_auth_8_the_lock_doubles_and_ends_by_itself_within_a_quarter_of_an_hour() {
    on_stage(|stage| {
        lock(stage.app, LOGIN);
        for seconds in [30, 60, 120, 240, 480, 900, 900, 900] {
            let locked = attempt(stage.app, LOGIN, PASSWORD);
            assert_eq!(locked.header("retry-after"), Some(seconds.to_string().as_str()));
            stage.app.clock.advance(seconds);
            assert_eq!(
                attempt(stage.app, LOGIN, WRONG).status,
                401,
                "it is looked at again"
            );
        }
        stage.app.clock.advance(900);
        stage.app.browser().sign_in(LOGIN, PASSWORD);
        stage.app.clock.advance(60);
        lock(stage.app, LOGIN);
        let locked = attempt(stage.app, LOGIN, PASSWORD);
        assert_eq!(
            locked.header("retry-after"),
            Some("30"),
            "the right password has begun it anew"
        );
    });
}

#[test]
fn a_auth_8_a_name_that_nobody_has_is_answered_like_one_that_somebody_has() {
    on_stage(|stage| {
        for try_number in 1..=8 {
            let [known, unknown] =
                [LOGIN, NOBODY].map(|login| said(&attempt(stage.app, login, WRONG), login));
            assert_eq!(known, unknown, "try {try_number}");
        }
        stage.app.clock.advance(30);
        let [known, unknown] = [LOGIN, NOBODY].map(|login| said(&attempt(stage.app, login, WRONG), login));
        assert_eq!(known, unknown, "after the lock");
        let disabled = stage
            .home
            .user_with_password("dana", tessera_domain::user::Role::User, PASSWORD);
        tessera_application::users::set_active(&stage.app.app, &stage.operator(), disabled.id, false)
            .expect("dana is there");
        for password in [WRONG, PASSWORD] {
            let refused = said(&attempt(stage.app, "dana", password), "dana");
            stage.app.clock.advance(61);
            assert_eq!(
                refused,
                said(&attempt(stage.app, "nobody-else", WRONG), "nobody-else")
            );
        }
    });
}

#[test]
fn a_auth_8_a_tenant_that_is_closed_or_not_there_is_answered_like_a_wrong_password() {
    on_stage(|stage| {
        let wrong = said(&attempt(stage.app, LOGIN, WRONG), LOGIN);
        assert_eq!(wrong.0, 401);
        for tenant in ["0196b1a2-dead-7ead-8ead-00000000dead", "acme", ""] {
            let there = stage.app.browser().with("x-tenant-id", tenant);
            let refused = said(&there.try_sign_in(LOGIN, PASSWORD), LOGIN);
            assert_eq!(refused, wrong, "the tenant {tenant:?}");
        }
        stage.set_state(TenantState::Suspended);
        assert_eq!(
            said(&attempt(stage.app, LOGIN, PASSWORD), LOGIN),
            wrong,
            "a closed one"
        );
    });
}

#[test]
fn a_auth_8_a_lock_is_of_the_account_however_its_name_is_written_and_of_its_tenant() {
    on_stage(|stage| {
        for login in ["robin", "ROBIN", "Robin", "roBin", "RoBiN"] {
            assert_eq!(attempt(stage.app, login, WRONG).status, 401);
        }
        assert_eq!(attempt(stage.app, "robiN", PASSWORD).status, 429);
        let globex = stage.app.tenant("globex");
        globex.user_with_password(LOGIN, tessera_domain::user::Role::User, PASSWORD);
        let there = stage.app.browser().with("x-tenant-id", &globex.id.to_string());
        there.sign_in(LOGIN, PASSWORD);
        stage
            .home
            .user_with_password("kim", tessera_domain::user::Role::User, PASSWORD);
        stage.app.browser().sign_in("kim", PASSWORD);
    });
}

#[test]
fn a_auth_8_a_lock_survives_a_restart() {
    for kind in DatabaseKind::all() {
        let app = TestApp::with(kind, setup());
        Stage::of(&app);
        lock(&app, LOGIN);
        let app = app.restarted();
        let locked = attempt(&app, LOGIN, PASSWORD);
        assert_eq!(
            (locked.status, locked.header("retry-after")),
            (429, Some("30")),
            "{kind:?}"
        );
        app.clock.advance(30);
        app.browser().sign_in(LOGIN, PASSWORD);
    }
}

#[test]
fn a_auth_8_sessions_go_on_while_the_account_is_locked() {
    on_stage(|stage| {
        let (browser, phone) = (stage.browser(), stage.phone());
        let mark = stage.mark();
        lock(stage.app, LOGIN);
        assert_eq!(attempt(stage.app, LOGIN, PASSWORD).status, 429);
        assert!(browser.is_signed_in());
        stage.assert_alive(&phone, "during the lock");
        assert!(stage.opens(&stage.robin.api_key));
        assert!(!stage.since(mark).contains(&EventKind::SessionEnded));
    });
}

#[test]
fn a_auth_8_many_guesses_at_once_are_no_more_than_one_after_the_other() {
    const AT_ONCE: usize = 20;
    on_stage(|stage| {
        let ready: Vec<(Browser, Form)> = (0..AT_ONCE)
            .map(|_| {
                let browser = stage.app.browser();
                let form = browser.sign_in_form();
                (browser, form)
            })
            .collect();
        let barrier = Barrier::new(AT_ONCE);
        let mut statuses: Vec<u16> = thread::scope(|scope| {
            let guess = |(browser, form): &(Browser, Form)| {
                barrier.wait();
                browser
                    .submit(form, &[("login", LOGIN), ("password", WRONG)])
                    .status
            };
            let threads: Vec<_> = ready.iter().map(|one| scope.spawn(move || guess(one))).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("no panic"))
                .collect()
        });
        statuses.sort_unstable();
        let looked_at = statuses.iter().filter(|status| **status == 401).count();
        assert_eq!(looked_at, 5, "{statuses:?}");
        assert_eq!(statuses[5..], [429; AT_ONCE - 5]);
    });
}

#[test]
fn a_auth_8_an_eleventh_try_at_an_account_within_a_minute_is_too_many() {
    on_stage(|stage| {
        for _ in 0..10 {
            assert_eq!(
                attempt(stage.app, LOGIN, PASSWORD).status,
                303,
                "right ones lock nothing"
            );
            stage.app.clock.advance(5);
        }
        let reply = attempt(stage.app, LOGIN, PASSWORD);
        assert_eq!(
            (reply.status, reply.header("retry-after")),
            (429, Some("10")),
            "{}",
            reply.text()
        );
        stage.app.clock.advance(9);
        assert_eq!(attempt(stage.app, LOGIN, PASSWORD).status, 429);
        stage.app.clock.advance(1);
        assert_eq!(attempt(stage.app, LOGIN, PASSWORD).status, 303);
    });
}

/// A browser at that address, and a try in it.
fn attempt_from(app: &TestApp, address: &str, login: &str, password: &str) -> Reply {
    app.browser()
        .with("x-forwarded-for", address)
        .try_sign_in(login, password)
}

#[test]
fn a_auth_8_an_eleventh_try_from_an_address_within_a_minute_is_too_many() {
    on_stage(|stage| {
        for number in 0..10 {
            let reply = attempt_from(stage.app, "192.0.2.1", &format!("nobody-{number}"), WRONG);
            assert_eq!(reply.status, 401);
        }
        let reply = attempt_from(stage.app, "192.0.2.1", LOGIN, PASSWORD);
        assert_eq!(
            (reply.status, reply.header("retry-after")),
            (429, Some("60")),
            "{}",
            reply.text()
        );
        assert_eq!(attempt_from(stage.app, "192.0.2.2", LOGIN, PASSWORD).status, 303);
        stage.app.clock.advance(60);
        assert_eq!(attempt_from(stage.app, "192.0.2.1", LOGIN, PASSWORD).status, 303);
        // Of IPv6 a client has a whole network.
        for number in 0..10 {
            let address = format!("2001:db8:1:2::{number:x}");
            assert_eq!(
                attempt_from(stage.app, &address, &format!("nobody-{number}"), WRONG).status,
                401
            );
        }
        assert_eq!(
            attempt_from(stage.app, "2001:db8:1:2:ffff::1", LOGIN, PASSWORD).status,
            429
        );
        assert_eq!(
            attempt_from(stage.app, "2001:db8:1:3::1", LOGIN, PASSWORD).status,
            303
        );
    });
}

#[test]
fn a_auth_8_nobody_but_a_trusted_proxy_says_where_a_request_comes_from() {
    let setup = Setup {
        trusted_proxies: "192.0.2.0/24",
        ..setup()
    };
    on_stage_with(&setup, |stage| {
        assert_eq!(stage.app.origin(), ORIGIN);
        for number in 0..10 {
            let address = format!("198.51.100.{number}");
            assert_eq!(
                attempt_from(stage.app, &address, &format!("nobody-{number}"), WRONG).status,
                401
            );
        }
        assert_eq!(
            attempt_from(stage.app, "198.51.100.99", LOGIN, PASSWORD).status,
            429
        );
    });
}

#[test]
fn a_auth_8_an_operator_takes_a_lock_away() {
    on_stage(|stage| {
        lock(stage.app, LOGIN);
        let mark = stage.mark();
        let unlock = || {
            tessera_application::users::unlock(&stage.app.app, &stage.operator(), stage.robin.id)
                .expect("robin is there")
        };
        assert!(unlock());
        assert_eq!(stage.since(mark), [EventKind::UserUnlocked]);
        assert!(!unlock(), "there is nothing to take away");
        stage.app.browser().sign_in(LOGIN, PASSWORD);
    });
}

#[test]
fn a_auth_8_another_password_takes_a_lock_away() {
    on_stage(|stage| {
        lock(stage.app, LOGIN);
        stage.set_password("another password altogether");
        stage.app.browser().sign_in(LOGIN, "another password altogether");
    });
}
