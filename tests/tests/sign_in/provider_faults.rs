//! A-AUTH-7: a provider that lies, is out of order, or whose word came by a wrong way. Nobody gets in.

use crate::{
    provider::{START, assert_refused, come, go, robin, with_provider},
    stage::{LOGIN, PASSWORD, Stage},
};
use std::time::{Duration, Instant};
use tessera_tests::{
    browser::{Browser, set_cookies},
    provider::{Fault, Manner, MockProvider},
};

const LIES: [Fault; 18] = [
    Fault::Issuer,
    Fault::Audience,
    Fault::AudienceOfOthers,
    Fault::AuthorizedParty,
    Fault::Nonce,
    Fault::NonceMissing,
    Fault::Signature,
    Fault::Unsigned,
    Fault::UnsignedInCapitals,
    Fault::SignedWithSecret,
    Fault::SignedWithPublicKey,
    Fault::Expired,
    Fault::Endless,
    Fault::Early,
    Fault::ForeignKey,
    Fault::Nobody,
    Fault::NotAToken,
    Fault::Missing,
];

#[test]
fn a_auth_7_a_token_that_is_wrong_in_any_way_lets_nobody_in() {
    with_provider(|stage, provider| {
        for fault in LIES.into_iter().chain([Fault::UnknownKey]) {
            assert_refused(stage, 401, &format!("{fault:?}"), |browser| {
                let back = provider.consent_with(&go(browser), &robin(), fault);
                browser.open(&back)
            });
            // Nothing else is wrong on the way.
            stage.app.clock.advance(61);
            come(provider, &stage.app.browser(), &robin()).expect(303);
        }
    });
}

#[test]
fn a_auth_7_a_code_counts_once() {
    with_provider(|stage, provider| {
        let browser = stage.app.browser();
        let address = go(&browser);
        let same = browser.copy();
        let back = provider.consent(&address, &robin());
        browser.open(&back).expect(303);
        let sessions = stage.app.row_counts()["sessions"];
        let again = browser.copy();
        again.set_cookie("__Host-tessera-session", None);
        assert_eq!(again.open(&back).status, 400, "the browser has forgotten the way");
        assert_eq!(
            same.open(&back).status,
            401,
            "whoever copied its cookies gets nothing for the code"
        );
        assert_eq!(stage.app.row_counts()["sessions"], sessions);
        assert!(!again.is_signed_in() && !same.is_signed_in());
    });
}

#[test]
fn a_auth_7_nobody_is_brought_back_from_a_way_they_never_went() {
    with_provider(|stage, provider| {
        let attacker = stage.app.browser();
        // The provider would take the code again, so that only the product stands in the way.
        provider.behave(Manner {
            codes_last: true,
            ..Manner::default()
        });
        let back = provider.consent(&go(&attacker), &robin());
        assert_refused(stage, 400, "no way at all", |browser| browser.open(&back));
        assert_refused(stage, 400, "another way", |browser| {
            go(browser);
            browser.open(&back)
        });
        for state in ["", "x", &"A".repeat(43)] {
            let own = back.split("&state=").next().expect("a code");
            let copy = attacker.copy();
            assert_eq!(
                copy.open(&format!("{own}&state={state}")).status,
                400,
                "the state {state:?}"
            );
        }
        let copy = attacker.copy();
        assert_eq!(
            copy.open(back.split("&state=").next().expect("a code")).status,
            400,
            "no state"
        );
        let elsewhere = back.replace("/mock/", "/other/");
        assert_eq!(attacker.copy().open(&elsewhere).status, 404);
        stage.app.clock.advance(600);
        assert_eq!(attacker.copy().open(&back).status, 400, "after ten minutes");
        assert_eq!(stage.app.row_counts()["sessions"], 0);
    });
}

#[test]
fn a_auth_7_a_way_that_has_ended_is_forgotten_however_it_ended() {
    with_provider(|stage, provider| {
        for (more, status) in [
            ("error=access_denied", 401),
            ("error=server_error", 401),
            ("error=%3Cscript%3E", 401),
            ("x=y", 400),
        ] {
            let browser = stage.app.browser();
            let back = provider.consent(&go(&browser), &robin());
            let (path, query) = back.split_once("?code=").expect("a code");
            let state = query.split("&state=").nth(1).expect("a state");
            let reply = browser.open(&format!("{path}?{more}&state={state}"));
            assert_eq!(reply.status, status, "{more}: {}", reply.text());
            assert!(!reply.text().contains("<script"), "{}", reply.text());
            let cookies = set_cookies(&reply);
            let gone = cookies
                .iter()
                .find(|cookie| cookie.name == "__Host-tessera-attempt");
            assert!(
                gone.is_some_and(tessera_tests::browser::SetCookie::is_removal),
                "{more}: {cookies:?}"
            );
            assert_eq!(
                browser.open(&back).status,
                400,
                "{more}: it cannot be gone on with"
            );
            assert!(!browser.is_signed_in());
        }
    });
}

#[test]
fn a_auth_7_new_keys_are_asked_for_and_not_too_often() {
    with_provider(|stage, provider| {
        come(provider, &stage.app.browser(), &robin()).expect(303);
        assert_eq!(provider.asked_for("/keys"), 1);
        come(provider, &stage.app.browser(), &robin()).expect(303);
        assert_eq!(provider.asked_for("/keys"), 1, "keys are kept");
        provider.rotate();
        come(provider, &stage.app.browser(), &robin()).expect(303);
        assert_eq!(provider.asked_for("/keys"), 2, "new ones are found at once");
        // Whoever brings tokens of unknown keys cannot make us ask more often than once in a minute.
        for _ in 0..5 {
            let browser = stage.app.browser();
            let back = provider.consent_with(&go(&browser), &robin(), Fault::UnknownKey);
            assert_eq!(browser.open(&back).status, 401);
        }
        assert_eq!(provider.asked_for("/keys"), 2);
        provider.rotate();
        let browser = stage.app.browser();
        assert_eq!(
            come(provider, &browser, &robin()).status,
            401,
            "too early to ask again"
        );
        stage.app.clock.advance(60);
        come(provider, &stage.app.browser(), &robin()).expect(303);
        assert_eq!(provider.asked_for("/keys"), 3);
        assert_eq!(provider.asked_for("/.well-known/openid-configuration"), 1);
    });
}

#[test]
fn a_auth_7_a_key_that_was_taken_away_does_not_count_for_ever() {
    with_provider(|stage, provider| {
        come(provider, &stage.app.browser(), &robin()).expect(303);
        provider.rotate();
        stage.app.clock.advance(3600);
        let keys = provider.asked_for("/keys");
        come(provider, &stage.app.browser(), &robin()).expect(303);
        assert_eq!(
            provider.asked_for("/keys"),
            keys + 1,
            "after an hour they are asked for anew"
        );
    });
}

/// Sends a browser there, which must fail soon, say when to come again, and leave the password as a way in.
#[track_caller]
fn assert_down(stage: &Stage<'_>, what: &str, come: impl Fn(&Browser) -> tessera_tests::Reply) {
    let begun = Instant::now();
    assert_refused(stage, 503, what, |browser| {
        let reply = come(browser);
        assert!(
            reply.header("retry-after").is_some(),
            "{what}: {:?}",
            reply.headers
        );
        assert!(reply.text().contains("password"), "{what}: {}", reply.text());
        reply
    });
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{what} took {:?}",
        begun.elapsed()
    );
    stage.app.browser().sign_in(LOGIN, PASSWORD);
    stage.app.clock.advance(61);
}

fn broken(provider: &MockProvider) -> Vec<(&'static str, Manner)> {
    let manner = Manner::default;
    vec![
        (
            "it fails",
            Manner {
                fails: Some(500),
                ..manner()
            },
        ),
        (
            "it is overloaded",
            Manner {
                fails: Some(503),
                ..manner()
            },
        ),
        (
            "it knows nothing of it",
            Manner {
                fails: Some(404),
                ..manner()
            },
        ),
        (
            "10 MB of keys",
            Manner {
                padding: 10 << 20,
                ..manner()
            },
        ),
        (
            "keys that are elsewhere",
            Manner {
                keys_elsewhere: Some(format!("{}/other-keys", provider.issuer())),
                ..manner()
            },
        ),
        (
            "it says nothing",
            Manner {
                hangs: true,
                ..manner()
            },
        ),
    ]
}

#[test]
fn a_auth_7_a_provider_that_is_down_is_told_as_that_and_passwords_go_on() {
    with_provider(|stage, provider| {
        for (what, manner) in broken(provider) {
            let is_about_keys = manner.padding > 0 || manner.keys_elsewhere.is_some();
            provider.behave(manner);
            assert_down(stage, what, |browser| {
                if is_about_keys {
                    come(provider, browser, &robin())
                } else {
                    browser.open(START)
                }
            });
            provider.behave(Manner::default());
            // What it published in time is not kept for longer.
            stage.app.clock.advance(3600);
        }
        assert_eq!(provider.asked_for("/other-keys"), 0, "nobody is sent elsewhere");
        come(provider, &stage.app.browser(), &robin()).expect(303);
    });
}

#[test]
fn a_auth_7_a_provider_that_goes_down_on_the_way_is_told_as_that() {
    with_provider(|stage, provider| {
        come(provider, &stage.app.browser(), &robin()).expect(303);
        for (what, manner) in broken(provider)
            .into_iter()
            .filter(|(_, manner)| manner.hangs || manner.fails == Some(500))
        {
            assert_down(stage, what, |browser| {
                let back = provider.consent(&go(browser), &robin());
                provider.behave(manner.clone());
                browser.open(&back)
            });
            provider.behave(Manner::default());
        }
        come(provider, &stage.app.browser(), &robin()).expect(303);
    });
}

#[test]
fn a_auth_7_a_provider_that_says_it_is_another_one_is_not_used() {
    with_provider(|stage, provider| {
        for other in [
            "https://accounts.google.com".to_owned(),
            format!("{}/", provider.issuer()),
            String::new(),
        ] {
            provider.behave(Manner {
                other_issuer: Some(other.clone()),
                ..Manner::default()
            });
            let browser = stage.app.browser();
            let reply = browser.open(START);
            assert!(
                matches!(reply.status, 401 | 503),
                "{other:?}: {} {}",
                reply.status,
                reply.text()
            );
            assert_eq!(reply.header("location"), None, "{other:?}: nobody is sent there");
            stage.app.clock.advance(61);
        }
        assert_eq!(provider.asked_for("/token"), 0);
        provider.behave(Manner::default());
        come(provider, &stage.app.browser(), &robin()).expect(303);
    });
}

#[test]
fn a_auth_7_a_provider_that_is_not_there_is_not_found() {
    with_provider(|stage, _| {
        for path in [
            "/auth/signin/other",
            "/auth/signin/MOCK",
            "/auth/signin/mock%2f",
            "/auth/signin/",
        ] {
            assert_eq!(stage.app.browser().open(path).status, 404, "{path}");
        }
    });
}
