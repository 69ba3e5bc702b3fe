//! The way from the browser to the app, as the mobile contract has it (section 2.2), row by row.

use crate::stage::{LOGIN, ORIGIN, PASSWORD, on_stage, on_stage_with, setup_with};
use tessera_tests::{
    Browser, Reply,
    browser::{HAND_OVER, encoded, location, parameter},
    phone::{DEEP_LINK, OneTime, hand_over_path},
};

#[track_caller]
fn assert_leads(reply: &Reply, to: &str) {
    assert_eq!(
        (reply.status, location(reply).as_deref()),
        (302, Some(to)),
        "{}",
        reply.text()
    );
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert_eq!(reply.header("referrer-policy"), Some("no-referrer"));
}

#[test]
fn without_a_redirect_or_a_state_it_is_the_sign_in() {
    on_stage(|stage| {
        let (signed_in, nobody) = (stage.browser(), stage.app.browser());
        for query in [
            "",
            "?state=s",
            "?redirect=alga%3A%2F%2Fauth%2Fcallback",
            "?redirect=&state=s",
            "?redirect=alga%3A%2F%2Fauth%2Fcallback&state=",
            "?redirect=&state=",
        ] {
            for browser in [&signed_in, &nobody] {
                assert_leads(&browser.open(&format!("{HAND_OVER}{query}")), "/auth/signin");
            }
        }
    });
}

/// A crafted link must not bring a token to somebody else, nor to a place that two readers see differently.
const REFUSED: [&str; 44] = [
    "https://evil.example/auth/callback",
    "https://tickets.example/auth/callback",
    "https://app.example.evil.example/auth/callback",
    "https://app.example@evil.example/auth/callback",
    "https://evil.example/?x=https://app.example/auth/callback",
    "https://evil.example#app.example/auth/callback",
    "https://evil.example\\@app.example/auth/callback",
    "https://app.example:8443/auth/callback",
    "https://app.example./auth/callback",
    "https://app.example/auth/callback#frag",
    "https://app.example/auth/callback/",
    "https://app.example/auth/callbackx",
    "https://app.example/other",
    "https://app.example/auth/callback/../../other",
    "https://app.example/x%2fauth/callback",
    "http://app.example/auth/callback",
    "//app.example/auth/callback",
    "/auth/callback",
    "/\\evil.example/auth/callback",
    "https:app.example/auth/callback",
    "https:/app.example/auth/callback",
    "https:///auth/callback",
    "javascript:alert(1)//auth/callback",
    "javascript://auth/callback",
    "data:text/html,x/auth/callback",
    "data://auth/callback",
    "file:///auth/callback",
    "app2://auth/callback",
    "algax://auth/callback",
    "xalga://auth/callback",
    "alga:auth/callback",
    "alga:/auth/callback",
    "alga:///callback",
    "alga://auth/callback#frag",
    "alga://auth.evil/callback",
    "alga://auth/callback.evil",
    "alga://auth/callback/../x",
    "alga://auth/x/../callback",
    "alga://auth/%63allback",
    "alga://auth:80/callback",
    "alga://user@auth/callback",
    "alga://auth/callback\r\nset-cookie: a=b",
    "alga://auth/callback?x=%0d%0aset-cookie:%20a=b",
    "alga://auth/call back",
];

#[test]
fn a_redirect_to_anywhere_else_is_refused_whoever_asks() {
    let setup = setup_with(&[("TESSERA_MOBILE_HTTPS_HOSTS", "app.example")]);
    on_stage_with(&setup, |stage| {
        let (signed_in, nobody) = (stage.browser(), stage.app.browser());
        let before = stage.app.contents();
        let long = format!("alga://auth/callback?x={}", "x".repeat(3000));
        for redirect in REFUSED.into_iter().chain([long.as_str()]) {
            for browser in [&signed_in, &nobody] {
                let reply = browser.open(&hand_over_path(redirect, "s", ""));
                assert_eq!(
                    (reply.status, location(&reply).as_deref()),
                    (302, Some("/auth/signin?error=invalid_redirect")),
                    "{redirect}"
                );
                assert_eq!(reply.header("cache-control"), Some("no-store"), "{redirect}");
            }
        }
        assert!(stage.app.contents() == before, "no token was made");
        let page = nobody
            .open("/auth/signin?error=invalid_redirect")
            .expect(200)
            .text();
        assert!(page.contains("role=\"alert\""), "{page}");
    });
}

#[test]
fn a_redirect_to_the_app_is_taken() {
    let setup = setup_with(&[("TESSERA_MOBILE_HTTPS_HOSTS", "app.example")]);
    on_stage_with(&setup, |stage| {
        let browser = stage.browser();
        for (redirect, begins) in [
            ("alga://auth/callback", "alga://auth/callback?ott="),
            ("ALGA://auth/callback", "alga://auth/callback?ott="),
            ("alga://x/auth/callback", "alga://x/auth/callback?ott="),
            (
                "exp://192.168.1.5:8081/--/auth/callback",
                "exp://192.168.1.5:8081/--/auth/callback?ott=",
            ),
            (
                "https://app.example/auth/callback",
                "https://app.example/auth/callback?ott=",
            ),
            (
                "https://app.example/m/auth/callback",
                "https://app.example/m/auth/callback?ott=",
            ),
            (
                "https://APP.example/auth/callback",
                "https://app.example/auth/callback?ott=",
            ),
        ] {
            let reply = browser.open(&hand_over_path(redirect, "s", "")).expect(302);
            let link = location(&reply).unwrap_or_default();
            assert!(link.starts_with(begins), "{redirect}: {link}");
        }
    });
}

#[test]
fn without_a_listed_host_no_https_link_is_taken() {
    on_stage(|stage| {
        let reply = stage
            .browser()
            .open(&hand_over_path("https://app.example/auth/callback", "s", ""));
        assert_leads(&reply, "/auth/signin?error=invalid_redirect");
    });
}

#[test]
fn without_a_session_it_is_the_sign_in_and_back() {
    on_stage(|stage| {
        let path = hand_over_path(
            "alga://auth/callback?keep=1",
            "mkq3x1.8fz0c2.9a1kd7",
            "&code_challenge=x",
        );
        let expected = format!("/auth/signin?callbackUrl={}", encoded(&format!("{ORIGIN}{path}")));
        let nobody = stage.app.browser();
        assert_leads(&nobody.open(&path), &expected);
        nobody.set_cookie("__Host-tessera-session", Some("of-nobody"));
        assert_leads(&nobody.open(&path), &expected);
    });
}

#[test]
fn the_whole_way_of_the_app_through_a_browser_ends_at_the_app() {
    on_stage(|stage| {
        let browser = stage.app.browser();
        let handoff = format!(
            "{ORIGIN}{}",
            hand_over_path(DEEP_LINK, "mkq3x1.8fz0c2.9a1kd7", "")
        );
        // What the app opens.
        let form = browser.sign_in_form_at(&format!("/auth/signin?callbackUrl={}", encoded(&handoff)));
        let reply = browser.submit(&form, &[("login", LOGIN), ("password", PASSWORD)]);
        assert_eq!(reply.status, 303);
        let arrived = browser.follow(&location(&reply).expect("it leads on"));
        let one_time = OneTime::in_reply(&arrived);
        assert_eq!(one_time.state, "mkq3x1.8fz0c2.9a1kd7");
        stage.assert_alive(&one_time.exchange(&stage.client()), "the phone");
        // The next time nobody is asked for a password.
        OneTime::in_reply(&browser.follow(&format!("/auth/signin?callbackUrl={}", encoded(&handoff))));
    });
}

#[test]
fn success_keeps_what_the_link_says_and_overwrites_what_is_ours() {
    on_stage(|stage| {
        let browser = stage.browser();
        let redirect = "alga://auth/callback?keep=a%20b&ott=planted&state=planted&error=planted&keep=2";
        let reply = browser
            .open(&hand_over_path(redirect, "own state", ""))
            .expect(302);
        let link = location(&reply).expect("it leads to the app");
        let query = link.strip_prefix("alga://auth/callback?").expect("to the app");
        let names: Vec<&str> = query
            .split('&')
            .filter_map(|pair| pair.split('=').next())
            .collect();
        assert_eq!(names, ["keep", "keep", "ott", "state"], "{link}");
        assert!(!link.contains("planted"), "{link}");
        assert_eq!(parameter(&link, "keep").as_deref(), Some("a b"));
        assert_eq!(parameter(&link, "state").as_deref(), Some("own state"));
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        assert_eq!(reply.header("referrer-policy"), Some("no-referrer"));
        assert!(reply.body.is_empty(), "{}", reply.text());
        OneTime::in_reply(&reply).exchange(&stage.client());
    });
}

#[test]
fn a_person_at_one_address_is_handed_over_ten_times_a_minute() {
    on_stage(|stage| {
        let here = stage.browser().with("x-forwarded-for", "192.0.2.1");
        let path = hand_over_path("alga://auth/callback?keep=1", "s", "");
        let counted = |browser: &Browser| location(&browser.open(&path)).unwrap_or_default();
        for _ in 0..10 {
            assert!(counted(&here).contains("&ott="));
        }
        let limited = "alga://auth/callback?keep=1&error=rate_limited&state=s";
        assert_leads(&here.open(&path), limited);
        stage.app.clock.advance(299);
        assert_leads(&here.open(&path), limited);
        let elsewhere = here.copy().with("x-forwarded-for", "192.0.2.2");
        assert!(counted(&elsewhere).contains("&ott="));
        stage.app.clock.advance(1);
        assert!(counted(&here).contains("&ott="));
    });
}

#[test]
fn what_is_switched_off_or_missing_is_told_to_the_app() {
    for (name, value, word) in [
        ("TESSERA_MOBILE_ENABLED", "false", "mobile_disabled"),
        ("TESSERA_MOBILE_PKCE_REQUIRED", "true", "code_challenge_required"),
        ("TESSERA_MOBILE_ROLES", "admin,super_admin", "client_not_allowed"),
    ] {
        on_stage_with(&setup_with(&[(name, value)]), |stage| {
            let before = stage.browser();
            let stored = stage.app.row_counts();
            let reply = before.open(&hand_over_path(DEEP_LINK, "s", ""));
            assert_leads(&reply, &format!("alga://auth/callback?error={word}&state=s"));
            assert_eq!(stage.app.row_counts(), stored, "no token was made");
        });
    }
}

#[test]
fn a_challenge_that_is_none_is_told_to_the_app() {
    on_stage(|stage| {
        let browser = stage.browser();
        for more in [
            "&code_challenge=abc&code_challenge_method=S256",
            "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=plain",
            "&code_challenge_method=S256",
            "&code_challenge=a&code_challenge=b&code_challenge_method=S256",
        ] {
            let reply = browser.open(&hand_over_path(DEEP_LINK, "s", more));
            assert_leads(&reply, "alga://auth/callback?error=invalid_request&state=s");
        }
    });
}
