use super::browser::{Browser, ORIGIN, Page};

const ATTEMPT: &str = "__Host-tessera-attempt";

/// The state that the provider was sent.
async fn begin(browser: &mut Browser, query: &str) -> String {
    let page = browser.get(&format!("/auth/signin/google{query}")).await;
    assert_eq!(
        (page.status.as_u16(), page.location()),
        (303, "https://google.example/authorize?x=y")
    );
    assert!(page.header("set-cookie").contains("; Max-Age=600; "));
    browser.world.stored(|stored| {
        let attempt = stored.attempts.last().unwrap();
        assert_eq!(
            attempt.redirect_uri,
            format!("{ORIGIN}/auth/signin/google/callback")
        );
        exposed(&attempt.state)
    })
}

fn exposed(secret: &secrecy::SecretString) -> String {
    use secrecy::ExposeSecret;
    secret.expose_secret().to_owned()
}

async fn come_back(browser: &mut Browser, query: &str) -> Page {
    let page = browser
        .get(&format!("/auth/signin/google/callback?{query}"))
        .await;
    assert!(!browser.cookies.contains_key(ATTEMPT), "the way ends here");
    assert!(!page.body.contains("canary"), "{}", page.body);
    page
}

#[actix_web::test]
async fn there_and_back_signs_in_and_goes_on() {
    for (query, location) in [
        ("", "/auth/account"),
        (
            "?callbackUrl=%2Fauth%2Fmobile%2Fhandoff%3Fstate%3Da.b",
            "/auth/mobile/handoff?state=a.b",
        ),
        ("?callbackUrl=https%3A%2F%2Fevil.example", "/auth/account"),
    ] {
        let mut browser = Browser::new();
        let state = begin(&mut browser, query).await;
        let page = come_back(&mut browser, &format!("code=robin&state={state}")).await;
        assert_eq!(
            (page.status.as_u16(), page.location()),
            (303, location),
            "{}",
            page.body
        );
        assert_eq!(browser.world.live().len(), 1);
        browser
            .get("/auth/account")
            .await
            .assert_says(200, "You are signed in");
    }
}

#[actix_web::test]
async fn state_nonce_and_verifier_differ_and_are_the_same_on_the_way_back() {
    let mut browser = Browser::new();
    let state = begin(&mut browser, "").await;
    come_back(&mut browser, &format!("code=robin&state={state}")).await;
    let told = browser.world.stored(|stored| {
        let all = stored.attempts.iter();
        all.map(|one| [&one.state, &one.nonce, &one.verifier].map(exposed))
            .collect::<Vec<_>>()
    });
    assert_eq!(told[0], told[1]);
    let [state, nonce, verifier] = &told[0];
    assert!(state != nonce && nonce != verifier && state != verifier);
    assert!(told[0].iter().all(|secret| secret.len() == 43));
}

#[actix_web::test]
async fn who_did_not_begin_here_does_not_get_in() {
    for query in [
        "code=robin",
        "code=robin&state=",
        "code=robin&state=x",
        "code=robin&state=STATE&state=STATE",
    ] {
        let mut browser = Browser::new();
        let state = begin(&mut browser, "").await;
        let page = come_back(&mut browser, &query.replace("STATE", &state)).await;
        page.assert_says(400, "did not begin in this browser");
    }
    let mut other = Browser::new();
    let state = begin(&mut other, "").await;
    let mut browser = Browser::new();
    let page = come_back(&mut browser, &format!("code=robin&state={state}")).await;
    page.assert_says(400, "did not begin in this browser");
    let page = other
        .get(&format!("/auth/signin/down/callback?code=robin&state={state}"))
        .await;
    page.assert_says(400, "did not begin in this browser");
    assert!(!other.cookies.contains_key(ATTEMPT));
    assert!(other.world.live().is_empty() && browser.world.live().is_empty());
}

#[actix_web::test]
async fn a_way_can_be_gone_once() {
    let mut browser = Browser::new();
    let state = begin(&mut browser, "").await;
    let query = format!("code=robin&state={state}");
    assert_eq!(come_back(&mut browser, &query).await.status, 303);
    come_back(&mut browser, &query)
        .await
        .assert_says(400, "did not begin in this browser");
}

#[actix_web::test]
async fn what_a_provider_says_against_it_is_told_in_our_words() {
    for (query, status, words) in [
        (
            "error=access_denied",
            401,
            "You did not let Google tell us who you are.",
        ),
        (
            "error=canary&error_description=canary",
            401,
            "Google did not confirm who you are.",
        ),
        ("error=server_error", 401, "Google is out of order"),
        ("error=access_denied&code=robin", 401, "You did not let Google"),
        ("", 400, "Google did not confirm who you are."),
        ("code=refused", 401, "Google did not confirm who you are."),
        ("code=stranger", 403, "you have no account here"),
        (
            "code=down",
            503,
            "Google cannot be reached right now. Sign in with your password, or try again later.",
        ),
    ] {
        let mut browser = Browser::new();
        let state = begin(&mut browser, "?callbackUrl=%2Fx").await;
        let page = come_back(&mut browser, &format!("state={state}&{query}")).await;
        page.assert_says(status, words);
        page.assert_says(status, r#"name="callbackUrl" value="/x""#);
        assert!(browser.world.live().is_empty());
    }
}

#[actix_web::test]
async fn a_provider_that_is_down_leaves_the_password() {
    let mut browser = Browser::new();
    let page = browser.get("/auth/signin/down?callbackUrl=%2Fx").await;
    page.assert_says(503, "The &#34;Other&#34; One cannot be reached right now.");
    page.assert_says(503, r#"name="callbackUrl" value="/x""#);
    assert_eq!(page.header("retry-after"), "5");
    assert!(!page.body.contains("canary") && !browser.cookies.contains_key(ATTEMPT));
}

#[actix_web::test]
async fn a_provider_that_is_not_configured_is_not_there() {
    let mut browser = Browser::new();
    browser
        .get("/auth/signin/nobody")
        .await
        .assert_says(404, "Not here");
    browser
        .get("/auth/signin/nobody/callback")
        .await
        .assert_says(404, "Not here");
    begin(&mut browser, "").await;
    browser
        .get("/auth/signin/nobody/callback")
        .await
        .assert_says(404, "Not here");
    assert!(!browser.cookies.contains_key(ATTEMPT), "the way ends here too");
}

#[actix_web::test]
async fn a_busy_database_is_not_the_providers_fault() {
    let mut browser = Browser::new();
    let state = begin(&mut browser, "").await;
    browser.world.stored(|stored| stored.busy = true);
    let page = come_back(&mut browser, &format!("code=robin&state={state}")).await;
    page.assert_says(503, "The service is busy");
    assert_eq!(page.header("retry-after"), "1");
}
