//! Forms count only when they were sent from our own page, shown in the same browser.

use crate::stage::{LOGIN, PASSWORD, Stage, on_stage};
use tessera_domain::event::EventKind;
use tessera_tests::{
    Browser, Reply,
    browser::{Form, SIGN_IN, forms, location},
};

/// The form that ends the browser's own session.
pub fn sign_out_form(browser: &Browser) -> Form {
    let page = browser.open("/auth/account").expect(200);
    let form = forms(&page)
        .into_iter()
        .find(|form| form.action == "/auth/signout");
    form.expect("one can sign out")
}

/// Signs the person out, as they would.
#[track_caller]
pub fn sign_out(browser: &Browser) {
    let reply = browser.submit(&sign_out_form(browser), &[]);
    assert_eq!((reply.status, location(&reply).as_deref()), (303, Some(SIGN_IN)));
    assert!(!browser.is_signed_in());
}

/// The forms that end one session each.
pub fn account_forms(browser: &Browser) -> Vec<Form> {
    let page = browser.open("/auth/account").expect(200);
    let all = forms(&page).into_iter();
    all.filter(|form| form.action.starts_with("/auth/sessions/"))
        .collect()
}

/// The form for another password.
pub fn password_form(browser: &Browser) -> Form {
    let page = browser.open("/auth/password").expect(200);
    let form = forms(&page).into_iter().find(|form| form.has("new_password"));
    form.expect("one can change one's password")
}

/// The form without its token.
fn without_token(form: &Form) -> Form {
    let fields = form.fields.iter().filter(|(name, _)| name != "token");
    Form {
        fields: fields.cloned().collect(),
        ..form.clone()
    }
}

/// Sends the form in every wrong way. Each is refused by a page, and nothing changes.
#[track_caller]
fn assert_guarded(
    stage: &Stage<'_>,
    browser: &Browser,
    form: &Form,
    foreign: &Form,
    values: &[(&str, &str)],
) {
    let own = form.value("token").expect("a form has a token").to_owned();
    let strange = foreign.value("token").expect("a form has a token");
    assert_ne!(own, strange);
    let before = stage.app.contents();
    let refused = |reply: &Reply, why: &str| {
        assert_eq!(reply.status, 403, "{} {why}: {}", form.action, reply.text());
        let kind = reply.header("content-type").unwrap_or_default();
        assert!(kind.starts_with("text/html"), "{} {why}: {kind}", form.action);
        assert!(!reply.text().contains(PASSWORD), "{}", reply.text());
    };
    refused(&browser.submit(&without_token(form), values), "without a token");
    let cut = &own[1..];
    let spaced = format!("{own} ");
    for token in [
        "",
        "x",
        strange,
        cut,
        &spaced,
        &own.to_lowercase(),
        &"A".repeat(43),
    ] {
        let values = [values, &[("token", token)]].concat();
        refused(&browser.submit(form, &values), token);
    }
    for site in ["cross-site", "same-site"] {
        refused(&browser.submit_from(site, form, values), site);
    }
    assert!(
        stage.app.contents() == before,
        "{} changed something",
        form.action
    );
}

#[test]
fn signing_in_needs_the_pages_own_token() {
    on_stage(|stage| {
        let (browser, other) = (stage.app.browser(), stage.app.browser());
        let (form, foreign) = (browser.sign_in_form(), other.sign_in_form());
        let values = [("login", LOGIN), ("password", PASSWORD)];
        assert_guarded(stage, &browser, &form, &foreign, &values);
        // An attacker's own session, planted in somebody's browser, would be of use to the attacker.
        let cookieless = stage.app.browser();
        let reply = cookieless.submit(&foreign, &values);
        assert_eq!(reply.status, 403, "a token without the cookie that it belongs to");
        assert!(!cookieless.is_signed_in());
        assert_eq!(
            browser.submit(&form, &values).status,
            303,
            "nothing of it counted as a try"
        );
        assert!(browser.is_signed_in());
    });
}

#[test]
fn what_is_done_in_a_session_needs_the_sessions_own_token() {
    on_stage(|stage| {
        let (browser, other) = (stage.browser(), stage.browser());
        let passwords = [
            ("current_password", PASSWORD),
            ("new_password", "another password altogether"),
        ];
        assert_guarded(
            stage,
            &browser,
            &password_form(&browser),
            &password_form(&other),
            &passwords,
        );
        assert_guarded(
            stage,
            &browser,
            &sign_out_form(&browser),
            &sign_out_form(&other),
            &[],
        );
        for form in account_forms(&browser) {
            assert_guarded(stage, &browser, &form, &account_forms(&other)[0], &[]);
        }
        assert!(browser.is_signed_in() && other.is_signed_in());
        stage.app.browser().sign_in(LOGIN, PASSWORD);
    });
}

#[test]
fn the_sign_in_forms_token_does_nothing_in_a_session() {
    on_stage(|stage| {
        let browser = stage.app.browser();
        let early = browser.sign_in_form();
        browser.sign_in(LOGIN, PASSWORD);
        let token = early.value("token").expect("a token");
        let reply = browser.submit(&sign_out_form(&browser), &[("token", token)]);
        assert_eq!(reply.status, 403);
        assert!(browser.is_signed_in());
    });
}

#[test]
fn nothing_is_done_by_opening_an_address() {
    on_stage(|stage| {
        let browser = stage.browser();
        let before = stage.app.contents();
        for form in [sign_out_form(&browser), account_forms(&browser).remove(0)] {
            let reply = browser.open(&form.action);
            assert_eq!(reply.status, 405, "{}", form.action);
            assert_eq!(reply.header("allow"), Some("POST"));
        }
        for query in ["?login=robin&password=x", "?token=x"] {
            browser.open(&format!("/auth/password{query}")).expect(200);
        }
        assert!(stage.app.contents() == before);
        assert!(browser.is_signed_in());
    });
}

#[test]
fn forms_of_somebody_who_is_not_signed_in_any_more_lead_to_the_sign_in() {
    on_stage(|stage| {
        let browser = stage.browser();
        let (end, change) = (account_forms(&browser).remove(0), password_form(&browser));
        stage.set_password("another password altogether");
        let before = stage.app.contents();
        for form in [&end, &change] {
            let reply = browser.submit(form, &[("current_password", "x"), ("new_password", "y")]);
            let to = location(&reply).unwrap_or_default();
            assert_eq!((reply.status, to.starts_with(SIGN_IN)), (303, true), "{to}");
        }
        assert!(stage.app.contents() == before);
    });
}

#[test]
fn a_person_changes_their_password_and_ends_every_other_session() {
    on_stage(|stage| {
        let (browser, other, phone) = (stage.browser(), stage.browser(), stage.phone());
        let mark = stage.mark();
        let new = "another password altogether";
        let values = [("current_password", PASSWORD), ("new_password", new)];
        let page = browser.submit(&password_form(&browser), &values).expect(200);
        assert!(!page.text().contains(new) && !page.text().contains(PASSWORD));
        assert!(browser.is_signed_in(), "the one in which it was done goes on");
        assert!(!other.is_signed_in());
        stage.assert_dead(&phone, "after another password");
        assert_eq!(stage.since(mark)[0], EventKind::PasswordChanged);
        assert_eq!(stage.app.browser().try_sign_in(LOGIN, PASSWORD).status, 401);
        stage.app.browser().sign_in(LOGIN, new);
    });
}

#[test]
fn another_password_needs_the_current_one_and_guessing_it_is_counted() {
    on_stage(|stage| {
        let browser = stage.browser();
        let before = stage.stored_password();
        let form = password_form(&browser);
        let change = |current: &str| {
            browser.submit(
                &form,
                &[
                    ("current_password", current),
                    ("new_password", "another password altogether"),
                ],
            )
        };
        for _ in 0..5 {
            let reply = change("a wrong guess");
            assert_eq!(reply.status, 400, "{}", reply.text());
            assert!(!reply.text().contains("a wrong guess"));
        }
        let locked = change(PASSWORD);
        assert_eq!(locked.status, 429, "the right one is refused as well");
        assert!(locked.header("retry-after").is_some());
        assert_eq!(
            stage.app.browser().try_sign_in(LOGIN, PASSWORD).status,
            429,
            "one lock for both doors"
        );
        assert_eq!(stage.stored_password(), before);
        assert!(browser.is_signed_in());
        stage.app.clock.advance(60);
        change(PASSWORD).expect(200);
    });
}

#[test]
fn bodies_that_are_no_forms_of_ours_are_refused_by_a_page() {
    on_stage(|stage| {
        let browser = stage.app.browser();
        let form = browser.sign_in_form();
        let token = form.value("token").expect("a token");
        let twice = format!("token={token}&login={LOGIN}&login=boss&password=x");
        let broken = format!("token={token}&login=%ff&password=x");
        let nul = format!("token={token}&login=a%00b&password=x");
        let large = format!("token={token}&login={LOGIN}&password={}", "x".repeat(20_000));
        let encoded = "application/x-www-form-urlencoded";
        for (status, kind, body) in [
            (400, encoded, twice.as_str()),
            (400, encoded, &broken),
            (400, encoded, &nul),
            (413, encoded, &large),
            (415, "application/json", "{\"login\":\"robin\"}"),
            (415, "multipart/form-data; boundary=x", "--x--"),
            (415, "text/plain", &twice),
            (403, encoded, "login=robin&password=x"),
            (403, encoded, ""),
        ] {
            let sent = [("content-type", kind), ("sec-fetch-site", "same-origin")];
            let reply = browser.send("POST", SIGN_IN, &sent, body.as_bytes());
            assert_eq!(
                reply.status,
                status,
                "{kind} {}: {}",
                &body[..body.len().min(80)],
                reply.text()
            );
            let shown = reply.header("content-type").unwrap_or_default();
            assert!(shown.starts_with("text/html"), "{shown}");
        }
    });
}
