use super::{
    webhooks::{LOG, ONE, last_event, with_one},
    world,
};
use crate::tests::browser::Browser;
use tessera_domain::{
    event::EventKind,
    time::Time,
    webhook::{
        WebhookState,
        delivery::{DeliveryState, Outcome},
    },
};
use uuid::Uuid;

const SERVER_ERROR: Outcome = Outcome::Answered {
    status: 500,
    retry_after: None,
};

#[actix_web::test]
async fn a_test_is_sent() {
    let mut browser = with_one().await;
    let sent = browser.submit(&format!("{ONE}/test"), &[]).await;
    assert_eq!(sent.location(), format!("{LOG}?done=test"));
    assert_eq!(last_event(&browser), Some(EventKind::WebhookTested));
    let page = browser.get(sent.location()).await;
    page.assert_says(200, r#"role="status">A test is on its way."#);
    page.assert_says(200, "<code>webhook.test</code> <strong>On its way</strong>");
    page.assert_says(200, "not tried yet");
}

#[actix_web::test]
async fn the_log_tells_of_tries_and_is_filtered_and_paged() {
    let mut browser = with_one().await;
    let webhook = world::webhook(1);
    let of = |number, state, outcomes: &[Outcome]| world::delivery(&webhook, number, state, outcomes);
    browser.world.stored(|stored| {
        let good = Outcome::Answered {
            status: 204,
            retry_after: None,
        };
        stored.deliveries = (1..=24)
            .map(|number| of(number, DeliveryState::Delivered, &[good]))
            .collect();
        let waits = of(30, DeliveryState::Pending, &[SERVER_ERROR, Outcome::TimedOut]);
        stored.deliveries.insert(0, waits);
        stored
            .deliveries
            .push(of(40, DeliveryState::Failed, &[SERVER_ERROR; 14]));
    });
    let first = browser.get(LOG).await;
    for words in [
        "26 deliveries",
        "2 tries, last answer: no answer in time<br>Next try: <span class=\"when\">2026-02-03 11:48:50 UTC</span>",
        r#"<li value="2"><span class="when">2026-02-03 11:43:50 UTC</span>: <strong class="wrong">no answer in time</strong>, 12 ms"#,
        "<pre>&#60;i&#62;answer</pre>",
        "<pre>{&#34;event&#34;:&#34;&#60;script&#62;&#34;}</pre>",
        "1 try, last answer: 204",
        r#"href="/console/webhooks/1/deliveries?state=all&#38;page=2" rel="next""#,
    ] {
        first.assert_says(200, words);
    }
    let entries = |body: &str| body.matches(r#"<div class="entry">"#).count();
    assert_eq!(entries(&first.body), 25);
    let failed = browser.get(&format!("{LOG}?state=failed")).await;
    failed.assert_says(200, r#"<option value="failed" selected>Given up</option>"#);
    failed.assert_says(200, r#"<strong class="wrong">Given up</strong>"#);
    failed.assert_says(200, "14 tries, last answer: 500");
    failed.assert_says(200, "2 earlier ones are not shown.");
    assert_eq!(entries(&failed.body), 1);
    assert_eq!(entries(&browser.get(&format!("{LOG}?page=2")).await.body), 1);
    for bad in ["state=x", "page=x", "again=x"] {
        browser
            .get(&format!("{LOG}?{bad}"))
            .await
            .assert_says(400, "Not understood");
    }
}

#[actix_web::test]
async fn one_delivery_is_sent_once_more() {
    let mut browser = with_one().await;
    let sheet = world::delivery(&world::webhook(1), 1, DeliveryState::Failed, &[SERVER_ERROR]);
    let id = sheet.delivery.id;
    browser.world.stored(|stored| stored.deliveries.push(sheet));
    let path = format!("{LOG}/{id}/redeliver");
    browser
        .get(LOG)
        .await
        .assert_says(200, &format!(r#"action="{path}""#));
    let sent = browser.submit(&path, &[]).await;
    assert_eq!(sent.location(), format!("{LOG}?done=again"));
    let state = |browser: &Browser| browser.world.stored(|stored| stored.deliveries[0].delivery.state);
    assert_eq!(state(&browser), DeliveryState::Pending);
    browser
        .world
        .stored(|stored| stored.webhooks[0].state = WebhookState::Off);
    browser
        .submit(&path, &[])
        .await
        .assert_says(409, r#"role="alert">This webhook is switched off."#);
    let unknown = Uuid::from_u128(1);
    for id in [unknown.to_string().as_str(), "nonsense"] {
        browser
            .submit(&format!("{LOG}/{id}/redeliver"), &[])
            .await
            .assert_says(404, "Not here");
    }
}

#[actix_web::test]
async fn what_was_missed_in_a_span_is_sent() {
    let mut browser = with_one().await;
    let path = format!("{ONE}/redeliver");
    let form = browser.get(&path).await;
    form.assert_says(200, r#"value="2026-02-02T12:01""#);
    form.assert_says(200, r#"value="2026-02-03T12:01""#);
    for (since, until, problem) in [
        (
            "",
            "2026-02-02T00:00",
            r#"id="since-problem">Must be a day and a time"#,
        ),
        (
            "2026-02-01T00:00",
            "soon",
            r#"id="until-problem">Must be a day and a time"#,
        ),
        (
            "2026-02-02T00:00",
            "2026-02-01T00:00",
            r#"id="until-problem">Must be after the beginning."#,
        ),
    ] {
        let page = browser.submit(&path, &[("since", since), ("until", until)]).await;
        page.assert_says(400, problem);
        page.assert_says(400, &format!(r#"value="{since}""#));
        page.assert_says(400, &format!(r#"value="{until}""#));
    }
    let typed = [("since", "2026-02-01T00:00"), ("until", "2026-02-02T00:00:30")];
    let sent = browser.submit(&path, &typed).await;
    assert_eq!(
        sent.location(),
        format!("{LOG}?done=span&again=3&missed=0&more=false")
    );
    let span = browser.world.stored(|stored| stored.spans[0]);
    let at = |text| Time::parse(text).unwrap();
    assert_eq!(
        (span.since, span.until),
        (at("2026-02-01T00:00:00Z"), at("2026-02-02T00:00:30Z"))
    );
    browser
        .get(sent.location())
        .await
        .assert_says(200, "On their way again: 3. For the first time: 0.<");
    browser
        .get(&format!("{LOG}?done=span&again=500&missed=1&more=true"))
        .await
        .assert_says(200, "There may be more");
}
