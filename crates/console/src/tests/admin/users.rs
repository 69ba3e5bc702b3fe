use super::{signed_in, world};
use crate::tests::browser::{Browser, Page};
use tessera_domain::{event::EventKind, lockout::Tries, time::Time, user::Role};
use uuid::Uuid;

const PATH: &str = "/console/users";

async fn with(role: Role, others: &[(i64, Role)]) -> Browser {
    let browser = signed_in(role).await;
    let people = others.iter().map(|(number, role)| world::person(*number, *role));
    browser.world.stored(|stored| stored.people.extend(people));
    browser
}

fn second(browser: &Browser) -> tessera_domain::user::User {
    browser.world.stored(|stored| stored.people[0].clone())
}

fn assert_told(page: &Page, what: &str) {
    let location = format!("{PATH}/2?done={what}");
    assert_eq!(
        (page.status.as_u16(), page.location()),
        (303, location.as_str()),
        "{}",
        page.body
    );
}

#[actix_web::test]
async fn people_are_listed_by_number_and_paged() {
    let people: Vec<_> = (2..=27).map(|number| (number, Role::User)).collect();
    let mut browser = with(Role::Admin, &people).await;
    let page = browser.get(PATH).await;
    page.assert_says(200, "Robin &#60;b&#62; Hood");
    page.assert_says(200, &format!(r#"href="{PATH}?after=25""#));
    assert_eq!(page.body.matches(&format!(r#"href="{PATH}/"#)).count(), 25);
    let next = browser.get(&format!("{PATH}?after=25")).await;
    assert_eq!(next.body.matches(&format!(r#"href="{PATH}/"#)).count(), 2);
    assert!(!next.body.contains(">Next<") && next.body.contains(">First<"));
    browser
        .get(&format!("{PATH}?after=x"))
        .await
        .assert_says(400, "Not understood");
}

#[actix_web::test]
async fn roles_up_to_ones_own_can_be_given() {
    let mut browser = with(Role::Admin, &[(2, Role::User)]).await;
    let page = browser.get(&format!("{PATH}/2")).await;
    page.assert_says(200, r#"<option value="admin">Admin</option>"#);
    page.assert_says(200, r#"<option value="user" selected>User</option>"#);
    page.assert_says(200, "&#60;i&#62;Person 2");
    assert!(!page.body.contains("super_admin"));
    let role = format!("{PATH}/2/role");
    assert_told(&browser.submit(&role, &[("role", "manager")]).await, "role");
    assert_eq!(second(&browser).role, Role::Manager);
    browser
        .get(&format!("{PATH}/2?done=role"))
        .await
        .assert_says(200, r#"role="status">The role is changed."#);
    browser
        .submit(&role, &[("role", "super_admin")])
        .await
        .assert_says(403, "may not see or do this");
    browser
        .submit(&role, &[("role", "root")])
        .await
        .assert_says(400, "Not understood");
    assert_eq!(second(&browser).role, Role::Manager);
}

#[actix_web::test]
async fn nobody_reaches_above_themselves() {
    let mut browser = with(Role::Admin, &[(2, Role::SuperAdmin)]).await;
    let page = browser.get(&format!("{PATH}/2")).await;
    page.assert_says(200, "Only a super admin");
    assert!(!page.body.contains("<form"));
    for (path, field) in [
        ("role", ("role", "user")),
        ("active", ("active", "false")),
        ("unlock", ("x", "y")),
    ] {
        let page = browser.submit(&format!("{PATH}/2/{path}"), &[field]).await;
        page.assert_says(403, "may not see or do this");
    }
    assert_eq!(second(&browser), world::person(2, Role::SuperAdmin));
}

#[actix_web::test]
async fn an_account_is_closed_and_opened() {
    let mut browser = with(Role::Admin, &[(2, Role::User)]).await;
    let active = format!("{PATH}/2/active");
    for (value, what, open) in [("false", "disabled", false), ("true", "enabled", true)] {
        assert_told(&browser.submit(&active, &[("active", value)]).await, what);
        assert_eq!(second(&browser).active, open);
    }
    browser
        .submit(&active, &[])
        .await
        .assert_says(400, "Not understood");
}

#[actix_web::test]
async fn what_stands_in_the_way_is_said() {
    let mut browser = with(Role::Admin, &[(2, Role::User)]).await;
    for (path, field) in [("role", ("role", "user")), ("active", ("active", "false"))] {
        let page = browser.submit(&format!("{PATH}/1/{path}"), &[field]).await;
        page.assert_says(
            409,
            r#"role="alert">Somebody else has to do this to your own account."#,
        );
    }
}

#[actix_web::test]
async fn a_lock_is_taken_away() {
    let mut browser = with(Role::Admin, &[(2, Role::User)]).await;
    let unlock = format!("{PATH}/2/unlock");
    assert_told(&browser.submit(&unlock, &[]).await, "open");
    let tries = Tries {
        wrong: 9,
        last: Time::from_micros(world::NOW).unwrap(),
        locked_until: None,
    };
    let account = tessera_ports::world::Secrets::fingerprint(&browser.world, "person-2");
    browser.world.stored(|stored| stored.tries.insert(account, tries));
    assert_told(&browser.submit(&unlock, &[]).await, "unlocked");
    assert!(browser.world.stored(|stored| stored.tries.is_empty()));
}

#[actix_web::test]
async fn a_new_password_is_shown_once() {
    let mut browser = with(Role::Admin, &[(2, Role::User)]).await;
    let path = format!("{PATH}/2/password");
    let asked = browser.get(&path).await;
    asked.assert_says(200, "sessions of this person end");
    let (_, once) = asked.body.split_once(r#"name="once" value=""#).unwrap();
    let once = once.split('"').next().unwrap();
    let (token, before) = (asked.token(), browser.world.live());
    let fields = [("token", token.as_str()), ("once", once)];
    let made = browser.post(&path, &fields).await;
    made.assert_says(200, "It is not shown again.");
    made.assert_says(200, "readonly");
    assert!(
        made.header("content-security-policy")
            .contains("script-src 'self';")
    );
    let changes = |browser: &Browser| {
        let changed = |event: &&tessera_domain::event::Event| event.kind == EventKind::PasswordChanged;
        browser
            .world
            .stored(|stored| stored.events.iter().filter(changed).count())
    };
    assert_eq!(changes(&browser), 1);
    browser
        .post(&path, &fields)
        .await
        .assert_says(409, "nothing was done again");
    assert_eq!(changes(&browser), 1);
    assert_eq!(browser.world.live(), before, "one's own session goes on");
    browser
        .submit(&path, &[])
        .await
        .assert_says(403, "Nothing was done");
}

#[actix_web::test]
async fn a_foreign_or_unknown_person_is_not_there() {
    let mut browser = signed_in(Role::SuperAdmin).await;
    let mut foreign = world::person(2, Role::User);
    foreign.tenant = Uuid::from_u128(99).into();
    browser.world.stored(|stored| stored.people.push(foreign.clone()));
    for number in [
        "2",
        "0",
        "-9223372036854775808",
        "9223372036854775807",
        "nonsense",
    ] {
        for page in ["", "/password"] {
            browser
                .get(&format!("{PATH}/{number}{page}"))
                .await
                .assert_says(404, "Not here");
        }
        for (form, field) in [
            ("role", ("role", "manager")),
            ("active", ("active", "false")),
            ("unlock", ("x", "y")),
        ] {
            let page = browser.submit(&format!("{PATH}/{number}/{form}"), &[field]).await;
            page.assert_says(404, "Not here");
        }
    }
    assert_eq!(second(&browser), foreign);
}
