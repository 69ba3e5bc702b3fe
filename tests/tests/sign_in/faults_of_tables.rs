//! A-DUR-2 for what signs in and out: whichever table refuses, nothing is left behind but that it was tried.

use crate::{
    faults::assert_unchanged_but,
    forms::{password_form, sign_out_form},
    stage::{LOGIN, PASSWORD, Stage, on_stage},
};
use serde_json::json;
use tessera_tests::{
    Reply,
    phone::{DEEP_LINK, EXCHANGE, OneTime, REFRESH, REVOKE, hand_over_path},
};

/// One way of signing in, out or on.
struct Deed<'d> {
    name: &'static str,
    status: u16,
    /// The tables that may tell of a try that failed.
    tried: &'static [&'static str],
    /// Makes what it needs and gives what does it.
    prepare: Box<dyn Fn() -> Box<dyn Fn() -> Reply + 'd> + 'd>,
}

/// All of them.
fn deeds<'d>(stage: &'d Stage<'_>) -> Vec<Deed<'d>> {
    vec![
        Deed {
            name: "sign-in",
            status: 303,
            tried: &["sign_in_tries"],
            prepare: Box::new(move || {
                let browser = stage.app.browser();
                let form = browser.sign_in_form();
                Box::new(move || browser.submit(&form, &[("login", LOGIN), ("password", PASSWORD)]))
            }),
        },
        Deed {
            name: "hand-over",
            status: 302,
            tried: &[],
            prepare: Box::new(move || {
                let browser = stage.browser();
                Box::new(move || browser.open(&hand_over_path(DEEP_LINK, "s", "")))
            }),
        },
        Deed {
            name: "exchange",
            status: 200,
            tried: &["one_time_tokens"],
            prepare: Box::new(move || {
                let body = OneTime::by(&stage.browser(), "s").body();
                Box::new(move || stage.client().post(EXCHANGE, &body))
            }),
        },
        Deed {
            name: "refresh",
            status: 200,
            tried: &[],
            prepare: with_phone(stage, REFRESH),
        },
        Deed {
            name: "revoke",
            status: 200,
            tried: &[],
            prepare: with_phone(stage, REVOKE),
        },
        Deed {
            name: "sign-out",
            status: 303,
            tried: &[],
            prepare: Box::new(move || {
                let browser = stage.browser();
                let form = sign_out_form(&browser);
                Box::new(move || browser.submit(&form, &[]))
            }),
        },
        Deed {
            name: "change of password",
            status: 200,
            tried: &["sign_in_tries"],
            prepare: Box::new(move || {
                // Whatever the one before has left.
                stage.set_password(PASSWORD);
                let browser = stage.browser();
                let form = password_form(&browser);
                let values = [
                    ("current_password", PASSWORD),
                    ("new_password", "another password altogether"),
                ];
                Box::new(move || browser.submit(&form, &values))
            }),
        },
    ]
}

fn with_phone<'d>(
    stage: &'d Stage<'_>,
    path: &'static str,
) -> Box<dyn Fn() -> Box<dyn Fn() -> Reply + 'd> + 'd> {
    Box::new(move || {
        let phone = stage.phone();
        Box::new(move || {
            stage
                .client()
                .post(path, &json!({ "refreshToken": phone.refresh }))
        })
    })
}

#[test]
fn a_dur_2_a_deed_that_any_table_refuses_leaves_nothing_behind() {
    on_stage(|stage| {
        let mut direct = stage.app.database.connect();
        for deed in deeds(stage) {
            for table in written_by(stage, &deed) {
                // Beyond every limit, and every lock by tries that failed.
                stage.app.clock.advance(1000);
                let send = (deed.prepare)();
                let before = stage.app.contents();
                direct.refuse_writes(&table);
                let reply = send();
                direct.take_writes(&table);
                let what = format!("{} without {table}", deed.name);
                assert!(reply.status >= 500, "{what}: {} {}", reply.status, reply.text());
                assert_unchanged_but(deed.tried, &before, &stage.app.contents(), &what);
            }
        }
    });
}

/// The tables that the deed writes to.
fn written_by(stage: &Stage<'_>, deed: &Deed<'_>) -> Vec<String> {
    stage.app.clock.advance(1000);
    let send = (deed.prepare)();
    let mut before = stage.app.contents();
    let reply = send();
    assert_eq!(reply.status, deed.status, "{}: {}", deed.name, reply.text());
    let mut written = stage.app.contents();
    written.retain(|table, rows| before.remove(table).as_ref() != Some(rows));
    assert!(
        written.len() >= 3 && written.contains_key("events"),
        "{}: {:?} cannot be all of it",
        deed.name,
        written.keys()
    );
    written.into_keys().collect()
}
