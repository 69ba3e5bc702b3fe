use super::browser::{Browser, Page};
use tessera_domain::user::Role;

const APP: &str = "/auth/mobile/handoff?redirect=alga%3A%2F%2Fauth%2Fcallback&state=l3x.a.b";
/// The example of RFC 7636, appendix B.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn assert_goes(page: &Page, location: &str) {
    assert_eq!(
        (page.status.as_u16(), page.location()),
        (302, location),
        "{}",
        page.body
    );
}

#[actix_web::test]
async fn without_redirect_or_state_it_is_the_sign_in_page() {
    let mut browser = Browser::signed_in().await;
    for query in [
        "",
        "?redirect=alga%3A%2F%2Fauth%2Fcallback",
        "?state=x",
        "?redirect=&state=x",
        "?redirect=alga%3A%2F%2Fauth%2Fcallback&state=",
        "?redirect=https%3A%2F%2Fevil.example&state=",
        "?redirect=alga%3A%2F%2Fauth%2Fcallback&state=x&state=y",
    ] {
        let page = browser.get(&format!("/auth/mobile/handoff{query}")).await;
        assert_goes(&page, "/auth/signin");
    }
}

#[actix_web::test]
async fn a_redirect_that_is_not_allowed_is_told_to_nobody_else() {
    for mut browser in [Browser::new(), Browser::signed_in().await] {
        for redirect in [
            "https%3A%2F%2Fevil.example%2Fauth%2Fcallback",
            "evil",
            "javascript%3Aalert(1)",
        ] {
            let page = browser
                .get(&format!("/auth/mobile/handoff?redirect={redirect}&state=x"))
                .await;
            assert_goes(&page, "/auth/signin?error=invalid_redirect");
        }
    }
}

#[actix_web::test]
async fn who_is_not_signed_in_signs_in_and_comes_back() {
    let mut browser = Browser::new();
    let page = browser.get(APP).await;
    assert_goes(
        &page,
        "/auth/signin?callbackUrl=https%3A%2F%2Ftickets.example%2Fauth%2Fmobile%2Fhandoff%3Fredirect%3Dalga%253A%252F%252Fauth%252Fcallback%26state%3Dl3x.a.b",
    );
    let shown = browser.get(page.location()).await;
    let kept = APP.replace('&', "&#38;");
    shown.assert_says(200, &format!(r#"name="callbackUrl" value="{kept}""#));
    browser.sign_in().await;
    let page = browser.get(page.location()).await;
    assert_eq!((page.status.as_u16(), page.location()), (303, APP));
}

#[actix_web::test]
async fn who_is_signed_in_takes_a_token_along() {
    let mut browser = Browser::signed_in().await;
    let page = browser.get(APP).await;
    assert_eq!(page.status, 302);
    let (token, state) = page
        .location()
        .strip_prefix("alga://auth/callback?ott=")
        .and_then(|query| query.split_once("&state="))
        .unwrap();
    assert!(
        token.starts_with("OneTimeToken-") && state == "l3x.a.b",
        "{}",
        page.location()
    );
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    let handed = browser.world.stored(|stored| stored.handed_over.clone());
    assert_eq!(handed.len(), 1);
    assert_eq!(handed[0].1, None);
}

#[actix_web::test]
async fn a_challenge_is_kept_and_one_that_is_none_is_refused() {
    let mut browser = Browser::signed_in().await;
    let page = browser
        .get(&format!(
            "{APP}&code_challenge={CHALLENGE}&code_challenge_method=S256"
        ))
        .await;
    assert!(page.location().contains("?ott="), "{}", page.location());
    let challenge = browser.world.stored(|stored| stored.handed_over[0].1.unwrap());
    assert_eq!(challenge.0[..4], [19, 211, 30, 150]);
    for query in [
        format!("code_challenge={CHALLENGE}"),
        format!("code_challenge={CHALLENGE}&code_challenge_method=plain"),
        format!("code_challenge={CHALLENGE}&code_challenge={CHALLENGE}&code_challenge_method=S256"),
        "code_challenge=short&code_challenge_method=S256".to_owned(),
        "code_challenge_method=S256".to_owned(),
    ] {
        let page = browser.get(&format!("{APP}&{query}")).await;
        assert_goes(&page, "alga://auth/callback?error=invalid_request&state=l3x.a.b");
    }
    assert_eq!(browser.world.stored(|stored| stored.handed_over.len()), 1);
}

#[actix_web::test]
async fn the_app_is_told_why_it_gets_nothing() {
    let told = |error: &str| format!("alga://auth/callback?error={error}&state=l3x.a.b");
    let mut off = Browser::with(|policy| policy.mobile = false);
    off.sign_in().await;
    assert_goes(&off.get(APP).await, &told("mobile_disabled"));
    let mut strict = Browser::with(|policy| policy.pkce_required = true);
    strict.sign_in().await;
    assert_goes(&strict.get(APP).await, &told("code_challenge_required"));
    let mut narrow = Browser::with(|policy| policy.mobile_roles = vec![Role::Admin]);
    narrow.sign_in().await;
    assert_goes(&narrow.get(APP).await, &told("client_not_allowed"));
    let mut eager = Browser::signed_in().await;
    for _ in 0..10 {
        assert!(eager.get(APP).await.location().contains("?ott="));
    }
    assert_goes(&eager.get(APP).await, &told("rate_limited"));
}
