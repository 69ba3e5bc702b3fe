use super::{signed_in, world};
use tessera_domain::user::Role;

const PATH: &str = "/console/usage";

#[actix_web::test]
async fn calls_are_filtered_and_paged() {
    let mut browser = signed_in(Role::Admin).await;
    let (one, other) = (world::token(1), world::token(2));
    browser.world.stored(|stored| {
        stored.tokens.extend([one.clone(), other.clone()]);
        stored
            .calls
            .extend((1..=101).map(|ago| world::call(one.id, ago, 201)));
        stored.calls.push(world::call(other.id, 7200, 500));
    });
    let rows = |body: &str| body.matches("POST /tickets/&#60;script&#62;").count();
    let all = browser.get(PATH).await;
    assert_eq!((all.status.as_u16(), rows(&all.body)), (200, 100));
    let last = world::call(one.id, 100, 201).id;
    let link = format!(r#"href="{PATH}?outcome=all&#38;before={last}""#);
    all.assert_says(200, &link);
    let older = browser.get(&format!("{PATH}?outcome=all&before={last}")).await;
    assert_eq!(rows(&older.body), 2);
    assert!(!older.body.contains("Older"));
    for (query, count) in [
        ("outcome=errors".to_owned(), 1),
        ("token=&outcome=fine".to_owned(), 100),
        (format!("token={}", other.id), 1),
        (format!("token={}&outcome=fine", other.id), 0),
    ] {
        let page = browser.get(&format!("{PATH}?{query}")).await;
        assert_eq!((page.status.as_u16(), rows(&page.body)), (200, count), "{query}");
    }
    let chosen = format!(
        r#"<option value="{}" selected>&#60;b&#62;Shop 2</option>"#,
        other.id
    );
    browser
        .get(&format!("{PATH}?token={}", other.id))
        .await
        .assert_says(200, &chosen);
    for bad in ["outcome=x", "token=x", "before=x", "outcome=all&outcome=all"] {
        browser
            .get(&format!("{PATH}?{bad}"))
            .await
            .assert_says(400, "Not understood");
    }
}

#[actix_web::test]
async fn the_chart_is_a_picture_and_a_table() {
    let mut browser = signed_in(Role::Admin).await;
    let token = world::token(1);
    browser.world.stored(|stored| {
        stored.tokens.push(token.clone());
        stored.calls.push(world::call(token.id, 3600, 201));
        stored.calls.push(world::call(token.id, 3601, 404));
        stored.calls.push(world::call(token.id, 3599, 201));
    });
    let page = browser.get(PATH).await;
    for words in [
        "Calls: 3. Answered by an error: 1. In the busiest hour: 2.",
        r#"role="img" aria-labelledby="chart-title chart-description""#,
        r#"<rect class="calls" x="330" y="16" width="12" height="104"/>"#,
        r#"<th scope="row" class="when">2026-02-03 11:00 UTC</th><td class="number">2</td><td class="number">0</td>"#,
        r#"<th scope="row" class="when">2026-02-03 10:00 UTC</th><td class="number">1</td><td class="number">1</td>"#,
    ] {
        page.assert_says(200, words);
    }
    assert_eq!(page.body.matches(r#"<rect class="errors""#).count(), 24);
}
