use super::{fields, post, secret, signed_in, world};
use crate::tests::browser::Browser;
use tessera_domain::{
    event::EventKind,
    user::Role,
    webhook::{Webhook, WebhookEvent, WebhookState, WebhookUrl},
};
use uuid::Uuid;

const LIST: &str = "/console/webhooks";
pub(super) const ONE: &str = "/console/webhooks/1";
pub(super) const LOG: &str = "/console/webhooks/1/deliveries";

const GOOD: [(&str, &str); 4] = [
    ("url", "https://shop.example/hooks?a=<b>"),
    ("ticket.created", "on"),
    ("comment.added", "on"),
    ("active", "on"),
];

pub(super) async fn with_one() -> Browser {
    let browser = signed_in(Role::Admin).await;
    browser
        .world
        .stored(|stored| stored.webhooks.push(world::webhook(1)));
    browser
}

fn stored(browser: &Browser) -> Webhook {
    browser.world.stored(|stored| stored.webhooks[0].clone())
}

pub(super) fn last_event(browser: &Browser) -> Option<EventKind> {
    browser
        .world
        .stored(|stored| stored.events.last().map(|event| event.kind))
}

#[actix_web::test]
async fn the_secret_of_a_new_webhook_is_shown_once() {
    let mut browser = signed_in(Role::Admin).await;
    let form = fields(&mut browser, &format!("{LIST}/new"), &GOOD).await;
    let made = post(&mut browser, LIST, &form).await;
    let shown = secret(&made);
    assert!(shown.starts_with("whsec_"), "{shown}");
    made.assert_says(200, "https://shop.example/hooks?a=&#60;b&#62;");
    assert!(
        made.header("content-security-policy")
            .contains("script-src 'self';")
    );
    assert_eq!(made.header("cache-control"), "no-store");
    let webhook = stored(&browser);
    assert_eq!(webhook.secret.0, shown.as_bytes());
    assert_eq!(
        webhook.events,
        [WebhookEvent::TicketCreated, WebhookEvent::CommentAdded].into()
    );
    assert!(webhook.is_active());
    post(&mut browser, LIST, &form)
        .await
        .assert_says(409, "nothing was done again");
    assert_eq!(browser.world.stored(|stored| stored.webhooks.len()), 1);
    for path in [LIST, ONE, LOG] {
        let page = browser.get(path).await;
        page.assert_says(200, "https://shop.example/hooks?a=&#60;b&#62;");
        assert!(!page.body.contains(&shown));
    }
}

#[actix_web::test]
async fn what_is_wrong_is_told_at_its_field_and_the_rest_is_kept() {
    let mut browser = signed_in(Role::Admin).await;
    for (url, problem) in [
        ("", "Fill this in."),
        ("ftp://shop.example", "Must be an address of http or https."),
        (
            "https://private.example",
            "Must be an address that can be reached.",
        ),
    ] {
        let typed = GOOD.map(|(name, value)| (name, if name == "url" { url } else { value }));
        let form = fields(&mut browser, &format!("{LIST}/new"), &typed).await;
        let page = post(&mut browser, LIST, &form).await;
        page.assert_says(400, &format!(r#"id="url-problem">{problem}"#));
        page.assert_says(400, &format!(r#"value="{url}""#));
        page.assert_says(400, r#"name="comment.added" value="on" checked"#);
        // The form that is shown now can be sent.
        page.assert_says(400, r#"name="once" value=""#);
    }
    let form = fields(&mut browser, &format!("{LIST}/new"), &GOOD[..1]).await;
    let page = post(&mut browser, LIST, &form).await;
    page.assert_says(400, r#"id="events-problem">Tick one at least."#);
    assert!(browser.world.stored(|stored| stored.webhooks.is_empty()));
}

#[actix_web::test]
async fn there_are_no_more_webhooks_than_there_may_be() {
    let mut browser = signed_in(Role::Admin).await;
    browser
        .world
        .stored(|stored| stored.webhooks = (1..=100).map(world::webhook).collect());
    let form = fields(&mut browser, &format!("{LIST}/new"), &GOOD).await;
    post(&mut browser, LIST, &form)
        .await
        .assert_says(409, "There are as many webhooks as there may be.");
    let first = browser.get(LIST).await;
    first.assert_says(200, r#"href="/console/webhooks?page=2" rel="next""#);
    first.assert_says(200, "https://shop.example/&#60;b&#62;/25");
    browser
        .get(&format!("{LIST}?page=4"))
        .await
        .assert_says(200, "Page 4 of 4, 100 in all");
}

#[actix_web::test]
async fn a_webhook_is_changed_unless_somebody_else_was_faster() {
    let mut browser = with_one().await;
    browser
        .get(ONE)
        .await
        .assert_says(200, r#"name="version" value="1""#);
    let form = |version, url| [("version", version), ("url", url), ("file.uploaded", "on")];
    let late = browser.submit(ONE, &form("0", "https://other.example")).await;
    late.assert_says(412, "Somebody else has changed this in the meantime.");
    late.assert_says(412, r#"value="https://other.example""#);
    late.assert_says(412, r#"name="version" value="1""#);
    browser
        .submit(ONE, &form("1", "https://private.example"))
        .await
        .assert_says(400, r#"id="url-problem">Must be an address that can be reached."#);
    browser
        .submit(ONE, &form("1", "nowhere"))
        .await
        .assert_says(400, "Must be an address of http or https.");
    assert_eq!(stored(&browser), world::webhook(1));
    let done = browser.submit(ONE, &form("1", "https://other.example")).await;
    assert_eq!(
        done.location(),
        "/console/webhooks/1?done=changed",
        "{}",
        done.body
    );
    let webhook = stored(&browser);
    assert_eq!(
        (webhook.url.as_str(), webhook.version),
        ("https://other.example", 2)
    );
    assert_eq!(webhook.events, [WebhookEvent::FileUploaded].into());
    browser
        .get(done.location())
        .await
        .assert_says(200, r#"role="status">The webhook is changed."#);
}

#[actix_web::test]
async fn an_address_that_stays_is_not_looked_up_again() {
    let mut browser = with_one().await;
    browser.world.stored(|stored| {
        stored.webhooks[0].url = WebhookUrl::parse("https://private.example").unwrap();
    });
    let form = [
        ("version", "1"),
        ("url", "https://private.example"),
        ("file.uploaded", "on"),
    ];
    assert_eq!(browser.submit(ONE, &form).await.status, 303);
    assert_eq!(stored(&browser).events, [WebhookEvent::FileUploaded].into());
}

#[actix_web::test]
async fn a_webhook_is_switched_off_and_on() {
    let mut browser = with_one().await;
    let active = format!("{ONE}/active");
    for (value, what, state) in [
        ("false", "off", WebhookState::Off),
        ("true", "on", WebhookState::Active),
    ] {
        let done = browser.submit(&active, &[("active", value)]).await;
        assert_eq!(done.location(), format!("{ONE}?done={what}"));
        assert_eq!(stored(&browser).state, state);
    }
    browser
        .submit(&active, &[("active", "x")])
        .await
        .assert_says(400, "Not understood");
    browser
        .world
        .stored(|stored| stored.webhooks[0].state = WebhookState::Failing);
    let page = browser.get(ONE).await;
    page.assert_says(200, "Off: it took nothing for five days");
    page.assert_says(200, ">Switch on<");
    assert!(!page.body.contains("Send a test"));
    for path in ["/test", "/redeliver"] {
        let form = [("since", "2026-02-01T00:00"), ("until", "2026-02-02T00:00")];
        browser
            .submit(&format!("{ONE}{path}"), &form)
            .await
            .assert_says(409, "This webhook is switched off.");
    }
}

#[actix_web::test]
async fn another_secret_is_made_once_however_often_the_form_is_sent() {
    let mut browser = with_one().await;
    let path = format!("{ONE}/secret");
    browser
        .get(&path)
        .await
        .assert_says(200, "For a day the present one");
    let form = fields(&mut browser, &path, &[]).await;
    let shown = secret(&post(&mut browser, &path, &form).await);
    let webhook = stored(&browser);
    assert_eq!(webhook.secret.0, shown.as_bytes());
    assert_eq!(
        webhook.former.map(|former| former.secret),
        Some(world::webhook(1).secret)
    );
    post(&mut browser, &path, &form)
        .await
        .assert_says(409, "nothing was done again");
    assert_eq!(stored(&browser).secret, webhook.secret);
    let page = browser.get(ONE).await;
    page.assert_says(200, "The secret before signs until</dt><dd>2026-02-04 12:00 UTC");
    assert!(!page.body.contains(&shown));
    browser
        .submit(&path, &[])
        .await
        .assert_says(403, "Nothing was done");
}

#[actix_web::test]
async fn a_webhook_is_deleted_after_asking() {
    let mut browser = with_one().await;
    let path = format!("{ONE}/delete");
    browser
        .get(&path)
        .await
        .assert_says(200, "the log of its deliveries goes for good");
    let gone = browser.submit(&path, &[]).await;
    assert_eq!(
        (gone.status.as_u16(), gone.location()),
        (303, "/console/webhooks?done=deleted")
    );
    assert!(browser.world.stored(|stored| stored.webhooks.is_empty()));
    assert_eq!(last_event(&browser), Some(EventKind::WebhookRemoved));
    browser
        .get(gone.location())
        .await
        .assert_says(200, "There are no webhooks yet.");
}

#[actix_web::test]
async fn a_foreign_or_unknown_webhook_is_not_there() {
    let mut browser = signed_in(Role::SuperAdmin).await;
    let mut foreign = world::webhook(1);
    foreign.tenant = Uuid::from_u128(99).into();
    browser
        .world
        .stored(|stored| stored.webhooks.push(foreign.clone()));
    let typed = [
        ("version", "1"),
        ("url", "https://other.example"),
        ("ticket.created", "on"),
        ("active", "false"),
        ("since", "2026-02-01T00:00"),
        ("until", "2026-02-02T00:00"),
    ];
    for number in ["1", "2", "0", "nonsense"] {
        let one = format!("{LIST}/{number}");
        for page in ["", "/secret", "/delete", "/deliveries", "/redeliver"] {
            browser
                .get(&format!("{one}{page}"))
                .await
                .assert_says(404, "Not here");
        }
        let again = format!("/deliveries/{}/redeliver", Uuid::from_u128(3001));
        for form in ["", "/secret", "/delete", "/active", "/test", "/redeliver", &again] {
            let all = fields(&mut browser, &format!("{LIST}/new"), &typed).await;
            post(&mut browser, &format!("{one}{form}"), &all)
                .await
                .assert_says(404, "Not here");
        }
    }
    assert!(browser.world.stored(|stored| stored.webhooks == [foreign]));
}
