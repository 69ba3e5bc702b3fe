//! The console.

mod activity;
mod approvals;
mod deliveries;
mod reports;
mod tokens;
mod usage;
mod users;
mod webhooks;

use super::{
    browser::{Browser, Page},
    world,
};
use tessera_domain::{
    user::{Permission, Permissions, Role},
    webhook::delivery::{DeliveryState, Outcome},
};

const SECTIONS: [(&str, &str); 7] = [
    ("/console/integration-tokens", "Integration tokens"),
    ("/console/usage", "Usage"),
    ("/console/webhooks", "Webhooks"),
    ("/console/approvals", "Approvals"),
    ("/console/users", "Users"),
    ("/console/reports", "Reports"),
    ("/console/activity", "Activity"),
];

/// A browser in which Robin is signed in and has that role.
async fn signed_in(role: Role) -> Browser {
    let browser = Browser::signed_in().await;
    browser.world.stored(|stored| stored.role = role);
    browser
}

/// The value of a hidden field.
fn hidden(page: &Page, name: &str) -> String {
    let field = format!(r#"name="{name}" value=""#);
    let (_, after) = page
        .body
        .split_once(&field)
        .unwrap_or_else(|| panic!("{}", page.body));
    after.split('"').next().unwrap().to_owned()
}

/// What the page with the secret shows.
fn secret(page: &Page) -> String {
    page.assert_says(200, "It is not shown again.");
    let (_, after) = page
        .body
        .split_once(r#"id="secret" class="secret" value=""#)
        .unwrap();
    after.split('"').next().unwrap().to_owned()
}

/// The fields of a form that shows a secret, with what is typed.
async fn fields(
    browser: &mut Browser,
    shown: &str,
    typed: &[(&'static str, &str)],
) -> Vec<(&'static str, String)> {
    let page = browser.get(shown).await;
    let mut fields: Vec<_> = typed
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    fields.push(("token", page.token()));
    fields.push(("once", hidden(&page, "once")));
    fields
}

async fn post(browser: &mut Browser, path: &str, fields: &[(&'static str, String)]) -> Page {
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    browser.post(path, &fields).await
}

/// Every page and every form, for an id that is there.
fn everything() -> (Vec<String>, Vec<String>) {
    let one = format!("/console/integration-tokens/{}", world::token(1).id);
    let below = |paths: &[&str], root: &str| -> Vec<String> {
        paths.iter().map(|path| format!("{root}{path}")).collect()
    };
    let mut pages = below(&["", "/regenerate", "/delete"], &one);
    pages.extend(below(&["/new"], "/console/integration-tokens"));
    pages.extend(below(&["", "/password"], "/console/users/2"));
    pages.extend(below(
        &["", "/secret", "/delete", "/deliveries", "/redeliver"],
        "/console/webhooks/1",
    ));
    pages.extend(below(&["/new"], "/console/webhooks"));
    pages.extend(below(
        &["/1", "/1/delete", "/new", "/waiting"],
        "/console/approvals",
    ));
    pages.extend(SECTIONS.map(|(path, _)| path.to_owned()));
    let mut forms = below(&["", "/state", "/regenerate", "/delete"], &one);
    forms.push("/console/integration-tokens".to_owned());
    forms.extend(below(
        &["/role", "/active", "/unlock", "/password"],
        "/console/users/2",
    ));
    let again = format!("/1/deliveries/{}/redeliver", delivery().delivery.id);
    forms.extend(below(
        &[
            "",
            "/1",
            "/1/active",
            "/1/secret",
            "/1/test",
            "/1/delete",
            "/1/redeliver",
            &again,
        ],
        "/console/webhooks",
    ));
    forms.extend(below(&["", "/1", "/1/delete"], "/console/approvals"));
    (pages, forms)
}

fn delivery() -> tessera_ports::webhooks::DeliverySheet {
    world::delivery(
        &world::webhook(1),
        1,
        DeliveryState::Failed,
        &[Outcome::TimedOut, Outcome::Refused],
    )
}

fn stock(browser: &Browser) {
    browser.world.stored(|stored| {
        stored.webhooks.push(world::webhook(1));
        stored.deliveries.push(delivery());
        stored.departments.push(world::department(7));
        stored.policies.push(world::policy(1));
        stored.waiting.push(world::waiting(1, -1));
        stored.tokens.push(world::token(1));
        stored.people.push(world::person(2, Role::User));
    });
}

#[actix_web::test]
async fn strangers_are_asked_to_sign_in_and_come_back() {
    let mut browser = Browser::new();
    stock(&browser);
    let (pages, forms) = everything();
    for path in pages {
        let page = browser.get(&path).await;
        let location = format!("/auth/signin?callbackUrl={}", path.replace('/', "%2F"));
        assert_eq!((page.status.as_u16(), page.location()), (303, location.as_str()));
    }
    for path in forms {
        let page = browser.post(&path, &[]).await;
        let location = "/auth/signin?callbackUrl=%2Fconsole";
        assert_eq!((page.status.as_u16(), page.location()), (303, location), "{path}");
    }
    let filtered = browser.get("/console/usage?outcome=errors").await;
    assert_eq!(
        filtered.location(),
        "/auth/signin?callbackUrl=%2Fconsole%2Fusage%3Foutcome%3Derrors"
    );
}

#[actix_web::test]
async fn who_runs_nothing_is_told_so() {
    for role in [Role::User, Role::Technician, Role::Manager] {
        let mut browser = signed_in(role).await;
        stock(&browser);
        let (pages, forms) = everything();
        browser
            .get("/console")
            .await
            .assert_says(403, "may not see or do this");
        for path in pages {
            browser
                .get(&path)
                .await
                .assert_says(403, "may not see or do this");
        }
        for path in forms {
            browser
                .submit(&path, &[])
                .await
                .assert_says(403, "may not see or do this");
        }
        assert!(browser.world.stored(|stored| stored.tokens == [world::token(1)]));
    }
}

#[actix_web::test]
async fn who_runs_a_part_sees_that_part() {
    for (right, open) in [
        (
            Permission::ManageIntegrations,
            [true, true, true, false, false, true, false],
        ),
        // Policies are laid down by whoever runs the tenant.
        (
            Permission::ManageUsers,
            [false, false, false, false, true, true, true],
        ),
    ] {
        let mut browser = signed_in(Role::Technician).await;
        browser
            .world
            .stored(|stored| stored.extra = Permissions::of(&[right]));
        let first = browser.get("/console").await.location().to_owned();
        let shown = browser.get(&first).await;
        assert_eq!(shown.status, 200, "{first}");
        for ((path, _), open) in SECTIONS.into_iter().zip(open) {
            let status = if open { 200 } else { 403 };
            assert_eq!(browser.get(path).await.status, status, "{path}");
            let link = format!(r#"<li><a href="{path}""#);
            assert_eq!(shown.body.contains(&link), open, "{path}");
        }
    }
}

#[actix_web::test]
async fn a_form_from_elsewhere_does_nothing() {
    let mut browser = signed_in(Role::Admin).await;
    stock(&browser);
    let before = browser.world.stored(|stored| stored.events.len());
    for path in everything().1 {
        for fields in [&[][..], &[("token", "x")]] {
            browser
                .post(&path, fields)
                .await
                .assert_says(403, "Nothing was done");
        }
    }
    assert_eq!(browser.world.stored(|stored| stored.events.len()), before);
}

#[actix_web::test]
async fn every_page_has_its_landmarks_and_nothing_inline() {
    let mut browser = signed_in(Role::Admin).await;
    stock(&browser);
    for path in everything().0 {
        let page = browser.get(&path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        for once in [
            "<h1",
            "<main>",
            "<header>",
            r#"<nav aria-label="Console">"#,
            r#"aria-current="page""#,
        ] {
            assert_eq!(page.body.matches(once).count(), 1, "{path}: {once}");
        }
        for never in [" style=", "<style", "<script", " onclick=", "<b>", "<i>"] {
            assert!(!page.body.contains(never), "{path}: {never}");
        }
        assert!(
            !page.header("content-security-policy").contains("script-src"),
            "{path}"
        );
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        assert_eq!(
            page.body.matches(r#"method="post""#).count(),
            page.body.matches(r#"name="token" value=""#).count(),
            "{path}: each form that changes something has its token"
        );
    }
}

#[actix_web::test]
async fn the_part_that_is_shown_is_marked() {
    let mut browser = signed_in(Role::Admin).await;
    for (path, name) in SECTIONS {
        let marked = format!(r#"<a href="{path}" aria-current="page">{name}</a>"#);
        browser.get(path).await.assert_says(200, &marked);
    }
    let entrance = browser.get("/console").await;
    assert_eq!(
        (entrance.status.as_u16(), entrance.location()),
        (303, SECTIONS[0].0)
    );
}

#[actix_web::test]
async fn the_console_is_offered_to_those_it_is_for() {
    for (role, path, linked) in [
        (Role::Admin, "/console", true),
        (Role::Technician, "/auth/account", false),
    ] {
        let mut browser = Browser::new();
        browser.world.stored(|stored| stored.role = role);
        let fields = [("login", "robin"), ("password", world::PASSWORD)];
        let page = browser.submit("/auth/signin", &fields).await;
        assert_eq!((page.status.as_u16(), page.location()), (303, path));
        assert_eq!(browser.get("/auth/signin").await.location(), path);
        let account = browser.get("/auth/account").await;
        assert_eq!(account.body.contains(r#"href="/console""#), linked);
    }
}

#[actix_web::test]
async fn what_is_not_there_is_a_page_too() {
    let mut browser = signed_in(Role::Admin).await;
    let one = format!("/console/integration-tokens/{}", world::token(1).id);
    for path in [
        format!("{one}/state"),
        "/console/users/2/role".to_owned(),
        "/console/users/2/active".to_owned(),
        "/console/users/2/unlock".to_owned(),
        "/console/webhooks/1/active".to_owned(),
        "/console/webhooks/1/test".to_owned(),
        "/console/webhooks/1/deliveries/x/redeliver".to_owned(),
    ] {
        let page = browser.get(&path).await;
        page.assert_says(405, "cannot be used in that way");
        assert_eq!(page.header("allow"), "POST", "{path}");
    }
    browser.get("/console/nowhere").await.assert_says(404, "Not here");
    let page = browser.post("/console/usage", &[]).await;
    page.assert_says(405, "cannot be used in that way");
    assert_eq!(page.header("allow"), "GET, HEAD");
    let script = browser.get("/console/script.js").await;
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
}
