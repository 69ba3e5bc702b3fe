use super::{signed_in, world};
use crate::tests::browser::Browser;
use tessera_domain::{
    report::{Scope, Whose},
    user::{Permission, Permissions, Role},
};

const PATH: &str = "/console/reports";

async fn with_reports(role: Role) -> Browser {
    let browser = signed_in(role).await;
    browser
        .world
        .stored(|stored| stored.departments.push(world::department(7)));
    browser
}

/// Whose tickets were added up last.
fn scope(browser: &Browser) -> Scope {
    browser
        .world
        .stored(|stored| stored.reported.last().map(|wanted| wanted.scope).unwrap())
}

#[actix_web::test]
async fn the_figures_of_all_tickets_stand_beside_those_of_the_time_before() {
    let mut browser = with_reports(Role::Admin).await;
    let page = browser.get(PATH).await;
    for words in [
        "Over all tickets that were opened in the last 30 days.",
        "<dt>Tickets opened</dt><dd>10</dd>",
        "<dt>Finished of those</dt><dd>4</dd>",
        "<dt>To finishing</dt><dd>4.2 h</dd>",
        "<dt>To the first answer</dt><dd>0.8 h</dd>",
        "<dt>Finished with one answer</dt><dd>25.0 %</dd>",
        "<dt>Deadlines kept</dt><dd>75.0 %</dd>",
        "<dt>Satisfaction</dt><dd>4.5 of 5</dd>",
        r#"<th scope="row">Tickets opened</th><td class="number">10</td><td class="number">8</td><td class="number">+25 %</td>"#,
        r#"<td class="number">4.2 h</td><td class="number">5.0 h</td><td class="number">−16 %</td>"#,
    ] {
        page.assert_says(200, words);
    }
    assert_eq!(
        scope(&browser),
        Scope {
            whose: Whose::Everybodys,
            department: None
        }
    );
}

#[actix_web::test]
async fn every_bar_has_its_number_beside_it() {
    let mut browser = with_reports(Role::Admin).await;
    let page = browser.get(PATH).await;
    let bar = |name: &str, count: i64, percent: i64, length: i64| {
        format!(
            r#"<tr><th scope="row">{name}</th><td class="number">{count}</td><td class="share"><span>{percent} %</span><svg class="chart" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true"><rect class="calls" width="{length}" height="10"/></svg></td></tr>"#
        )
    };
    for words in [
        bar("Open", 6, 60, 600),
        bar("Waiting for an approval", 0, 0, 0),
        bar("Closed", 4, 40, 400),
        bar("Highest", 1, 10, 100),
        bar("Incident", 7, 70, 700),
        bar("&#60;b&#62;Department 7", 8, 80, 800),
        bar("No department", 2, 20, 200),
        bar("&#60;b&#62;Printers", 5, 50, 500),
    ] {
        page.assert_says(200, &words);
    }
    for title in [
        "By status",
        "By priority",
        "By kind",
        "By department",
        "Tags on most tickets",
    ] {
        page.assert_says(200, title);
    }
}

#[actix_web::test]
async fn departments_and_people_are_told_in_tables() {
    let mut browser = with_reports(Role::Admin).await;
    browser.world.stored(|stored| stored.requesters = 30);
    let page = browser.get(PATH).await;
    page.assert_says(
        200,
        r#"<th scope="row">&#60;b&#62;Department 7</th><td class="number">8</td><td class="number">4</td><td class="number">0.8 h</td><td class="number">4.2 h</td><td class="number">25.0 %</td><td class="number">75.0 %</td><td class="number">4.5 of 5</td>"#,
    );
    page.assert_says(
        200,
        r#"<th scope="row">person-1&#60;i&#62;</th><td class="number">0</td><td class="number">4</td><td class="number">4.2 h</td><td class="number">75.0 %</td><td class="number">4.5 of 5</td>"#,
    );
    let people = |body: &str| body.matches(r#"<th scope="row">person-"#).count();
    assert_eq!(people(&page.body), 25);
    page.assert_says(
        200,
        r#"href="/console/reports?period=30d&#38;people=all#people">6 more</a>"#,
    );
    let all = browser.get(&format!("{PATH}?people=all")).await;
    assert_eq!(people(&all.body), 31);
}

#[actix_web::test]
async fn time_and_department_can_be_chosen() {
    let mut browser = with_reports(Role::Admin).await;
    let page = browser.get(&format!("{PATH}?period=7d&department=7")).await;
    page.assert_says(200, r#"<option value="7d" selected>The last 7 days</option>"#);
    page.assert_says(
        200,
        r#"<option value="7" selected>&#60;b&#62;Department 7</option>"#,
    );
    let wanted = browser.world.stored(|stored| stored.reported[0]);
    assert_eq!(
        wanted.opened.until.micros() - wanted.opened.from.micros(),
        7 * 86_400_000_000
    );
    assert_eq!(wanted.scope.department, Some(world::department(7).id));
    browser
        .get(&format!("{PATH}?period=2w&department="))
        .await
        .assert_says(200, r#"<option value="2w" selected>The last 2w</option>"#);
    for bad in ["period=soon", "period=", "department=x", "people=x"] {
        browser
            .get(&format!("{PATH}?{bad}"))
            .await
            .assert_says(400, "Not understood");
    }
    browser
        .get(&format!("{PATH}?department=9"))
        .await
        .assert_says(404, "Not here");
}

/// Whoever gets in has the reports that they may have by the API, and no more.
#[actix_web::test]
async fn managers_who_get_in_have_reports_about_their_department() {
    let mut browser = with_reports(Role::Manager).await;
    browser.world.stored(|stored| {
        stored.extra = Permissions::of(&[Permission::ManageIntegrations]);
        stored.department = Some(world::department(7).id);
    });
    let page = browser.get(PATH).await;
    page.assert_says(200, "Over the tickets of your department");
    assert!(!page.body.contains(r#"name="department""#));
    assert_eq!(scope(&browser).department, Some(world::department(7).id));
    browser
        .world
        .stored(|stored| stored.departments.push(world::department(8)));
    browser
        .get(&format!("{PATH}?department=8"))
        .await
        .assert_says(403, "may not see or do this");
    browser.world.stored(|stored| stored.department = None);
    browser
        .get(PATH)
        .await
        .assert_says(200, "Over the tickets that you opened or work on");
}
