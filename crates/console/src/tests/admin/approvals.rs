use super::{signed_in, world};
use crate::tests::browser::Browser;
use tessera_domain::{
    approval::{Approver, Policy},
    event::EventKind,
    priority::Rank,
    ticket::Kind,
    user::Role,
};

const LIST: &str = "/console/approvals";

/// A form that is filled in well: first whoever manages the department, then Robin.
const GOOD: [(&str, &str); 14] = [
    ("name", " Changes <b>"),
    ("kind_change", "on"),
    ("kind_epic", "on"),
    ("department", "7"),
    ("rank_4", "on"),
    ("active", "on"),
    ("step1_who", "person"),
    ("step1_login", "ROBIN"),
    ("step1_hours", "8"),
    ("step1_place", "2"),
    ("step2_who", "department_manager"),
    ("step2_login", ""),
    ("step2_hours", "24"),
    ("step2_place", "1"),
];

fn with(changed: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mut form = GOOD.to_vec();
    for (name, value) in changed {
        form.retain(|(known, _)| known != name);
        form.push((name, value));
    }
    form
}

async fn admin() -> Browser {
    let browser = signed_in(Role::Admin).await;
    browser.world.stored(|stored| {
        stored.departments.push(world::department(7));
        stored.people.push(world::person(2, Role::Manager));
    });
    browser
}

fn stored(browser: &Browser) -> Vec<Policy> {
    browser.world.stored(|stored| stored.policies.clone())
}

fn kinds_of_events(browser: &Browser) -> Vec<EventKind> {
    browser
        .world
        .stored(|stored| stored.events.iter().map(|event| event.kind).collect())
}

#[actix_web::test]
async fn a_policy_is_laid_down_with_its_steps_in_their_order() {
    let mut browser = admin().await;
    let form = browser.get(&format!("{LIST}/new")).await;
    form.assert_says(200, r#"<option value="7">&#60;b&#62;Department 7</option>"#);
    form.assert_says(200, r#"<option value="department_manager" selected>"#);
    let made = browser.submit(LIST, &GOOD).await;
    assert_eq!(
        (made.status.as_u16(), made.location()),
        (303, "/console/approvals/1?done=made"),
        "{}",
        made.body
    );
    let policy = &stored(&browser)[0];
    assert_eq!(policy.name.as_str(), "Changes <b>");
    assert_eq!(policy.kinds, [Kind::Change, Kind::Epic]);
    assert_eq!(policy.ranks, [Rank::HIGH]);
    assert_eq!(policy.department, Some(world::department(7).id));
    let approvers: Vec<_> = policy
        .steps
        .iter()
        .map(|step| (step.approver, step.hours.get()))
        .collect();
    assert_eq!(
        approvers,
        [
            (Approver::DepartmentManager, 24),
            (Approver::User(world::robin()), 8)
        ]
    );
    assert!(kinds_of_events(&browser).contains(&EventKind::PolicyCreated));
    let one = browser.get(made.location()).await;
    for words in [
        r#"role="status">The policy is laid down."#,
        r#"value="Changes &#60;b&#62;""#,
        r#"name="kind_epic" value="on" checked"#,
        r#"name="rank_4" value="on" checked"#,
        r#"<option value="7" selected>"#,
        r#"name="step2_login" value="robin""#,
        r#"name="version" value="1""#,
        // There is room for one more.
        r#"name="step3_who""#,
    ] {
        one.assert_says(200, words);
    }
    assert!(!one.body.contains("step4_who"));
    let list = browser.get(LIST).await;
    list.assert_says(200, "Change, Epic; &#60;b&#62;Department 7; High");
    list.assert_says(
        200,
        "<li>The manager of the ticket&#39;s department, within 24 hours</li><li>robin, within 8 hours</li>",
    );
}

#[actix_web::test]
async fn what_is_wrong_is_told_at_its_field_and_the_rest_is_kept() {
    let mut browser = admin().await;
    for (field, value, problem) in [
        ("name", " ", r#"id="name-problem">Fill this in."#),
        (
            "department",
            "9",
            r#"id="department-problem">There is no such department any more."#,
        ),
        ("step1_login", "", r#"id="step1-login-problem">Fill this in."#),
        (
            "step1_login",
            "nobody",
            r#"id="step1-login-problem">Nobody with this login may sign in here."#,
        ),
        (
            "step1_hours",
            "soon",
            r#"id="step1-hours-problem">Must be a whole number."#,
        ),
        (
            "step2_hours",
            "8761",
            r#"id="step2-hours-problem">Must be 8760 or less."#,
        ),
        (
            "step2_place",
            "0",
            r#"id="step2-place-problem">Must be 1 or more."#,
        ),
        (
            "step2_who",
            "user",
            r#"id="step2-who-problem">Choose who decides."#,
        ),
    ] {
        let page = browser.submit(LIST, &with(&[(field, value)])).await;
        page.assert_says(400, problem);
        page.assert_says(400, r#"name="kind_epic" value="on" checked"#);
        if field != "name" {
            page.assert_says(400, r#"name="name" value=" Changes &#60;b&#62;""#);
        }
        assert_eq!(page.body.matches(r#"aria-invalid="true""#).count(), 1, "{field}");
    }
    let nobody = with(&[("step1_who", ""), ("step2_who", "")]);
    browser
        .submit(LIST, &nobody)
        .await
        .assert_says(400, r#"role="alert">Say who decides, in one step at least."#);
    assert!(stored(&browser).is_empty());
}

#[actix_web::test]
async fn somebody_who_may_not_sign_in_decides_nothing() {
    let mut browser = admin().await;
    browser.world.stored(|stored| stored.people[0].active = false);
    let form = with(&[("step1_login", "person-2")]);
    browser.submit(LIST, &form).await.assert_says(
        400,
        r#"id="step1-login-problem">Nobody with this login may sign in here."#,
    );
    browser.world.stored(|stored| stored.people[0].active = true);
    assert_eq!(browser.submit(LIST, &form).await.status, 303);
    let person = Approver::User(world::person(2, Role::Manager).id);
    assert_eq!(stored(&browser)[0].steps[1].approver, person);
}

#[actix_web::test]
async fn a_policy_is_changed_unless_somebody_else_was_faster() {
    let mut browser = admin().await;
    browser
        .world
        .stored(|stored| stored.policies.push(world::policy(1)));
    let one = format!("{LIST}/1");
    let page = browser.get(&one).await;
    page.assert_says(200, "<h1>&#60;b&#62;Policy 1</h1>");
    page.assert_says(200, r#"name="version" value="3""#);
    let late = with(&[("version", "2"), ("department", "")]);
    let refused = browser.submit(&one, &late).await;
    refused.assert_says(412, "Somebody else has changed this in the meantime.");
    refused.assert_says(412, r#"name="version" value="3""#);
    refused.assert_says(412, r#"name="name" value=" Changes &#60;b&#62;""#);
    assert_eq!(stored(&browser), [world::policy(1)]);
    let mut form = with(&[("version", "3"), ("department", "")]);
    form.retain(|(name, _)| *name != "active");
    let done = browser.submit(&one, &form).await;
    assert_eq!(
        done.location(),
        "/console/approvals/1?done=changed",
        "{}",
        done.body
    );
    let policy = &stored(&browser)[0];
    assert_eq!(
        (policy.version, policy.active, policy.department),
        (4, false, None)
    );
    browser
        .get(done.location())
        .await
        .assert_says(200, r#"role="status">The policy is changed."#);
    browser.get(LIST).await.assert_says(200, "<td>Off</td>");
    browser
        .submit(&one, &GOOD)
        .await
        .assert_says(400, "Not understood");
    let bad = browser
        .submit(&one, &with(&[("version", "4"), ("name", "")]))
        .await;
    bad.assert_says(400, "Fill this in.");
    bad.assert_says(400, r#"name="version" value="4""#);
}

#[actix_web::test]
async fn a_policy_is_deleted_after_asking() {
    let mut browser = admin().await;
    browser
        .world
        .stored(|stored| stored.policies.push(world::policy(1)));
    let delete = format!("{LIST}/1/delete");
    browser
        .get(&delete)
        .await
        .assert_says(200, "Approvals that it began go on.");
    assert_eq!(stored(&browser).len(), 1);
    let gone = browser.submit(&delete, &[]).await;
    assert_eq!((gone.status.as_u16(), gone.location()), (303, LIST));
    assert!(stored(&browser).is_empty());
    assert!(kinds_of_events(&browser).contains(&EventKind::PolicyRemoved));
    browser
        .get(LIST)
        .await
        .assert_says(200, "There are no policies yet.");
}

#[actix_web::test]
async fn policies_and_what_waits_are_paged() {
    let mut browser = admin().await;
    browser.world.stored(|stored| {
        stored.policies = (1..=26).map(world::policy).collect();
        stored.waiting = (1..=26)
            .map(|number| world::waiting(number, number * 86_400))
            .collect();
        stored.waiting[0] = world::waiting(1, -1);
    });
    for (path, count) in [
        (LIST, r#"<a href="/console/approvals/"#),
        ("/console/approvals/waiting", "TKT-1"),
    ] {
        let rows = |body: &str| body.matches(count).count();
        let first = browser.get(path).await;
        first.assert_says(200, &format!(r#"href="{path}?page=2" rel="next""#));
        let second = browser.get(&format!("{path}?page=2")).await;
        second.assert_says(200, &format!(r#"href="{path}?page=1" rel="prev""#));
        second.assert_says(200, "Page 2 of 2, 26 in all");
        assert_eq!(rows(&first.body) - rows(&second.body), 24, "{path}");
        browser
            .get(&format!("{path}?page=x"))
            .await
            .assert_says(400, "Not understood");
    }
    let waiting = browser.get("/console/approvals/waiting").await;
    waiting.assert_says(200, "&#60;u&#62;Laptop");
    assert_eq!(waiting.body.matches(">late<").count(), 1);
}

#[actix_web::test]
async fn an_unknown_policy_is_not_there() {
    let mut browser = admin().await;
    for number in ["1", "0", "-1", "nonsense"] {
        for page in ["", "/delete"] {
            let path = format!("{LIST}/{number}{page}");
            browser.get(&path).await.assert_says(404, "Not here");
            browser
                .submit(&path, &with(&[("version", "1")]))
                .await
                .assert_says(404, "Not here");
        }
    }
}
