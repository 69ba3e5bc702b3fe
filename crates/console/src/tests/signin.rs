use super::{
    browser::{Browser, form},
    world::PASSWORD,
};
use crate::ConsoleSettings;
use actix_web::test::TestRequest;

const SESSION: &str = "__Host-tessera-session";
const RIGHT: [(&str, &str); 2] = [("login", "robin"), ("password", PASSWORD)];

#[actix_web::test]
async fn the_page_offers_a_form_and_the_providers_and_runs_no_script() {
    let mut browser = Browser::new();
    let page = browser.get("/auth/signin?callbackUrl=%2Fa%3Fb%3Dc%26d").await;
    for text in [
        r#"<html lang="en">"#,
        r#"<form method="post" action="/auth/signin">"#,
        r#"name="callbackUrl" value="/a?b=c&#38;d""#,
        r#"<label for="login">"#,
        r#"<label for="password">"#,
        r#"autocomplete="current-password""#,
        r#"href="/auth/signin/google?callbackUrl=%2Fa%3Fb%3Dc%26d">Google</a>"#,
        "The &#34;Other&#34; One",
    ] {
        page.assert_says(200, text);
    }
    for foreign in ["<script", "style=", "onclick", "http://", "https://", "alert"] {
        assert!(!page.body.contains(foreign), "{foreign}");
    }
    assert!(
        page.header("content-security-policy")
            .ends_with("form-action 'self' alga: exp:")
    );
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(
        browser.cookies.keys().collect::<Vec<_>>(),
        ["__Host-tessera-form"]
    );
    let again = browser.get("/auth/signin").await;
    assert_eq!(again.token(), page.token(), "other tabs stay usable");
}

#[actix_web::test]
async fn the_right_password_signs_in_with_its_spaces_and_goes_on_to_where_one_came_from() {
    for (callback, location) in [
        ("/auth/password", "/auth/password"),
        (
            "https://tickets.example/auth/mobile/handoff?state=a.b",
            "/auth/mobile/handoff?state=a.b",
        ),
        ("https://evil.example/", "/auth/account"),
        ("//evil.example", "/auth/account"),
        ("", "/auth/account"),
    ] {
        let mut browser = Browser::new();
        let fields = [RIGHT[0], RIGHT[1], ("callbackUrl", callback)];
        let page = browser.submit("/auth/signin", &fields).await;
        assert_eq!((page.status.as_u16(), page.location()), (303, location));
        assert!(page.header("set-cookie").contains("; Max-Age=43200; "));
        assert!(browser.cookies.contains_key(SESSION));
        browser
            .get("/auth/account")
            .await
            .assert_says(200, "You are signed in");
    }
}

#[actix_web::test]
async fn a_wrong_password_is_told_in_words_and_never_sent_back() {
    for (login, password) in [
        ("robin", PASSWORD.trim()),
        ("robin", "canary-password"),
        ("nobody\"><b>", "canary-password"),
    ] {
        let mut browser = Browser::new();
        let page = browser
            .submit("/auth/signin", &[("login", login), ("password", password)])
            .await;
        page.assert_says(
            401,
            r#"role="alert" id="problem">The login or the password is wrong."#,
        );
        page.assert_says(
            401,
            r#"aria-describedby="problem" aria-invalid="true" autofocus>"#,
        );
        assert!(!page.body.contains("canary-password") && !page.body.contains("<b>"));
        assert!(page.body.contains(if login == "robin" {
            r#"value="robin""#
        } else {
            "nobody&#34;&#62;&#60;b&#62;"
        }));
        assert!(!browser.cookies.contains_key(SESSION));
    }
    let mut browser = Browser::new();
    let page = browser.submit("/auth/signin", &[("login", "robin")]).await;
    page.assert_says(400, "Enter your login and your password.");
}

#[actix_web::test]
async fn who_guesses_too_often_is_told_how_long_to_wait_even_with_the_right_password() {
    let mut browser = Browser::new();
    for _ in 0..5 {
        let page = browser
            .submit("/auth/signin", &[("login", "robin"), ("password", "wrong")])
            .await;
        page.assert_says(401, "wrong");
    }
    let page = browser.submit("/auth/signin", &RIGHT).await;
    page.assert_says(429, "Try again in 30 seconds.");
    assert_eq!(page.header("retry-after"), "30");
    assert!(browser.world.live().is_empty());
}

#[actix_web::test]
async fn a_busy_database_is_told_in_words() {
    let mut browser = Browser::new();
    browser.world.stored(|stored| stored.busy = true);
    let page = browser.submit("/auth/signin", &RIGHT).await;
    page.assert_says(503, "busy");
    assert_eq!(page.header("retry-after"), "1");
    assert!(!page.body.contains("canary"));
}

#[actix_web::test]
async fn a_form_from_elsewhere_gets_a_fresh_form_and_nothing_is_looked_at() {
    let mut browser = Browser::new();
    let token = Browser::new().get("/auth/signin").await.token();
    let without = browser.post("/auth/signin", &RIGHT).await;
    without.assert_says(403, "Nothing was done");
    let own = without.token();
    let stranger = browser
        .post("/auth/signin", &[RIGHT[0], RIGHT[1], ("token", &token[1..])])
        .await;
    stranger.assert_says(403, "Nothing was done");
    let fields = [RIGHT[0], RIGHT[1], ("token", own.as_str())];
    let foreign = form("/auth/signin", &fields).insert_header(("sec-fetch-site", "cross-site"));
    browser.send(foreign).await.assert_says(403, "Nothing was done");
    assert!(browser.world.stored(|stored| stored.tries.is_empty()));
    assert_eq!(browser.post("/auth/signin", &fields).await.status, 303);
}

#[actix_web::test]
async fn who_is_signed_in_need_not_sign_in() {
    let mut browser = Browser::signed_in().await;
    for (path, location) in [
        ("/auth/signin", "/auth/account"),
        ("/auth/signin?callbackUrl=%2Fx", "/x"),
        (
            "/auth/signin?callbackUrl=https%3A%2F%2Fevil.example",
            "/auth/account",
        ),
        (
            "/auth/signin?error=invalid_redirect",
            "/auth/account?error=invalid_redirect",
        ),
    ] {
        let page = browser.get(path).await;
        assert_eq!((page.status.as_u16(), page.location()), (303, location));
    }
}

#[actix_web::test]
async fn an_error_in_the_address_is_told_in_our_words() {
    let page = Browser::new().get("/auth/signin?error=invalid_redirect").await;
    page.assert_says(200, "not allowed here");
    let page = Browser::new().get("/auth/signin?error=%3Cb%3Ecanary").await;
    page.assert_says(200, "Signing in did not work.");
    assert!(!page.body.contains("canary"));
}

#[actix_web::test]
async fn a_tenant_that_does_not_exist_lets_nobody_in() {
    let mut browser = Browser::new();
    let token = browser.get("/auth/signin").await.token();
    let fields = [RIGHT[0], RIGHT[1], ("token", token.as_str())];
    let request = form("/auth/signin", &fields).insert_header(("x-tenant-id", "nonsense"));
    browser.send(request).await.assert_says(401, "wrong");
    let one = "00000000-0000-0000-0000-000000000001";
    let request = form("/auth/signin", &fields).insert_header(("x-tenant-id", one));
    assert_eq!(browser.send(request).await.status, 303);
}

#[actix_web::test]
async fn without_tls_cookies_have_plain_names_and_the_origin_is_plain() {
    let settings = ConsoleSettings {
        secure: false,
        ..ConsoleSettings::default()
    };
    let mut browser = Browser::at(settings);
    let fields = [RIGHT[0], RIGHT[1], ("callbackUrl", "http://tickets.example/x")];
    let page = browser.submit("/auth/signin", &fields).await;
    assert_eq!((page.status.as_u16(), page.location()), (303, "/x"));
    assert_eq!(
        browser.cookies.keys().collect::<Vec<_>>(),
        ["tessera-form", "tessera-session"]
    );
    browser
        .get("/auth/account")
        .await
        .assert_says(200, "You are signed in");
}

#[actix_web::test]
async fn a_public_origin_counts_instead_of_the_requests_host() {
    let origin = Some("https://public.example:8443".to_owned());
    let settings = ConsoleSettings {
        public_origin: origin,
        ..ConsoleSettings::default()
    };
    for (callback, location) in [
        ("https://public.example:8443/x", "/x"),
        ("https://tickets.example/x", "/auth/account"),
    ] {
        let mut browser = Browser::at(settings.clone());
        let fields = [RIGHT[0], RIGHT[1], ("callbackUrl", callback)];
        let page = browser.submit("/auth/signin", &fields).await;
        assert_eq!((page.status.as_u16(), page.location()), (303, location));
    }
}

#[actix_web::test]
async fn faults_are_pages_and_the_stylesheet_may_be_kept() {
    let mut browser = Browser::new();
    let page = browser.get("/auth/nowhere").await;
    page.assert_says(404, "<h1>Not here</h1>");
    assert!(page.body.contains(page.header("x-request-id")));
    assert!(
        page.header("content-security-policy")
            .ends_with("form-action 'self'")
    );
    let page = browser.send(TestRequest::put().uri("/auth/signin")).await;
    page.assert_says(405, "<h1>Not like this</h1>");
    assert_eq!(page.header("allow"), "GET, POST, HEAD");
    let page = browser.get("/auth/signout").await;
    assert_eq!((page.status.as_u16(), page.header("allow")), (405, "POST"));
    let json = form("/auth/signin", &[]).insert_header(("content-type", "application/json"));
    browser
        .send(json)
        .await
        .assert_says(415, "<h1>Not understood</h1>");
    let page = browser.get("/auth/style.css").await;
    page.assert_says(200, "prefers-color-scheme: dark");
    assert_eq!(page.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(page.header("cache-control"), "public, max-age=3600");
}
