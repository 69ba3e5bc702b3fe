use super::{browser::Browser, world};
use tessera_domain::session::SessionKind;

#[actix_web::test]
async fn strangers_are_asked_to_sign_in() {
    let mut browser = Browser::new();
    for (path, location) in [
        ("/auth/account", "/auth/signin?callbackUrl=%2Fauth%2Faccount"),
        ("/auth/password", "/auth/signin?callbackUrl=%2Fauth%2Fpassword"),
    ] {
        let page = browser.get(path).await;
        assert_eq!((page.status.as_u16(), page.location()), (303, location));
    }
    let end = format!("/auth/sessions/{}/end", world::session(SessionKind::Mobile).id);
    for (path, location) in [
        (end.as_str(), "/auth/signin?callbackUrl=%2Fauth%2Faccount"),
        ("/auth/password", "/auth/signin?callbackUrl=%2Fauth%2Fpassword"),
        ("/auth/signout", "/auth/signin"),
    ] {
        let page = browser.post(path, &[]).await;
        assert_eq!((page.status.as_u16(), page.location()), (303, location));
    }
}

#[actix_web::test]
async fn the_page_says_who_and_where() {
    let mut browser = Browser::signed_in().await;
    let mut phone = world::session(SessionKind::Mobile);
    phone.place.device.platform = Some("ios".to_owned());
    phone.place.device.app_version = Some("<i>1.2".to_owned());
    phone.place.address = Some("192.0.2.7".to_owned());
    browser.world.stored(|stored| stored.sessions.push(phone));
    let page = browser.get("/auth/account").await;
    for words in [
        "signed in as <strong>Robin &#60;b&#62; Hood</strong> (robin)",
        "Phone (iOS), app &#60;i&#62;1.2</strong><br>",
        "From 192.0.2.7, since 2026-02-03 12:00 UTC",
        "Browser</strong> <em>(this one)</em>",
        "From 0.0.0.0, since 2026-02-03 12:00 UTC",
    ] {
        page.assert_says(200, words);
    }
    assert_eq!(page.body.matches("(this one)").count(), 1);
}

#[actix_web::test]
async fn a_session_is_ended_by_its_own_button_only() {
    let mut browser = Browser::signed_in().await;
    let phone = world::session(SessionKind::Mobile);
    let path = format!("/auth/sessions/{}/end", phone.id);
    let id = phone.id;
    browser.world.stored(|stored| stored.sessions.push(phone));
    browser
        .post(&path, &[])
        .await
        .assert_says(403, "Nothing was done");
    browser
        .post(&path, &[("token", "x")])
        .await
        .assert_says(403, "Nothing was done");
    assert!(browser.world.live().contains(&id));
    let page = browser.submit(&path, &[]).await;
    assert_eq!((page.status.as_u16(), page.location()), (303, "/auth/account"));
    assert!(!browser.world.live().contains(&id));
    browser.submit(&path, &[]).await.assert_says(404, "Not here");
    browser
        .submit("/auth/sessions/nonsense/end", &[])
        .await
        .assert_says(404, "Not here");
}

#[actix_web::test]
async fn signing_out_ends_the_session_and_forgets_the_cookie() {
    let mut browser = Browser::signed_in().await;
    let kept = browser.cookies.clone();
    browser
        .post("/auth/signout", &[])
        .await
        .assert_says(403, "Nothing was done");
    assert_eq!(browser.world.live().len(), 1);
    let page = browser.submit("/auth/signout", &[]).await;
    assert_eq!((page.status.as_u16(), page.location()), (303, "/auth/signin"));
    assert!(browser.world.live().is_empty());
    assert!(!browser.cookies.contains_key("__Host-tessera-session"));
    browser.cookies = kept;
    assert_eq!(
        browser.get("/auth/account").await.status,
        303,
        "the cookie is worth nothing any more"
    );
}
