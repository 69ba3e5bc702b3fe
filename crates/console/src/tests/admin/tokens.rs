use super::{fields, hidden, post, secret, signed_in, world};
use crate::tests::browser::Browser;
use tessera_domain::{
    event::EventKind,
    integration::{IntegrationToken, TokenState},
    time::Time,
    user::Role,
};
use uuid::Uuid;

const LIST: &str = "/console/integration-tokens";

async fn with_one() -> (Browser, IntegrationToken, String) {
    let browser = signed_in(Role::Admin).await;
    let token = world::token(1);
    browser.world.stored(|stored| stored.tokens.push(token.clone()));
    let path = format!("{LIST}/{}", token.id);
    (browser, token, path)
}

fn stored(browser: &Browser) -> IntegrationToken {
    browser.world.stored(|stored| stored.tokens[0].clone())
}

const GOOD: [(&str, &str); 5] = [
    ("name", "<b>Shop"),
    ("description", "Opens \"tickets\""),
    ("owner", "ROBIN"),
    ("per_hour", "250"),
    ("ends_on", "2026-12-31"),
];

#[actix_web::test]
async fn the_secret_of_a_new_token_is_shown_once() {
    let mut browser = signed_in(Role::Admin).await;
    browser
        .get(&format!("{LIST}/new"))
        .await
        .assert_says(200, r#"value="robin""#);
    let fields = fields(&mut browser, &format!("{LIST}/new"), &GOOD).await;
    let page = post(&mut browser, LIST, &fields).await;
    let secret = secret(&page);
    assert!(secret.starts_with("IntegrationToken-"), "{secret}");
    assert!(
        page.header("content-security-policy")
            .contains("script-src 'self';")
    );
    assert_eq!(page.header("cache-control"), "no-store");
    for words in [
        "readonly",
        "&#60;b&#62;Shop",
        r#"<script src="/console/script.js" defer>"#,
        "data-copies",
    ] {
        page.assert_says(200, words);
    }
    let token = stored(&browser);
    assert_eq!(
        (token.name.as_str(), token.owner, token.per_hour.get()),
        ("<b>Shop", world::robin(), 250)
    );
    assert_eq!(token.description.as_deref(), Some("Opens \"tickets\""));
    assert_eq!(token.expires_at, Time::parse("2027-01-01T00:00:00Z"));
    let again = post(&mut browser, LIST, &fields).await;
    again.assert_says(409, "nothing was done again");
    assert_eq!(browser.world.stored(|stored| stored.tokens.len()), 1);
    for path in [LIST.to_owned(), format!("{LIST}/{}", token.id)] {
        let page = browser.get(&path).await;
        page.assert_says(200, "&#60;b&#62;Shop");
        assert!(!page.body.contains(&secret));
    }
}

#[actix_web::test]
async fn what_is_wrong_is_told_at_its_field_and_the_rest_is_kept() {
    let mut browser = signed_in(Role::Admin).await;
    for (name, value, problem) in [
        ("name", "", "Fill this in."),
        (
            "description",
            &*"x".repeat(1001),
            "Must have at most 1000 character(s).",
        ),
        ("owner", "nobody", "Nobody with this login may sign in here."),
        (
            "owner",
            "a b",
            "must not contain white space or control characters.",
        ),
        ("per_hour", "0", "Must be 1 or more."),
        ("ends_on", "2026-02-02", "Must be in the future."),
        ("ends_on", "soon", "Must be a day, as 2026-12-31."),
    ] {
        let typed = GOOD.map(|(field, good)| (field, if field == name { value } else { good }));
        let fields = fields(&mut browser, &format!("{LIST}/new"), &typed).await;
        let page = post(&mut browser, LIST, &fields).await;
        page.assert_says(400, &format!(r#"role="alert" id="{name}-problem">{problem}"#));
        assert_eq!(page.body.matches(r#"role="alert""#).count(), 1, "{name}");
        assert_eq!(page.body.matches(r#"aria-invalid="true""#).count(), 1, "{name}");
        let kept = if name == "name" {
            r#"value="250""#
        } else {
            r#"value="&#60;b&#62;Shop""#
        };
        page.assert_says(400, kept);
    }
    assert!(browser.world.stored(|stored| stored.tokens.is_empty()));
}

#[actix_web::test]
async fn a_token_stands_for_somebody_who_may_come_in() {
    let mut browser = signed_in(Role::Admin).await;
    let mut closed = world::person(2, Role::User);
    closed.active = false;
    browser.world.stored(|stored| stored.people.push(closed));
    let typed = GOOD.map(|(field, good)| (field, if field == "owner" { "person-2" } else { good }));
    let fields = fields(&mut browser, &format!("{LIST}/new"), &typed).await;
    let page = post(&mut browser, LIST, &fields).await;
    page.assert_says(400, r#"id="owner-problem">Nobody with this login"#);
}

#[actix_web::test]
async fn what_failed_can_be_sent_again() {
    let mut browser = signed_in(Role::Admin).await;
    let fields = fields(&mut browser, &format!("{LIST}/new"), &GOOD).await;
    browser.world.stored(|stored| stored.busy = true);
    let page = post(&mut browser, LIST, &fields).await;
    page.assert_says(503, "The service is busy");
    page.assert_says(503, r#"value="&#60;b&#62;Shop""#);
    browser.world.stored(|stored| stored.busy = false);
    let mut again = fields.clone();
    again.retain(|(name, _)| *name != "once");
    again.push(("once", hidden(&page, "once")));
    secret(&post(&mut browser, LIST, &again).await);
}

#[actix_web::test]
async fn the_list_is_newest_first_and_paged() {
    let mut browser = signed_in(Role::Admin).await;
    browser
        .world
        .stored(|stored| stored.tokens.extend((1..=26).map(world::token)));
    let page = browser.get(LIST).await;
    page.assert_says(200, "&#60;b&#62;Shop 26<");
    assert_eq!(page.body.matches("&#60;b&#62;Shop").count(), 25);
    assert!(page.body.find("Shop 26<") < page.body.find("Shop 25<"));
    let older = format!(r#"href="{LIST}?after={}""#, world::token(2).id);
    page.assert_says(200, &older);
    let page = browser.get(&format!("{LIST}?after={}", world::token(2).id)).await;
    page.assert_says(200, "&#60;b&#62;Shop 1<");
    assert!(!page.body.contains("Older") && page.body.contains("Newest"));
    browser
        .get(&format!("{LIST}?after=x"))
        .await
        .assert_says(400, "Not understood");
}

#[actix_web::test]
async fn one_token_says_what_it_is_and_did() {
    let (mut browser, token, path) = with_one().await;
    let calls = (1..=21).map(|ago| world::call(token.id, ago, if ago == 1 { 429 } else { 201 }));
    browser.world.stored(|stored| stored.calls.extend(calls));
    let page = browser.get(&path).await;
    for words in [
        "<h1>&#60;b&#62;Shop 1</h1>",
        "<dd>4321</dd>",
        "<dd>21</dd>",
        "<dd>321</dd>",
        "<dd>17</dd>",
        "<dd>34 ms</dd>",
        "429 error",
        "POST /tickets/&#60;script&#62;",
        "&#60;u&#62;curl",
        "For the &#34;shop&#34;</textarea>",
    ] {
        page.assert_says(200, words);
    }
    assert_eq!(page.body.matches("192.0.2.7").count(), 20);
}

#[actix_web::test]
async fn an_edit_is_stored_and_a_wrong_one_is_told() {
    let (mut browser, token, path) = with_one().await;
    let typed = [
        ("name", "Till"),
        ("description", " "),
        ("per_hour", "7"),
        ("ends_on", ""),
    ];
    let page = browser.submit(&path, &typed).await;
    assert_eq!((page.status.as_u16(), page.location()), (303, path.as_str()));
    let edited = stored(&browser);
    assert_eq!(
        (edited.name.as_str(), edited.description, edited.per_hour.get()),
        ("Till", None, 7)
    );
    assert_eq!(edited.prefix, token.prefix);
    let typed = [
        ("name", "Kiosk"),
        ("description", ""),
        ("per_hour", "1000001"),
        ("ends_on", ""),
    ];
    let page = browser.submit(&path, &typed).await;
    page.assert_says(400, r#"id="per_hour-problem">Must be 1000000 or less."#);
    page.assert_says(400, r#"value="Kiosk""#);
    assert_eq!(stored(&browser).name.as_str(), "Till");
}

#[actix_web::test]
async fn a_token_is_disabled_enabled_and_revoked_for_good() {
    let (mut browser, _, path) = with_one().await;
    let state = format!("{path}/state");
    for (wanted, shown) in [
        (TokenState::Disabled, ">Enable<"),
        (TokenState::Active, ">Disable<"),
        (TokenState::Revoked, "revoked for good"),
    ] {
        let page = browser.submit(&state, &[("state", wanted.key())]).await;
        assert_eq!((page.status.as_u16(), page.location()), (303, path.as_str()));
        assert_eq!(stored(&browser).state, wanted);
        browser.get(&path).await.assert_says(200, shown);
    }
    let page = browser.submit(&state, &[("state", "active")]).await;
    page.assert_says(400, r#"role="alert">This token is revoked for good."#);
    browser
        .submit(&state, &[("state", "x")])
        .await
        .assert_says(400, "Not understood");
    assert_eq!(stored(&browser).state, TokenState::Revoked);
    let again = format!("{path}/regenerate");
    let fields = fields(&mut browser, &again, &[]).await;
    let page = post(&mut browser, &again, &fields).await;
    page.assert_says(400, r#"role="alert">This token is revoked for good."#);
}

#[actix_web::test]
async fn another_secret_is_made_once_however_often_the_form_is_sent() {
    let (mut browser, token, path) = with_one().await;
    let path = format!("{path}/regenerate");
    browser.get(&path).await.assert_says(200, "is dead at once");
    let fields = fields(&mut browser, &path, &[]).await;
    let shown = secret(&post(&mut browser, &path, &fields).await);
    let kept = browser.world.stored(|stored| stored.secrets[&token.id]);
    assert_eq!(
        kept,
        tessera_ports::world::Secrets::fingerprint(&browser.world, &shown)
    );
    post(&mut browser, &path, &fields)
        .await
        .assert_says(409, "nothing was done again");
    assert_eq!(browser.world.stored(|stored| stored.secrets[&token.id]), kept);
}

#[actix_web::test]
async fn a_token_is_deleted_after_asking() {
    let (mut browser, _, path) = with_one().await;
    let path = format!("{path}/delete");
    browser
        .get(&path)
        .await
        .assert_says(200, "The tickets that it opened stay");
    assert_eq!(browser.world.stored(|stored| stored.tokens.len()), 1);
    let page = browser.submit(&path, &[]).await;
    assert_eq!((page.status.as_u16(), page.location()), (303, LIST));
    assert!(browser.world.stored(|stored| stored.tokens.is_empty()));
    let kind = browser
        .world
        .stored(|stored| stored.events.last().map(|event| event.kind));
    assert_eq!(kind, Some(EventKind::IntegrationTokenRemoved));
}

#[actix_web::test]
async fn a_foreign_or_unknown_token_is_not_there() {
    let mut browser = signed_in(Role::SuperAdmin).await;
    let mut foreign = world::token(1);
    foreign.tenant = Uuid::from_u128(99).into();
    let unknown = Uuid::from_u128(98).to_string();
    let known = foreign.id.to_string();
    browser.world.stored(|stored| stored.tokens.push(foreign.clone()));
    let typed = [
        ("name", "X"),
        ("description", ""),
        ("per_hour", "1"),
        ("ends_on", ""),
        ("state", "disabled"),
    ];
    for id in [known.as_str(), &unknown, "nonsense"] {
        let path = format!("{LIST}/{id}");
        for page in ["", "/regenerate", "/delete"] {
            browser
                .get(&format!("{path}{page}"))
                .await
                .assert_says(404, "Not here");
        }
        for form in ["", "/state", "/delete", "/regenerate"] {
            let mut all = fields(&mut browser, &format!("{LIST}/new"), &typed).await;
            all.retain(|(name, _)| *name != "owner");
            let page = post(&mut browser, &format!("{path}{form}"), &all).await;
            page.assert_says(404, "Not here");
        }
    }
    assert!(browser.world.stored(|stored| stored.tokens == [foreign]));
}
