//! What pages and their cookies say to a browser, and where they lead.

use crate::stage::{LOGIN, ORIGIN, PASSWORD, on_stage, on_stage_with, setup};
use tessera_tests::{
    Reply, Setup, TestApp,
    browser::{SIGN_IN, SetCookie, encoded, location, parameter, set_cookies},
    on_each_database_with,
    phone::{DEEP_LINK, hand_over_path},
};

/// What every answer says (A-OP-6), but for the policy, which pages have of their own.
const ALWAYS: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-store"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
];

#[track_caller]
fn assert_headers(reply: &Reply, what: &str) {
    for (name, value) in ALWAYS {
        let all: Vec<_> = reply.headers.get_all(name).iter().collect();
        assert_eq!(all, [value], "{what} ({}): {name}", reply.status);
    }
    let policies: Vec<_> = reply.headers.get_all("content-security-policy").iter().collect();
    assert_eq!(policies.len(), 1, "{what}: one policy");
    let policy = reply.header("content-security-policy").unwrap_or_default();
    for part in ["default-src 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    for part in ["script-src", "unsafe", "*", "http:"] {
        assert!(!policy.contains(part), "{what}: {policy}");
    }
    assert!(reply.header("x-request-id").is_some(), "{what}");
    for name in ["server", "x-powered-by", "access-control-allow-origin"] {
        assert_eq!(reply.header(name), None, "{what}: {name}");
    }
    assert_eq!(reply.header("allow").is_some(), reply.status == 405, "{what}");
    if !reply.body.is_empty()
        && !reply
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("text/css"))
    {
        assert_eq!(
            reply.header("content-type"),
            Some("text/html; charset=utf-8"),
            "{what}: {}",
            reply.text()
        );
        assert!(
            !reply.text().contains("<script"),
            "{what}: pages work without scripts"
        );
    }
}

const PATHS: [&str; 12] = [
    "/auth",
    "/auth/",
    "/auth/signin",
    "/auth/signin?error=invalid_redirect",
    "/auth/signin/nobody",
    "/auth/signin/nobody/callback?code=x&state=y",
    "/auth/signout",
    "/auth/account",
    "/auth/sessions/0196b1a2-dead-7ead-8ead-00000000dead/end",
    "/auth/password",
    "/auth/mobile/handoff",
    "/auth/nothing",
];

#[test]
fn a_op_6_every_page_answers_with_the_headers_whoever_asks_for_whatever() {
    on_stage(|stage| {
        let (signed_in, nobody) = (stage.browser(), stage.app.browser());
        let kind = ("content-type", "application/x-www-form-urlencoded");
        for path in PATHS.iter().chain(&["/auth/style.css"]) {
            for method in [
                "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE",
            ] {
                for (who, browser) in [("somebody", &signed_in), ("nobody", &nobody)] {
                    let what = format!("{method} {path} by {who}");
                    let headers: &[(&str, &str)] = if method == "POST" { &[kind] } else { &[] };
                    let body: &[u8] = if method == "POST" { b"a=b" } else { b"" };
                    let reply = browser.send(method, path, headers, body);
                    assert!(reply.status < 500, "{what}: {}", reply.text());
                    if *path != "/auth/style.css" {
                        assert_headers(&reply, &what);
                    }
                }
            }
        }
        assert!(signed_in.is_signed_in());
        let style = nobody.open("/auth/style.css").expect(200);
        assert!(
            style
                .header("content-type")
                .is_some_and(|kind| kind.starts_with("text/css"))
        );
    });
}

#[test]
fn a_op_6_a_fault_of_ours_is_a_page_that_says_nothing_of_the_inside() {
    on_stage(|stage| {
        let browser = stage.browser();
        stage.app.statements.panic_at(1);
        let reply = browser.open("/auth/account").expect(500);
        assert_headers(&reply, "a fault of ours");
        for word in ["panic", "SELECT", ".rs", "injected"] {
            assert!(!reply.text().contains(word), "{}", reply.text());
        }
        assert!(
            reply
                .text()
                .contains(reply.header("x-request-id").expect("always"))
        );
    });
}

#[test]
fn a_op_6_browsers_are_told_to_come_by_tls_only_where_there_is_tls() {
    for (hsts, expected) in [(true, Some("max-age=31536000; includeSubDomains")), (false, None)] {
        let setup = Setup { hsts, ..setup() };
        on_stage_with(&setup, |stage| {
            let reply = stage.app.browser().open(SIGN_IN).expect(200);
            assert_eq!(reply.header("strict-transport-security"), expected);
        });
    }
}

#[test]
fn a_op_7_scripts_of_other_origins_get_nothing_from_a_cookie() {
    let setup = Setup {
        origins: vec!["https://app.example".to_owned()],
        ..setup()
    };
    on_stage_with(&setup, |stage| {
        for origin in ["https://app.example", "https://evil.example", "null", ORIGIN] {
            let browser = stage.browser().with("origin", origin);
            for path in ["/auth/account", "/auth/signin", "/api/v1/tickets"] {
                let reply = browser.open(path);
                assert_eq!(
                    reply.header("access-control-allow-credentials"),
                    None,
                    "{origin} {path}"
                );
                let allowed = reply.header("access-control-allow-origin");
                assert!(
                    allowed.is_none_or(|allowed| allowed == "https://app.example"),
                    "{allowed:?}"
                );
            }
            stage.app.clock.advance(61);
        }
        // What is listed for the app's API counts there, for its sign-in too.
        let reply = stage
            .client()
            .with("origin", "https://app.example")
            .get(tessera_tests::phone::CAPABILITIES);
        assert_eq!(
            reply.header("access-control-allow-origin"),
            Some("https://app.example")
        );
    });
}

fn one(cookies: &[SetCookie], name: &str) -> SetCookie {
    let named: Vec<_> = cookies.iter().filter(|cookie| cookie.name == name).collect();
    assert_eq!(named.len(), 1, "{name} among {cookies:?}");
    named[0].clone()
}

#[test]
fn in_production_cookies_are_of_this_host_by_tls_and_out_of_reach_of_scripts() {
    on_stage(|stage| {
        let browser = stage.app.browser();
        let form = one(&set_cookies(&browser.open(SIGN_IN)), "__Host-tessera-form");
        assert_eq!(form.attributes, ["path=/", "httponly", "samesite=lax", "secure"]);
        let reply = browser.try_sign_in(LOGIN, PASSWORD);
        let session = one(&set_cookies(&reply), "__Host-tessera-session");
        assert_eq!(
            session.attributes,
            ["path=/", "max-age=43200", "httponly", "samesite=lax", "secure"]
        );
        assert_eq!(session.value.len(), 43, "32 bytes in base64url");
        assert_eq!(location(&reply).as_deref(), Some("/auth/account"));
        let out = browser.submit(&crate::forms::sign_out_form(&browser), &[]);
        let gone = one(&set_cookies(&out), "__Host-tessera-session");
        assert!(
            gone.is_removal() && gone.has("secure") && gone.has("path=/"),
            "{gone:?}"
        );
        assert!(!browser.is_signed_in());
    });
}

#[test]
fn in_development_cookies_go_without_tls_and_are_still_out_of_reach() {
    let setup = Setup {
        development: true,
        ..Setup::default()
    };
    on_each_database_with(&setup, |app: &TestApp| {
        assert!(app.origin().starts_with("http://127.0.0.1:"));
        let browser = app.browser();
        let form = one(&set_cookies(&browser.open(SIGN_IN)), "tessera-form");
        assert_eq!(form.attributes, ["path=/", "httponly", "samesite=lax"]);
        let reply = browser.try_sign_in("admin", "admin");
        let session = one(&set_cookies(&reply), "tessera-session");
        assert_eq!(
            session.attributes,
            ["path=/", "max-age=43200", "httponly", "samesite=lax"]
        );
        assert!(browser.is_signed_in());
        let reply = app.browser().open(&hand_over_path(DEEP_LINK, "s", ""));
        let back = parameter(&location(&reply).expect("to the sign-in"), "callbackUrl").expect("and back");
        assert!(back.starts_with(&app.origin()), "{back}");
    });
}

#[test]
fn each_sign_in_gives_a_new_session_and_a_new_cookie() {
    on_stage(|stage| {
        let browser = stage.browser();
        let first = browser.cookie("__Host-tessera-session");
        let form = stage.app.browser();
        form.set_cookie(
            "__Host-tessera-session",
            Some("planted-by-somebody-else-aaaaaaaaaaaaaaaaaa"),
        );
        form.sign_in(LOGIN, PASSWORD);
        let second = form.cookie("__Host-tessera-session");
        assert_ne!(first, second);
        assert_ne!(
            second.as_deref(),
            Some("planted-by-somebody-else-aaaaaaaaaaaaaaaaaa")
        );
    });
}

#[test]
fn signing_in_leads_on_and_only_to_somewhere_here() {
    on_stage(|stage| {
        let signed_in = stage.browser();
        let whole = format!("{ORIGIN}/auth/password");
        let hand_over = hand_over_path(DEEP_LINK, "s", "");
        let whole_hand_over = format!("{ORIGIN}{hand_over}");
        for (asked, led) in [
            ("/auth/password", "/auth/password"),
            (whole.as_str(), "/auth/password"),
            (hand_over.as_str(), hand_over.as_str()),
            (whole_hand_over.as_str(), hand_over.as_str()),
            ("//evil.example", "/auth/account"),
            ("/\\evil.example", "/auth/account"),
            ("https://evil.example/", "/auth/account"),
            ("https://tickets.example.evil.example/", "/auth/account"),
            ("https://tickets.example@evil.example/", "/auth/account"),
            ("http://tickets.example/auth/account", "/auth/account"),
            ("javascript:alert(1)", "/auth/account"),
            ("/auth/password\r\nset-cookie: a=b", "/auth/account"),
            ("alga://auth/callback", "/auth/account"),
            ("", "/auth/account"),
        ] {
            stage.app.clock.advance(61);
            let address = format!("{SIGN_IN}?callbackUrl={}", encoded(asked));
            let there = location(&signed_in.open(&address)).unwrap_or_default();
            assert_eq!(
                there.strip_prefix(ORIGIN).unwrap_or(&there),
                led,
                "signed in already, {asked:?}"
            );
            let browser = stage.app.browser();
            let form = browser.sign_in_form_at(&address);
            let reply = browser.submit(&form, &[("login", LOGIN), ("password", PASSWORD)]);
            assert_eq!(location(&reply).as_deref(), Some(led), "{asked:?}");
            // A form may say what the page did not.
            let browser = stage.app.browser();
            let values = [("login", LOGIN), ("password", PASSWORD), ("callbackUrl", asked)];
            let reply = browser.submit(&browser.sign_in_form(), &values);
            assert_eq!(location(&reply).as_deref(), Some(led), "{asked:?} in the form");
        }
    });
}

#[test]
fn pages_repeat_nothing_that_an_address_says() {
    on_stage(|stage| {
        for path in [
            "/auth/signin?error=%3Cscript%3Ealert(1)%3C/script%3E",
            "/auth/signin?callbackUrl=/%22%3E%3Cscript%3E",
            "/auth/%3Cscript%3E",
            "/auth/signin/%3Cscript%3E",
        ] {
            let page = stage.app.browser().open(path).text();
            assert!(
                !page.contains("<script") && !page.contains("alert(1)"),
                "{path}: {page}"
            );
        }
        let browser = stage.app.browser();
        let login = "\"><script>alert(1)</script>";
        let page = browser.try_sign_in(login, "wrong password").text();
        assert!(
            !page.contains("<script") && !page.contains("wrong password"),
            "{page}"
        );
    });
}
