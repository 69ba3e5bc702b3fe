//! A-AUTH-7: signing in through an identity provider that is honest.

use crate::stage::{LOGIN, ORIGIN, PASSWORD, Stage, setup};
use std::sync::Arc;
use tessera_domain::{
    event::EventKind,
    tenant::{Enrolment, HostName, TenantState},
    user::{Login, Role},
};
use tessera_tests::{
    Browser, DatabaseKind, Reply, Setup, TestApp,
    browser::{SIGN_IN, encoded, location, set_cookies},
    clock::ManualClock,
    database::TestDatabase,
    phone::{DEEP_LINK, OneTime, hand_over_path},
    provider::{MockProvider, Person},
};

/// Where people are sent to the mock.
pub const START: &str = "/auth/signin/mock";

/// Runs the test on each database with a provider of its own. The tenant links accounts of `example.org` and takes
/// nobody new.
pub fn with_provider(test: impl Fn(&Stage<'_>, &MockProvider)) {
    for kind in DatabaseKind::all() {
        eprintln!("on {kind:?}");
        let clock = Arc::<ManualClock>::default();
        let provider = MockProvider::start(Arc::clone(&clock));
        let setup = Setup {
            providers: vec![provider.config()],
            ..setup()
        };
        let app = TestApp::over(TestDatabase::migrated(kind), setup, clock);
        let stage = Stage::of(&app);
        enrol(&stage, &["example.org"], None);
        test(&stage, &provider);
    }
}

/// Lets the tenant take in people of these domains; newcomers get that role.
pub fn enrol(stage: &Stage<'_>, domains: &[&str], role: Option<Role>) {
    let domains = domains
        .iter()
        .map(|name| HostName::parse(name).expect("a host name"))
        .collect();
    let enrolment = Some(Enrolment { domains, role });
    let slug = stage.app.app.policy.default_tenant.clone();
    let change = |tenant: &mut tessera_domain::tenant::Tenant| tenant.enrolment.clone_from(&enrolment);
    tessera_application::tenants::update(&stage.app.app, &slug, change).expect("the tenant is there");
}

/// Sends the browser to the provider. Gives the address there.
#[track_caller]
pub fn go(browser: &Browser) -> String {
    let reply = browser.open(START);
    assert_eq!(reply.status, 303, "{}", reply.text());
    location(&reply).expect("it leads to the provider")
}

/// The whole way there and back.
#[track_caller]
pub fn come(provider: &MockProvider, browser: &Browser, person: &Person) -> Reply {
    let back = provider.consent(&go(browser), person);
    browser.open(&back)
}

/// The person of the stage, as the provider knows them.
pub fn robin() -> Person {
    Person::verified("robin-at-the-mock", "robin@example.org")
}

#[test]
fn a_auth_7_a_person_with_a_verified_address_comes_to_their_own_account() {
    with_provider(|stage, provider| {
        let page = stage.app.browser().open(SIGN_IN).expect(200).text();
        assert!(page.contains("The mock") && page.contains(START), "{page}");
        let mark = stage.mark();
        let browser = stage.app.browser();
        let reply = come(provider, &browser, &robin());
        assert_eq!(
            (reply.status, location(&reply).as_deref()),
            (303, Some("/auth/account")),
            "{}",
            reply.text()
        );
        let page = browser.open("/auth/account").expect(200).text();
        assert!(page.contains(LOGIN), "{page}");
        assert_eq!(
            stage.since(mark),
            [EventKind::IdentityLinked, EventKind::SessionStarted]
        );
        assert_eq!(stage.app.row_counts()["identities"], 1);
        let phone = OneTime::by(&browser, "s").exchange(&stage.client());
        stage.assert_alive(&phone, "a phone by way of the provider");
        stage.app.browser().sign_in(LOGIN, PASSWORD);
    });
}

#[test]
fn a_auth_7_the_identity_counts_from_then_on_and_not_the_address() {
    with_provider(|stage, provider| {
        come(provider, &stage.app.browser(), &robin()).expect(303);
        let mark = stage.mark();
        for (email, verified) in [
            (Some("other@elsewhere.example"), true),
            (Some("boss@example.org"), true),
            (None, false),
        ] {
            let again = Person {
                email: email.map(ToOwned::to_owned),
                verified,
                ..robin()
            };
            let browser = stage.app.browser();
            come(provider, &browser, &again).expect(303);
            let page = browser.open("/auth/account").expect(200).text();
            assert!(page.contains(LOGIN) && !page.contains("boss"), "{page}");
        }
        assert_eq!(
            stage.since(mark),
            [EventKind::SessionStarted; 3],
            "nothing is linked anew"
        );
        // Somebody else who was given the address has another identity, and the account has one already by it.
        let stranger = Person::verified("somebody-else", "nobody@example.org");
        assert_eq!(come(provider, &stage.app.browser(), &stranger).status, 403);
    });
}

#[test]
fn a_auth_7_the_way_on_is_kept_over_the_provider() {
    with_provider(|stage, provider| {
        let browser = stage.app.browser();
        let hand_over = hand_over_path(DEEP_LINK, "state.of.the.app", "");
        let whole = format!("{ORIGIN}{hand_over}");
        let page = browser.follow(&whole).expect(200).text();
        let button = format!("{START}?callbackUrl={}", encoded(&hand_over));
        assert!(tessera_tests::browser::plain(&page).contains(&button), "{page}");
        let reply = browser.open(&button).expect(303);
        let back = provider.consent(&location(&reply).expect("to the provider"), &robin());
        let arrived = browser.follow(&back);
        let one_time = OneTime::in_reply(&arrived);
        stage.assert_alive(&one_time.exchange(&stage.client()), "the phone");
        for elsewhere in ["https://evil.example/", "//evil.example", "alga://auth/callback"] {
            let browser = stage.app.browser();
            let reply = browser
                .open(&format!("{START}?callbackUrl={}", encoded(elsewhere)))
                .expect(303);
            let back = provider.consent(&location(&reply).expect("to the provider"), &robin());
            assert_eq!(
                location(&browser.open(&back)).as_deref(),
                Some("/auth/account"),
                "{elsewhere}"
            );
        }
    });
}

#[test]
fn a_auth_7_newcomers_of_the_tenants_domains_get_an_account_if_it_says_so() {
    with_provider(|stage, provider| {
        let kim = Person::verified("kim-at-the-mock", "Kim@Example.ORG");
        let people = stage.app.row_counts()["users"];
        assert_eq!(come(provider, &stage.app.browser(), &kim).status, 403);
        assert_eq!(stage.app.row_counts()["users"], people);
        enrol(stage, &["example.net", "example.org"], Some(Role::User));
        let mark = stage.mark();
        let browser = stage.app.browser();
        come(provider, &browser, &kim).expect(303);
        assert_eq!(
            stage.since(mark),
            [
                EventKind::UserCreated,
                EventKind::IdentityLinked,
                EventKind::SessionStarted
            ]
        );
        let role = "SELECT role AS text FROM users WHERE lower(email) = 'kim@example.org'";
        assert_eq!(stage.app.database.connect().texts(role), ["user"]);
        come(provider, &stage.app.browser(), &kim).expect(303);
        assert_eq!(stage.app.row_counts()["users"], people + 1, "once");
        let login = "SELECT login AS text FROM users WHERE lower(email) = 'kim@example.org'";
        let login = stage.app.database.connect().texts(login).remove(0);
        assert_eq!(
            stage
                .app
                .browser()
                .try_sign_in(&login, "any password at all")
                .status,
            401,
            "without a password"
        );
    });
}

/// Whoever comes is refused by a page, and nothing changes.
#[track_caller]
pub fn assert_refused(stage: &Stage<'_>, status: u16, what: &str, come: impl Fn(&Browser) -> Reply) {
    let browser = stage.app.browser();
    let before = stage.app.contents();
    let reply = come(&browser);
    assert_eq!(reply.status, status, "{what}: {}", reply.text());
    let kind = reply.header("content-type").unwrap_or_default();
    assert!(kind.starts_with("text/html"), "{what}: {kind}");
    let sets_session =
        |cookie: &tessera_tests::browser::SetCookie| cookie.name.contains("session") && !cookie.is_removal();
    assert!(!set_cookies(&reply).iter().any(sets_session), "{what}");
    assert!(stage.app.contents() == before, "{what} changed something");
    assert!(!browser.is_signed_in(), "{what}");
}

#[test]
fn a_auth_7_who_is_not_the_tenants_own_is_not_let_in() {
    with_provider(|stage, provider| {
        stage.home.user("twin", Role::User);
        stage
            .app
            .database
            .connect()
            .execute("UPDATE users SET email = 'two@example.org' WHERE login IN ('twin', 'boss')");
        let enrolments: [(&[&str], Option<Role>); 2] =
            [(&["example.org"], None), (&["example.org"], Some(Role::User))];
        for (domains, role) in enrolments {
            enrol(stage, domains, role);
            for (what, person) in [
                (
                    "an address that is not verified",
                    Person {
                        verified: false,
                        ..robin()
                    },
                ),
                (
                    "no address",
                    Person {
                        email: None,
                        ..robin()
                    },
                ),
                (
                    "an address of another domain",
                    Person::verified("a", "robin@example.com"),
                ),
                (
                    "an address of a subdomain",
                    Person::verified("b", "robin@sub.example.org"),
                ),
                (
                    "an address that only ends alike",
                    Person::verified("c", "robin@notexample.org"),
                ),
                (
                    "two domains",
                    Person::verified("d", "robin@example.org@evil.example"),
                ),
                (
                    "an address of two people",
                    Person::verified("e", "two@example.org"),
                ),
            ] {
                assert_refused(stage, 403, what, |browser| come(provider, browser, &person));
            }
        }
        let slug = stage.app.app.policy.default_tenant.clone();
        tessera_application::tenants::update(&stage.app.app, &slug, |tenant| tenant.enrolment = None)
            .expect("it is there");
        assert_refused(stage, 403, "a tenant that links nobody", |browser| {
            come(provider, browser, &robin())
        });
    });
}

#[test]
fn a_auth_7_a_closed_account_and_a_closed_tenant_stay_closed() {
    with_provider(|stage, provider| {
        come(provider, &stage.app.browser(), &robin()).expect(303);
        stage.set_active(false);
        assert_refused(stage, 403, "a disabled account", |browser| {
            come(provider, browser, &robin())
        });
        stage.set_active(true);
        stage.set_state(TenantState::Suspended);
        assert_refused(stage, 403, "a suspended tenant", |browser| {
            come(provider, browser, &robin())
        });
        stage.set_state(TenantState::Active);
        come(provider, &stage.app.browser(), &robin()).expect(303);
    });
}

#[test]
fn a_auth_7_an_identity_is_of_one_tenant() {
    with_provider(|stage, provider| {
        come(provider, &stage.app.browser(), &robin()).expect(303);
        let globex = stage.app.tenant("globex");
        let there = || stage.app.browser().with("x-tenant-id", &globex.id.to_string());
        let browser = there();
        assert_eq!(
            come(provider, &browser, &robin()).status,
            403,
            "it has no enrolment of its own"
        );
        let login = Login::parse("robin").expect("a login");
        assert!(tessera_application::users::find(&stage.app.app, globex.id, &login).is_err());
    });
}

#[test]
fn a_auth_7_a_tenant_is_reached_by_its_own_host() {
    with_provider(|stage, provider| {
        let globex = stage.app.tenant("globex");
        globex.user_with_password("hank", Role::User, PASSWORD);
        let slug = tessera_domain::tenant::Slug::parse("globex").expect("a slug");
        let change = |tenant: &mut tessera_domain::tenant::Tenant| {
            tenant.host = HostName::parse("globex.example").ok();
            tenant.enrolment = Some(Enrolment {
                domains: vec![HostName::parse("example.org").expect("a host")],
                role: None,
            });
        };
        tessera_application::tenants::update(&stage.app.app, &slug, change).expect("globex is there");
        let at = |host: &str| stage.app.browser().with("host", host);
        for host in ["globex.example", "GLOBEX.example:8443"] {
            at(host).sign_in("hank", PASSWORD);
            assert_eq!(
                at(host).try_sign_in(LOGIN, PASSWORD).status,
                401,
                "robin is at home elsewhere"
            );
        }
        assert_eq!(
            at("other.example").try_sign_in("hank", PASSWORD).status,
            401,
            "elsewhere it is the default one"
        );
        at("other.example").sign_in(LOGIN, PASSWORD);
        let browser = at("globex.example");
        come(provider, &browser, &Person::verified("hank", "hank@example.org")).expect(303);
        assert_eq!(
            stage.app.events(globex.id).last().map(|logged| logged.event.kind),
            Some(EventKind::SessionStarted)
        );
    });
}
