use super::{
    browser::Browser,
    world::{self, PASSWORD},
};
use tessera_domain::session::SessionKind;

const NEW: &str = " a whole new one ";

fn fields<'f>(current: &'f str, new: &'f str) -> [(&'f str, &'f str); 2] {
    [("current_password", current), ("new_password", new)]
}

#[actix_web::test]
async fn a_changed_password_ends_all_other_sessions() {
    let mut browser = Browser::signed_in().await;
    let phone = world::session(SessionKind::Mobile);
    browser.world.stored(|stored| stored.sessions.push(phone));
    let page = browser.submit("/auth/password", &fields(PASSWORD, NEW)).await;
    page.assert_says(
        200,
        r#"role="status">Your password is changed. All your other sessions have ended"#,
    );
    assert_eq!(browser.world.live().len(), 1);
    assert_eq!(browser.world.stored(|stored| stored.password.clone()), NEW);
    assert_eq!(browser.get("/auth/account").await.status, 200);
}

#[actix_web::test]
async fn the_page_says_the_rule_and_which_password_is_which() {
    let page = Browser::signed_in().await.get("/auth/password").await;
    for text in [
        "8 to 128 characters",
        r#"autocomplete="current-password""#,
        r#"autocomplete="new-password""#,
        r#"aria-describedby="rule""#,
    ] {
        page.assert_says(200, text);
    }
}

#[actix_web::test]
async fn what_is_wrong_is_told_beside_its_field_and_nothing_is_sent_back() {
    let long = "canary".repeat(22);
    for (current, new, words) in [
        (
            "canary-wrong",
            NEW,
            r#"id="current-problem">That is not your current password."#,
        ),
        (
            PASSWORD,
            "canary",
            r#"id="new-problem">The new password must have at least 8 characters."#,
        ),
        (
            PASSWORD,
            &long,
            r#"id="new-problem">The new password must have at most 128 characters."#,
        ),
    ] {
        let mut browser = Browser::signed_in().await;
        let page = browser.submit("/auth/password", &fields(current, new)).await;
        page.assert_says(400, words);
        assert!(page.body.contains(r#"aria-invalid="true""#));
        assert!(!page.body.contains("canary") && !page.body.contains("whole"));
        assert_eq!(browser.world.stored(|stored| stored.password.clone()), PASSWORD);
    }
}

#[actix_web::test]
async fn guessing_the_current_one_is_locked_like_signing_in() {
    let mut browser = Browser::signed_in().await;
    for _ in 0..5 {
        let page = browser.submit("/auth/password", &fields("wrong", NEW)).await;
        page.assert_says(400, "not your current password");
    }
    let page = browser.submit("/auth/password", &fields(PASSWORD, NEW)).await;
    page.assert_says(429, "Try again in 30 seconds.");
    assert_eq!(page.header("retry-after"), "30");
}

#[actix_web::test]
async fn a_form_from_elsewhere_changes_nothing() {
    let mut browser = Browser::signed_in().await;
    let page = browser.post("/auth/password", &fields(PASSWORD, NEW)).await;
    page.assert_says(403, "Nothing was done");
    assert_eq!(browser.world.stored(|stored| stored.password.clone()), PASSWORD);
}
